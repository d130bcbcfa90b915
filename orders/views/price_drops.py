"""Something that was bought got cheaper: having the difference back with one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from core.currency import format_money
from core.links import read_link
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.actions.price_drops import choose_way, pay_price_drop
from orders.models import OrderLine

CREDIT = "credit"


@require_POST
def price_drop_create(request: HttpRequest, token: str, line_id: int) -> HttpResponse:
    """Whoever holds the link may ask; it goes back the way it was paid, or as the customer's own credit."""
    number = read_link(VIEW, token, LINK_VALID_FOR)
    line = get_object_or_404(OrderLine.objects.select_related("order__customer"), pk=line_id, order__number=number)
    is_owner = request.user.is_authenticated and line.order.customer_id == request.user.pk
    to_credit = is_owner and request.POST.get("way") == CREDIT
    by = request.user if request.user.is_authenticated else None
    drop = pay_price_drop(line=line, to_credit=to_credit, by=by, at=timezone.now())
    messages.success(request, gettext("%s are yours again.") % format_money(drop.amount))
    return redirect("orders:order-link", token)


@require_POST
def price_drop_way(request: HttpRequest, token: str) -> HttpResponse:
    """How the owner of an order wants differences that come back by themselves."""
    number = read_link(VIEW, token, LINK_VALID_FOR)
    if request.user.is_authenticated and request.user.orders.filter(number=number).exists():
        choose_way(customer=request.user, to_credit=request.POST.get("way") == CREDIT)
        messages.success(request, gettext("Saved."))
    return redirect("orders:order-link", token)
