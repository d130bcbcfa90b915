"""Without the database: a friendly 503 everywhere, nothing half done; and what only blocked is tried again."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from core import retries
from core.retries import TooBusy, again_when_blocked
from orders.actions import checkout as checkout_verbs
from orders.models import Order
from tests.cast import ADDRESS, ada, filled_basket, make_delivery, make_product, placed_order

pytestmark = pytest.mark.django_db
PAGES = ["/", "/search/?q=mug", "/p/mug/reviews/", "/p/mug/questions/", "/basket/", "/checkout/", "/orders/", "/reviews/",
         "/account/login/", "/staff/"]  # fmt: skip


@contextmanager
def database_away(error=OperationalError):
    def fail(*_statement):
        raise error("the database is away")

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def shopper():
    make_delivery()
    client = Client(raise_request_exception=False)
    client.cookies["basket"] = filled_basket(make_product("Stoneware mug")).token
    return client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_every_page_says_kindly_that_it_passes(shopper, path, error):
    shopper.force_login(ada())
    with database_away(error):
        answer = shopper.get(path)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert "Nothing was charged" in page
    assert "the database is away" not in page


def test_it_says_so_in_german(shopper):
    with database_away():
        page = shopper.get("/basket/", headers={"Accept-Language": "de"}).content.decode()
    assert "Der Laden holt kurz Luft." in page


def test_the_api_says_so_in_json(shopper):
    with database_away():
        answer = shopper.get("/api/v1/products/")
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "20", "unavailable")


def test_a_webhook_is_not_accepted_so_that_it_comes_again(shopper, monkeypatch):
    event = type("Event", (), {"id": "evt_1", "kind": "x", "object_id": "cs_1"})
    monkeypatch.setattr("core.views.stripe_events.read_event", lambda *_request: event)
    with database_away():
        assert shopper.post("/webhooks/stripe/", "{}", content_type="application/json").status_code == 503


def test_the_process_lives_and_is_not_ready(shopper):
    with database_away(InterfaceError):
        assert shopper.get("/livez").status_code == 200
        assert shopper.get("/readyz").status_code == 503


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", range(2, 24, 3))
def test_a_press_that_loses_the_database_leaves_nothing_half_done(statement, provider):
    make_delivery()
    basket = filled_basket(make_product("Stoneware mug"))
    client = Client(raise_request_exception=False)
    client.cookies["basket"] = basket.token
    page = client.get("/checkout/").context
    form = ADDRESS | {"email": "grace@example.com", "method": page["offer"].method.id}
    seen = []

    def fail_at(execute, sql, params, many, context):
        seen.append(sql)
        if len(seen) == statement:
            raise OperationalError("the connection was lost")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_at):
        assert client.post("/checkout/", form).status_code == 503
    assert client.post("/checkout/", form).url.startswith(provider.url)
    assert Order.objects.count() == 1


def blocked(code: str) -> OperationalError:
    error = OperationalError("ended for another")
    error.__cause__ = psycopg.errors.lookup(code)("ended for another")
    return error


class Verb:
    """Fails so many times with the error, then answers."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error, self.calls = times, error, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "done"


def patient(verb: Verb):
    return again_when_blocked(lambda: verb())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
def test_a_blocked_transaction_is_tried_again(code):
    verb = Verb(2, blocked(code))
    assert patient(verb)() == "done"
    assert verb.calls == 3


@pytest.mark.django_db(transaction=True)
def test_in_the_end_it_is_refused_in_words_for_the_shopper():
    verb = Verb(99, blocked("40P01"))
    with pytest.raises(TooBusy, match="Nothing was charged"):
        patient(verb)()
    assert verb.calls == retries.TRIES


@pytest.mark.django_db(transaction=True)
def test_a_long_wait_is_not_repeated_for_ever(monkeypatch):
    monkeypatch.setattr(retries, "LAST_TRY_BEFORE", 0.0)
    verb = Verb(99, blocked("55P03"))
    with pytest.raises(TooBusy):
        patient(verb)()
    assert verb.calls == 1


@pytest.mark.django_db(transaction=True)
def test_other_faults_are_not_tried_again():
    verb = Verb(1, OperationalError("gone"))
    with pytest.raises(OperationalError):
        patient(verb)()
    assert verb.calls == 1


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_only_the_outermost_may_try_again():
    verb = Verb(1, blocked("40P01"))
    with pytest.raises(OperationalError), transaction.atomic():
        patient(verb)()
    assert verb.calls == 1


@pytest.mark.django_db(transaction=True)
def test_a_blocked_order_is_placed_at_the_second_try(monkeypatch):
    hold = checkout_verbs.hold_stock
    verb = Verb(1, blocked("40P01"))

    def hold_at_last(**wanted):
        verb()
        return hold(**wanted)

    monkeypatch.setattr(checkout_verbs, "hold_stock", hold_at_last)
    assert placed_order(at=timezone.now()).state == Order.State.PENDING
    assert Order.objects.count() == 1


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_statements_and_locks_have_their_limits():
    with connection.cursor() as cursor:
        limits = [cursor.execute(f"SHOW {name}").fetchone()[0] for name in ("statement_timeout", "lock_timeout")]
    assert limits == ["10s", "3s"]
