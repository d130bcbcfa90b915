"""Pictures with a review: decoded and encoded anew at once, so that nothing of the upload itself is ever kept."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import IO

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from core.errors import Refused
from reviews.models import Review, ReviewPhoto
from reviews.models.reviews import MOST_ALT, MOST_PHOTOS
from reviews.rules.risk import tidy_text
from shop.actions.photos import as_jpeg, decode_photo
from shop.rules.images import NotAPicture

SMALL = 240
"""The side of a photo's square thumbnail, in pixels."""


class TooManyPhotos(Refused):
    code = "too_many_photos"
    message = _("Up to six photos, please.")


class PhotoUnreadable(Refused):
    code = "photo_unreadable"
    message = _("One of the files is not a photo that we can read. JPEG, PNG, WebP, AVIF and GIF up to 12 MB are fine.")


@transaction.atomic
def add_photos(*, review: Review, uploads: Sequence[IO[bytes]], alts: Sequence[str] = ()) -> list[ReviewPhoto]:
    """Put photos with a locked review; `alts` say what they show, in their order. Raises TooManyPhotos,
    PhotoUnreadable: then none is kept."""
    known = set(review.photos.values_list("position", flat=True))
    free = [place for place in range(MOST_PHOTOS) if place not in known]
    if len(uploads) > len(free):
        raise TooManyPhotos
    photos = [_encode(review, upload, place) for upload, place in zip(uploads, free, strict=False)]
    for photo, alt in zip(photos, alts, strict=False):
        photo.alt = _tidy_alt(alt)
    return ReviewPhoto.objects.bulk_create(photos)


@transaction.atomic
def drop_photos(*, review: Review, ids: Sequence[int]) -> None:
    """Take photos off a locked review, with their files once that is certain."""
    for photo in review.photos.filter(pk__in=ids):
        for file in (photo.file, photo.thumbnail):
            transaction.on_commit(partial(file.storage.delete, str(file.name)))
        photo.delete()


@transaction.atomic
def describe_photos(*, review: Review, alts: Mapping[int, str]) -> dict[str, str]:
    """Say what photos of a locked review show (by id). Returns what was said before of those that changed."""
    before = {}
    for photo in review.photos.filter(pk__in=alts):
        alt = _tidy_alt(alts[photo.pk])
        if alt != photo.alt:
            before[str(photo.pk)] = photo.alt
            ReviewPhoto.objects.filter(pk=photo.pk).update(alt=alt)
    return before


@transaction.atomic
def count_photos(*, review: Review) -> int:
    """How many the review has, stored on it."""
    review.photo_count = review.photos.count()
    Review.objects.filter(pk=review.pk).update(photo_count=review.photo_count)
    return review.photo_count


def _tidy_alt(alt: str) -> str:
    return " ".join(tidy_text(alt).split())[:MOST_ALT]


def _encode(review: Review, upload: IO[bytes], position: int) -> ReviewPhoto:
    try:
        image = decode_photo(upload)
    except NotAPicture as error:
        raise PhotoUnreadable from error
    small = ImageOps.fit(image, (SMALL, SMALL), Image.Resampling.LANCZOS)
    name = get_random_string(20)
    photo = ReviewPhoto(review=review, position=position, width=image.width, height=image.height)
    photo.file.save(f"{name}.jpg", as_jpeg(image), save=False)
    photo.thumbnail.save(f"{name}-s.jpg", as_jpeg(small), save=False)
    return photo
