"""The mail before points expire: thirty days and a week ahead, once for each day of expiry."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actions.digests import News, tell_customer
from accounts.models import DigestItem, Topic
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
    """Tell the owner what expires first in the span, once for each day of expiry and each of WARN_DAYS.

    None when nothing is mailed: nothing is due, it is known already, or it waits for the weekly mail.
    """
    start, end = (at + timedelta(days=days) for days in span)
    lots = account.lots.filter(remaining__gt=0, expires_at__gt=start, expires_at__lte=end).order_by("expires_at", "pk")
    first = lots.first()
    if first is None or first.expires_at is None:
        return None
    day = timezone.localdate(first.expires_at)
    points = sum(lot.remaining for lot in lots if lot.expires_at and timezone.localdate(lot.expires_at) == day)
    key = f"points/{account.pk}/{day.isoformat()}/{span[1]}"
    if _is_told(key):
        return None
    worth = PointsProgram.current().value_of(points)
    return tell_customer(
        customer=account.customer,
        topic=Topic.POINTS,
        template="loyalty/points_expiring",
        key=key,
        context={
            "name": account.customer.name, "points": points, "day": day, "worth": worth,
            "shop_url": settings.BASE_URL + "/",
        },
        news=News(
            format_lazy(_("They are worth {worth} at the checkout. After that day they are gone."), worth=worth),
            settings.BASE_URL + "/",
            may_wait=span[0] > 0,
        ),
        at=at,
    )  # fmt: skip


def _is_told(key: str) -> bool:
    mails = OutgoingMail.objects.filter(template="loyalty/points_expiring", key=key)
    return mails.exists() or DigestItem.objects.filter(topic=Topic.POINTS, key=key).exists()
