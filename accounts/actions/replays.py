"""Sending by hand: a delivery again, all that were given up, a test; and giving up and forgetting by the clock."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.actions.deliveries import give_up, is_heard, new_delivery
from accounts.actions.webhooks import lock_endpoint, scopes_of
from accounts.models import Event, PartnerEvent, User, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookSecret
from accounts.models.events import kept_since
from accounts.models.webhooks import DeliveryState, EndpointState
from accounts.rules.events import TEST
from accounts.rules.webhooks import DEADLINE, KEEP_TRYING
from core.errors import Refused
from core.jobs import later

MOST_AT_ONCE = 5000
"""Rows that are forgotten in one run."""


class EndpointSilent(Refused):
    code = "endpoint_silent"
    message = _("Nothing is sent to this endpoint: it is paused or disabled. Let it go on first.")


class DeliveryWaiting(Refused):
    code = "delivery_waiting"
    message = _("This delivery is on its way already.")


class DeliveryNotHeard(Refused):
    code = "delivery_not_heard"
    message = _("The partner may not read this any more, so it is not sent again.")


@dataclass(frozen=True)
class Replay:
    """So many are sent again, and so many are not, as the partner may not hear them any more."""

    deliveries: int
    skipped: int


@transaction.atomic
def replay_delivery(*, delivery: WebhookDelivery, by: User | None, at: datetime) -> WebhookDelivery:
    """Send it once more, under the same id. Raises EndpointSilent, DeliveryWaiting, DeliveryNotHeard."""
    endpoint = _speaking(delivery.endpoint)
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=delivery.pk)
    delivery.endpoint = endpoint
    if delivery.state == DeliveryState.PENDING:
        raise DeliveryWaiting
    if not is_heard(delivery=delivery, scopes=scopes_of(endpoint.partner, at)):
        raise DeliveryNotHeard
    delivery.move_to(DeliveryState.PENDING, **_anew(at))
    _write(endpoint, "webhook replayed", by, {"delivery": delivery.public_id})
    later("accounts.send_webhooks")
    return delivery


@transaction.atomic
def replay_failed(*, endpoint: WebhookEndpoint, since: datetime, by: User | None, at: datetime) -> Replay:
    """Send what was given up and happened since then, as far as it may still be heard. Raises EndpointSilent."""
    endpoint = _speaking(endpoint)
    failed, ids = _failed_since(endpoint, since, at)
    count = 0
    for start in range(0, len(ids), 500):
        some = WebhookDelivery.objects.filter(pk__in=ids[start : start + 500], state=DeliveryState.FAILED)
        count += some.update(state=DeliveryState.PENDING, **_anew(at))
    replay = Replay(count, skipped=failed - len(ids))
    _write(endpoint, "webhooks replayed", by, {"since": since.isoformat()} | asdict(replay))
    later("accounts.send_webhooks")
    return replay


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint, by: User | None, at: datetime) -> WebhookDelivery:
    """An event of no meaning, for this endpoint alone. Raises EndpointSilent."""
    endpoint = _speaking(endpoint)
    event = Event.objects.create(
        type=TEST,
        reference=f"{endpoint.public_id}/{get_random_string(12)}",
        subject=endpoint.public_id,
        data={"endpoint": endpoint.public_id},
        happened_at=at,
        partner=endpoint.partner,
        spread_at=at,
    )
    delivery = new_delivery(event, endpoint, at)
    delivery.save()
    _write(endpoint, "webhook tested", by, {"delivery": delivery.public_id})
    later("accounts.send_webhooks")
    return delivery


def give_up_overdue(*, at: datetime) -> int:
    """Give up what was tried for long enough, or waits too long at an endpoint that is paused; returns how many."""
    is_silent = ~Q(endpoint__state=EndpointState.ACTIVE) | Q(endpoint__partner__is_active=False)
    overdue = WebhookDelivery.objects.overdue(at).filter(is_silent | Q(attempts__gt=0))
    count = 0
    for pk in list(overdue.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        count += _give_up_one(pk, at)
    return count


@transaction.atomic
def forget_webhooks(*, at: datetime) -> None:
    """Tries, deliveries and events older than thirty days go, the oldest first and without gaps; so do old secrets."""
    before = kept_since(at)
    WebhookSecret.objects.filter(valid_until__lte=at).delete()
    WebhookAttempt.objects.filter(pk__in=_oldest(WebhookAttempt.objects.filter(created_at__lt=before))).trim(before)
    done = WebhookDelivery.objects.filter(created_at__lt=before, tries=None).exclude(state=DeliveryState.PENDING)
    WebhookDelivery.objects.filter(pk__in=_oldest(done)).delete()
    needed = WebhookDelivery.objects.aggregate(first=Min("event"))["first"]
    events = Event.objects.filter(created_at__lt=before).exclude(spread_at=None)
    events = events.filter(pk__lt=needed) if needed else events
    Event.objects.filter(pk__in=_oldest(events)).trim(before)


def _failed_since(endpoint: WebhookEndpoint, since: datetime, at: datetime) -> tuple[int, list[int]]:
    """How many were given up, and the ids of those that may still be heard."""
    scopes = scopes_of(endpoint.partner, at)
    failed = endpoint.deliveries.filter(state=DeliveryState.FAILED, event__happened_at__gte=since)
    failed = failed.select_related("event").defer("event__data")
    count, ids = 0, []
    for delivery in failed.iterator(chunk_size=2000):
        delivery.endpoint = endpoint
        count += 1
        if is_heard(delivery=delivery, scopes=scopes):
            ids.append(delivery.pk)
    return count, ids


def _oldest(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _give_up_one(pk: int, at: datetime) -> bool:
    overdue = WebhookDelivery.objects.overdue(at).select_for_update(of=("self",), skip_locked=True)
    delivery = overdue.select_related("endpoint__partner").filter(pk=pk).first()
    if delivery is None or (delivery.taken_until and delivery.taken_until > at):
        return False
    give_up(delivery=delivery, at=at)
    return True


def _anew(at: datetime) -> dict[str, object]:
    return {
        "attempts": 0,
        "next_attempt_at": at,
        "give_up_at": at + KEEP_TRYING,
        "deadline_at": at + DEADLINE,
        "taken_until": None,
        "finished_at": None,
    }


def _speaking(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    endpoint = lock_endpoint(endpoint)
    if endpoint.state != EndpointState.ACTIVE or not endpoint.partner.is_active:
        raise EndpointSilent
    return endpoint


def _write(endpoint: WebhookEndpoint, what: str, by: User | None, data: dict[str, object]) -> None:
    PartnerEvent.objects.create(
        partner=endpoint.partner,
        actor=by,
        what=what,
        data={"endpoint": endpoint.public_id} | data,
        reference=f"webhook/{endpoint.public_id}",
    )
