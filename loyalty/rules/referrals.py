"""Bringing a friend: what makes a person look twice before points are given."""

import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import timedelta

COOKIE_DAYS = 30
"""For how long a browser remembers by whose link it came."""
EXPIRES_AFTER = timedelta(days=180)
"""A friend's order that was not delivered until then brings nobody anything."""
ADDRESS_PARTS = ("street_address", "postal_code", "city", "country_code")


@dataclass(frozen=True)
class Person:
    """What is known of one side of a referral."""

    account: int | None
    emails: Set[str]
    addresses: Set[str]


def address_key(parts: Mapping[str, str]) -> str:
    """One spelling for a place: letters and digits alone."""
    return "|".join(_plain(parts.get(name, "")) for name in ADDRESS_PARTS)


def reasons_to_look(
    referrer: Person, friend: Person, *, is_same_device: bool, today: int, most_a_day: int
) -> list[str]:
    """Why a person of the staff decides, as words; none when all looks well. `today`: this referrer's others."""
    signs = {
        "same_account": referrer.account == friend.account,
        "same_email": bool(referrer.emails & friend.emails),
        "same_address": bool(referrer.addresses & friend.addresses),
        "same_device": is_same_device,
        "too_many_today": today >= most_a_day,
    }
    return [name for name, is_so in signs.items() if is_so]


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign.isalnum())
