"""What a membership would have saved, on pages of the membership."""

from typing import Any

from django import template
from django.utils import timezone

from orders.actions.memberships import WouldSave, would_have_saved

register = template.Library()


@register.simple_tag(takes_context=True)
def saved_if_member(context: Any, plan_id: int) -> WouldSave | None:
    """On the last twelve months' orders of whoever looks; None for somebody without any."""
    user = context["request"].user
    if not user.is_authenticated:
        return None
    found = would_have_saved(customer=user, plan_id=plan_id, at=timezone.now())
    return found if found.orders else None
