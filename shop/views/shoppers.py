"""Whose prices a page shows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from shop.actions.buyer_prices import personal_lists


def lists_of(request: HttpRequest) -> tuple[int, ...]:
    """The price lists meant for whoever looks; every page with prices is kept under them. None without a session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ()
    return personal_lists(customer=request.user, at=timezone.now())
