"""Looking ahead and looking into: what a promotion would do to real baskets, and why a basket costs what it costs.

Reads only.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from core.money import ZERO, Money
from orders.actions.pricing import items_of, quote_goods, quote_offers
from orders.actions.terms import offered, terms_for
from orders.models import Basket, Promotion
from orders.rules.pricing import Quote, Terms
from orders.rules.promotions import Promotion as Offered

LOOK_BACK = timedelta(days=30)
MOST_BASKETS = 200


@dataclass(frozen=True)
class PreviewRow:
    """One basket with its total before and with the promotion, in minor units."""

    basket: Basket
    before: Money
    after: Money

    @property
    def saved(self) -> Money:
        return self.before - self.after


@dataclass(frozen=True)
class Preview:
    """What a promotion would have done to the baskets of the last LOOK_BACK; `rows` are those it changes."""

    looked_at: int
    rows: list[PreviewRow]
    why_not: dict[str, int]

    @property
    def given_away(self) -> Money:
        return Money(sum(row.saved.minor for row in self.rows))

    @property
    def average(self) -> Money:
        return Money(self.given_away.minor // len(self.rows)) if self.rows else ZERO


def preview_promotion(*, promotion: Promotion, at: datetime) -> Preview:
    """Price recent baskets as they are, and as if the promotion ran and its code had been entered."""
    [promotion] = Promotion.objects.filter(pk=promotion.pk).whole()
    candidate = replace(offered(promotion), closed="", max_uses_per_buyer=0, code="")
    rows: list[PreviewRow] = []
    why_not: dict[str, int] = {}
    baskets = _recent_baskets(at)
    for basket in baskets:
        before, after = _price_both(basket, candidate, at)
        if after.total != before.total:
            rows.append(PreviewRow(basket, before.total, after.total))
        for refusal in after.refusals:
            if refusal.promotion.id == candidate.id:
                why_not[refusal.code] = why_not.get(refusal.code, 0) + 1
    rows.sort(key=lambda row: -row.saved.minor)
    return Preview(len(baskets), rows, why_not)


def explain_basket(*, basket: Basket, at: datetime) -> Quote:
    """The quote the basket's page shows now, with everything that was applied and refused."""
    country = basket.contact.get("country_code") or settings.SHOP_COUNTRY
    items = items_of(basket.lines.to_buy().with_goods(), customer=basket.owner, at=at)
    terms = terms_for(customer=basket.owner, basket=basket, email=basket.contact.get("email", ""), at=at)
    offers = quote_offers(items, terms=terms, country=country, at=at)
    return offers[0].quote if offers else quote_goods(items, terms=terms, country=country, at=at)


def _recent_baskets(at: datetime) -> list[Basket]:
    recent = Basket.objects.filter(updated_at__gte=at - LOOK_BACK, lines__saved_for_later=False).distinct()
    return list(recent.select_related("owner").order_by("-updated_at")[:MOST_BASKETS])


def _price_both(basket: Basket, candidate: Offered, at: datetime) -> tuple[Quote, Quote]:
    country = basket.contact.get("country_code") or settings.SHOP_COUNTRY
    items = items_of(basket.lines.to_buy().with_goods(), customer=basket.owner, at=at)
    terms = terms_for(customer=basket.owner, basket=basket, email=basket.contact.get("email", ""), at=at)
    others = [other for other in terms.promotions if other.id != candidate.id]

    def price(with_terms: Terms) -> Quote:
        offers = quote_offers(items, terms=with_terms, country=country, at=at)
        return offers[0].quote if offers else quote_goods(items, terms=with_terms, country=country, at=at)

    return price(replace(terms, promotions=others)), price(replace(terms, promotions=[*others, candidate]))
