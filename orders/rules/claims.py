"""Something went wrong on the shop's side: what a buyer may say, and when a person has a look first."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import Money
from orders.rules.delivery import add_business_days
from orders.rules.returns import Policy


class ClaimKind(TextChoices):
    """In the words its buyer chooses from."""

    NEVER_ARRIVED = "never_arrived", _("The parcel never came")
    LATE = "late", _("It came too late")
    DAMAGED = "damaged", _("It arrived damaged")
    WRONG = "wrong", _("It is not what I ordered")
    MISSING = "missing", _("Something was missing in the parcel")


class Remedy(TextChoices):
    REPLACEMENT = "replacement", _("The same again")
    REFUND = "refund", _("The money back")


ABOUT_GOODS = (ClaimKind.DAMAGED, ClaimKind.WRONG, ClaimKind.MISSING)
"""About units that came, or should have been in the parcel; what came may stay where it is."""

NEEDS_PHOTO = (ClaimKind.DAMAGED, ClaimKind.WRONG)


class ClaimSign(TextChoices):
    """Why a person looks at a claim before it is settled."""

    VALUE = "value", _("worth much")
    OFTEN = "often", _("claimed before within a year")
    SAID_DELIVERED = "said_delivered", _("the carrier says that it was delivered")


def can_say_lost_from(promised_until: date, policy: Policy) -> date:
    """The first day on which the buyer of a parcel that did not come has a choice: so many business days late."""
    return add_business_days(promised_until, policy.claim_after_days)


def claim_signs(*, worth: Money, earlier: int, is_said_delivered: bool, policy: Policy) -> list[str]:
    """What speaks for a look; `earlier` claims of the same buyer within a year."""
    found = {
        ClaimSign.VALUE: worth > policy.claim_up_to,
        ClaimSign.OFTEN: earlier >= 2,
        ClaimSign.SAID_DELIVERED: is_said_delivered,
    }
    return [str(sign) for sign, is_there in found.items() if is_there]
