"""Without Redis: pages are served, limits hold, and it is taken up again when it is back."""

import time

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache, caches

from core.cache import cache_server
from core.limits import within_limit
from core.links import sign_link
from orders.actions.mails import VIEW
from orders.actions.payments import record_event
from orders.models import Order
from tests.cast import ADDRESS, ada, filled_basket, make_category, make_delivery, make_product, paid_order
from tests.silence import nobody, silence

pytest.importorskip("redis")
pytestmark = pytest.mark.django_db
LONGEST = 5.0
"""Seconds that a page may take while every look into the cache is in vain."""


@pytest.fixture(params=["refuses", "is silent"])
def redis_away(request, settings):
    with silence() as silent:
        port = silent if request.param == "is silent" else nobody()
        away = {"BACKEND": "core.cache.RedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}
        settings.CACHES = settings.CACHES | {"default": away}
        yield
        caches["default"].aside.clear()


@pytest.fixture
def shopper(client, redis_away):
    make_delivery()
    basket = filled_basket(make_product("Stoneware mug", category=make_category("Mugs")))
    client.cookies["basket"] = basket.token
    return client


@pytest.mark.parametrize(
    "path",
    [
        "/", "/c/mugs/", "/search/?q=mug", "/p/stoneware-mug-{}/", "/p/stoneware-mug-{}/reviews/",
        "/p/stoneware-mug-{}/questions/", "/basket/", "/checkout/", "/account/login/",
    ],
)  # fmt: skip
def test_every_page_is_served_soon(shopper, path):
    number = make_product("Stoneware mug").slug.rsplit("-", 1)[1]
    began = time.monotonic()
    assert shopper.get(path.format(number)).status_code == 200
    assert time.monotonic() - began < LONGEST


def test_a_purchase_goes_through(shopper, provider):
    page = shopper.get("/checkout/").context
    form = ADDRESS | {"email": "grace@example.com", "method": page["offer"].method.id}
    answer = shopper.post("/checkout/", form)
    assert answer.url.startswith(provider.url)
    assert Order.objects.get().state == Order.State.PENDING


def test_a_paid_order_is_shown_and_its_event_stored(redis_away, client, provider):
    order = paid_order(provider)
    page = client.get(f"/orders/link/{sign_link(VIEW, order.number)}/")
    assert order.number in page.content.decode()
    assert record_event(event_id="evt_1", kind="x", object_id="cs_1").pk


def test_limits_hold(redis_away):
    tries = [within_limit("code", ["visitor"], most=3, seconds=60) for _try in range(5)]
    assert tries == [True, True, True, False, False]


def test_the_limit_of_signing_in_holds(client, redis_away):
    """allauth keeps its own counts in the same cache."""
    wrong = {"login": ada().email, "password": "not-the-right-one"}
    for _try in range(11):
        page = client.post("/account/login/", wrong).content.decode()
    assert "Too many" in page


def test_who_is_signed_in_stays_so(client, redis_away):
    client.force_login(ada())
    assert client.get("/orders/").status_code == 200


def test_nobody_waits_for_it_again_and_again(redis_away):
    cache.get("first")
    assert cache_server.is_on()
    began = time.monotonic()
    for number in range(200):
        cache.set(str(number), number)
        assert cache.get(str(number)) == number
    assert time.monotonic() - began < 0.3


def test_it_is_asked_again_after_a_rest(redis_away, monkeypatch):
    asked = []
    cache.get("first")
    monkeypatch.setattr(cache_server, "_until", 0.0)
    monkeypatch.setattr(cache_server, "note_failure", asked.append)
    cache.get("again")
    assert len(asked) == 1


@pytest.mark.concurrent  # where the engines of production are
@pytest.mark.skipif("redis" not in django_settings.CACHES["default"].get("LOCATION", ""), reason="needs Redis")
def test_it_is_used_as_soon_as_it_is_back():
    cache_server.note_failure("for a test")
    cache.set("known", "aside", 60)
    cache_server.end()
    assert cache.get("known") is None
    cache.set("known", "shared", 60)
    assert cache.get("known") == "shared"
