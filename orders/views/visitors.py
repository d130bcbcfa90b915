"""Whose basket it is, and where they probably live: what the order pages know of a visitor."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from orders.actions.baskets import open_basket
from orders.models import Basket, BasketLine, Payment
from orders.models.baskets import BASKET_COOKIE
from orders.rules.pricing import Quote

BASKET_SECONDS = 90 * 24 * 3600


def show_quote_on(lines: Iterable[BasketLine], quote: Quote) -> None:
    """Each basket line knows what the quote says of it."""
    quoted = {line.item.variant_id: line for line in quote.lines}
    for line in lines:
        line.quoted = quoted.get(line.variant_id)


def basket_of(request: HttpRequest) -> Basket | None:
    """The visitor's open basket."""
    return Basket.objects.of(request.user, request.COOKIES.get(BASKET_COOKIE, "")[:32]).first()


def waiting_basket(request: HttpRequest) -> Basket | None:
    """A basket whose order waits for its payment, such as after pressing "back" on the provider's page."""
    return Basket.objects.waiting(request.user, request.COOKIES.get(BASKET_COOKIE, "")[:32]).first()


def waiting_payment(request: HttpRequest) -> Payment | None:
    """The payment that such a basket waits for. It has no page yet if the shop died before one was opened."""
    basket = waiting_basket(request)
    if basket is None:
        return None
    started = Payment.objects.filter(order__basket=basket, state=Payment.State.STARTED)
    return started.select_related("order").order_by("-pk").first()


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


def country_of(basket: Basket | None) -> str:
    """Where a total is for before an address is known: the last one given, else the shop's own country."""
    return (basket.contact.get("country_code") if basket else "") or settings.SHOP_COUNTRY
