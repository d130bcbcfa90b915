"""Jobs of loyalty."""

from loyalty.tasks import gift_cards, occasions, points

__all__ = ["gift_cards", "occasions", "points"]
