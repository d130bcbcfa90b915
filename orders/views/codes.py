"""The basket's codes and credit: entered, removed, used or not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from core.html import redirect_back
from core.limits import address_of
from loyalty.models import Purse
from orders.actions import codes as verbs
from orders.actions.baskets import keep_contact
from orders.actions.pricing import countries_served
from orders.forms.checkout import CheckoutForm
from orders.forms.codes import CodeForm, PointsForm
from orders.models import Basket
from orders.views.visitors import basket_of


@require_POST
def code_create(request: HttpRequest) -> HttpResponse:
    """Enter a coupon code or a gift card."""
    basket, form = basket_of(request), CodeForm(request.POST)
    if basket is None:
        return redirect("orders:basket-detail")
    if not form.is_valid():
        messages.error(request, form.errors["code"][0])
        return redirect_back(request)
    keep_typed(request, basket)
    visitor = [address_of(request), f"basket/{basket.pk}"]
    found = verbs.enter_code(basket=basket, text=form.cleaned_data["code"], visitor=visitor)
    if isinstance(found, Purse):
        messages.success(request, gettext("The gift card is in your basket."))
    return redirect_back(request)


@require_POST
def coupon_delete(request: HttpRequest, coupon_id: int) -> HttpResponse:
    verbs.remove_coupon(basket=_basket(request), coupon_id=coupon_id)
    return redirect_back(request)


@require_POST
def gift_card_delete(request: HttpRequest, purse_id: int) -> HttpResponse:
    verbs.remove_gift_card(basket=_basket(request), purse_id=purse_id)
    return redirect_back(request)


@require_POST
def credit_update(request: HttpRequest) -> HttpResponse:
    """Pay with the store credit first, or keep it."""
    verbs.use_credit(basket=_basket(request), wanted="use" in request.POST)
    return redirect_back(request)


@require_POST
def points_update(request: HttpRequest) -> HttpResponse:
    """Pay with so many points; none keeps them."""
    form = PointsForm(request.POST)
    if form.is_valid():
        verbs.use_points(basket=_basket(request), points=form.cleaned_data["points"])
    else:
        messages.error(request, form.errors["points"][0])
    return redirect_back(request)


def keep_typed(request: HttpRequest, basket: Basket) -> None:
    """On the checkout page the buttons post its whole form: what was typed there is not lost."""
    if "country_code" in request.POST:
        form = CheckoutForm(request.POST, countries=countries_served())
        keep_contact(basket=basket, contact=form.kept)


def _basket(request: HttpRequest) -> Basket:
    basket = basket_of(request)
    basket = get_object_or_404(Basket, pk=basket.pk if basket else None)
    keep_typed(request, basket)
    return basket
