"""Gift cards: bought by anybody, and asked what is left on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from core.html import refusals_on
from core.limits import address_of
from loyalty.actions.gift_cards import Greeting
from orders.actions.codes import gift_card_of
from orders.actions.gift_cards import order_gift_card
from orders.actions.payments import open_payment
from orders.forms.gift_cards import BalanceForm, GiftCardForm
from orders.views.proven import remember_proof


@require_http_methods(["GET", "HEAD", "POST"])
def gift_card_create(request: HttpRequest) -> HttpResponse:
    """Describe the card; posting it goes to the provider."""
    form = GiftCardForm(request.POST) if request.method == "POST" else GiftCardForm(initial=_initial(request))
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            return _order(request, form)
    return render(request, "orders/gift_cards/create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def gift_card_balance(request: HttpRequest) -> HttpResponse:
    """What is left on a card, for whoever has its code."""
    form, purse = BalanceForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            purse = gift_card_of(text=form.cleaned_data["code"], visitor=[address_of(request)])
    status = 422 if form.is_bound and purse is None else 200
    return render(request, "orders/gift_cards/balance.html", {"form": form, "purse": purse}, status=status)


def _initial(request: HttpRequest) -> dict[str, object]:
    today = timezone.localdate()
    if not request.user.is_authenticated:
        return {"send_on": today}
    return {"send_on": today, "buyer_name": request.user.name, "buyer_email": request.user.email}


def _order(request: HttpRequest, form: GiftCardForm) -> HttpResponse:
    data, now = form.cleaned_data, timezone.now()
    greeting = Greeting(
        recipient_email=data["recipient_email"],
        recipient_name=data["recipient_name"],
        sender_name=data["buyer_name"],
        message=data["message"],
        send_on=data["send_on"],
        language=get_language() or "en",
    )
    order = order_gift_card(
        amount=form.amount,
        buyer_name=data["buyer_name"],
        buyer_email=data["buyer_email"],
        greeting=greeting,
        by=request.user if request.user.is_authenticated else None,
        at=now,
    )
    remember_proof(request, order)
    return redirect(open_payment(order=order, at=now).session_url)
