"""What the shop does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_closed
from shop.actions.alerts import leave_alerts


@receiver(account_closed)
def end_alerts(sender: object, user: User, emails: list[str], at: datetime, **kwargs: object) -> None:
    """Nobody is told of anything any more."""
    leave_alerts(customer=user, emails=emails, at=at)
