"""Whose basket it is, and where they probably live: what the order pages know of a visitor."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from orders.actions.baskets import open_basket
from orders.models import Basket, Payment
from orders.models.baskets import BASKET_COOKIE, BasketQuerySet

BASKET_SECONDS = 90 * 24 * 3600


def basket_of(request: HttpRequest) -> Basket | None:
    """The visitor's open basket."""
    return _baskets_of(request).open().first()


def payment_begun_by(request: HttpRequest) -> Payment | None:
    """What the visitor was about to pay when they, the shop or the line went away."""
    return Payment.objects.begun_with(_baskets_of(request)).select_related("order").first()


def new_basket(request: HttpRequest) -> Basket:
    return open_basket(owner=request.user if request.user.is_authenticated else None)


def keep_basket(response: HttpResponse, request: HttpRequest, basket: Basket) -> HttpResponse:
    """A guest's browser keeps the basket's token; a customer's basket is found by who they are."""
    if not request.user.is_authenticated:
        response.set_cookie(
            BASKET_COOKIE,
            basket.token,
            max_age=BASKET_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _baskets_of(request: HttpRequest) -> BasketQuerySet:
    return Basket.objects.of(request.user, request.COOKIES.get(BASKET_COOKIE, "")[:32])


def country_of(basket: Basket | None) -> str:
    """Where a total is for before an address is known: the last one given, else the shop's own country."""
    return (basket.contact.get("country_code") if basket else "") or settings.SHOP_COUNTRY
