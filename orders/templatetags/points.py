"""Points on pages of other apps."""

from django import template

from loyalty.models import PointsProgram, ReferralProgram

register = template.Library()


@register.simple_tag
def has_points() -> bool:
    """Whether this shop has points."""
    return PointsProgram.current().is_active


@register.simple_tag
def has_referrals() -> bool:
    """Whether bringing a friend earns something in this shop."""
    return ReferralProgram.running() is not None
