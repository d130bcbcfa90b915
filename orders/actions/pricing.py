"""Gathering what `quote` needs from the tables. Reads only; every door and `place_order` price through here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from core.cache import near
from loyalty.rules.perks import Perks
from orders.models import BasketLine, DeliveryMethod, TaxRate
from orders.rules.delivery import Method, Rate, arrival_window
from orders.rules.pricing import PLAIN, Item, Quote, QuotedDelivery, Terms, quote
from orders.rules.taxes import TaxTable, tax_table
from shop.actions.buyer_prices import BuyerPrice, buyer_prices
from shop.actions.sell_ahead import expected_days
from shop.models import Variant

KEEP_SECONDS = 5


@dataclass(frozen=True)
class Offer:
    """A delivery method that can take the basket, with its price and days."""

    method: Method
    quote: Quote
    delivery: QuotedDelivery
    arrives_from: date
    arrives_until: date


def items_of(lines: Iterable[BasketLine], *, customer: object, at: datetime, perks: Perks | None = None) -> list[Item]:
    """The lines that can be bought, each at the price this customer pays for one and with the day it is here.

    With `perks` as if they had those.
    """
    lines = [line for line in lines if line.is_buyable]
    prices = buyer_prices(variants=[line.variant for line in lines], customer=customer, at=at, perks=perks)
    days = expected_days(quantities={line.variant_id: line.quantity for line in lines}, at=at)
    return [_item(line.variant, line.quantity, prices[line.variant_id], days.get(line.variant_id)) for line in lines]


def quote_offers(items: list[Item], *, terms: Terms, country: str, region: str = "", at: datetime) -> list[Offer]:
    """The basket priced with each delivery method that takes it, in the shop's order."""
    taxes, today = taxes_for(country, region, at), timezone.localdate(at)
    offers = []
    for method in methods_for(country):
        priced = quote(items, taxes=taxes, country=country, method=method, terms=terms)
        if priced.delivery:
            ordered_on = max(today, priced.ready_on or today)
            offers.append(Offer(method, priced, priced.delivery, *arrival_window(method, ordered_on, terms.perks)))
    return offers


def quote_goods(items: list[Item], *, terms: Terms = PLAIN, country: str, region: str = "", at: datetime) -> Quote:
    """The basket priced without delivery."""
    return quote(items, taxes=taxes_for(country, region, at), country=country, terms=terms)


def taxes_for(country: str, region: str, at: datetime) -> TaxTable:
    """Today's rates of a place."""
    rows = TaxRate.objects.valid(timezone.localdate(at)).filter(country_code=country)
    columns = rows.values_list("country_code", "region", "tax_class", "hundredths")
    how = {"inclusive": settings.PRICES_INCLUDE_TAX, "by_rate": settings.TAX_ROUNDED_BY_RATE}
    return tax_table(columns, country=country, region=region, **how)


def home_taxes(at: datetime) -> TaxTable:
    """The rates of the shop's own country, by which the catalog shows prices; at most KEEP_SECONDS old."""
    found = near.get_or_set("taxes:home", lambda: taxes_for(settings.SHOP_COUNTRY, "", at), KEEP_SECONDS)
    return cast(TaxTable, found)


def methods_for(country: str) -> list[Method]:
    """The methods offered in a country, as plain values."""
    return [method for countries, method in _offered() if country in countries]


def countries_served() -> set[str]:
    """Every country that some method delivers to."""
    return {country for countries, _method in _offered() for country in countries}


def _item(variant: Variant, quantity: int, cost: BuyerPrice, expected_on: date | None) -> Item:
    product = variant.product
    return Item(
        variant_id=variant.pk,
        quantity=quantity,
        unit_price=cost.price,
        list_price=cost.list_price,
        tax_class=product.tax_class,
        weight_g=product.weight_g or 0,
        ships_to=tuple(product.ships_to),
        product_id=product.pk,
        categories=frozenset(product.category.line),
        brand_id=product.brand_id,
        is_reduced=cost.price < cost.list_price or variant.compare_at is not None,
        price_list=cost.price_list,
        expected_on=expected_on,
        without_membership=cost.without_membership,
    )


def _offered() -> list[tuple[list[str], Method]]:
    """All methods with their countries. Staff's changes are seen after KEEP_SECONDS at the latest."""

    def read() -> list[tuple[list[str], Method]]:
        rows = DeliveryMethod.objects.filter(is_active=True).select_related("zone").prefetch_related("rates")
        return [(row.zone.countries, _method(row)) for row in rows]

    return cache.get_or_set("delivery:methods", read, KEEP_SECONDS) or []


def _method(row: DeliveryMethod) -> Method:
    rates = tuple(Rate(rate.price, rate.up_to_weight_g, rate.from_value) for rate in row.rates.all())
    return Method(row.pk, row.name, rates, row.min_days, row.max_days, row.free_from, row.free_for_members)
