"""What can be taken out of customers."""

from django.db.models import QuerySet

from accounts.api.customers import CustomerSerializer
from accounts.models import User
from core.exports import Export


def _customers() -> QuerySet[User]:
    return User.objects.filter(is_staff=False, is_active=True).prefetch_related("customer_groups")


EXPORTS = [Export("customers", _customers, CustomerSerializer)]
