"""Apps that a customer let act for them, and ending that."""

from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.db.models import Min
from django.utils.functional import Promise

from accounts.models import User
from accounts.rules.scopes import SCOPES


@dataclass(frozen=True)
class AllowedApp:
    """An app, since when it is allowed, and what it may do in words."""

    client_id: str
    name: str
    since: datetime
    may: list[str | Promise]


def apps_of(customer: User) -> list[AllowedApp]:
    """Those that hold a token of this customer."""
    rows = Token.objects.valid().filter(user=customer, client__isnull=False)
    since = dict(rows.order_by().values_list("client").annotate(since=Min("created_at")))
    scopes: dict[str, set[str]] = {}
    for token in rows:
        scopes.setdefault(token.client_id or "", set()).update(token.get_scopes())
    clients = Client.objects.filter(pk__in=since).order_by("name")
    return [
        AllowedApp(
            client.pk, client.name, since[client.pk], [SCOPES[name] for name in SCOPES if name in scopes[client.pk]]
        )
        for client in clients
    ]


@transaction.atomic
def end_app(*, customer: User, client_id: str) -> int:
    """The app acts for this customer no more; returns how many tokens are gone. One that never did is no news."""
    return Token.objects.filter(user=customer, client=client_id).delete()[0]
