"""Stock: exact by one conditional statement a move, and every change of what is on hand is in the ledger."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.ledger import AppendOnly
from core.money import Money
from core.states import IllegalMove
from shop.actions.prices import PriceNotSensible, set_price
from shop.actions.stock import (
    OutOfStock,
    StockPromised,
    correct_stock,
    hold_stock,
    keep_back,
    receive_stock,
    release_expired_stock,
    release_stock,
    release_units,
    secure_stock,
    ship_stock,
)
from shop.models import Location, PriceChange, Product, StockHold, StockMovement, StockRecord
from tests.cast import make_product

pytestmark = pytest.mark.django_db


def hold(product: Product, quantity: int, reference: str = "order/1"):
    return hold_stock(
        quantities={product.variants.get(): quantity},
        reference=reference,
        expires_at=timezone.now() + timedelta(minutes=9),
        at=timezone.now(),
    )


def secure(product: Product, quantity: int, reference: str = "order/1") -> int:
    """Returns how many are missing."""
    missing = secure_stock(quantities={product.variants.get(): quantity}, reference=reference, at=timezone.now())
    return sum(missing.values())


def numbers() -> tuple[int, int, int]:
    record = StockRecord.objects.order_by("pk").first()
    return record.on_hand, record.held, record.allocated


def test_the_life_of_a_unit():
    product = make_product(stock=5)
    hold(product, 2)
    assert numbers() == (5, 2, 0)
    assert secure(product, 2) == 0
    assert numbers() == (5, 0, 2)
    ship_stock(reference="order/1", quantities={product.variants.get().pk: 2}, by=None)
    assert numbers() == (3, 0, 0)
    assert sum(StockMovement.objects.values_list("quantity", flat=True)) == 3


def test_a_shortage_refuses_the_whole_and_says_what_is_left():
    first, second = make_product("Pan", stock=5), make_product("Pot", stock=1)
    wanted = {first.variants.get(): 2, second.variants.get(): 2}
    with pytest.raises(OutOfStock, match="Only 1 left of Pot"):
        hold_stock(quantities=wanted, reference="order/1", expires_at=timezone.now(), at=timezone.now())
    assert numbers() == (5, 0, 0)


def test_a_wanted_quantity_is_gathered_from_several_places():
    product = make_product(stock=2)
    variant, cellar = product.variants.get(), Location.objects.create(name="Cellar", country_code="DE")
    receive_stock(variant=variant, location=cellar, quantity=3, reference="delivery", by=None)
    assert [entry.quantity for entry in hold(product, 4)] == [1, 3]
    with pytest.raises(OutOfStock):
        hold(product, 2, "order/2")


def test_selling_the_last_unit_marks_the_product_sold_out_and_releasing_brings_it_back():
    product = make_product(stock=1)
    before = Product.objects.get().version
    hold(product, 1)
    assert (Product.objects.get().is_available, Product.objects.get().version > before) == (False, True)
    release_stock(reference="order/1")
    assert Product.objects.get().is_available


def test_expired_holds_are_let_go_and_releasing_twice_frees_once():
    product = make_product(stock=3)
    hold(product, 2)
    assert release_expired_stock(at=timezone.now()) == 0
    for _time in range(2):
        release_expired_stock(at=timezone.now() + timedelta(hours=1))
    assert numbers() == (3, 0, 0)


def test_a_hold_that_ran_out_does_not_stand_in_the_way_though_no_sweeper_came():
    product = make_product(stock=2)
    hold(product, 2)
    later = timezone.now() + timedelta(hours=1)
    wanted = {product.variants.get(): 2}
    hold_stock(quantities=wanted, reference="order/2", expires_at=later + timedelta(hours=1), at=later)
    assert numbers() == (2, 2, 0)
    assert StockHold.objects.get(reference="order/1").state == "released"


def test_what_is_gone_when_the_money_comes_is_counted_and_the_rest_kept():
    product = make_product(stock=3)
    hold(product, 3)
    release_stock(reference="order/1")
    hold(product, 2, "order/2")
    assert secure(product, 3) == 2
    assert numbers() == (3, 2, 1)
    release_stock(reference="order/2")
    assert secure(product, 3) == 0
    assert numbers() == (3, 0, 3)


def test_some_units_of_an_order_are_let_go():
    product = make_product(stock=5)
    hold(product, 3)
    secure(product, 3)
    release_units(reference="order/1", quantities={product.variants.get().pk: 2})
    assert numbers() == (5, 0, 1)
    release_units(reference="order/1", quantities={product.variants.get().pk: 1})
    assert numbers() == (5, 0, 0)


def test_an_order_leaves_from_one_place_if_one_has_it_all():
    mug, pan = make_product("Mug", stock=1), make_product("Pan", stock=1)
    cellar = Location.objects.create(name="Cellar", country_code="DE")
    for product in (mug, pan):
        receive_stock(variant=product.variants.get(), location=cellar, quantity=3, reference="delivery", by=None)
    wanted = {mug.variants.get(): 2, pan.variants.get(): 1}
    holds = hold_stock(quantities=wanted, reference="order/1", expires_at=timezone.now(), at=timezone.now())
    records = StockRecord.objects.filter(pk__in=[entry.record_id for entry in holds])
    assert {record.location for record in records} == {cellar}


def test_a_count_below_what_is_promised_is_refused():
    product = make_product(stock=5)
    hold(product, 3)
    with pytest.raises(StockPromised):
        correct_stock(record=StockRecord.objects.get(), on_hand=2, reason="counted", by=None)


def test_more_than_was_allocated_does_not_leave_the_shelf():
    product = make_product(stock=5)
    hold(product, 1)
    secure(product, 1)
    with pytest.raises(StockPromised):
        ship_stock(reference="order/1", quantities={product.variants.get().pk: 2}, by=None)
    assert numbers() == (5, 0, 1)


@pytest.mark.parametrize("column", ["on_hand", "held", "allocated"])
def test_the_database_refuses_a_number_below_zero(column):
    make_product(stock=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.update(**{column: -1})


def test_the_database_refuses_to_promise_twice():
    make_product(stock=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.update(held=3, allocated=3)


def test_a_released_hold_does_not_come_back_to_life():
    hold(make_product(), 1)
    release_stock(reference="order/1")
    with pytest.raises(IllegalMove):
        StockHold.objects.get().move_to(StockHold.State.ALLOCATED)


def test_the_price_history_is_whole_and_only_grows():
    product = make_product(price=1290)
    set_price(variant=product.variants.get(), price=Money(990), announce=True, reference="staff", by=None)
    set_price(variant=product.variants.get(), price=Money(990), announce=True, reference="staff", by=None)
    changes = list(PriceChange.objects.order_by("pk").values_list("old_price", "new_price"))
    assert changes == [(None, Money(1290)), (Money(1290), Money(990))]
    with pytest.raises(AppendOnly):
        PriceChange.objects.first().save()
    with pytest.raises(AppendOnly):
        PriceChange.objects.update(new_price=Money(1))
    with pytest.raises(AppendOnly):
        PriceChange.objects.all().delete()


@pytest.mark.parametrize("price", [0, -1])
def test_a_price_that_makes_no_sense_is_refused(price):
    variant = make_product(price=1290).variants.get()
    with pytest.raises(PriceNotSensible):
        set_price(variant=variant, price=Money(price), reference="x", by=None)
    assert PriceChange.objects.count() == 1


@pytest.mark.concurrent
def test_on_postgresql_even_raw_sql_cannot_rewrite_a_ledger():
    if connection.vendor != "postgresql":
        pytest.skip("the triggers are PostgreSQL's")
    make_product()
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE shop_pricechange SET new_price = 1")


def test_what_is_kept_back_is_never_promised():
    product = make_product(stock=5)
    keep_back(record=StockRecord.objects.get(), units=4)
    with pytest.raises(OutOfStock, match="Only 1 left"):
        hold(product, 2)
    hold(product, 1)
    assert not Product.objects.get().is_available
    keep_back(record=StockRecord.objects.get(), units=9)
    assert StockRecord.objects.get().available == StockRecord.objects.all().available() == 0
