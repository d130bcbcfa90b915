"""Jobs of loyalty."""

from loyalty.tasks import gift_cards, memberships

__all__ = ["gift_cards", "memberships"]
