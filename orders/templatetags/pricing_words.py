"""A quote in words: what was taken off, and why something was not."""

from django import template

from orders.rules.pricing import Quote
from orders.rules.promotions import Kind, Refusal
from orders.rules.reasons import reason_for

register = template.Library()
NEAR = ("too_little", "too_few")
MOST_HINTS = 2

register.filter("why_not", reason_for)


@register.filter
def code_refusals(quote: Quote) -> list[Refusal]:
    """Of the codes entered, those that do nothing here."""
    return [refusal for refusal in quote.refusals if refusal.promotion.code]


@register.filter
def hints(quote: Quote) -> list[dict[str, str]]:
    """Offers without a code that are only a little away."""
    near = [refusal for refusal in quote.refusals if refusal.code in NEAR and not refusal.promotion.code]
    near = [refusal for refusal in near if refusal.promotion.kind != Kind.FREE_DELIVERY or quote.delivery_price]
    return [{"name": refusal.promotion.name, "words": reason_for(refusal)} for refusal in near[:MOST_HINTS]]
