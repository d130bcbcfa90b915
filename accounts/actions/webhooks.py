"""What can happen to a webhook endpoint: made, changed, given another secret, paused, gone on with, disabled."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner, PartnerEvent, User, WebhookDelivery, WebhookEndpoint, WebhookSecret
from accounts.models.webhooks import SEALED_FOR
from accounts.rules.events import heard_types, known_types
from accounts.rules.scopes import OF_ALL, SCOPES
from accounts.rules.webhooks import OVERLAP, new_secret
from core.errors import Refused
from core.http import check_url
from core.jobs import later
from core.sandbox import ALIAS, is_inside
from core.sealing import seal, unseal

MOST_ENDPOINTS = 10
"""For one partner. Each of them is written to for every event it hears."""

NO_FAILURE: dict[str, Any] = {"failures": 0, "failing_since": None, "failed_at": None}
"""Columns of an endpoint that failed at nothing since it last took something or went on."""


class EventsNotKnown(Refused):
    code = "events_not_known"
    message = _("Choose at least one event of the list, and only such that the partner's keys may read.")


class TooManyEndpoints(Refused):
    code = "too_many_endpoints"
    message = _("A partner has at most ten webhook endpoints.")


class EndpointNotActive(Refused):
    code = "endpoint_not_active"
    message = _("Only an active endpoint can be paused.")


class EndpointActive(Refused):
    code = "endpoint_active"
    message = _("This endpoint is active already.")


class EndpointDisabled(Refused):
    code = "endpoint_disabled"
    message = _("This endpoint is disabled already.")


@dataclass(frozen=True)
class NewSecret:
    """An endpoint with a secret, which is shown this once and never again."""

    endpoint: WebhookEndpoint
    secret: str


@transaction.atomic
def create_endpoint(
    *, partner: Partner, url: str, types: Collection[str], description: str = "", by: User | None, at: datetime
) -> NewSecret:
    """A new address that hears these types from now on. Raises AddressRefused, EventsNotKnown, TooManyEndpoints."""
    partner = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    if partner.webhooks.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    check_url(url)
    endpoint = WebhookEndpoint.objects.create(
        partner=partner, url=url, description=description, types=_allowed(partner, types, at), created_at=at
    )
    secret = _give_secret(endpoint, at)
    _write(endpoint, "webhook created", by, {"url": url, "types": endpoint.types})
    return NewSecret(endpoint, secret)


@transaction.atomic
def change_endpoint(
    *,
    endpoint: WebhookEndpoint,
    url: str | None = None,
    types: Collection[str] | None = None,
    description: str | None = None,
    by: User | None,
    at: datetime,
    check: Callable[[WebhookEndpoint], None] = lambda endpoint: None,
) -> WebhookEndpoint:
    """What is None stays as it is. What waits goes to the new address. Raises AddressRefused, EventsNotKnown.

    `check` is called once it is locked, and may refuse.
    """
    endpoint = lock_endpoint(endpoint)
    check(endpoint)
    changes: dict[str, object] = {}
    if url is not None and url != endpoint.url:
        check_url(url)
        changes["url"] = url
    if types is not None:
        changes["types"] = _allowed(endpoint.partner, types, at)
    if description is not None:
        changes["description"] = description
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**changes)
    vars(endpoint).update(changes)
    _write(endpoint, "webhook changed", by, changes)
    return endpoint


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, by: User | None, at: datetime) -> NewSecret:
    """A new secret. The one before signs beside it for a day, so that the receiver can change over in between.

    Those before that one end at once: never more than two sign, and twice in a row ends one that leaked.
    """
    endpoint = lock_endpoint(endpoint)
    endpoint.secrets.filter(valid_until__gt=at).update(valid_until=at)
    endpoint.secrets.filter(valid_until=None).update(valid_until=at + OVERLAP)
    secret = _give_secret(endpoint, at)
    _write(endpoint, "webhook secret rotated", by, {})
    return NewSecret(endpoint, secret)


@transaction.atomic
def pause_endpoint(*, endpoint: WebhookEndpoint, by: User | None, at: datetime) -> WebhookEndpoint:
    """Nothing is sent until it goes on; what happens meanwhile waits, for three days. Raises EndpointNotActive."""
    endpoint = lock_endpoint(endpoint)
    if endpoint.state != WebhookEndpoint.State.ACTIVE:
        raise EndpointNotActive
    endpoint.move_to(WebhookEndpoint.State.PAUSED)
    _write(endpoint, "webhook paused", by, {})
    return endpoint


@transaction.atomic
def resume_endpoint(*, endpoint: WebhookEndpoint, by: User | None, at: datetime) -> WebhookEndpoint:
    """A paused endpoint gets what waits; a disabled one what happens from now on. Raises EndpointActive."""
    endpoint = lock_endpoint(endpoint)
    if endpoint.state == WebhookEndpoint.State.ACTIVE:
        raise EndpointActive
    endpoint.move_to(WebhookEndpoint.State.ACTIVE, **NO_FAILURE, disabled_why="")
    _write(endpoint, "webhook resumed", by, {})
    later("accounts.send_webhooks")
    return endpoint


@transaction.atomic
def disable_endpoint(
    *, endpoint: WebhookEndpoint, by: User | None, at: datetime, why: str = "by hand"
) -> WebhookEndpoint:
    """It hears nothing any more, and what waits for it is given up. Raises EndpointDisabled."""
    endpoint = lock_endpoint(endpoint)
    if endpoint.state == WebhookEndpoint.State.DISABLED:
        raise EndpointDisabled
    endpoint.move_to(WebhookEndpoint.State.DISABLED, disabled_why=why)
    waiting = endpoint.deliveries.select_for_update().filter(state=WebhookDelivery.State.PENDING)
    for delivery in waiting.order_by("pk"):
        delivery.move_to(WebhookDelivery.State.FAILED, finished_at=at, taken_until=None)
    _write(endpoint, "webhook disabled", by, {"why": why})
    return endpoint


def lock_endpoint(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    locked = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("partner").get(pk=endpoint.pk)


def scopes_of(partner: Partner, at: datetime) -> set[str]:
    """All that its keys for the shop itself may do; what customers let an app do is not the partner's to hear.

    As where they call: what is of the whole shop is only for partners that see everything, whatever their keys say.
    """
    scopes = _scopes_of_keys(partner, at)
    return scopes if partner.sees_all else scopes - OF_ALL


def valid_secrets(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """What is signed with now, the newest first."""
    secrets = endpoint.secrets.filter(Q(valid_until=None) | Q(valid_until__gt=at)).order_by("-pk")
    return [unseal(secret.sealed, purpose=SEALED_FOR) for secret in secrets]


def _scopes_of_keys(partner: Partner, at: datetime) -> set[str]:
    """In the sandbox nothing is anybody's secret, and the keys are not there."""
    if is_inside():
        return set(SCOPES)
    keys = partner.keys.valid(at).filter(kind="server").select_related("client")
    if ALIAS in settings.DATABASES:
        keys = keys.filter(is_test=False)
    return {scope for key in keys for scope in key.scopes}


def _allowed(partner: Partner, types: Collection[str], at: datetime) -> list[str]:
    allowed = heard_types(types, scopes_of(partner, at))
    if not allowed or set(allowed) != set(types) or len(known_types(types)) != len(set(types)):
        raise EventsNotKnown
    return allowed


def _give_secret(endpoint: WebhookEndpoint, at: datetime) -> str:
    secret = new_secret()
    WebhookSecret.objects.create(endpoint=endpoint, sealed=seal(secret, purpose=SEALED_FOR), created_at=at)
    return secret


def _write(endpoint: WebhookEndpoint, what: str, by: User | None, data: dict[str, object]) -> PartnerEvent:
    return PartnerEvent.objects.create(
        partner=endpoint.partner,
        actor=by,
        what=what,
        data={"endpoint": endpoint.public_id} | data,
        reference=f"webhook/{endpoint.public_id}",
    )
