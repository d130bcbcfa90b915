"""Test keys act in the sandbox and nowhere else, whatever they do; the shop's own data and caches never meet it."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from accounts.models import ApiCall, Partner, User
from core.jobs import _ring as ring
from core.models import KeptAnswer
from core.sandbox import has_sandbox, in_sandbox, is_inside
from orders.models import Basket, Order
from orders.tasks.sandbox import sweep_sandbox
from shop.models import Product, Variant
from tests.cast import ADDRESS, ada, make_delivery, make_product, pia

pytestmark = pytest.mark.django_db(databases=["default", "sandbox"])


@pytest.fixture(scope="module", autouse=True)
def sandbox(django_db_setup, django_db_blocker, tmp_path_factory):
    """A second database: a copy of the empty one that the tests have."""
    with django_db_blocker.unblock():
        given = connections["default"].settings_dict
        name = _copied(given, tmp_path_factory)
        connections.databases["sandbox"] = {**given, "NAME": name}
        yield
        connections["sandbox"].close()
        del connections["sandbox"], connections.databases["sandbox"]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _copied(given: dict, folder) -> str:
    if connection.vendor == "sqlite":
        name = str(folder.mktemp("sandbox") / "sandbox.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        return name
    name = f"{given['NAME']}_sandbox"
    connections.close_all()
    with psycopg.connect(
        dbname="postgres", host=given["HOST"], port=given["PORT"], user=given["USER"], autocommit=True
    ) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{given["NAME"]}"')
    return name


@pytest.fixture(autouse=True)
def _named(settings, sandbox, provider):
    settings.DATABASES = django_settings.DATABASES | {"sandbox": connections.databases["sandbox"]}
    settings.SANDBOX_STRIPE_API_BASE, settings.SANDBOX_STRIPE_SECRET_KEY = provider.url, "sk_test_sandbox"
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # the shop's own provider is not asked for anything


def test_a_test_key_sees_and_changes_the_sandbox_alone():
    make_product("Real mug", price=1290)
    with in_sandbox():
        assert not Product.objects.exists()
        make_product("Toy mug", price=500)
    test, live = pia("prices:write", "prices:read", is_test=True), pia("products:write")
    assert [row["title"] for row in test.send("GET", "/products/").json()["results"]] == ["Toy mug"]
    assert [row["title"] for row in live.send("GET", "/products/").json()["results"]] == ["Real mug"]
    with in_sandbox():
        sku = Variant.objects.get().sku
    assert test.send("PUT", f"/prices/{sku}/", {"list_price": 400}).status_code == 200
    assert not is_inside()
    assert Variant.objects.get().base_price.minor == 1290
    assert ApiCall.objects.count() == 1  # who called is known to the shop
    with in_sandbox():
        assert not ApiCall.objects.exists()


def test_an_order_of_the_sandbox_is_paid_at_its_own_provider(provider):
    with in_sandbox():
        sku = make_product("Toy mug", price=500).variants.get().sku
        make_delivery()
    api = pia("baskets:write", "orders:read", is_test=True)
    path = f"/baskets/{api.send('POST', '/baskets/', Idempotency_Key='b').json()['id']}"
    api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 1})
    [offer, *_others] = api.send("GET", f"{path}/offers/").json()
    body = {"email": "guest@example.com", "address": ADDRESS, "method": offer["method"]}
    placed = api.send("POST", f"{path}/checkout/", body).json()
    assert placed["payment_url"].startswith(provider.url)
    with in_sandbox():
        order = Order.objects.get()
        assert (order.partner.public_id, KeptAnswer.objects.count()) == (api.partner.public_id, 1)
        provider.pay(order.payments.get().session_id)
        order.payments.update(checked_at=timezone.now() - timedelta(hours=1))
    sweep_sandbox()
    assert api.send("GET", f"/orders/{order.number}/").json()["payment_status"] == "paid"
    assert not (Order.objects.exists() or Basket.objects.exists() or KeptAnswer.objects.exists())


def test_a_customer_is_somebody_without_a_name_there():
    with in_sandbox():
        assert not User.objects.exists()
    app = pia("customers:read", customer=ada(), is_test=True)
    [row] = app.send("GET", "/customers/").json()["results"]
    assert (row["id"], row["email"].endswith("@sandbox.invalid"), row["name"]) == (ada().public_id, True, "Sandbox")
    with in_sandbox():
        assert Partner.objects.get().public_id == app.partner.public_id


def test_what_is_kept_in_a_cache_is_kept_apart_and_threads_do_not_meet():
    cache.set("what", "real")
    seen = []
    with in_sandbox():
        assert cache.get("what") is None
        cache.set("what", "toy")
        other = threading.Thread(target=lambda: seen.append((is_inside(), cache.get("what"))))
        other.start()
        other.join()
    assert (cache.get("what"), seen) == ("real", [(False, "real")])


def test_no_bell_is_rung_for_the_shop_s_workers(monkeypatch):
    rung = []
    monkeypatch.setattr("core.jobs.current_app.send_task", lambda task, **how: rung.append(task))
    with in_sandbox():
        assert has_sandbox()
        ring("orders.execute_refund", {"refund_id": 1})
    assert rung == []
    ring("orders.execute_refund", {"refund_id": 1})
    assert rung == ["orders.execute_refund"]


def test_a_production_shop_without_a_sandbox_has_no_test_keys(settings):
    api = pia("prices:read", is_test=True)
    settings.DATABASES = {"default": settings.DATABASES["default"]}
    settings.DEMO = False
    response = api.send("GET", "/prices/")
    assert (response.status_code, "no sandbox" in response.json()["detail"]) == (401, True)
