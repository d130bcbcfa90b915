"""What proves a review: the writer's own delivered lines, followed through returns, refunds and cancellations."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, IntegerField, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from orders.models import Order, OrderLine
from orders.models.arrivals import has_come
from reviews.actions.answer_counts import count_answers
from reviews.actions.effects import after_change
from reviews.actions.moderation import lock_entry, record
from reviews.models import Answer, Decision, EntryState, Review
from reviews.rules.eligibility import Purchase


def find_purchase(review: Review) -> OrderLine | None:
    """The line that says most for a review: a verified one before a returned one, then the one it was written about,
    then the newest."""
    own = lines_of(review).filter(product=review.product_id)
    taken = Review.objects.filter(order_line=OuterRef("pk"), author=None, email="").exclude(pk=review.pk)
    own = own.exclude(Exists(taken.exclude(state=EntryState.REMOVED)))  # who comes back has had their say about it
    return max(own, key=lambda line: _worth(line, review), default=None)


def lines_of(entry: Review | Answer) -> Any:
    """The writer's own lines. Of a former customer only the one that is known is left."""
    if entry.is_of_former_customer:
        return _with_units(Q(pk=entry.order_line_id))
    return own_lines(author_id=entry.author_id, email=entry.email)


def own_lines(*, author_id: int | None, email: str) -> Any:
    """Lines delivered to an account, or ordered with an address that was proven, with how many units came."""
    whose = Q(order__customer=author_id) if author_id else Q(pk=None)
    if email:
        whose |= Q(order__email__iexact=email)
    return _with_units(whose)


def _with_units(whose: Q) -> Any:
    came = Sum("shipment_lines__quantity", filter=has_come("shipment_lines__shipment__"))
    delivered = Coalesce(came, Value(0), output_field=IntegerField())
    return OrderLine.objects.filter(whose).annotate(delivered_units=delivered).filter(delivered_units__gt=0)


def purchase_of(line: Any) -> Purchase:
    return Purchase(
        delivered=line.delivered_units,
        returned=line.returned,
        paid=(line.amount - line.discount).minor,
        list_price=line.list_price.minor * line.quantity,
        was_free=line.was_free,
    )


@transaction.atomic
def apply_purchase(*, review: Review, purchase: OrderLine | None) -> bool:
    """Store on a locked review what its purchase proves; returns whether that is something new."""
    known = purchase_of(purchase) if purchase else None
    proof = {
        "order_line": purchase,
        "variant": purchase.variant if purchase else review.variant,
        "is_verified": bool(known and known.is_verified),
        "is_returned": bool(known and known.is_returned),
    }
    changed = review.is_verified != proof["is_verified"] or review.is_returned != proof["is_returned"]
    for name, value in proof.items():
        setattr(review, name, value)
    Review.objects.filter(pk=review.pk).update(**proof)
    return changed


@transaction.atomic
def follow_purchases(*, order: Order, at: datetime) -> None:
    """Something happened to an order: the reviews and answers it proves are looked at again."""
    products = list(order.lines.values_list("product", flat=True))
    whose = Q(author=order.customer_id) if order.customer_id else Q(pk=None)
    own = Q(product__in=products) & (whose | Q(email__iexact=order.email) & ~Q(email=""))
    written = Review.objects.filter(own | Q(order_line__order=order)).exclude(state=EntryState.REMOVED)
    for review in written.exclude(source=Review.Source.IMPORT).order_by("product_id", "pk"):
        check_purchase(review=review, at=at)
    for answer in Answer.objects.filter(order_line__order=order).select_related("question").order_by("pk"):
        line = lines_of(answer).filter(pk=answer.order_line_id).first()
        is_verified = bool(line and purchase_of(line).is_verified)
        if is_verified != answer.is_verified:
            Answer.objects.filter(pk=answer.pk).update(is_verified=is_verified)
            count_answers(answer.question)


@transaction.atomic
def check_purchase(*, review: Review, at: datetime) -> Review:
    """Derive the badge anew; when it changes, the rating follows."""
    review = lock_entry(review)
    was = {"verified": review.is_verified, "returned": review.is_returned}
    if apply_purchase(review=review, purchase=find_purchase(review)):
        record(review, Decision.Act.CHECKED, at=at, before=was)
        after_change(review, at)
    return review


def _worth(line: Any, review: Review) -> tuple[bool, bool, bool, int]:
    known = purchase_of(line)
    return known.is_verified, known.is_kept, line.pk == review.order_line_id, line.pk
