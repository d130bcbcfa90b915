"""Until when things may be sent back."""

from loyalty.rules.perks import Perks

RETURN_DAYS = 30
"""Days from the delivery; the law of the European Union gives 14 (Directive 2011/83/EU, article 9)."""


def return_days(perks: Perks) -> int:
    """How many days somebody with these perks has: never fewer than everybody."""
    return max(RETURN_DAYS, perks.return_days)
