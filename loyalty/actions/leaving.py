"""What becomes of store credit, points, tier and membership when an account is deleted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from loyalty.actions.membership_refunds import end_for_good
from loyalty.actions.points import forfeit_points
from loyalty.actions.purses import adjust
from loyalty.actions.referrals import leave_referrals
from loyalty.actions.tiers import leave_tiers
from loyalty.models import Membership, Purse


class CreditWouldBeLost(Refused):
    code = "credit_would_be_lost"
    message = _("There is store credit left, which would be lost. Spend it first, or say that you give it up.")


@transaction.atomic
def leave_loyalty(*, customer: User, gives_up_credit: bool, at: datetime) -> None:
    """Nothing is held any more, and points are forfeited. Gift cards are their holders' and stay.

    Raises CreditWouldBeLost.
    """
    purse = Purse.objects.select_for_update(of=("self",)).filter(owner=customer).first()
    if purse is not None and purse.balance > Money(0):
        if not gives_up_credit:
            raise CreditWouldBeLost(
                _("There is %s of store credit left, which would be lost. Spend it first, or say that you give it up.")
                % purse.balance
            )
        note = gettext("Given up with the account")
        adjust(purse=purse, amount=-purse.balance, note=note, reference=f"account/{customer.pk}/closed", by=None)
    forfeit_points(customer=customer, at=at)
    leave_tiers(customer=customer, at=at)
    leave_referrals(customer=customer)
    for membership in Membership.objects.live().filter(customer=customer).order_by("pk"):
        end_for_good(membership=membership, at=at)
