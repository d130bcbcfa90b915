"""A quote in words: what was taken off, and why something was not."""

from django import template
from django.utils.translation import gettext, ngettext

from core.currency import format_money
from orders.rules.pricing import Quote
from orders.rules.promotions import Kind, Refusal

register = template.Library()
NEAR = ("too_little", "too_few")
MOST_HINTS = 2


@register.filter
def why_not(refusal: Refusal) -> str:
    """Why the promotion does not apply, in a sentence."""
    if refusal.code == "too_little":
        return gettext("Add %s more of the goods it is for.") % format_money(refusal.missing)
    if refusal.code == "too_few":
        words = ngettext("Add %s more item it is for.", "Add %s more items it is for.", refusal.units)
        return words % refusal.units
    if refusal.code == "better_applies":
        return gettext("“%s” saves you more, and the two do not go together.") % refusal.other
    return _sentences()[refusal.code]


@register.filter
def code_refusals(quote: Quote) -> list[Refusal]:
    """Of the codes entered, those that do nothing here."""
    return [refusal for refusal in quote.refusals if refusal.promotion.code]


@register.filter
def hints(quote: Quote) -> list[dict[str, str]]:
    """Offers without a code that are only a little away."""
    near = [refusal for refusal in quote.refusals if refusal.code in NEAR and not refusal.promotion.code]
    near = [refusal for refusal in near if refusal.promotion.kind != Kind.FREE_DELIVERY or quote.delivery_price]
    return [{"name": refusal.promotion.name, "words": why_not(refusal)} for refusal in near[:MOST_HINTS]]


def _sentences() -> dict[str, str]:
    return {
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
