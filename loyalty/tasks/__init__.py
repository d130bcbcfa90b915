"""Jobs of loyalty."""

from loyalty.tasks import gift_cards, points

__all__ = ["gift_cards", "points"]
