"""Jobs of loyalty."""

from loyalty.tasks import gift_cards, memberships, points

__all__ = ["gift_cards", "memberships", "points"]
