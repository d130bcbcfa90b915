"""Checkout on one page, and the way back from the payment provider."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.html import refusals_on
from core.links import read_link, sign_link
from core.retries import TooBusy
from orders.actions.baskets import keep_contact
from orders.actions.checkout import Contact, place_order
from orders.actions.mails import VIEW
from orders.actions.memberships import would_save_now
from orders.actions.payments import RETURN, PaymentUnavailable, abandon_payment, open_payment, settle
from orders.actions.points import points_offer
from orders.actions.pricing import countries_served, items_of, quote_goods, quote_offers
from orders.actions.terms import credit_kept, terms_for
from orders.forms.checkout import CheckoutForm
from orders.models import Basket, Order, Payment
from orders.views.codes import code_create
from orders.views.proven import remember_proof
from orders.views.referrals import invitation_of
from orders.views.visitors import basket_of, country_of, show_quote_on, waiting_basket, waiting_payment

RETURN_VALID_FOR = timedelta(days=2)


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """The form; posting it places the order and goes to the provider. `?refresh` redraws it for another country."""
    basket = basket_of(request) or (waiting_basket(request) if request.method == "POST" else None)
    if basket is None or not basket.lines.to_buy().exists():
        return _without_basket(request)
    if request.POST.get("code", "").strip() and "refresh" not in request.POST:
        return code_create(request)  # a code was typed and Enter pressed: nobody pays before it is looked at
    if request.method != "POST" or "refresh" in request.POST:
        return _show(request, basket, _form(request, basket))
    form = CheckoutForm(request.POST, countries=countries_served())
    if form.is_valid():
        with refusals_on(form):
            return _place(request, basket, form)
    keep_contact(basket=basket, contact=form.kept)
    return _show(request, basket, form, status=422)


@require_POST
def payment_abandon(request: HttpRequest) -> HttpResponse:
    """Back from the provider by the browser's own button, to change the basket: it is opened again."""
    payment = waiting_payment(request)
    if payment:
        abandon_payment(payment=payment, at=timezone.now())
    return redirect("orders:basket-detail")


@require_safe
def payment_return(request: HttpRequest, token: str) -> HttpResponse:
    """Back from the provider: ask it what happened, and show the order or the basket."""
    pk = read_link(RETURN, token, RETURN_VALID_FOR)
    payment = get_object_or_404(Payment.objects.select_related("order__basket"), pk=pk)
    try:
        verb = abandon_payment if "canceled" in request.GET else settle
        payment = verb(payment=payment, at=timezone.now())
    except (PaymentUnavailable, TooBusy):  # the order's page asks again, and so does the sweeper
        return redirect("orders:order-link", sign_link(VIEW, payment.order.number))
    order = Order.objects.get(pk=payment.order_id)
    if order.replaces_id and order.state in (Order.State.PENDING, Order.State.CANCELED):
        return redirect("orders:order-link", sign_link(VIEW, order.number))
    if order.state == Order.State.CANCELED and payment.state != Payment.State.CAPTURED:
        messages.info(request, gettext("Nothing was charged. Your basket is as you left it."))
        return redirect("orders:basket-detail")
    return _to_thanks(order)


def _place(request: HttpRequest, basket: Basket, form: CheckoutForm) -> HttpResponse:
    now = timezone.now()
    order = place_order(
        basket=basket,
        contact=Contact(form.cleaned_data["email"], get_language() or "en", form.address),
        method_id=form.cleaned_data["method"],
        expected=form.cleaned_data["quote"] or None,
        by=request.user if request.user.is_authenticated else None,
        at=now,
        invitation=invitation_of(request),
    )
    remember_proof(request, order)
    if order.state != Order.State.PENDING:
        return _to_thanks(order)
    payment = open_payment(order=order, at=now)
    return redirect(payment.session_url)


def _without_basket(request: HttpRequest) -> HttpResponse:
    """An order may wait for its payment: the basket says so. If its page was never opened, it is opened now."""
    payment = waiting_payment(request)
    if payment and not payment.session_url:
        return redirect(open_payment(order=payment.order, at=timezone.now()).session_url)
    if payment is None:
        messages.info(request, gettext("Your basket is empty, so there is nothing to pay yet."))
    return redirect("orders:basket-detail")


def _to_thanks(order: Order) -> HttpResponse:
    return redirect(reverse("orders:order-link", args=[sign_link(VIEW, order.number)]) + "?thanks")


def _form(request: HttpRequest, basket: Basket) -> CheckoutForm:
    initial = _initial(request, basket)
    if request.method == "POST":  # another country: keep all that was typed, complain about nothing
        initial |= {name: request.POST.get(name, "") for name in CheckoutForm.base_fields if name in request.POST}
    return CheckoutForm(initial=initial, countries=countries_served())


def _initial(request: HttpRequest, basket: Basket) -> dict[str, object]:
    known: dict[str, object] = {"country_code": country_of(basket)}
    if request.user.is_authenticated:
        address = request.user.addresses.first()
        known |= {"email": request.user.email, "name": request.user.name} | (address.parts if address else {})
    return known | {name: value for name, value in basket.contact.items() if value}


def _show(request: HttpRequest, basket: Basket, form: CheckoutForm, status: int = 200) -> HttpResponse:
    lines = list(basket.lines.to_buy().with_goods())
    now = timezone.now()
    items = items_of(lines, customer=request.user, at=now)
    values = form.data or form.initial
    email = str(values.get("email", ""))
    terms = terms_for(customer=request.user, basket=basket, email=email if "@" in email else "", at=now)
    place = {"country": form.initial["country_code"], "region": values.get("country_area", "")}
    offers = quote_offers(items, terms=terms, at=now, **place)
    wanted = str(values.get("method", ""))
    offer = next((offer for offer in offers if str(offer.method.id) == wanted), offers[0] if offers else None)
    quote = offer.quote if offer else quote_goods(items, terms=terms, at=now, **place)
    show_quote_on(lines, quote)
    would = (
        would_save_now(basket=basket, lines=lines, offer=offer, customer=request.user, place=place, at=now)
        if offer and not terms.perks.member
        else None
    )
    context = {
        "would": would,
        "form": form,
        "lines": lines,
        "offers": offers,
        "offer": offer,
        "quote": quote,
        "points": points_offer(customer=request.user, quote=quote, at=now, perks=terms.perks),
        "kept_credit": credit_kept(customer=request.user, basket=basket),
    }
    template = "_form" if request.htmx else "checkout"
    return render(request, f"orders/checkout/{template}.html", context, status=200 if request.htmx else status)
