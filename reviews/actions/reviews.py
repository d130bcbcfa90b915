"""Writing a review: a draft, the review, its later change. What follows is in moderation.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User, public_name
from core.errors import Refused
from core.retries import again_when_blocked
from orders.models import Order, OrderLine
from reviews.actions.effects import after_change
from reviews.actions.moderation import hand_in, lock_entry, record
from reviews.actions.photos import add_photos, count_photos, describe_photos, drop_photos
from reviews.actions.purchases import apply_purchase, find_purchase
from reviews.actions.requests import note_reviewed
from reviews.actions.weighing import came_in_burst, first_weight
from reviews.models import Decision, EntryState, Review, Shingle
from reviews.rules.risk import MANY_A_DAY, SHINGLES_SHARED, shingles, signs_in, tidy_text
from shop.models import Product


class NothingBought(Refused):
    code = "nothing_bought"
    message = _("Reviews here come from people who bought. You can write one when your first order has arrived.")


class AlreadyReviewed(Refused):
    code = "already_reviewed"
    message = _("You have reviewed this product already. Thank you.")


class StaffMayNotReview(Refused):
    code = "staff_may_not_review"
    message = _("People who work here do not review what they sell.")


class NoReview(Refused):
    code = "no_review"
    message = _("There is no review of yours to change.")


class AccountIsDeleted(Refused):
    code = "account_is_deleted"
    message = _("The account this was bought with was deleted, so this link is not valid any more.")


@dataclass(frozen=True)
class Words:
    """What the reviewer wrote. `stars` is 1 to 5, `aspects` likewise by name."""

    stars: int
    title: str
    text: str
    author_name: str
    language: str
    aspects: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Photos:
    """Files to add with what they show, ids of photos to take away, and what others show by id."""

    new: Sequence[IO[bytes]] = ()
    new_alts: Sequence[str] = ()
    dropped: Sequence[int] = ()
    alts: Mapping[int, str] = field(default_factory=dict)


NO_PHOTOS = Photos()


@dataclass(frozen=True)
class Reviewer:
    """Who writes: a customer, or a guest who came by the link of `order`."""

    user: User | None
    order: Order | None = None

    @property
    def account(self) -> User | None:
        return self.user or (self.order.customer if self.order else None)

    @property
    def email(self) -> str:
        return (self.order.email if self.order else self.user.email if self.user else "").lower()


@again_when_blocked
@transaction.atomic
def write_review(*, product: Product, words: Words, by: Reviewer, at: datetime, photos: Photos = NO_PHOTOS) -> Review:
    """Hand in a review, or the draft that was kept.

    Raises NothingBought, AlreadyReviewed, StaffMayNotReview, AccountIsDeleted, TooManyPhotos, PhotoUnreadable. What
    has nothing for a person to look at is published at once; the rest waits for staff, as do photos and what no
    purchase proves.
    """
    review = _begin(product, by, at)
    _put(review, words)
    _insert(review)
    apply_purchase(review=review, purchase=find_purchase(review))
    _change_photos(review, photos)
    _keep_shingles(review)
    note_reviewed(review=review, at=at)
    return hand_in(entry=review, signs=_signs(review, at), at=at)


@transaction.atomic
def keep_draft(*, product: Product, words: Words, by: Reviewer, at: datetime) -> Review:
    """Keep what is written so far, for its writer's eyes alone. Raises like `write_review`."""
    review = _begin(product, by, at)
    _put(review, words)
    _insert(review)
    return review


@again_when_blocked
@transaction.atomic
def edit_review(*, review: Review, words: Words, at: datetime, photos: Photos = NO_PHOTOS) -> Review:
    """Its writer changes it. Only new words or photos are looked at again; what was there before is written down.

    What a photo shows is words too.

    Raises NoReview, TooManyPhotos, PhotoUnreadable.
    """
    review = lock_entry(review)
    if review.state in (EntryState.REMOVED, EntryState.DRAFT):
        raise NoReview
    before = {"stars": review.stars, "title": review.title, "text": review.text}
    same_words = (tidy_text(words.title), tidy_text(words.text)) == (review.title, review.text)
    if words.stars != review.stars:
        review.created_at = at  # a new opinion is as fresh as today
        first_weight(review)
    _put(review, words)
    review.save()
    kept = {pk: alt for pk, alt in photos.alts.items() if pk not in photos.dropped}
    described = describe_photos(review=review, alts=kept)
    record(review, Decision.Act.EDITED, at=at, before=before | ({"alts": described} if described else {}))
    _change_photos(review, photos)
    same_words = same_words and not described
    if same_words and not photos.new and review.state == EntryState.PUBLISHED:
        after_change(review, at)
        return review
    _keep_shingles(review)
    return hand_in(entry=review, signs=_signs(review, at), at=at)


