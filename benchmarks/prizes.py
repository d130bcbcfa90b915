"""What buyers fight for at the checkout: stock, codes, gift cards, credit and points."""

import time
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from benchmarks.race import PRICE, Race, only_look
from core.money import Money
from loyalty.actions.purses import grant_store_credit
from loyalty.models import PointsAccount, Purse, PurseEntry
from loyalty.models.points import KEEP_SECONDS
from orders.actions.checkout import Contact, place_order
from orders.actions.pricing import items_of, quote_offers
from orders.actions.terms import terms_for
from orders.models import (
    Basket,
    BasketLine,
    OrderTender,
    PromotionUse,
)
from shop.models import Product, StockHold, StockRecord
from tests.cast import (
    ADDRESS,
    ada,
    make_coupon,
    make_delivery,
    make_gift_card,
    make_points,
    make_product,
)


def _baskets(race: Race, product: Product, **fields: object) -> list[Basket]:
    """As many as there are attempts, each with one of the product."""
    baskets = Basket.objects.bulk_create(Basket(**fields) for _attempt in range(race.attempts))
    variant = product.variants.get()
    BasketLine.objects.bulk_create(
        BasketLine(basket=basket, variant=variant, quantity=1, seen_price=variant.price) for basket in baskets
    )
    return baskets


def _buys(baskets: list[Basket], customer: Any = None) -> list[tuple]:
    """Attempts to place these baskets at the price that the first of them is shown."""
    now, method = timezone.now(), make_delivery(price=0)
    items = items_of(baskets[0].lines.to_buy().with_goods(), customer=customer, at=now)
    terms = terms_for(customer=customer, basket=baskets[0], email="a@example.com", at=now)
    [offer] = quote_offers(items, terms=terms, country="DE", at=now)
    return [(basket.pk, method.pk, offer.quote.fingerprint, customer) for basket in baskets]


def _buy(job: tuple) -> None:
    basket_id, method_id, expected, customer = job
    place_order(
        basket=Basket.objects.get(pk=basket_id),
        contact=Contact("a@example.com", "en", dict(ADDRESS)),
        method_id=method_id,
        expected=expected,
        by=customer,
        at=timezone.now(),
    )


def _for_stock(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    return _buys(_baskets(race, make_product(price=PRICE, stock=number))), number


def _for_code(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    coupon = make_coupon(f"RACE{timezone.now():%H%M%S%f}", max_uses=10)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), has_codes=True)
    Basket.coupons.through.objects.bulk_create(
        Basket.coupons.through(basket=basket, coupon=coupon) for basket in baskets
    )
    return _buys(baskets), 10


def _for_card(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    card = make_gift_card(5 * PRICE)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), has_codes=True)
    Basket.gift_cards.through.objects.bulk_create(
        Basket.gift_cards.through(basket=basket, purse=card) for basket in baskets
    )
    return _buys(baskets), 5


def _for_credit(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    """One customer with many open baskets, which a constraint forbids: it goes, as here their credit is the prize."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS one_open_basket_per_customer")
    make_delivery(price=0)
    customer = ada()
    left = Purse.objects.filter(owner=customer).values_list("balance", flat=True).first() or Money(0)
    missing = Money(5 * PRICE) - left
    if missing:
        grant_store_credit(owner=customer, amount=missing, reference=f"race/{timezone.now():%H%M%S%f}", by=None)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), owner=customer)
    return _buys(baskets, customer), 5


def _for_points(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    """One customer again, with points that pay five orders in full."""
    make_delivery(price=0)
    customer = ada()
    account = PointsAccount.objects.filter(customer=customer).first()
    if account is None:  # other processes hear of the program of points some seconds later
        make_points(customer, 1, max_share_percent=100, min_points=1)
        time.sleep(KEEP_SECONDS + 1)
        account = PointsAccount.objects.get(customer=customer)
    make_points(customer, 5 * PRICE - (account.available if account else 0), max_share_percent=100, min_points=1)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), owner=customer, points=PRICE)
    return _buys(baskets, customer), 5


def _sold() -> int:
    return StockHold.objects.filter(state=StockHold.State.HELD).count()


def _codes_used() -> int:
    return PromotionUse.objects.count()


def _tendered(kind: str) -> int:
    return OrderTender.objects.filter(kind=kind, amount=Money(PRICE)).count()


def _hold_blindly(record_id: int, quantity: int) -> bool:
    return bool(StockRecord.objects.filter(pk=record_id).update(held=F("held") + quantity))


def _count_blindly(row: Any) -> bool:
    """What is left was read with the price."""
    return bool(row.update(used=F("used") + 1))


def _spend_blindly(*, purse: Purse, amount: Money, reference: str) -> PurseEntry:
    """The balance was read with the price."""
    Purse.objects.filter(pk=purse.pk).update(balance=F("balance") - amount.minor)
    kind = PurseEntry.Kind.SPENT
    return PurseEntry.objects.create(purse=purse, kind=kind, amount=-amount, reference=reference)


def _take_blindly(account: PointsAccount, points: int, **_other: Any) -> list[tuple[Any, int]]:
    """What is left was read with the price."""
    return [(account.lots.order_by("-pk")[0], points)]


NO_PURSE_LIMIT = [("loyalty_purse", "purse_balance_from_0_to_issued")]
AT_THE_CHECKOUT = [
    Race(
        "200 buyers for a stock of 1 to 50", 200, _for_stock, _buy, _sold,
        [("shop.actions.stock._hold_units", _hold_blindly)], [("shop_stockrecord", "stock_not_promised_twice")],
    ),
    Race(
        "100 buyers for a code of 10", 100, _for_code, _buy, _codes_used,
        [("orders.actions.promotions._count", _count_blindly)], [("orders_coupon", "coupon_used_at_most_allowed")],
    ),
    Race(
        "60 buyers for a gift card worth 5 orders", 60, _for_card, _buy, lambda: _tendered("gift_card"),
        [("orders.actions.tenders.spend", _spend_blindly)], NO_PURSE_LIMIT,
    ),
    Race(
        "60 baskets for credit worth 5 orders", 60, _for_credit, _buy, lambda: _tendered("store_credit"),
        [("orders.actions.tenders.spend", _spend_blindly)], [],  # its limit fell with the control before
    ),
    Race(
        "50 baskets for points worth 5 orders", 50, _for_points, _buy, lambda: _tendered("points"),
        [("loyalty.models.points.PointsAccountQuerySet.lock", only_look),
         ("loyalty.actions.points_spending.take_from_lots", _take_blindly)],
        [("loyalty_pointsaccount", "points_not_negative"),
         ("loyalty_pointsaccount", "loyalty_pointsaccount_available_check"),
         ("loyalty_pointslot", "loyalty_pointslot_remaining_check")],
        often=10,
    ),
]  # fmt: skip
