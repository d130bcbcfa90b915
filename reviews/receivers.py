"""What reviews do when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from accounts.models import User
from accounts.rules.farewell import Farewell
from accounts.signals import account_closed
from orders.models import Order
from orders.signals import order_followed
from reviews.actions.leaving import leave_words
from reviews.actions.purchases import follow_purchases


@receiver(order_followed)
def check_reviews(sender: object, order: Order, at: datetime, **kwargs: object) -> None:
    """Badges follow the goods, in the same transaction."""
    follow_purchases(order=order, at=at)


@receiver(account_closed)
def cut_loose(sender: object, user: User, emails: list[str], wishes: Farewell, at: datetime, **kwargs: object) -> None:
    """What was written stays without a name, or is erased."""
    leave_words(author=user, emails=emails, erases=wishes.erases_words, at=at)
