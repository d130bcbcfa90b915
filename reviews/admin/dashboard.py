"""The staff's start page, with the reviews that wait."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from orders.admin.dashboard import day_at_a_glance as orders_at_a_glance
from reviews.models import Review


def day_at_a_glance(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What orders show, and the reviews to read."""
    context = orders_at_a_glance(request, context)
    waiting = Review.objects.filter(state=Review.State.PENDING).count()
    address = f"{reverse('admin:reviews_review_changelist')}?state__exact=pending"
    context["doors"].append((gettext("Reviews to read"), waiting, address))
    return context
