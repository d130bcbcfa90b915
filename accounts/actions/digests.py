"""The weekly mail: once for each person and week, nothing when there is nothing, caught up after an outage."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise

from accounts.actions.consents import choices_url, drop_unwanted_news, frequency_of
from accounts.models import DigestItem, Frequency, Topic, User
from accounts.rules.digests import KEEP, last_digest
from core.actions.mail import queue_mail
from core.jobs import sweep
from core.models import OutgoingMail

TEMPLATE = "accounts/digest"
MOST_ITEMS = 40
"""In one mail; who has more is told the rest a week later."""


@dataclass(frozen=True)
class News:
    """What a line of the weekly mail says below its title, and where it leads. Some news cannot wait for it."""

    text: str | Promise
    url: str
    may_wait: bool = True


@transaction.atomic
def collect_news(*, items: Iterable[DigestItem]) -> None:
    """For the next weekly mail. The same key of the same topic is collected once."""
    DigestItem.objects.bulk_create(items, ignore_conflicts=True)


@transaction.atomic
def tell_customer(
    *, customer: User, topic: Topic, template: str, key: str, context: dict[str, Any], news: News, at: datetime
) -> OutgoingMail | None:
    """By a mail of its own or in the weekly one, as the customer chose; None when no mail is queued now."""
    often = frequency_of(customer, topic)
    if often == Frequency.NEVER or not customer.is_active:
        return None
    if often == Frequency.WEEKLY and news.may_wait:
        app, name = template.split("/")
        with translation.override(customer.language or settings.LANGUAGE_CODE):
            title = render_to_string(f"{app}/email/{name}.subject.txt", context).strip()[:300]
            item = DigestItem(
                customer=customer, topic=topic, key=key, title=title, text=str(news.text), url=news.url, created_at=at
            )
        collect_news(items=[item])
        return None
    return queue_mail(
        template=template,
        key=key,
        to=customer.email,
        language=customer.language or settings.LANGUAGE_CODE,
        context=context,
        unsubscribe_url=choices_url(customer, topic),
    )


def send_digests(*, at: datetime) -> int:
    """Mail what was collected before this week's morning to everybody for whom something was; returns to how many.

    Safe at any time and twice: what comes too late for this week's mail waits for the next one.
    """
    morning = last_digest(timezone.localtime(at))
    waiting = DigestItem.objects.waiting(morning).order_by("customer").values_list("customer", flat=True).distinct()
    people = array("q", waiting.iterator(chunk_size=10_000))
    sent: list[bool] = []
    sweep(people, lambda customer_id: sent.append(_send_digest(customer_id, morning, at)), name="weekly mail of user")
    DigestItem.objects.filter(Q(mailed_at__lt=at - KEEP) | Q(created_at__lt=at - KEEP)).delete()
    return sum(sent)


@transaction.atomic
def _send_digest(customer_id: int, morning: datetime, at: datetime) -> bool:
    """Whoever sends it holds the customer's row; the mail's key says that this week's is written.

    What was collected while the customer said no was not there yet when the no dropped the rest.
    """
    customer = User.objects.select_for_update(of=("self",), no_key=True).get(pk=customer_id)
    drop_unwanted_news(user=customer)
    key = f"digest/{customer.pk}/{morning.date().isoformat()}"
    items = list(DigestItem.objects.waiting(morning).filter(customer=customer)[:MOST_ITEMS])
    if not items or not customer.is_active or OutgoingMail.objects.filter(template=TEMPLATE, key=key).exists():
        return False
    queue_mail(
        template=TEMPLATE,
        key=key,
        to=customer.email,
        language=customer.language or settings.LANGUAGE_CODE,
        context={"items": items},
        unsubscribe_url=choices_url(customer, *sorted({Topic(item.topic) for item in items})),
    )
    DigestItem.objects.filter(pk__in=[item.pk for item in items]).update(mailed_at=at)
    return True
