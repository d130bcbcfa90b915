"""Jobs of loyalty."""

from loyalty.tasks import gift_cards, memberships, occasions, points, referrals

__all__ = ["gift_cards", "memberships", "occasions", "points", "referrals"]
