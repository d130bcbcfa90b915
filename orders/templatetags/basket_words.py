"""Small words around the basket."""

from django import template

from core.currency import format_money
from orders.models import BasketLine

register = template.Library()


@register.simple_tag
def undo_of(tags: str) -> dict[str, str] | None:
    """What a message's tags ("undo SKU QUANTITY") offer to put back."""
    words = (tags or "").rsplit(" ", 1)
    if len(words) != 2 or not tags.startswith("undo "):
        return None
    return {"sku": words[0].removeprefix("undo "), "quantity": words[1]}


@register.filter
def amount(line: BasketLine) -> str:
    """What a basket line comes to, as `quote` counts it."""
    return format_money(line.variant.price * line.quantity)
