"""What the shop gives on somebody's days, for pages of other apps."""

from django import template

from loyalty.models import OccasionRule, PointsProgram

register = template.Library()


@register.simple_tag
def occasion_points(kind: str) -> int:
    """How many points there are for an occasion; none while it or the program is switched off. One query."""
    rule = OccasionRule.objects.filter(kind=kind, is_active=True).first() if PointsProgram.current().is_active else None
    return rule.points if rule else 0
