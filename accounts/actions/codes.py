"""The codes with which an app that a customer allowed fetches its tokens: each is good for one fetch."""

from collections.abc import Mapping
from hashlib import sha256

from allauth.idp.oidc.models import Token
from django.core.cache import cache

REMEMBERED = 3600
"""Seconds that a spent code is known. The provider forgets it after a minute; whoever sends it later is refused anyway,
but ends what it gave for as long as the first access token is good."""

FAMILY = "code"
"""The key under which a token keeps the digest of the code that it comes from, however often it was renewed."""

Given = Mapping[str, str]
"""What the provider answered: `access_token` and `refresh_token`."""


def spend_code(code: str, given: Given) -> bool:
    """A code has given these tokens; False if it gave others too, in the same moment: then all of them are ended."""
    digest = _digest(code)
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, given["access_token"])
    owner = {"user": token.user_id, "client": token.client_id} if token else {}
    _mark(given, digest)
    if cache.add(_name(digest), owner, REMEMBERED):
        return True
    end_what_it_gave(code)
    return False


def end_what_it_gave(code: str) -> None:
    """For a code that was refused: if it is spent, one of the two who sent it is not the app, and what its fetch gave
    ends, with all that it was renewed to (RFC 6749, 4.1.2). A code that gave nothing changes nothing.
    """
    digest = _digest(code)
    if owner := cache.get(_name(digest)):
        Token.objects.filter(**owner, **{f"data__{FAMILY}": digest}).delete()


def family_of(refresh_token: str) -> str:
    """The digest of the code that a refresh token comes from; "" if none is known."""
    token = Token.objects.lookup(Token.Type.REFRESH_TOKEN, refresh_token)
    return str((token.data or {}).get(FAMILY, "")) if token else ""


def renew(family: str, given: Given) -> None:
    """These tokens take the place of one of that family."""
    if family:
        _mark(given, family)


def _mark(given: Given, digest: str) -> None:
    for name in ("access_token", "refresh_token"):
        for token in Token.objects.by_value(given.get(name, "")):
            token.data = (token.data or {}) | {FAMILY: digest}
            token.save(update_fields=["data"])


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _name(digest: str) -> str:
    return f"spent-code:{digest}"
