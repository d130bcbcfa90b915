"""Who may review, whose purchase counts as verified, and which texts wait for a person."""

import re
from datetime import timedelta

from core.money import Money

LINK_VALID_FOR = timedelta(days=45)
"""How long the link in a review request works."""

UNSUBSCRIBE_VALID_FOR = timedelta(days=3650)
"""An old mail must still be able to say no."""

ASK_AGAIN_AFTER = timedelta(days=7)
"""Nobody is asked more often than this, however much they buy."""

ASK_WITHIN = timedelta(days=60)
"""A delivery longer ago than this is not asked about any more."""

PAID_SHARE_PERCENT = 50
"""A purchase below this share of the list price proves little: 99 %-off farms."""

_RISKY = re.compile(r"https?:|www\.|\b[\w.+-]+@[\w-]+\.\w|(?:\+|\b00)\d[\d ()/-]{7,}\d", re.IGNORECASE)


def is_verified_purchase(*, unit_price: Money, list_price: Money, is_delivered: bool) -> bool:
    """Delivered, and paid at a real share of the usual price."""
    return is_delivered and unit_price.minor * 100 >= list_price.minor * PAID_SHARE_PERCENT


def needs_a_look(title: str, text: str) -> bool:
    """Links, e-mail addresses and phone numbers wait for staff. Stars are never a reason to wait."""
    return bool(_RISKY.search(f"{title}\n{text}"))
