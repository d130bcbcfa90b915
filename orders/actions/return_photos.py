"""Photos of a return: encoded anew at once, kept where no address leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from orders.models import Return, ReturnPhoto
from orders.models.return_papers import MOST_PHOTOS
from shop.actions.photos import as_jpeg, decode_photo
from shop.rules.images import NotAPicture


class TooManyPhotos(Refused):
    code = "too_many_photos"
    message = _("Up to six photos, please.")


class PhotoUnreadable(Refused):
    code = "photo_unreadable"
    message = _("One of the files is not a photo that we can read. JPEG, PNG, WebP, AVIF and GIF up to 12 MB are fine.")


@transaction.atomic(savepoint=False)
def add_return_photos(
    *, sent_back: Return, uploads: Sequence[IO[bytes]], is_ours: bool, at: datetime
) -> list[ReturnPhoto]:
    """Put photos with a locked return. Raises TooManyPhotos and PhotoUnreadable: then none is kept."""
    if sent_back.photos.filter(is_ours=is_ours).count() + len(uploads) > MOST_PHOTOS:
        raise TooManyPhotos
    photos = []
    for name, picture in keep_photos(uploads):
        photo = ReturnPhoto(sent_back=sent_back, is_ours=is_ours, created_at=at)
        photo.file.save(name, picture, save=False)
        photo.save()
        photos.append(photo)
    return photos


def keep_photos(uploads: Sequence[IO[bytes]]) -> list[tuple[str, ContentFile]]:
    """What is kept of uploads, each with a name of its own. Raises TooManyPhotos and PhotoUnreadable."""
    if len(uploads) > MOST_PHOTOS:
        raise TooManyPhotos
    try:
        return [(f"{get_random_string(20)}.jpg", as_jpeg(decode_photo(upload))) for upload in uploads]
    except NotAPicture as error:
        raise PhotoUnreadable from error
