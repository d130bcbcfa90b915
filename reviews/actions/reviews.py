"""What can happen to a review: written, published, hidden, rejected. The product's rating follows each time."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User, public_name
from core.errors import Refused
from core.states import IllegalMove
from orders.models import Order, OrderLine
from reviews.models import Review
from reviews.rules.eligibility import is_verified_purchase, needs_a_look
from shop.actions.ratings import record_rating
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


class NotPossibleNow(Refused):
    code = "not_possible_now"
    message = _("The review is not in a state for that.")


@dataclass(frozen=True)
class Words:
    """What the reviewer wrote. `stars` is 1 to 5."""

    stars: int
    title: str
    text: str
    author_name: str
    language: str


@transaction.atomic
def write_review(*, product: Product, words: Words, by: User | None, order: Order | None, at: datetime) -> Review:
    """A customer (`by`), or a guest who came by the link of `order`, reviews a product.

    Raises NothingBought, AlreadyReviewed, StaffMayNotReview. Verified reviews without links or numbers are published
    at once; others wait for staff.
    """
    if by is not None and by.is_staff:
        raise StaffMayNotReview
    line = _proof_of_purchase(product, by, order)
    author = by or (order.customer if order else None)
    email = (order.email if order else by.email if by else "").lower()
    verified = line is not None and is_verified_purchase(
        unit_price=line.unit_price, list_price=line.list_price, is_delivered=True
    )
    review = _insert(
        Review(
            product=product,
            author=author,
            email=email,
            order_line=line,
            is_verified=verified,
            stars=words.stars,
            title=words.title,
            text=words.text,
            language=words.language,
            created_at=at,
            author_name=public_name(words.author_name)[:60],
        )
    )
    if verified and not needs_a_look(words.title, words.text):
        review = publish_review(review=review)
    return review


@transaction.atomic
def publish_review(*, review: Review) -> Review:
    """Show it. Raises NotPossibleNow."""
    return _move(review, Review.State.PUBLISHED)


@transaction.atomic
def hide_review(*, review: Review) -> Review:
    """Take a published review off the page. Raises NotPossibleNow."""
    return _move(review, Review.State.HIDDEN)


@transaction.atomic
def reject_review(*, review: Review) -> Review:
    """A waiting review is not published. Raises NotPossibleNow."""
    return _move(review, Review.State.REJECTED)


def _proof_of_purchase(product: Product, by: User | None, order: Order | None) -> OrderLine | None:
    delivered = OrderLine.objects.delivered().filter(order=order) if order else OrderLine.objects.delivered_to(by)
    line = delivered.filter(product=product).order_by("-pk").first()
    if line is None and (order is not None or not delivered.exists()):
        raise NothingBought
    return line


def _insert(review: Review) -> Review:
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError as error:
        raise AlreadyReviewed from error
    return review


def _move(review: Review, state: str) -> Review:
    product = Product.objects.lock([review.product_id])[0]
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    try:
        review.move_to(state)
    except IllegalMove as error:
        raise NotPossibleNow from error
    record_rating(product=product, counts=Review.objects.counts(product))
    return review
