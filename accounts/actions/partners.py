"""What can happen to a partner and its keys: issued, followed by a new one, revoked. Each is written down."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Access, ApiCall, Partner, PartnerEvent, PartnerKey, User
from accounts.rules.partners import CALLS_KEPT, LAST_USED_STEP, ROTATION_OVERLAP, WARNED_BEFORE
from accounts.rules.redirects import is_redirect
from accounts.rules.scopes import FOR_CUSTOMERS, OF_ALL, known_scopes
from core.actions.mail import queue_mail
from core.codes import new_code
from core.errors import Refused
from core.sandbox import has_sandbox


class ScopesNotKnown(Refused):
    code = "scopes_not_known"
    message = _("Choose at least one scope of the list. An app that acts for customers has only those for customers.")


class ScopesBeyondReach(Refused):
    code = "scopes_beyond_reach"
    message = _("Products and prices are of the whole shop: only a partner that sees everything has keys for them.")


class RedirectNotSafe(Refused):
    code = "redirect_not_safe"
    message = _(
        "Customers come back to an address with https, to their own machine (http://127.0.0.1), or to an app’s own "
        "scheme such as com.example.app:/back. Others could be read by somebody else."
    )


class NoSandbox(Refused):
    code = "no_sandbox"
    message = _("This shop has no sandbox, so a test key would open nothing. docs/deploy.md says how to set one up.")


class KeyIsRevoked(Refused):
    code = "key_is_revoked"
    message = _("This key is revoked. Issue a new one.")


@dataclass(frozen=True)
class NewKey:
    """A key with its secret, which is shown this once and never again. Apps have none: they prove it by PKCE."""

    key: PartnerKey
    secret: str


@transaction.atomic
def record_partner(*, partner: Partner, by: User | None, changes: dict[str, object]) -> PartnerEvent:
    """Staff made or changed the partner; `changes` are the new values by field."""
    return _write(partner, "changed", by, changes)


@transaction.atomic
def issue_key(
    *,
    partner: Partner,
    label: str,
    scopes: Collection[str],
    by: User | None,
    at: datetime,
    kind: str = PartnerKey.Kind.SERVER,
    redirect_uris: Collection[str] = (),
    is_test: bool = False,
    expires_at: datetime | None = None,
) -> NewKey:
    """A new key.

    Raises ScopesNotKnown, ScopesBeyondReach, RedirectNotSafe, and NoSandbox for a test key with nowhere to act.
    """
    if is_test and not has_sandbox():
        raise NoSandbox
    is_app = kind == PartnerKey.Kind.APP
    allowed = known_scopes(scopes)
    if not allowed or set(allowed) != set(scopes) or (is_app and not set(allowed) <= FOR_CUSTOMERS):
        raise ScopesNotKnown
    if not partner.sees_all and OF_ALL & set(allowed):
        raise ScopesBeyondReach
    if not all(map(is_redirect, redirect_uris)):
        raise RedirectNotSafe
    secret = "" if is_app else f"sk_{'test' if is_test else 'live'}_{get_random_string(40)}"
    client = _client(partner, label, allowed, secret, redirect_uris, is_test)
    key = PartnerKey.objects.create(
        partner=partner,
        client=client,
        kind=kind,
        label=label,
        is_test=is_test,
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )
    _write(partner, "key issued", by, {"client_id": client.pk, "label": label, "scopes": allowed, "is_test": is_test})
    return NewKey(key, secret)


@transaction.atomic
def rotate_key(*, key: PartnerKey, by: User | None, at: datetime, overlap: timedelta = ROTATION_OVERLAP) -> NewKey:
    """A new key with the same scopes; the old one goes on for `overlap`. Raises KeyIsRevoked."""
    key = _lock(key)
    new = issue_key(
        partner=key.partner,
        label=key.label,
        scopes=key.scopes,
        by=by,
        at=at,
        kind=key.kind,
        redirect_uris=key.client.get_redirect_uris(),
        is_test=key.is_test,
        expires_at=at + (key.expires_at - key.created_at) if key.expires_at else None,
    )
    ends_at = min(key.expires_at or at + overlap, at + overlap)
    PartnerKey.objects.filter(pk=key.pk).update(expires_at=ends_at)
    _write(key.partner, "key rotated", by, {"client_id": key.client_id, "expires_at": ends_at.isoformat()})
    return new


@transaction.atomic
def revoke_key(*, key: PartnerKey, by: User | None, at: datetime) -> PartnerKey:
    """Nothing is opened by it from now on, and its tokens are gone. Raises KeyIsRevoked."""
    key = _lock(key)
    PartnerKey.objects.filter(pk=key.pk).update(revoked_at=at)
    Token.objects.filter(client=key.client).delete()
    Client.objects.filter(pk=key.client_id).update(grant_types="", secret="!")  # noqa: S106  no secret fits this
    _write(key.partner, "key revoked", by, {"client_id": key.client_id})
    key.revoked_at = at
    return key


def note_use(*, key: PartnerKey, at: datetime) -> None:
    """The key was used. Written once a minute at most."""
    if key.last_used_at is None or at - key.last_used_at >= LAST_USED_STEP:
        PartnerKey.objects.filter(pk=key.pk).update(last_used_at=at)


def warn_of_expiring_keys(*, at: datetime) -> int:
    """Tell partners and the shop of keys that end within a week, once for each end; returns how many keys."""
    soon = PartnerKey.objects.valid(at).filter(expires_at__lte=at + WARNED_BEFORE).select_related("partner")
    for key in soon:
        for to in dict.fromkeys([key.partner.contact_email, settings.SHOP_EMAIL]):
            queue_mail(
                template="accounts/key_expires",
                key=f"{key.client_id}/{key.expires_at:%Y%m%d}",
                to=to,
                language=settings.LANGUAGE_CODE,
                context={"partner": key.partner.name, "label": key.label, "expires_at": key.expires_at},
            )
    return len(soon)


def begin_call(
    *, key: PartnerKey, customer: User | None, method: str, path: str, request_id: str, at: datetime
) -> ApiCall:
    """Somebody asks for a change: written down before it is done, so that no change is without its caller."""
    return ApiCall.objects.create(
        key=key, customer=customer, method=method, path=path[:300], request_id=request_id, created_at=at
    )


@transaction.atomic
def bring_access(*, access: Access) -> Access:
    """The sandbox knows the partner and the customer by the ids of the shop; made there with their first call."""
    kept = {"name": access.partner.name, "contact_email": access.partner.contact_email, "reach": access.partner.reach}
    partner, _new = Partner.objects.get_or_create(
        public_id=access.partner.public_id,
        defaults=kept | {"name": f"{access.partner.name} ({access.partner.pk})"[:80]},
    )
    customer = access.customer
    if customer is not None:
        test = {"email": f"{customer.public_id.lower()}@sandbox.invalid", "name": "Sandbox"}
        customer, _new = User.objects.get_or_create(public_id=customer.public_id, defaults=test)
    return replace(access, partner=partner, customer=customer)


def end_call(*, call: ApiCall, status: int) -> None:
    """What the call was answered."""
    ApiCall.objects.filter(pk=call.pk).update(status=status)


def trim_calls(*, at: datetime) -> int:
    """Forget calls of more than 90 days ago; returns how many."""
    return ApiCall.objects.filter(created_at__lte=at - CALLS_KEPT).delete()[0]


def clear_tokens(*, at: datetime) -> int:
    """Forget tokens that are over; returns how many."""
    return Token.objects.filter(expires_at__lte=at).delete()[0]


def _lock(key: PartnerKey) -> PartnerKey:
    locked = PartnerKey.objects.select_for_update(of=("self",)).select_related("partner", "client").get(pk=key.pk)
    if locked.revoked_at:
        raise KeyIsRevoked
    return locked


def _client(
    partner: Partner, label: str, scopes: list[str], secret: str, redirect_uris: Collection[str], is_test: bool
) -> Client:
    grants = [Client.GrantType.CLIENT_CREDENTIALS]
    client = Client(id=f"{'test' if is_test else 'live'}_{new_code(20)}", name=f"{partner.name}: {label}"[:100])
    client.set_scopes(scopes)
    client.set_default_scopes(scopes)
    if secret:
        client.set_secret(secret)
    else:
        grants = [Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN]
        client.type, client.secret = Client.Type.PUBLIC, "!"
    client.set_redirect_uris(list(redirect_uris))
    client.grant_types = "\n".join(grants)
    client.save()
    return client


def _write(partner: Partner, what: str, by: User | None, data: dict[str, object]) -> PartnerEvent:
    return PartnerEvent.objects.create(
        partner=partner, actor=by, what=what, data=data, reference=f"partner/{partner.public_id}"
    )
