"""What partners' plans give, and how long a key lives beside the one that follows it."""

from datetime import timedelta
from enum import StrEnum


class RatePlan(StrEnum):
    """How many calls a minute the keys of a partner may make."""

    STARTER = "starter"
    STANDARD = "standard"
    BULK = "bulk"


CALLS_PER_MINUTE = {RatePlan.STARTER: 120, RatePlan.STANDARD: 600, RatePlan.BULK: 3_000}

ROTATION_OVERLAP = timedelta(days=7)
"""The old key goes on for as long, so that nobody has to change all their machines in one second."""

LAST_USED_STEP = timedelta(minutes=1)
"""How exactly the last use is known: writing it down more often would cost more than it tells."""

WARNED_BEFORE = timedelta(days=7)
"""So long before a key ends its partner and the shop are told, once."""

CALLS_KEPT = timedelta(days=90)
"""How long it is known who changed what through the API."""
