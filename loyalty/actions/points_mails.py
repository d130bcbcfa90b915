"""The mail before points expire: thirty days and a week ahead, once for each day of expiry."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.actions.consents import choices_url, frequency_of
from accounts.actions.digests import collect_news
from accounts.models import DigestItem, Frequency, Topic, User
from core.actions.mail import queue_mail
from core.currency import format_money
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
    if first is None or first.expires_at is None or not _may_be_told(account.customer):
        return None
    day = timezone.localdate(first.expires_at)
    points = sum(lot.remaining for lot in lots if lot.expires_at and timezone.localdate(lot.expires_at) == day)
    key = f"points/{account.pk}/{day.isoformat()}/{span[1]}"
    if _is_told(key):
        return None
    news = {
        "name": account.customer.name,
        "points": points,
        "day": day,
        "worth": PointsProgram.current().value_of(points),
    }
    if span[0] and frequency_of(account.customer, Topic.POINTS) == Frequency.WEEKLY:
        _collect(account.customer, key, news, at)
        return None
    return queue_mail(
        template="loyalty/points_expiring",
        key=key,
        to=account.customer.email,
        language=account.customer.language or settings.LANGUAGE_CODE,
        context=news | {"shop_url": settings.BASE_URL + "/"},
        unsubscribe_url=choices_url(account.customer, Topic.POINTS),
    )


def _collect(customer: User, key: str, news: dict[str, Any], at: datetime) -> None:
    """For the weekly mail, which comes in time: the mail of the last week goes at once to everybody."""
    with translation.override(customer.language or settings.LANGUAGE_CODE):
        title = render_to_string("loyalty/email/points_expiring.subject.txt", news).strip()
        text = gettext("They are worth %s at the checkout. After that day they are gone.") % format_money(news["worth"])
    url = settings.BASE_URL + "/"
    item = DigestItem(customer=customer, topic=Topic.POINTS, key=key, title=title, text=text, url=url, created_at=at)
    collect_news(items=[item])


def _is_told(key: str) -> bool:
    mails = OutgoingMail.objects.filter(template="loyalty/points_expiring", key=key)
    return mails.exists() or DigestItem.objects.filter(topic=Topic.POINTS, key=key).exists()


def _may_be_told(customer: User) -> bool:
    return customer.is_active and customer.wants_points_mails
