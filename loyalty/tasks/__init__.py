"""Jobs of loyalty."""

from loyalty.tasks import gift_cards, occasions, points, referrals

__all__ = ["gift_cards", "occasions", "points", "referrals"]
