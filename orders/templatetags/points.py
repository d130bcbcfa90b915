"""Points on pages of other apps."""

from django import template

from loyalty.models import PointsProgram

register = template.Library()


@register.simple_tag
def has_points() -> bool:
    """Whether this shop has points."""
    return PointsProgram.current().is_active
