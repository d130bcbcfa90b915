"""Which past buyers are asked about a question, and which of them first."""

from dataclasses import dataclass
from datetime import timedelta

KNOWS_AFTER, REMEMBERS_FOR = timedelta(days=7), timedelta(days=365)
"""Who has had it for a week knows it; who bought it more than a year ago has forgotten."""
ASKED_AGAIN_AFTER = timedelta(days=30)
"""Nobody is asked about questions more often than this."""
MAILED_AGAIN_AFTER = timedelta(days=7)
"""Nor within a week of a mail that asked for a review."""
ASKED_WITHIN = timedelta(days=14)
"""A question older than this is not asked of buyers any more."""


@dataclass(frozen=True)
class Buyer:
    """Somebody who may be asked. `helpful` are the votes for their answers so far, `days` how long they have had it."""

    line_id: int
    has_same_variant: bool
    speaks_language: bool
    helpful: int
    days: int


def order_of_asking(buyer: Buyer) -> tuple[bool, bool, int, int]:
    """Whoever reads the question, has the very same thing and has helped before; then whoever has it freshly."""
    return not buyer.speaks_language, not buyer.has_same_variant, -buyer.helpful, buyer.days
