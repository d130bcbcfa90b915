"""What reviews do when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from orders.models import Order
from orders.signals import order_followed
from reviews.actions.purchases import follow_purchases


@receiver(order_followed)
def check_reviews(sender: object, order: Order, at: datetime, **kwargs: object) -> None:
    """Badges follow the goods, in the same transaction."""
    follow_purchases(order=order, at=at)
