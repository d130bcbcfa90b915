"""The same call sent by many at once is done once; without the row that says so it is done by all of them."""

import pytest
from django.db import connection

from core.api import idempotency
from core.models import KeptAnswer
from orders.models import Basket
from shop.models import StockMovement, StockRecord
from tests.cast import make_product, pia
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
MANY = 6


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def open_at_once(api) -> list[int]:
    statuses: list[int] = []
    at_once(
        lambda _turn: statuses.append(api.send("POST", "/baskets/", Idempotency_Key="once").status_code), range(MANY)
    )
    return statuses


def test_many_at_once_open_one_basket():
    statuses = open_at_once(pia("baskets:write"))
    assert (Basket.objects.count(), KeptAnswer.objects.get().status) == (1, 201)
    assert set(statuses) <= {201, 409} and 201 in statuses  # replayed, or told that it is being answered


def test_without_the_kept_row_each_of_them_opens_one(monkeypatch):
    monkeypatch.setattr(idempotency, "begin_answer", lambda **how: (KeptAnswer(), True))
    monkeypatch.setattr(idempotency, "_keep", lambda *answer: None)
    assert open_at_once(pia("baskets:write")) == [201] * MANY
    assert Basket.objects.count() == MANY


def test_counts_of_the_same_shelves_in_other_orders_never_end_each_other():
    skus = [make_product(f"Mug {number}", stock=5).variants.get().sku for number in range(8)]
    api, place, statuses = pia("stock:write"), StockRecord.objects.first().location.code, []

    def count(turn: int) -> None:
        named = skus if turn % 2 else skus[::-1]
        rows = [{"sku": sku, "location": place, "on_hand": 100 + turn} for sku in named]
        statuses.append(api.send("POST", "/stock-batches/", {"rows": rows}).status_code)

    at_once(count, range(MANY))
    assert statuses == [200] * MANY
    for record in StockRecord.objects.all():
        assert sum(StockMovement.objects.filter(record=record).values_list("quantity", flat=True)) == record.on_hand
