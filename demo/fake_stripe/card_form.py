"""What is wrong with a card as it was typed."""

import re
from datetime import UTC, datetime

from .cards import is_well_formed

NO_NUMBER = "Your card number is incorrect. Check the digits."
NO_EXPIRY = "Write the expiry date as month and year, such as 12/34, and in the future."
NO_CVC = "The security code has three digits, four on American Express."


def card_tests(fields: dict[str, str], now: int) -> dict[str, tuple[object, str]]:
    """For each field whether it is good, and the words when it is not."""
    return {
        "number": (is_well_formed(fields.get("number", "")), NO_NUMBER),
        "expiry": (_is_ahead(fields.get("expiry", ""), now), NO_EXPIRY),
        "cvc": (re.fullmatch("[0-9]{3,4}", fields.get("cvc", "").strip()), NO_CVC),
    }


def _is_ahead(expiry: str, now: int) -> bool:
    match = re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*/\s*(?:20)?([0-9]{2})\s*", expiry)
    today = datetime.fromtimestamp(now, UTC)
    return match is not None and (2000 + int(match[2]), int(match[1])) >= (today.year, today.month)
