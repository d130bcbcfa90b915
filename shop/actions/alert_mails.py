"""Telling people that what they asked for holds: one mail for each person and run, and every alert once."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import RowNumber
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.actions.consents import choices_url, frequency_of
from accounts.actions.digests import collect_news
from accounts.models import DigestItem, Frequency, Topic
from core.actions.mail import Letter, queue_mails
from core.jobs import sweep
from shop.actions.alerts import list_url
from shop.models import Alert, StockRecord
from shop.models.stock import AVAILABLE
from shop.rules.alerts import PEOPLE_PER_UNIT, SAY_HOW_MANY

BATCH = 100
TEMPLATE, WEEKLY = "shop/alerts", "weekly"
MOST_LETTERS = 500
"""In the address of a piece of news."""


def send_due_alerts(*, at: datetime) -> int:
    """Tell everybody whose turn it is; returns how many alerts are done. Two at once share the work.

    Of what came in few units the first who asked are told, PEOPLE_PER_UNIT for each; the others in later runs.
    """
    done: list[int] = []
    sweep(_batches(at), lambda ids: done.append(_send_batch(ids, at)), name="alerts")
    return sum(done)


def _batches(at: datetime) -> Iterator[Sequence[int]]:
    """Ids of alerts, those of one person never in two batches. Read once, sixteen bytes for each alert."""
    ids, firsts, last = array("q"), array("q"), None
    for pk, *person in _turn(at).values_list("pk", "customer", "email").iterator(chunk_size=10_000):
        if person != last:
            firsts.append(len(ids))
        ids.append(pk)
        last = person
    start = 0
    for first in firsts:
        if first - start >= BATCH:
            yield ids[start:first].tolist()
            start = first
    if len(ids) > start:
        yield ids[start:].tolist()


def _turn(at: datetime) -> QuerySet[Alert]:
    """What is due, and of each variant no more people than its units are good for, in the order they asked."""
    stock = StockRecord.objects.filter(variant=OuterRef("variant"), location__is_active=True)
    units = stock.order_by().values("variant").annotate(sum=Sum(AVAILABLE)).values("sum")
    place = Window(RowNumber(), partition_by=[F("variant"), F("kind")], order_by="pk")
    turn = Q(kind=Alert.Kind.PRICE) | Q(place__lte=F("units") * PEOPLE_PER_UNIT)
    return Alert.objects.due(at).annotate(units=Subquery(units), place=place).filter(turn).order_by(
        "customer", "email", "pk"
    )  # fmt: skip


@transaction.atomic
def _send_batch(ids: Sequence[int], at: datetime) -> int:
    """What is still due of these, under their locks: whoever comes second finds nothing left to do."""
    alerts = sorted(_lock(ids, at), key=_person)
    units = StockRecord.objects.filter(variant__in={alert.variant_id for alert in alerts}).available_by_variant()
    letters: list[Letter] = []
    news: list[DigestItem] = []
    for _key, group in groupby(alerts, key=_person):
        own = list(group)
        customer = own[0].customer
        if customer is not None and frequency_of(customer, Topic.ALERTS) == Frequency.WEEKLY:
            news += [_news(alert, units, at) for alert in own]
        else:
            letters.append(_letter(own, units, at))
    queue_mails(letters=letters)
    collect_news(items=news)
    Alert.objects.bulk_update(alerts, ["state", "sent_at", "notice"])
    return len(alerts)


def _lock(ids: Sequence[int], at: datetime) -> list[Alert]:
    due = Alert.objects.due(at).filter(pk__in=ids).select_related("variant__product", "customer")
    return list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk"))


def _person(alert: Alert) -> tuple[int, str]:
    return alert.customer_id or 0, alert.email


def _finish(alert: Alert, notice: str, at: datetime) -> None:
    """On the locked row; all of a batch are written together."""
    alert.state, alert.sent_at, alert.notice = Alert.State.SENT, at, notice


def _letter(alerts: list[Alert], units: dict[int, int], at: datetime) -> Letter:
    first, key = alerts[0], f"alerts/{min(alert.pk for alert in alerts)}"
    for alert in alerts:
        _finish(alert, key, at)
    customer = first.customer
    if customer is not None:
        links = {"alerts_url": settings.BASE_URL + reverse("shop:alert-list")}
        unsubscribe_url = links["choices_url"] = choices_url(customer, Topic.ALERTS)
    else:
        unsubscribe_url = list_url(first, at)
        links = {"alerts_url": unsubscribe_url}
    return Letter(
        template=TEMPLATE,
        key=key,
        to=customer.email if customer else first.email,
        language=_language(first),
        context={"items": [_item(alert, units) for alert in alerts]} | links,
        unsubscribe_url=unsubscribe_url,
    )


def _news(alert: Alert, units: dict[int, int], at: datetime) -> DigestItem:
    _finish(alert, WEEKLY, at)
    item = _item(alert, units)
    with translation.override(_language(alert)):
        text = " ".join(render_to_string("shop/email/_alert.txt", {"item": item}).split())
    return DigestItem(
        customer=alert.customer,
        topic=Topic.ALERTS,
        key=f"alert/{alert.pk}",
        title=str(alert.variant)[:300],
        text=text,
        url=_short(item["url"]),
        created_at=at,
    )


def _short(url: str) -> str:
    """One that is too long for its column leads to the product without the option."""
    return url if len(url) <= MOST_LETTERS else url.partition("?")[0]


def _item(alert: Alert, units: dict[int, int]) -> dict[str, Any]:
    """What the templates say of one alert."""
    left = units.get(alert.variant_id, 0)
    product = alert.variant.product
    return {
        "alert": alert,
        "title": str(alert.variant),
        "is_back": alert.kind == Alert.Kind.BACK,
        "units": left if left <= SAY_HOW_MANY else 0,
        "price": alert.variant.price,
        "before": alert.price_at_asking,
        "url": f"{settings.BASE_URL}{product.get_absolute_url()}?variant={quote(alert.variant.sku, safe='')}",
    }


def _language(alert: Alert) -> str:
    return (alert.customer.language if alert.customer else alert.language) or settings.LANGUAGE_CODE
