"""Many at once for a code, a gift card, credit and a refund. Each race has a twin without the lock, which goes wrong."""

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.money import Money
from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_spending import hold_points
from loyalty.actions.purses import grant_store_credit
from loyalty.models import PointsAccount, Purse, PurseEntry
from orders.actions import promotions, refunds, tenders
from orders.actions.codes import enter_code
from orders.actions.refunds import refund_line
from orders.models import OrderLine, Payment, PromotionUse, Refund
from orders.rules.refunds import RefundPart, parts_total
from tests.cast import (
    ada,
    filled_basket,
    make_coupon,
    make_delivery,
    make_gift_card,
    make_points,
    make_product,
    paid_order,
)
from tests.orders.test_stock_concurrency import at_once, buy

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
BUYERS, USES, PRICE = 12, 3, 1000


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


@pytest.fixture
def without():
    """Drops a constraint for the test, so that a fault shows, and restores it over an empty table."""
    dropped = []

    def drop(table: str, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
            dropped.append((table, name, cursor.fetchone()[0]))
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    yield drop
    with connection.cursor() as cursor:
        for table, name, definition in dropped:
            cursor.execute(f"TRUNCATE {table} CASCADE; ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def baskets_with(code: str) -> list:
    """One for each buyer, each with goods of its own: the code is all that they fight over."""
    make_delivery(price=0)
    baskets = [filled_basket(make_product(price=PRICE)) for _buyer in range(BUYERS)]
    for basket in baskets:
        enter_code(basket=basket, text=code, visitor=[])
    return baskets


def spent() -> Money:
    return Money(-sum(entry.amount.minor for entry in PurseEntry.objects.filter(kind=PurseEntry.Kind.SPENT)))


def test_a_code_is_used_as_often_as_it_may():
    coupon = make_coupon("RACE", max_uses=USES)
    at_once(buy, baskets_with("RACE"))
    coupon.refresh_from_db()
    assert (coupon.used, PromotionUse.objects.count()) == (USES, USES)


@pytest.mark.corrupts
def test_without_the_condition_a_code_is_used_more_often(monkeypatch, without):
    """The negative control: what is left was read with the price."""
    without("orders_coupon", "coupon_used_at_most_allowed")
    monkeypatch.setattr(promotions, "_count", lambda row: row.update(used=F("used") + 1))
    make_coupon("RACE", max_uses=USES)
    at_once(buy, baskets_with("RACE"))
    assert PromotionUse.objects.count() > USES


def test_a_gift_card_pays_what_it_is_worth():
    card = make_gift_card(USES * PRICE)
    at_once(buy, baskets_with(card.code))
    card.refresh_from_db()
    assert (card.balance, spent()) == (Money(0), Money(USES * PRICE))


def test_credit_pays_once_however_many_orders_ask_for_it():
    """A customer has one open basket, so the purse's own statement is what is raced for here."""
    purse = grant_store_credit(owner=ada(), amount=Money(USES * PRICE), reference="race", by=None)
    causes = [f"cause/{number}" for number in range(BUYERS)]
    told = at_once(lambda cause: tenders.spend(purse=purse, amount=Money(PRICE), reference=cause), causes)
    assert (told.count("done"), told.count("not_enough_left")) == (USES, BUYERS - USES)
    assert spent() == Money(USES * PRICE)


def points_for(number: int) -> None:
    account = PointsAccount.objects.get()
    hold_points(account=account, points=PRICE, cause=Cause(f"cause/{number}", timezone.now()))


def test_points_pay_once_however_many_orders_ask_for_them():
    make_points(ada(), USES * PRICE)
    told = at_once(points_for, range(BUYERS))
    assert (told.count("done"), told.count("not_enough_points")) == (USES, BUYERS - USES)
    account = PointsAccount.objects.get()
    assert (account.available, account.held) == (0, USES * PRICE)


@pytest.mark.corrupts
def test_without_the_lock_points_pay_more_than_there_are(monkeypatch, without):
    """The negative control: what is left was read before."""
    without("loyalty_pointsaccount", "points_not_negative")
    without("loyalty_pointsaccount", "loyalty_pointsaccount_available_check")
    without("loyalty_pointslot", "loyalty_pointslot_remaining_check")
    monkeypatch.setattr(type(PointsAccount.objects.all()), "lock", lambda rows, row: rows.get(pk=row.pk))
    make_points(ada(), USES * PRICE)
    at_once(points_for, range(BUYERS))
    assert PointsAccount.objects.get().held > USES * PRICE


@pytest.mark.corrupts
def test_without_the_condition_a_gift_card_pays_more_than_it_is_worth(monkeypatch, without):
    """The negative control: the balance was read with the price."""

    def spend_blindly(*, purse: Purse, amount: Money, reference: str) -> None:
        Purse.objects.filter(pk=purse.pk).update(balance=F("balance") - amount.minor)
        PurseEntry.objects.create(purse=purse, kind=PurseEntry.Kind.SPENT, amount=-amount, reference=reference)

    without("loyalty_purse", "purse_balance_from_0_to_issued")
    monkeypatch.setattr(tenders, "spend", spend_blindly)
    at_once(buy, baskets_with(make_gift_card(USES * PRICE).code))
    assert spent() > Money(USES * PRICE)


def refund_tenth(line_id: int) -> None:
    line = OrderLine.objects.select_related("order").get(pk=line_id)
    refund_line(line=line, amount=Money(PRICE // 10), reason="race", at=timezone.now(), by=None)


def test_refunds_at_once_send_back_what_was_paid(provider):
    make_delivery(price=0)
    line = paid_order(provider, make_product(price=PRICE)).lines.get()
    told = at_once(refund_tenth, [line.pk] * 20)
    assert (told.count("done"), told.count("refund_too_large")) == (10, 10)
    assert Payment.objects.get().refunded == Money(PRICE)


@pytest.mark.corrupts
def test_without_the_lock_more_goes_back_than_was_paid(monkeypatch, provider, without):
    """The negative control: what was refunded was read with the line."""

    def refund_blindly(*, order, parts: list[RefundPart], **_other: object) -> None:
        amount = parts_total(parts)
        Payment.objects.filter(order=order).update(refunded=F("refunded") + amount.minor)
        Refund.objects.create(payment=order.payments.get(), amount=amount, reason="race")

    make_delivery(price=0)
    line = paid_order(provider, make_product(price=PRICE)).lines.get()
    without("orders_payment", "refunded_at_most_paid")
    monkeypatch.setattr(refunds, "refund_order", refund_blindly)
    monkeypatch.setattr(type(refunds.Order.objects.all()), "lock", lambda orders, order: orders.get(pk=order.pk))
    at_once(refund_tenth, [line.pk] * 20)
    assert sum(refund.amount.minor for refund in Refund.objects.all()) > PRICE
