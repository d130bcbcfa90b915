"""Asking buyers for a review: once per order, after it arrived and a wait, and never those who said no."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from core.actions.mail import queue_mail
from core.links import sign_link
from orders.models import Order
from reviews.models import Review, ReviewRequest, Unsubscription
from reviews.rules.eligibility import ASK_AGAIN_AFTER, ASK_WITHIN

WRITE, UNSUBSCRIBE = "review-write", "review-unsubscribe"
"""Purposes of the links in a review request."""


def orders_to_ask(at: datetime) -> list[Order]:
    """Completed orders nobody asked about whose wait is over, oldest first."""
    recent = Order.objects.filter(
        state=Order.State.COMPLETED, completed_at__range=(at - ASK_WITHIN, at), review_request=None
    )
    orders = recent.prefetch_related("lines__product__category", "payments").order_by("completed_at")
    return [order for order in orders if order.completed_at and order.completed_at + _wait(order) <= at]


@transaction.atomic
def request_review(*, order: Order, at: datetime) -> ReviewRequest | None:
    """Ask the buyer of a completed order about its products, or settle that they are not asked (None).

    Not asked: who unsubscribed, got all the money back, reviewed everything already; who was asked within
    ASK_AGAIN_AFTER is asked later.
    """
    order = Order.objects.lock(order)
    email = order.email.lower()
    if ReviewRequest.objects.filter(order=order).exists() or _asked_lately(email, at):
        return None
    products = _unreviewed(order, email)
    if products and not _declined(order, email):
        _queue(order, products)
    return ReviewRequest.objects.create(order=order, created_at=at)


@transaction.atomic
def unsubscribe(*, email: str) -> None:
    """Never ask this address again."""
    Unsubscription.objects.get_or_create(email=email.lower())


def _wait(order: Order) -> timedelta:
    waits = [line.product.category.review_wait_days for line in order.lines.all()]
    return timedelta(days=max(settings.REVIEW_WAIT_DAYS if wait is None else wait for wait in waits))


def _asked_lately(email: str, at: datetime) -> bool:
    return ReviewRequest.objects.filter(order__email__iexact=email, created_at__gt=at - ASK_AGAIN_AFTER).exists()


def _declined(order: Order, email: str) -> bool:
    declined_in_account = order.customer is not None and not order.customer.wants_review_requests
    refunded = order.payment_status == "refunded"
    return declined_in_account or refunded or Unsubscription.objects.filter(email=email).exists()


def _unreviewed(order: Order, email: str) -> list:
    done = set(Review.objects.filter(email=email).values_list("product_id", flat=True))
    lines = order.lines.select_related("product__main_picture").order_by("pk")
    return [line.product for line in lines if line.product_id not in done]


def _queue(order: Order, products: list) -> None:
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
        template="reviews/review_request",
        key=order.reference,
        to=order.email,
        language=order.language,
        context={"order": order, "items": items, "stars": range(1, 6)},
        unsubscribe_url=settings.BASE_URL + unsubscribe_path,
    )
