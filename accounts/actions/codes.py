"""The codes with which an app that a customer allowed fetches its tokens: each is good for one fetch."""

from datetime import datetime
from hashlib import sha256

from allauth.idp.oidc.models import Token
from django.core.cache import cache

REMEMBERED = 3600
"""Seconds that a spent code is known. The provider forgets it after a minute; whoever sends it later is refused anyway,
but ends what it gave for as long as the first access token is good."""


def claim_code(code: str, *, at: datetime) -> bool:
    """Takes a code for one fetch; False if it was taken before.

    Then one of the two who sent it is not the app: the tokens that the first fetch gave are ended, those they were
    renewed to as well (RFC 6749, 4.1.2).
    """
    if cache.add(_name(code), {"at": at}, REMEMBERED):
        return True
    spent = cache.get(_name(code), {})
    if "user" in spent:
        Token.objects.filter(user=spent["user"], client=spent["client"], created_at__gte=spent["at"]).delete()
    return False


def record_fetch(code: str, access_token: str, *, at: datetime) -> None:
    """Remembers for whom the code that was claimed `at` gave tokens."""
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, access_token)
    if token is not None:
        cache.set(_name(code), {"at": at, "user": token.user_id, "client": token.client_id}, REMEMBERED)


def release_code(code: str) -> None:
    """Nothing was given for it: whoever sent it did not prove to be the app, which may still come."""
    cache.delete(_name(code))


def _name(code: str) -> str:
    return f"spent-code:{sha256(code.encode()).hexdigest()}"
