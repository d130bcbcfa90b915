"""Capability links: signed, bound to one purpose and object, with an expiry. Whoever holds one may do that thing."""

from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class LinkNotValid(Refused):
    """The link is damaged, is for something else or has expired."""

    code = "link_not_valid"
    message = _("This link is not valid any more.")


def sign_link(purpose: str, value: str, *, at: datetime | None = None) -> str:
    """A token that proves `value` for `purpose` alone; 256 bits of HMAC. The same `at` makes the same token."""
    return _Signer(purpose, at).sign_object(value)


def read_link(purpose: str, token: str, valid_for: timedelta) -> str:
    """The value in the token. Raises LinkNotValid."""
    try:
        return _Signer(purpose).unsign_object(token, max_age=valid_for)
    except (signing.BadSignature, ValueError) as error:
        raise LinkNotValid from error


class _Signer(signing.TimestampSigner):
    """Stamps with the moment it is given, else with now."""

    def __init__(self, purpose: str, at: datetime | None = None) -> None:
        super().__init__(salt=f"link.{purpose}")
        self.at = at

    def timestamp(self) -> str:
        return signing.b62_encode(int(self.at.timestamp())) if self.at else super().timestamp()
