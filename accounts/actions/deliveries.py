"""Webhooks on their way: handed to the endpoints that hear them, sent by whoever takes them, tried again, given up.

No network call is made in a transaction. A worker that dies between sending and writing that down sends it again
with the same id: receivers know by it what they have seen.
"""

import random
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.actions.webhook_mails import mail_disabled, mail_given_up
from accounts.actions.webhooks import NO_FAILURE, disable_endpoint, lock_endpoint, scopes_of, valid_secrets
from accounts.models import Event, Partner, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from accounts.models.webhooks import LEASE, DeliveryState
from accounts.rules.events import may_hear
from accounts.rules.webhooks import (
    DEADLINE,
    FAILING_FOR,
    GONE,
    KEEP_TRYING,
    body_of,
    failing_from,
    signed_headers,
    wait_after,
)
from core.codes import new_code
from core.http import AddressRefused, LeftAlone, Limits, Unreachable, send
from core.kills import kill_point
from core.sealing import Unsealable

BATCH = 500
MOST_AT_ONCE = 3
"""Workers that one endpoint may keep waiting at a time."""

MOST_OF_A_PARTNER = 4
"""Workers that all endpoints of one partner may: the others hear of things meanwhile."""

ALL_AT_ONCE = 8
"""Workers that all of them may: other work waits for workers too."""

NOT_HEARD = "rights: the partner may not read this any more, so nothing was sent"
KEPT_ANSWER = 4096
USER_AGENT = "Regulars-Webhooks/1"
LIMITS = Limits()


@dataclass(frozen=True)
class Outcome:
    """What came of a try; without a status no answer came."""

    sent_at: datetime
    headers: dict[str, str]
    body: str
    status: int | None = None
    answer: str = ""
    milliseconds: int = 0
    error: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def spread_events(*, at: datetime) -> int:
    """Hand what happened to every endpoint that hears it; returns how many events there were."""
    total = 0
    while spread := _spread_some(at):
        total += spread
    return total


def deliver_next(*, at: datetime) -> WebhookDelivery | None:
    """Send the delivery that is due longest and that nobody is at. Returns it, or None when there is none."""
    delivery = _take(at)
    if delivery is None:
        return None
    if not is_heard(delivery=delivery, scopes=scopes_of(delivery.endpoint.partner, at)):
        return _withhold(delivery, at)
    try:
        outcome = _try(delivery, at)
    except LeftAlone:
        return _put_back(delivery, at)
    kill_point("webhook:after_send_before_mark")
    return _mark(delivery, outcome)


def is_heard(*, delivery: WebhookDelivery, scopes: Collection[str]) -> bool:
    """Whether its partner, whose keys have these scopes, may hear it now: rights may have gone since it was made."""
    return _may_hear(delivery.endpoint.partner, delivery.event, scopes)


def new_delivery(event: Event, endpoint: WebhookEndpoint, at: datetime) -> WebhookDelivery:
    """A delivery that is to be stored; public ids are given here, as many are stored at once."""
    return WebhookDelivery(
        public_id=f"whd_{new_code(16)}",
        event=event,
        endpoint=endpoint,
        subject=event.subject,
        next_attempt_at=at,
        give_up_at=at + KEEP_TRYING,
        deadline_at=at + DEADLINE,
        created_at=at,
    )


@transaction.atomic
def give_up(*, delivery: WebhookDelivery, at: datetime) -> WebhookDelivery:
    """It is tried no more, and the partner and the shop are told, once a day for each endpoint."""
    delivery.move_to(DeliveryState.FAILED, finished_at=at, taken_until=None)
    mail_given_up(delivery.endpoint, at)
    return delivery


@transaction.atomic
def _spread_some(at: datetime) -> int:
    """The oldest events. Whoever does the same waits, so that of one subject none overtakes another."""
    events = list(Event.objects.unspread().select_for_update(of=("self",))[:BATCH])
    if not events:
        return 0
    endpoints = list(WebhookEndpoint.objects.listening().select_related("partner"))
    scopes = {endpoint.partner_id: scopes_of(endpoint.partner, at) for endpoint in endpoints}
    WebhookDelivery.objects.bulk_create(
        (
            new_delivery(event, endpoint, at)
            for event in events
            for endpoint in endpoints
            if _hears(endpoint, event, scopes[endpoint.partner_id])
        ),
        batch_size=BATCH,
    )
    return Event.objects.filter(pk__in=[event.pk for event in events]).mark_spread(at)


def _hears(endpoint: WebhookEndpoint, event: Event, scopes: set[str]) -> bool:
    return event.type in endpoint.types and _may_hear(endpoint.partner, event, scopes)


def _may_hear(partner: Partner, event: Event, scopes: Collection[str]) -> bool:
    return may_hear(name=event.type, owners=event.owners, partner=partner.pk, sees_all=partner.sees_all, scopes=scopes)


@transaction.atomic
def _take(at: datetime) -> WebhookDelivery | None:
    """The delivery is this worker's until LEASE is over."""
    endpoints, partners = _waited_for(at)
    if endpoints.total() >= ALL_AT_ONCE:
        return None
    due = WebhookDelivery.objects.due(at).exclude(endpoint__in=_crowded(endpoints, MOST_AT_ONCE))
    due = due.exclude(endpoint__partner__in=_crowded(partners, MOST_OF_A_PARTNER)).order_by("next_attempt_at", "event")
    delivery = due.select_for_update(of=("self",), skip_locked=True).first()
    if delivery is None or not _claim(delivery, at):
        return None
    return WebhookDelivery.objects.select_related("event", "endpoint__partner").get(pk=delivery.pk)


