"""Who may review, whose purchase counts as verified, and when buyers are asked."""

from dataclasses import dataclass
from datetime import timedelta

LINK_VALID_FOR = timedelta(days=45)
"""How long the link in a review request works."""

CHANGE_VALID_FOR = timedelta(days=1)
"""How long the link on an order's page lets a guest change a review."""

UNSUBSCRIBE_VALID_FOR = timedelta(days=3650)
"""An old mail must still be able to say no."""

ASK_AGAIN_AFTER = timedelta(days=7)
"""Nobody is asked more often than this, however much they buy."""

REMIND_AFTER = timedelta(days=10)
"""Once, who has not reviewed anything of the order."""

ASK_WITHIN = timedelta(days=60)
"""A delivery longer ago than this is not asked about any more."""

PAID_SHARE_PERCENT = 50
"""A purchase below this share of the list price proves little: 99 %-off farms."""


@dataclass(frozen=True)
class Purchase:
    """A line of a reviewer's own order. Amounts in minor units; `delivered` and `returned` are units."""

    delivered: int
    returned: int
    paid: int
    list_price: int
    was_free: bool = False

    @property
    def is_kept(self) -> bool:
        return self.delivered > self.returned

    @property
    def is_verified(self) -> bool:
        """Delivered and kept, at a real share of the usual price, and not paid back before it came."""
        return self.is_kept and not self.was_free and self.paid * 100 >= self.list_price * PAID_SHARE_PERCENT

    @property
    def is_returned(self) -> bool:
        return 0 < self.delivered <= self.returned
