"""The mail before points expire: thirty days and a week ahead, once for each day of expiry."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions.consents import Topic, choices_url
from accounts.models import User
from core.actions.mail import queue_mail
from core.models import OutgoingMail
from loyalty.models import PointsAccount, PointsProgram

WARN_DAYS = ((7, 30), (0, 7))
"""Between how many days before: one mail in each span."""


def accounts_to_warn(span: tuple[int, int], at: datetime) -> QuerySet[PointsAccount]:
    """Accounts of which points expire between so many days from now."""
    start, end = (at + timedelta(days=days) for days in span)
    soon = {"lots__remaining__gt": 0, "lots__expires_at__gt": start, "lots__expires_at__lte": end}
    return PointsAccount.objects.filter(**soon).select_related("customer").distinct().order_by("pk")


@transaction.atomic
def warn_of_expiry(*, account: PointsAccount, span: tuple[int, int], at: datetime) -> OutgoingMail | None:
    """Tell the owner what expires first in the span, once for each day of expiry and each of WARN_DAYS."""
    start, end = (at + timedelta(days=days) for days in span)
    lots = account.lots.filter(remaining__gt=0, expires_at__gt=start, expires_at__lte=end).order_by("expires_at", "pk")
    first = lots.first()
    if first is None or first.expires_at is None or not _may_be_told(account.customer):
        return None
    day = timezone.localdate(first.expires_at)
    points = sum(lot.remaining for lot in lots if lot.expires_at and timezone.localdate(lot.expires_at) == day)
    key = f"points/{account.pk}/{day.isoformat()}/{span[1]}"
    if OutgoingMail.objects.filter(template="loyalty/points_expiring", key=key).exists():
        return None
    return queue_mail(
        template="loyalty/points_expiring",
        key=key,
        to=account.customer.email,
        language=account.customer.language or settings.LANGUAGE_CODE,
        context={
            "name": account.customer.name,
            "points": points,
            "day": day,
            "worth": PointsProgram.current().value_of(points),
            "shop_url": settings.BASE_URL + "/",
        },
        unsubscribe_url=choices_url(account.customer, Topic.POINTS),
    )


def _may_be_told(customer: User) -> bool:
    return customer.is_active and customer.wants_points_mails
