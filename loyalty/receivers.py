"""What loyalty does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from accounts.models import User
from accounts.rules.farewell import Farewell
from accounts.signals import account_closed
from loyalty.actions.leaving import leave_loyalty


@receiver(account_closed)
def end_what_was_held(sender: object, user: User, wishes: Farewell, at: datetime, **kwargs: object) -> None:
    """Store credit is given up, if that was said, and a membership ends."""
    leave_loyalty(customer=user, gives_up_credit=wishes.gives_up_credit, at=at)