def _waited_for(at: datetime) -> tuple[Counter[int], Counter[int]]:
    """How many workers wait for an answer just now, by endpoint and by partner."""
    taken = WebhookDelivery.objects.filter(state=DeliveryState.PENDING, taken_until__gt=at).order_by()
    endpoints: Counter[int] = Counter()
    partners: Counter[int] = Counter()
    for endpoint, partner, number in taken.values_list("endpoint", "endpoint__partner").annotate(Count("pk")):
        endpoints[endpoint] += number
        partners[partner] += number
    return endpoints, partners


def _crowded(workers: Counter[int], most: int) -> list[int]:
    return [pk for pk, number in workers.items() if number >= most]


def _claim(delivery: WebhookDelivery, at: datetime) -> bool:
    return bool(WebhookDelivery.objects.untaken(at).filter(pk=delivery.pk).update(taken_until=at + LEASE))


def _try(delivery: WebhookDelivery, at: datetime) -> Outcome:
    event, endpoint = delivery.event, delivery.endpoint
    body = body_of(
        public_id=event.public_id,
        name=event.type,
        version=event.version,
        happened_at=event.happened_at,
        data=event.data,
    )
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
    try:
        secrets = valid_secrets(endpoint, at)
    except Unsealable:  # the shop's key was changed and the former one is not among its fallbacks
        return Outcome(at, headers, body, error="secret: it cannot be read any more, give the endpoint a new one")
    headers |= signed_headers(public_id=event.public_id, at=at, body=body, secret_texts=secrets)
    try:
        answer = send(method="POST", url=endpoint.url, headers=headers, body=body.encode(), limits=LIMITS)
    except LeftAlone:
        raise
    except (Unreachable, AddressRefused) as error:
        return Outcome(at, headers, body, error=str(error)[:300])
    text = answer.body[:KEPT_ANSWER].decode(errors="replace").replace("\0", "")
    return Outcome(at, headers, body, answer.status, text, answer.milliseconds)


@transaction.atomic
def _put_back(delivery: WebhookDelivery, at: datetime) -> WebhookDelivery:
    """Its host rests: that counts as no try."""
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, taken_until=delivery.taken_until)
    mine.update(taken_until=None, next_attempt_at=at + LEASE / 4)
    return delivery


@transaction.atomic
def _withhold(delivery: WebhookDelivery, at: datetime) -> WebhookDelivery:
    """Its partner may not hear it any more: given up, as the log says. Nothing was tried, so no failure is counted."""
    delivery = _lock(delivery)
    if delivery.state == DeliveryState.PENDING:
        _log(delivery, Outcome(at, {}, "", error=NOT_HEARD))
        delivery.move_to(DeliveryState.FAILED, finished_at=at, taken_until=None)
    return delivery


def _lock(delivery: WebhookDelivery) -> WebhookDelivery:
    """Its endpoint first."""
    endpoint = lock_endpoint(delivery.endpoint)
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=delivery.pk)
    delivery.endpoint = endpoint
    return delivery


@transaction.atomic
def _mark(delivery: WebhookDelivery, outcome: Outcome) -> WebhookDelivery:
    """Write the try down, and what follows from it for the delivery and its endpoint."""
    delivery = _lock(delivery)
    endpoint = delivery.endpoint
    _write_try(delivery, outcome)
    if delivery.state != DeliveryState.PENDING:  # given up, or done by somebody else, while the answer was awaited
        return delivery
    if outcome.is_taken:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**NO_FAILURE)
        delivery.move_to(DeliveryState.SUCCEEDED, finished_at=timezone.now(), taken_until=None)
        return delivery
    return _follow_failure(delivery, endpoint, outcome)


def _write_try(delivery: WebhookDelivery, outcome: Outcome) -> None:
    _log(delivery, outcome)
    delivery.attempts += 1
    WebhookDelivery.objects.filter(pk=delivery.pk).update(attempts=delivery.attempts)


def _log(delivery: WebhookDelivery, outcome: Outcome) -> None:
    WebhookAttempt.objects.create(
        delivery=delivery,
        reference=delivery.public_id,
        number=delivery.tries.count() + 1,
        sent_at=outcome.sent_at,
        headers=outcome.headers,
        body=outcome.body,
        status=outcome.status,
        answer=outcome.answer,
        milliseconds=outcome.milliseconds,
        error=outcome.error,
    )


def _follow_failure(delivery: WebhookDelivery, endpoint: WebhookEndpoint, outcome: Outcome) -> WebhookDelivery:
    at = outcome.sent_at
    since = failing_from(since=endpoint.failing_since, last=endpoint.failed_at, at=at)
    failures = endpoint.failures + 1 if since == endpoint.failing_since else 1
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failures=failures, failing_since=since, failed_at=at)
    if outcome.status == GONE:
        return _disable(delivery, endpoint, "gone", at)
    if at - since >= FAILING_FOR:
        return _disable(delivery, endpoint, "failing", at)
    wait = wait_after(delivery.attempts, random.random())
    if wait is None or at + wait > delivery.give_up_at:
        return give_up(delivery=delivery, at=at)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(next_attempt_at=at + wait, taken_until=None)
    return delivery


def _disable(delivery: WebhookDelivery, endpoint: WebhookEndpoint, why: str, at: datetime) -> WebhookDelivery:
    """What waits for it is given up, this delivery too."""
    mail_disabled(disable_endpoint(endpoint=endpoint, by=None, at=at, why=why), at)
    delivery.refresh_from_db(fields=["state"])
    return delivery
