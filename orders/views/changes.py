"""What a buyer changes of an order with its link in hand, and what they choose when something is missing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.addresses import AddressForm
from accounts.models import User
from core.errors import Refused
from core.html import refusals_on
from core.links import read_link
from orders.actions.cancellation import cancel_units, units_to_cancel
from orders.actions.changes import change_address, change_delivery
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.actions.stock_problems import refund_missing, substitute_missing, wait_for_stock
from orders.forms.changes import CancelUnitsForm, DeliveryForm
from orders.models import Order, StockProblem
from orders.views.proven import knows_address
from shop.models import Variant


@require_http_methods(["GET", "HEAD", "POST"])
def units_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Take items out of the order."""
    order = _order(token)
    lines = list(order.lines.select_related("product__main_picture"))
    most = units_to_cancel(order) or {line.pk: line.units for line in lines}  # too late: the verb says so
    form = CancelUnitsForm(request.POST if request.method == "POST" else None, lines=lines, most=most)
    if form.is_valid():
        with refusals_on(form):
            cancel_units(
                order=order, quantities=form.quantities, by=_actor(request), at=timezone.now(), reason="by the customer"
            )
            messages.success(request, gettext("Done. The money is on its way back to you."))
            return redirect("orders:order-link", token)
    context = {"order": order, "token": token, "form": form}
    return render(request, "orders/orders/cancel_units.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def address_update(request: HttpRequest, token: str) -> HttpResponse:
    """Send it somewhere else in the same country."""
    order = _order(token)
    country = order.address.country_code
    known = order.address.parts if knows_address(request, order) else {"country_code": country}
    form = AddressForm(request.POST or None, initial=known, countries={country})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_address(order=order, address=form.address, by=_actor(request), at=timezone.now())
            messages.success(request, gettext("The new address is on your order."))
            return redirect("orders:order-link", token)
    context = {"order": order, "token": token, "form": form}
    return render(request, "orders/orders/change_address.html", context, status=422 if form.errors else 200)


@require_POST
def delivery_update(request: HttpRequest, token: str) -> HttpResponse:
    """Another way of delivery, at the same price or less."""
    order, form = _order(token), DeliveryForm(request.POST)
    if form.is_valid():
        method_id = form.cleaned_data["method"]
        change_delivery(order=order, method_id=method_id, by=_actor(request), at=timezone.now())
        messages.success(request, gettext("The new delivery is on your order."))
    else:
        messages.error(request, gettext("Please choose how we should deliver."))
    return redirect("orders:order-link", token)


@require_POST
def problem_update(request: HttpRequest, token: str, problem_id: int) -> HttpResponse:
    """Wait, take another one, or have the money back."""
    order = _order(token)
    problem = get_object_or_404(order.stock_problems.select_related("order", "line__order"), pk=problem_id)
    try:
        messages.success(request, _decide(request, problem))
    except Refused as refusal:
        messages.error(request, refusal.detail)
    return redirect("orders:order-link", token)


def _decide(request: HttpRequest, problem: StockProblem) -> str:
    choice, now, by = request.POST.get("choice", ""), timezone.now(), _actor(request)
    if choice == "wait":
        wait_for_stock(problem=problem, at=now)
        return gettext("Thank you for waiting. We write as soon as it is on its way.")
    if choice == "refund":
        refund_missing(problem=problem, by=by, at=now)
        return gettext("The money is on its way back to you.")
    sku = choice.removeprefix("substitute ")
    variant = get_object_or_404(Variant.objects.select_related("product"), sku=sku[:60].replace("\0", ""))
    substitute_missing(problem=problem, variant=variant, by=by, at=now)
    return gettext("You get the other one instead.")


def _order(token: str) -> Order:
    number = read_link(VIEW, token, LINK_VALID_FOR)
    return get_object_or_404(Order.objects.select_related("address"), number=number)


def _actor(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
