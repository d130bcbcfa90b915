"""Withdrawing from the contract: a statement, one press that confirms it, and a receipt by mail at once.

Directive 2011/83/EU, article 11a, as of Directive (EU) 2023/2673.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from core.html import refusals_on
from orders.actions.withdrawals import is_withdrawn, withdraw, withdrawable, withdrawal_fee
from orders.forms.returns import WithdrawalForm
from orders.models import Return
from orders.rules.returns import Reason, Wish
from orders.views.form_keys import form_key, new_form_key
from orders.views.proven import knows_address
from orders.views.returns import actor, order_of


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal_create(request: HttpRequest, token: str) -> HttpResponse:
    order, key = order_of(token), form_key(request)
    if is_withdrawn(order, key):
        return _done(token, Return.objects.by_key(order, key))
    units = withdrawable(order, timezone.now())
    lines = [line for line in order.lines.all() if units.get(line.pk)]
    form = WithdrawalForm(request.POST if request.method == "POST" else None, lines=lines, most=units)
    is_confirmed = request.POST.get("step") == "confirm"
    if form.is_valid() and is_confirmed:
        with refusals_on(form):
            sent_back = withdraw(order=order, units=form.units, by=actor(request), at=timezone.now(), key=key)
            messages.success(request, gettext("Your withdrawal is here. The receipt is on its way to you by mail."))
            return _done(token, sent_back)
    came = {line_id: number for line_id, number in (form.units if form.is_valid() else {}).items() if number}
    wishes = [Wish(line_id, number, Reason.WITHDRAWAL) for line_id, number in came.items() if order.shipments.exists()]
    context = {
        "order": order,
        "token": token,
        "form": form,
        "key": new_form_key(),
        "knows_address": knows_address(request, order),
        "lines": lines,
        "fee": withdrawal_fee(order, wishes),
        "to_confirm": form.is_bound and form.is_valid() and not is_confirmed,
        "wished": [(line, form.units[line.pk]) for line in lines if form.units[line.pk]] if form.is_valid() else [],
    }
    return render(request, "orders/returns/withdrawal.html", context, status=422 if form.errors else 200)


def _done(token: str, sent_back: Return | None) -> HttpResponse:
    """To what comes back, or to the order where nothing has to."""
    if sent_back:
        return redirect("orders:return-detail", token, sent_back.number)
    return redirect("orders:order-link", token)
