"""Bringing the story into the present: what is long done must not be done again by a worker."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from core.models import OutgoingMail
from demo.people import Shopper
from orders.models import Order
from reviews.models import ReviewRequest
from reviews.rules.eligibility import ASK_WITHIN


def settle_mail() -> None:
    """Mails of the past were sent when they were written."""
    written = F("created_at")
    OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).update(
        state=OutgoingMail.State.SENT, tries=1, claimed_at=written, handed_over_at=written, sent_at=written
    )


def settle_requests(now: datetime, ada: Shopper) -> None:
    """Buyers were asked for reviews when their wait was over; about Ada's last orders the shop has still to ask."""
    done = Order.objects.filter(state=Order.State.COMPLETED).prefetch_related("lines__product__category")
    past = done.exclude(customer=ada.user, completed_at__gt=now - ASK_WITHIN)
    asked = [(order, order.completed_at + _wait(order)) for order in past]
    ReviewRequest.objects.bulk_create(ReviewRequest(order=order, created_at=at) for order, at in asked if at <= now)


def _wait(order: Order) -> timedelta:
    waits = [line.product.category.review_wait_days for line in order.lines.all()]
    return timedelta(days=max(settings.REVIEW_WAIT_DAYS if wait is None else wait for wait in waits))
