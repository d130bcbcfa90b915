"""Words for developers on pages."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"`([^`<>]+)`")


@register.filter
def with_code(text: str) -> SafeString:
    """What stands between backticks is code."""
    return mark_safe(CODE.sub(r"<code>\1</code>", conditional_escape(text)))  # noqa: S308  escaped, with our own tags
