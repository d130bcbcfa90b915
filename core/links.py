"""Capability links: signed, bound to one purpose and object, with an expiry. Whoever holds one may do that thing."""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class LinkNotValid(Refused):
    """The link is damaged, is for something else or has expired."""

    code = "link_not_valid"
    message = _("This link is not valid any more.")


def sign_link(purpose: str, value: str) -> str:
    """A token that proves `value` for `purpose` alone; 256 bits of HMAC."""
    return signing.TimestampSigner(salt=f"link.{purpose}").sign_object(value)


def read_link(purpose: str, token: str, valid_for: timedelta) -> str:
    """The value in the token. Raises LinkNotValid."""
    try:
        return signing.TimestampSigner(salt=f"link.{purpose}").unsign_object(token, max_age=valid_for)
    except (signing.BadSignature, ValueError) as error:
        raise LinkNotValid from error
