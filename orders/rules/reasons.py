"""Why a promotion does not apply, in words."""

from django.utils.translation import gettext, ngettext

from orders.rules.promotions import Refusal


def reason_for(refusal: Refusal) -> str:
    """A sentence for the shopper, with what is missing."""
    if refusal.code == "too_little":
        return gettext("Add %s more of the goods it is for.") % refusal.missing
    if refusal.code == "too_few":
        words = ngettext("Add %s more item it is for.", "Add %s more items it is for.", refusal.units)
        return words % refusal.units
    if refusal.code == "better_applies":
        return gettext("“%s” saves you more, and the two do not go together.") % refusal.other
    return reason_in_short(refusal.code)


def reason_in_short(code: str) -> str:
    """The same without numbers and names, for many refusals of one kind."""
    return _sentences()[code]


def _sentences() -> dict[str, str]:
    return {
        "too_little": gettext("The value is not reached."),
        "too_few": gettext("There are too few of the items it is for."),
        "better_applies": gettext("Another offer saves more, and the two do not go together."),
        "ended": gettext("This offer is over."),
        "not_started": gettext("This offer has not begun yet."),
        "used_up": gettext("This offer is used up."),
        "used_by_buyer": gettext("You have used this offer as often as one may."),
        "members_only": gettext("This offer is for members."),
        "group_only": gettext("This offer is for another group of customers."),
        "first_order_only": gettext("This offer is for a first order."),
        "nothing_matches": gettext("Nothing in your basket is part of this offer."),
        "other_delivery": gettext("This offer is for another way of delivery."),
        "delivery_free": gettext("Delivery is free already."),
        "delivery_not_chosen": gettext("It takes off delivery, which is known at checkout."),
        "nothing_left": gettext("There is nothing left for it to take off."),
    }
