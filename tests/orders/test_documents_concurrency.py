"""Many documents at once are numbered without gaps. The race has a twin that reads before it writes, and repeats."""

import pytest
from django.db import connection
from django.utils import timezone

from orders.actions import documents
from orders.actions.cancellation import cancel_order
from orders.models import CreditNote, DocumentSeries, Order
from tests.cast import make_delivery, make_product, paid_order
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
ORDERS = 8


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def cancel(number: str) -> None:
    cancel_order(order=Order.objects.get(number=number), by=None, at=timezone.now())


def paid_orders(provider) -> list[str]:
    make_delivery(price=0)
    return [paid_order(provider, make_product(price=1000)).number for _order in range(ORDERS)]


def test_orders_canceled_at_once_have_credit_notes_without_gaps(provider):
    told = at_once(cancel, paid_orders(provider))
    assert told == ["done"] * ORDERS
    assert sorted(CreditNote.objects.values_list("number", flat=True)) == list(range(1, ORDERS + 1))


@pytest.mark.corrupts
def test_without_the_statement_numbers_are_given_twice(monkeypatch, provider):
    """The negative control: the last number is read, then the next one written."""

    def count_blindly(series: str) -> int:
        row, _created = DocumentSeries.objects.get_or_create(name=series)
        last = row.last + 1
        connection.cursor().execute("SELECT pg_sleep(0.2)")
        DocumentSeries.objects.filter(name=series).update(last=last)
        return last

    orders = paid_orders(provider)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_creditnote DROP CONSTRAINT credit_note_number_once")
    monkeypatch.setattr(documents, "_next_number", count_blindly)
    at_once(cancel, orders)
    numbers = list(CreditNote.objects.values_list("number", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_creditnote CASCADE")
        cursor.execute("ALTER TABLE orders_creditnote ADD CONSTRAINT credit_note_number_once UNIQUE (series, number)")
    assert len(numbers) > len(set(numbers))
