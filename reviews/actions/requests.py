"""Asking buyers for a review: once per order, after it arrived and a wait, with one reminder, never who said no."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.actions.consents import choices_url
from accounts.models import Topic
from core.actions.mail import queue_mail
from core.links import sign_link
from orders.models import Order, Shipment
from reviews.models import EntryState, Review, ReviewRequest, Unsubscription
from reviews.rules.eligibility import ASK_AGAIN_AFTER, ASK_WITHIN, LINK_VALID_FOR, REMIND_AFTER

WRITE, CHANGE, UNSUBSCRIBE = "review-write", "review-change", "review-unsubscribe"
"""Purposes of links: in a review request, on an order's page, at the end of a mail."""


def orders_to_ask(at: datetime) -> list[Order]:
    """Orders that have come, whose wait is over and nobody asked about, oldest first.

    Those whose last parcel was delivered; and those of which nobody tells that it was, as soon as it is presumed.
    """
    span = (at - ASK_WITHIN, at)
    told = Q(state=Order.State.COMPLETED, completed_at__range=span)
    presumed = Shipment.objects.arrived().filter(order=OuterRef("pk"), presumed_at__range=span)
    recent = Order.objects.filter(told | Q(Exists(presumed), state=Order.State.CONFIRMED))
    orders = recent.filter(review_request=None, is_gift_card=False, imported_from="")
    known = orders.prefetch_related("lines__product__category", "payments", "shipments__lines")
    waited = [(order.came_at, order) for order in known if order.came_at and order.came_at + _wait(order) <= at]
    return [order for _came_at, order in sorted(waited, key=lambda pair: (pair[0], pair[1].pk))]


def requests_to_remind(at: datetime) -> Any:
    """Those asked a while ago who wrote nothing and were not reminded; none whose link is about to expire."""
    asked = ReviewRequest.objects.filter(sent_at__range=(at - LINK_VALID_FOR, at - REMIND_AFTER), reminded_at=None)
    return asked.filter(reviewed_at=None, skipped="").select_related("order").order_by("sent_at")


@transaction.atomic
def request_review(*, order: Order, at: datetime) -> ReviewRequest | None:
    """Ask the buyer of an order that has come about its products, or settle that they are not asked.

    Everybody is asked alike, but who unsubscribed, sent everything back, got all the money back or reviewed it all
    already. Who was asked within ASK_AGAIN_AFTER is asked later (None).
    """
    order = Order.objects.lock(order)
    if ReviewRequest.objects.filter(order=order).exists() or _asked_lately(order.email, at):
        return None
    products = _unreviewed(order)
    why_not = _why_not(order, products)
    if not why_not:
        _queue(order, products, "review_request")
    return ReviewRequest.objects.create(order=order, created_at=at, sent_at=None if why_not else at, skipped=why_not)


@transaction.atomic
def remind(*, request: ReviewRequest, at: datetime) -> ReviewRequest:
    """Ask once more, unless anything speaks against it by now."""
    order = Order.objects.lock(request.order)
    request = ReviewRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.reminded_at or request.reviewed_at:
        return request
    products = _unreviewed(order)
    if not _why_not(order, products):
        _queue(order, products, "review_reminder")
    request.reminded_at = at
    request.save(update_fields=["reminded_at"])
    return request


@transaction.atomic
def note_opened(*, order: Order, at: datetime) -> None:
    """The buyer came by the link in the mail."""
    ReviewRequest.objects.filter(order=order, opened_at=None).update(opened_at=at)


@transaction.atomic
def note_reviewed(*, review: Review, at: datetime) -> None:
    """The buyer wrote about something of an order: nobody is reminded of it."""
    if review.order_line is not None:
        ReviewRequest.objects.filter(order=review.order_line.order_id, reviewed_at=None).update(reviewed_at=at)


@transaction.atomic
def unsubscribe(*, email: str) -> None:
    """Never ask this address again."""
    Unsubscription.objects.get_or_create(email=email.lower())


def _wait(order: Order) -> timedelta:
    waits = [line.product.category.review_wait_days for line in order.lines.all()]
    return timedelta(days=max(settings.REVIEW_WAIT_DAYS if wait is None else wait for wait in waits))


def _asked_lately(email: str, at: datetime) -> bool:
    asked = ReviewRequest.objects.filter(order__email__iexact=email, sent_at__gt=at - ASK_AGAIN_AFTER)
    return asked.exists()


def _why_not(order: Order, products: list[Any]) -> str:
    """Why this buyer is not asked, as a word; "" when they are."""
    if order.customer is not None and not order.customer.wants_review_requests:
        return "declined"
    if Unsubscription.objects.filter(email=order.email.lower()).exists():
        return "unsubscribed"
    if order.payment_status == "refunded":
        return "refunded"
    if all(line.returned >= line.units for line in order.lines.all()):
        return "returned"
    return "" if products else "reviewed"


def _unreviewed(order: Order) -> list[Any]:
    """What was kept and nothing was said of yet."""
    written = Review.objects.filter(email=order.email.lower()).exclude(state=EntryState.DRAFT)
    if order.customer_id:
        written = written | Review.objects.filter(author=order.customer_id).exclude(state=EntryState.DRAFT)
    done = set(written.values_list("product_id", flat=True))
    lines = order.lines.select_related("product__main_picture").order_by("pk")
    kept = {line.product_id: line.product for line in lines if line.returned < line.units}
    return [product for pk, product in kept.items() if pk not in done]


def _choices(order: Order) -> str:
    return choices_url(order.customer, Topic.REVIEWS) if order.customer else ""


def _queue(order: Order, products: list[Any], template: str) -> None:
    token = sign_link(WRITE, order.number)
    unsubscribe_path = reverse("reviews:unsubscription", args=[sign_link(UNSUBSCRIBE, order.email)])
    items = [
        {
            "product": product,
            "url": settings.BASE_URL + reverse("reviews:review-create-by-link", args=[token, product.pk]),
        }
        for product in products
    ]
    queue_mail(
        template=f"reviews/{template}",
        key=order.reference,
        to=order.email,
        language=order.language,
        context={"order": order, "items": items, "stars": range(1, 6), "choices_url": _choices(order)},
        unsubscribe_url=settings.BASE_URL + unsubscribe_path,
    )
