"""From an order to an account, with one press: the link came by mail, so the address is proven."""

from datetime import timedelta

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.actions.joining import AccountExists, join_by_mail
from core.links import read_link
from orders.actions.mails import JOIN
from orders.models import Order

LINK_VALID_FOR = timedelta(days=90)


@require_http_methods(["GET", "HEAD", "POST"])
def account_create(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, as mail scanners follow links; then the account is there and the order in it."""
    order = get_object_or_404(Order.objects.select_related("address"), number=read_link(JOIN, token, LINK_VALID_FOR))
    if request.method != "POST":
        return render(request, "orders/orders/join.html", {"order": order})
    try:
        user = join_by_mail(email=order.email, name=order.address.name, language=order.language)
    except AccountExists as refusal:
        messages.info(request, refusal.detail)
        return redirect("account_login")
    messages.success(request, gettext("Welcome. Your account is open, and your order is in it."))
    return perform_login(request, user, redirect_url=reverse("orders:order-list"))
