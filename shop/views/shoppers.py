"""Whose prices a page shows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import CustomerGroup
from shop.actions.buyer_prices import personal_lists


@dataclass(frozen=True)
class Shopper:
    """What is a shopper's own about prices: the personal price lists, and whether tax is left out at first.

    Every kept page or tile with prices is kept under it.
    """

    lists: tuple[int, ...] = ()
    without_tax: bool = False

    def __str__(self) -> str:
        """The part of a cache key."""
        return ".".join(map(str, self.lists)) + ("-net" if self.without_tax else "")


ANYBODY = Shopper()


def shopper_of(request: HttpRequest) -> Shopper:
    """Whoever looks; without a session it is anybody, and no query is made."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYBODY
    lists = personal_lists(customer=request.user, at=timezone.now())
    return Shopper(lists, CustomerGroup.sees_without_tax(request.user))
