"""Whose prices a page shows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import CustomerGroup
from loyalty.actions.perks import perks_for
from loyalty.rules.perks import NO_PERKS, Perks
from shop.actions.buyer_prices import personal_lists


@dataclass(frozen=True)
class Shopper:
    """What is a shopper's own: the personal price lists, whether tax is left out at first, and the perks of a
    membership and a tier.

    Every kept page or tile with prices is kept under it.
    """

    lists: tuple[int, ...] = ()
    without_tax: bool = False
    perks: Perks = NO_PERKS

    def __str__(self) -> str:
        """The part of a cache key."""
        lists = ".".join(map(str, self.lists)) + ("-net" if self.without_tax else "")
        key = self.perks.key
        return f"{lists}-{key}" if key else lists


ANYBODY = Shopper()


def shopper_of(request: HttpRequest) -> Shopper:
    """Whoever looks; without a session it is anybody, and no query is made."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYBODY
    now = timezone.now()
    perks = perks_for(request.user, now)
    lists = personal_lists(customer=request.user, at=now, perks=perks)
    return Shopper(lists, CustomerGroup.sees_without_tax(request.user), perks)
