"""Jobs of loyalty."""

from loyalty.tasks import gift_cards

__all__ = ["gift_cards"]