def own_review(product: Product, by: Reviewer) -> Review | None:
    """The one live review of this reviewer, draft or not."""
    live = Review.objects.filter(product=product).exclude(state=EntryState.REMOVED)
    own = live.filter(author=by.account) if by.account else live.none()
    return own.first() or (live.filter(email=by.email).first() if by.email else None)


def _begin(product: Product, by: Reviewer, at: datetime) -> Review:
    """The kept draft, or a new review that is not stored yet."""
    if by.account is not None and by.account.closed_at:
        raise AccountIsDeleted
    if by.account is not None and by.account.is_staff:
        raise StaffMayNotReview
    Product.objects.lock([product.pk])
    known = own_review(product, by)
    if known is not None and known.state != EntryState.DRAFT:
        raise AlreadyReviewed
    review = known or Review(product=product, author=by.account, email=by.email, state=EntryState.DRAFT)
    review.source = Review.Source.MAIL if by.order else Review.Source.SITE
    review.is_insider = bool(by.account and by.account.is_insider)
    review.created_at = at
    first_weight(review)
    if find_purchase(review) is None and (by.order is not None or not _has_anything(by)):
        raise NothingBought
    return review


def _has_anything(by: Reviewer) -> bool:
    """Whoever never had a delivery has no purchase history."""
    return OrderLine.objects.delivered_to(by.user).exists()


def _put(review: Review, words: Words) -> None:
    review.stars, review.language, review.aspects = words.stars, words.language, dict(words.aspects)
    review.title, review.text = tidy_text(words.title)[:120], tidy_text(words.text)
    review.author_name = public_name(tidy_text(words.author_name))[:60]


def _change_photos(review: Review, photos: Photos) -> None:
    drop_photos(review=review, ids=photos.dropped)
    add_photos(review=review, uploads=photos.new, alts=photos.new_alts)
    count_photos(review=review)


def _insert(review: Review) -> None:
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError as error:
        raise AlreadyReviewed from error


def _signs(review: Review, at: datetime) -> list[str]:
    """All that a person should look at, but never the stars."""
    product = review.product
    known = f"{product.title} {product.brand.name if product.brand else ''} {settings.SHOP_NAME}"
    shown = review.photos.exclude(alt="").values_list("alt", flat=True) if review.photo_count else []
    signs = signs_in("\n".join([review.title, review.text, *shown]), at_home=known)
    if not review.is_verified:
        signs.append("unproven")
    if _is_copy(review):
        signs.append("duplicate")
    if review.photo_count:
        signs.append("photos")
    if came_in_burst(review.product_id, at):
        signs.append("burst")
    if _written_today(review, at) > MANY_A_DAY:
        signs.append("many_today")
    return signs


def _written_today(review: Review, at: datetime) -> int:
    whose: dict[str, Any] = {"author": review.author_id} if review.author_id else {"email": review.email}
    return Review.objects.filter(submitted_at__gt=at - timedelta(days=1), **whose).exclude(pk=review.pk).count() + 1


def _keep_shingles(review: Review) -> None:
    Shingle.objects.filter(review=review).delete()
    Shingle.objects.bulk_create(Shingle(review=review, digest=digest) for digest in shingles(review.text))


def _is_copy(review: Review) -> bool:
    """The same text elsewhere, on any product and from any account."""
    digests = Shingle.objects.filter(digest__in=shingles(review.text)).exclude(review=review.pk)
    shared: dict[int, int] = {}
    for other in digests.values_list("review_id", flat=True)[:1000]:
        shared[other] = shared.get(other, 0) + 1
    return max(shared.values(), default=0) >= SHINGLES_SHARED
