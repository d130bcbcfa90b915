"""Buying again what was bought: one thing or all of an order, by whoever holds its link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from core.currency import format_money
from core.links import read_link
from orders.actions.buying_again import BoughtAgain, buy_again
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.models import Order
from orders.views.visitors import basket_of, keep_basket, new_basket


@require_POST
def order_buy_again(request: HttpRequest, token: str) -> HttpResponse:
    """Without a line, all of the order. What has changed since is said."""
    order = get_object_or_404(Order, number=read_link(VIEW, token, LINK_VALID_FOR))
    line = request.POST.get("line", "")
    only = [int(line)] if line.isascii() and line.isdigit() and len(line) < 18 else [0] if line else []
    basket = basket_of(request) or new_basket(request)
    done = buy_again(order=order, only=only, basket=basket, at=timezone.now())
    units = sum(row.outcome.units for row in done)
    if units:
        words = ngettext("%(n)s item is in your basket.", "%(n)s items are in your basket.", units)
        messages.success(request, words % {"n": units})
    for row in done:
        for sentence in changes_in_words(row):
            messages.info(request, sentence)
    return keep_basket(redirect("orders:basket-detail"), request, basket)


def changes_in_words(row: BoughtAgain) -> list[str]:
    """What is different from then, in a sentence each."""
    facts = {"title": _name(row), "n": row.outcome.units}
    reasons = {
        "not_sold": gettext("%(title)s is not sold any more."),
        "other_form": gettext("%(title)s is not sold any more in this form. Its page shows the others."),
        "sold_out": gettext("%(title)s is sold out at the moment."),
        "fewer": ngettext(
            "%(title)s: there is only %(n)s more of it at the moment.",
            "%(title)s: there are only %(n)s more of it at the moment.",
            row.outcome.units,
        ),
        "in_basket": gettext("%(title)s: as many as can be had are in your basket already."),
    }
    words = [reasons[row.outcome.why_not] % facts] if row.outcome.why_not else []
    if row.is_substitute:
        words.append(gettext("%(title)s is what you got in place of what you had ordered.") % facts)
    return [*words, _price(row)] if row.outcome.price else words


def _price(row: BoughtAgain) -> str:
    now, then = row.price_now, row.line.unit_price
    facts = {"title": _name(row), "now": format_money(now), "then": format_money(then)}
    if row.outcome.price == "dearer":
        return gettext("%(title)s costs more than then: %(now)s instead of %(then)s.") % facts
    return gettext("%(title)s costs less than then: %(now)s instead of %(then)s.") % facts


def _name(row: BoughtAgain) -> str:
    return f"{row.line.title} ({row.line.options})" if row.line.options else row.line.title
