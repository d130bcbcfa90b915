"""How values look on every page: money, icons, stars."""

from typing import Any

from babel.dates import format_date
from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.currency import babel_locale, format_money
from core.money import Money

register = template.Library()


@register.filter
def money(amount: Money | None) -> str:
    """The amount in the visitor's language; nothing for None."""
    return "" if amount is None else format_money(amount)


@register.filter
def day(moment: Any) -> str:
    """A date as people say it: "Tuesday, 24 November"."""
    return "" if moment is None else format_date(moment, "EEEE, d MMMM", locale=babel_locale())


@register.simple_tag
def hole(name: str) -> SafeString:
    """Where something of the visitor's own goes: see core/pages.py."""
    return format_html("<!--hole:{}-->", name)


@register.simple_tag(takes_context=True)
def address_with(context: Any, **changes: Any) -> str:
    """The page's query with some parameters changed; None removes one. Always begins with "?"."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def address_without(context: Any, name: str, value: str) -> str:
    """The page's query without one value of a parameter, from its first page."""
    query = context["request"].GET.copy()
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    query.pop("page", None)
    return "?" + query.urlencode()


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """An icon of the sprite; decoration unless it has a label."""
    hidden = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sprite = static("icons/sprite.svg")
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" {1}><use href="{2}#{3}"/></svg>', size, hidden, sprite, name
    )
