"""Asking to cancel what is packed, by whoever holds the order's link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.models import User
from core.errors import Refused
from core.links import read_link
from orders.actions.cancel_requests import ask_to_cancel, withdraw_cancel_request
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.forms.cancel_requests import AskForm
from orders.models import Order


@require_POST
def cancel_request_create(request: HttpRequest, token: str) -> HttpResponse:
    order, form = _order(token), AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["words"]))
        return redirect("orders:order-link", token)
    try:
        ask_to_cancel(order=order, by=_actor(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, gettext("We have your request. Until it is decided nothing more is sent."))
    except Refused as refusal:
        messages.error(request, refusal.detail)
    return redirect("orders:order-link", token)


@require_POST
def cancel_request_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    asked = get_object_or_404(_order(token).cancel_requests.select_related("order").order_by("-pk")[:1])
    try:
        withdraw_cancel_request(request=asked, by=_actor(request), at=timezone.now())
        messages.success(request, gettext("Good, your order goes on."))
    except Refused as refusal:
        messages.error(request, refusal.detail)
    return redirect("orders:order-link", token)


def _order(token: str) -> Order:
    return get_object_or_404(Order, number=read_link(VIEW, token, LINK_VALID_FOR))


def _actor(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
