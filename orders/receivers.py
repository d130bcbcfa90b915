"""What orders do when something happens below."""

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.actions.joining import proven_addresses
from accounts.models import User
from accounts.signals import account_closed
from orders.actions.baskets import merge_baskets
from orders.actions.claims import claim_orders
from orders.actions.leaving import leave_orders
from orders.models import Basket
from orders.models.baskets import BASKET_COOKIE


@receiver(user_logged_in)
def merge_guest_basket(sender: object, request: object, user: object, **kwargs: object) -> None:
    """A guest who signs in keeps the basket, and finds what was ordered without signing in."""
    claim_orders(user=user, emails=proven_addresses(user), at=timezone.now())
    token = request.COOKIES.get(BASKET_COOKIE, "")[:32]
    guest = Basket.objects.open().filter(owner=None, token=token).first() if token else None
    if guest and guest.lines.exists():
        _basket, moved = merge_baskets(guest=guest, owner=user)
        words = ngettext(
            "%s item you had chosen is in your basket.", "%s items you had chosen are in your basket.", moved
        )
        messages.info(request, words % moved)


@receiver(account_closed)
def let_go(sender: object, user: User, **kwargs: object) -> None:
    """Nobody leaves in the middle of an order; baskets go, orders stay."""
    leave_orders(customer=user)
