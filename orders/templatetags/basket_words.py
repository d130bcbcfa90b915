"""Small words around the basket."""

from django import template

register = template.Library()


@register.simple_tag
def undo_of(tags: str) -> dict[str, str] | None:
    """What a message's tags ("undo SKU QUANTITY") offer to put back."""
    words = (tags or "").rsplit(" ", 1)
    if len(words) != 2 or not tags.startswith("undo "):
        return None
    return {"sku": words[0].removeprefix("undo "), "quantity": words[1]}
