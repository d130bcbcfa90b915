"""The basket page and its buttons. Every button works without JavaScript; htmx swaps the basket in place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from orders.actions import baskets as verbs
from orders.actions.memberships import would_save_now
from orders.actions.points import points_offer
from orders.actions.pricing import items_of, quote_goods, quote_offers
from orders.actions.terms import credit_kept, terms_for
from orders.forms.baskets import AddForm, QuantityForm
from orders.models import BasketLine
from orders.rules.pricing import PLAIN
from orders.views.visitors import (
    basket_of,
    country_of,
    keep_basket,
    new_basket,
    show_quote_on,
    waiting_payment,
)
from shop.models import Variant


@require_safe
def basket_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/baskets/detail.html", basket_context(request))


@require_POST
def line_create(request: HttpRequest) -> HttpResponse:
    """Put a variant into the basket; "buy now" goes on to the checkout."""
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("orders:basket-detail")
    variant = get_object_or_404(Variant.objects.select_related("product"), sku=form.cleaned_data["sku"])
    basket = basket_of(request) or new_basket(request)
    line = verbs.add_to_basket(basket=basket, variant=variant, quantity=form.cleaned_data["quantity"])
    if "buy_now" in request.POST:
        return keep_basket(redirect("orders:checkout"), request, basket)
    messages.success(request, gettext("%(title)s is in your basket.") % {"title": line.variant})
    return keep_basket(redirect("orders:basket-detail"), request, basket)


@require_POST
def line_update(request: HttpRequest, variant_id: int) -> HttpResponse:
    line = _line(request, variant_id)
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["quantity"][0])
    elif form.cleaned_data["quantity"] == 0:
        return line_delete(request, variant_id)
    else:
        verbs.change_quantity(line=line, quantity=form.cleaned_data["quantity"])
    return _answer(request)


@require_POST
def line_delete(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Take a line out, and offer to undo it."""
    line = _line(request, variant_id)
    verbs.remove_line(line=line)
    removed = {"sku": line.variant.sku, "quantity": line.quantity, "title": str(line.variant)}
    return _answer(request, removed=removed)


@require_POST
def line_save(request: HttpRequest, variant_id: int) -> HttpResponse:
    verbs.save_for_later(line=_line(request, variant_id))
    return _answer(request)


@require_POST
def line_move(request: HttpRequest, variant_id: int) -> HttpResponse:
    verbs.move_to_basket(line=_line(request, variant_id))
    return _answer(request)


def basket_context(request: HttpRequest) -> dict[str, object]:
    """The basket's lines, totals and hints, as the page and its parts show them."""
    basket = basket_of(request)
    lines = list(basket.lines.with_goods()) if basket else []
    to_buy = [line for line in lines if not line.saved_for_later]
    now, country = timezone.now(), country_of(basket)
    items = items_of(to_buy, customer=request.user, at=now)
    terms = terms_for(customer=request.user, basket=basket, at=now) if items else PLAIN
    offers = quote_offers(items, terms=terms, country=country, at=now) if items else []
    quote = offers[0].quote if offers else quote_goods(items, terms=terms, country=country, at=now)
    show_quote_on(to_buy, quote)
    place = {"country": country, "region": ""}
    would = (
        would_save_now(basket=basket, lines=to_buy, offer=offers[0], customer=request.user, place=place, at=now)
        if basket and offers and not terms.perks.member
        else None
    )
    changed = [line for line in to_buy if line.quoted and line.seen_price != line.quoted.item.unit_price]
    if changed:
        verbs.acknowledge_prices(prices={line: line.quoted.item.unit_price for line in changed})
    return {
        "basket": basket,
        "waiting": None if to_buy else waiting_payment(request),
        "lines": to_buy,
        "saved": [line for line in lines if line.saved_for_later],
        "quote": quote,
        "points": points_offer(customer=request.user, quote=quote, at=now, perks=terms.perks),
        "kept_credit": credit_kept(customer=request.user, basket=basket),
        "offer": offers[0] if offers else None,
        "would": would,
        "changed": changed,
        "unbuyable": [line for line in to_buy if not line.is_buyable],
    }


def _line(request: HttpRequest, variant_id: int) -> BasketLine:
    basket = basket_of(request)
    lines = BasketLine.objects.filter(basket=basket) if basket else BasketLine.objects.none()
    return get_object_or_404(lines.select_related("basket", "variant__product"), variant_id=variant_id)


def _answer(request: HttpRequest, removed: dict[str, object] | None = None) -> HttpResponse:
    if request.htmx:
        return render(request, "orders/baskets/_basket.html", basket_context(request) | {"removed": removed})
    if removed:
        messages.info(
            request,
            gettext("%(title)s was removed.") % removed,
            extra_tags=f"undo {removed['sku']} {removed['quantity']}",
        )
    return redirect("orders:basket-detail")
