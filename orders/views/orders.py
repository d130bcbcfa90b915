"""Orders for the people who placed them: by sign-in, by the link in the mail, or by number and e-mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.limits import address_of, within_limit
from core.links import read_link, sign_link
from core.retries import TooBusy
from orders.actions.buying_again import rhythms_of
from orders.actions.cancellation import OPEN_STATES, cancel_order, units_to_cancel
from orders.actions.changes import deliveries_for
from orders.actions.expected import awaited_days
from orders.actions.mails import LINK_VALID_FOR, VIEW, mail_order_link
from orders.actions.payments import PaymentUnavailable, settle
from orders.actions.stock_problems import substitutes_for
from orders.forms.orders import LookupForm
from orders.models import Order, OrderEvent, OrderLine, Payment
from orders.rules.intervals import Rhythm
from orders.views.proven import knows_address


@login_required
@require_safe
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.visible_to(request.user).whole(), number=number)
    return _show(request, order, token=sign_link(VIEW, number) if order.customer_id == request.user.pk else "")


@require_safe
def order_link(request: HttpRequest, token: str) -> HttpResponse:
    """The order of a signed link; also where a shopper lands after paying."""
    number = read_link(VIEW, token, LINK_VALID_FOR)
    order = get_object_or_404(Order.objects.whole(), number=number)
    if order.state == Order.State.PENDING:
        order = _ask_again(order)
    return _show(request, order, token=token)


@require_POST
def order_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link may cancel what is not being packed yet."""
    order = get_object_or_404(Order, number=read_link(VIEW, token, LINK_VALID_FOR))
    by = request.user if request.user.is_authenticated else None
    cancel_order(order=order, by=by, at=timezone.now(), reason="by the customer")
    messages.success(request, gettext("Your order is canceled. The money is on its way back to you."))
    return redirect("orders:order-link", token)


@require_http_methods(["GET", "HEAD", "POST"])
def order_lookup(request: HttpRequest) -> HttpResponse:
    """Number and e-mail; the answer is the same for a hit and a miss, and the link goes by mail."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number, email = form.cleaned_data["number"], form.cleaned_data["email"]
        if not within_limit("order-lookup", [address_of(request), email], most=5, seconds=900):
            form.add_error(None, gettext("Too many tries. Please wait a quarter of an hour."))
            return render(request, "orders/orders/lookup.html", {"form": form}, status=429)
        order = Order.objects.filter(number=number, email__iexact=email).exclude(state=Order.State.PENDING).first()
        if order:
            mail_order_link(order, key=f"lookup/{order.number}/{timezone.now():%Y%m%d%H%M}")
        return render(request, "orders/orders/lookup_sent.html")
    status = 422 if form.is_bound else 200
    return render(request, "orders/orders/lookup.html", {"form": form}, status=status)


def _ask_again(order: Order) -> Order:
    """The webhook may be late: what the page shows is what the provider says now."""
    payment = order.payments.filter(state=Payment.State.STARTED).first()
    if payment:
        try:
            settle(payment=payment, at=timezone.now())
        except (PaymentUnavailable, TooBusy):
            return order
    return Order.objects.whole().get(pk=order.pk)


def _show(request: HttpRequest, order: Order, token: str = "") -> HttpResponse:
    is_new = "thanks" in request.GET
    can_change = order.state in OPEN_STATES and not order.shipments.all()
    awaited = awaited_days(order) if any(line.expected_on for line in order.lines.all()) else {}
    open_problems = order.stock_problems.open() if order.state == Order.State.STOCK_PROBLEM else []
    context = {
        "order": order,
        "token": token,
        "is_new": is_new,
        "knows_address": knows_address(request, order),
        "lines": order.lines.all(),
        "events": [event for event in order.events.all() if event.kind not in OrderEvent.FOR_STAFF],
        "awaited": awaited,
        "can_take_out": bool(awaited) and bool(units_to_cancel(order)),
        "shipments": order.shipments.all(),
        "refunds": [refund for payment in order.payments.all() for refund in payment.refunds.all()],
        "savings": order.savings,
        "can_cancel": can_change,
        "deliveries": deliveries_for(order, timezone.now()) if can_change and token else [],
        "usual": [] if is_new else _usual(request, order),
        "problems": [(problem, substitutes_for(problem)) for problem in open_problems],
    }
    return render(request, "orders/orders/detail.html", context)


def _usual(request: HttpRequest, order: Order) -> list[tuple[OrderLine, Rhythm]]:
    """What the customer buys again and again: for their own eyes, not for whoever holds the link."""
    if order.customer_id is None or order.customer_id != request.user.pk:
        return []
    lines = list(order.lines.all())
    variants = {line.variant_id for line in lines}
    rhythms = rhythms_of(customer=request.user, variants=variants, today=timezone.localdate())
    return [(line, rhythms[line.variant_id]) for line in lines if line.variant_id in rhythms]
