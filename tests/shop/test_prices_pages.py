"""Everybody sees their own price everywhere and nobody another's; prices before and per unit are said in words."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.cache import near
from core.money import Money
from shop.actions.catalog import record_edit
from shop.actions.price_lists import record_list_prices
from shop.actions.prices import carry_out_price_lists, set_price
from shop.models import Product, Variant
from tests.cast import (
    ada,
    ben,
    make_category,
    make_delivery,
    make_group,
    make_member,
    make_price_list,
    make_product,
    make_variant,
    pia,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def product():
    make_delivery()
    with time_machine.travel(NOW - timedelta(days=60)):
        return make_product("Coffee beans", price=2000)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def places(product: Product) -> list[str]:
    """Every page that shows the product's price."""
    return [
        product.get_absolute_url(), f"{product.get_absolute_url()}?variant={product.variants.first().sku}", "/",
        f"/c/{product.category.slug}/", f"/c/{product.category.slug}/?view=list", "/search/?q=coffee",
        "/search/suggestions/?q=coffee", "/recent/",
    ]  # fmt: skip


def shown(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def api_price(client: Client, product: Product) -> int:
    listed = client.get("/api/v1/products/").json()["results"]
    [price] = [row["variants"][0]["price"] for row in listed if row["slug"] == product.slug]
    assert client.get(f"/api/v1/products/{product.slug}/").json()["variants"][0]["price"] == price
    return price


@pytest.mark.parametrize("first", ["stranger", "member"])
def test_a_member_sees_the_members_price_everywhere_and_a_stranger_never_does(product, first):
    """Whoever comes first: no kept page, part or tile is the other's."""
    make_member(ada())
    make_price_list("Regulars Plus", "members", {product: 1799})
    clients = {"member": signed_in(ada()), "stranger": Client(), "another customer": signed_in(ben())}
    order = sorted(clients, key=lambda name: name != first)
    for client in clients.values():
        client.get(product.get_absolute_url())  # so that it was looked at lately
    near.clear()
    for path in places(product):
        for name in order * 2:
            page = shown(clients[name], path)
            tile = page.split("buy-price")[-1] if "/p/" in path else page
            mine, others = ("€17.99", "€20.00") if name == "member" else ("€20.00", "€17.99")
            assert mine in tile, (path, name)
            if "/p/" not in path:
                assert others not in tile, (path, name)
    assert api_price(pia("orders:read", customer=ada()), product) == 1799
    assert api_price(Client(), product) == api_price(pia("orders:read", customer=ben()), product) == 2000


def test_the_product_page_says_what_members_pay_to_everybody_else(product):
    make_member(ada())
    make_price_list("Regulars Plus", "members", {product: 1799})
    assert "Members pay €17.99." in shown(Client(), product.get_absolute_url())
    page = shown(signed_in(ada()), product.get_absolute_url())
    assert "Your price from “Regulars Plus”. Others pay €20.00." in page
    assert "Members pay" not in page
    assert '<s class="was">' not in page


def test_two_groups_see_two_prices_and_whoever_leaves_sees_the_common_one(product):
    club = make_group("Club", ada())
    make_price_list("Club", "group", {product: 1500}, group=club)
    make_price_list("Office", "group", {product: 1600}, group=make_group("Office", ben()))
    ours, theirs = signed_in(ada()), signed_in(ben())
    assert "€15.00" in shown(ours, product.get_absolute_url())
    page = shown(theirs, product.get_absolute_url())
    assert "€16.00" in page and "€15.00" not in page
    club.members.clear()
    assert "€15.00" not in shown(ours, product.get_absolute_url())


@pytest.mark.parametrize("path", ["/c/mugs/", "/p/{slug}/"])
def test_a_personal_price_that_staff_change_is_seen_at_once(product, path):
    make_price_list("Club", "group", {product: 1500}, group=make_group("Club", ada()))
    member, path = signed_in(ada()), path.format(slug=product.slug)
    assert "€15.00" in shown(member, path)
    variant = product.variants.get()
    variant.list_prices.all().delete()
    record_list_prices(variant_ids=[variant.pk], by=None, at=timezone.now())
    near.clear()
    assert "€20.00" in shown(member, path)


def test_a_tile_shows_the_cheapest_of_ones_own_prices(product):
    dear = make_variant(product, sku="KILO", price=6000)
    record_edit(product=product)
    make_price_list("Club", "group", {product: 2000}, group=make_group("Club", ada()))
    dear.list_prices.create(price_list_id=ada().customer_groups.get().price_lists.get().pk, price=Money(1000))
    member = shown(signed_in(ada()), "/c/mugs/")
    assert "€10.00" in member and "from" in member
    assert "€20.00" in shown(Client(), "/c/mugs/")


@pytest.mark.parametrize("path", ["/c/mugs/?", "/search/?q=coffee&"])
def test_filters_and_order_go_by_ones_own_prices(product, path):
    make_product("Coffee mug", price=1900)
    make_price_list("Club", "group", {product: 1500}, group=make_group("Club", ada()))
    member, guest = signed_in(ada()), Client()
    assert "Coffee beans" in shown(member, f"{path}max=16")
    assert "Coffee beans" not in shown(guest, f"{path}max=16")
    orders = {name: shown(client, f"{path}sort=price") for name, client in (("member", member), ("guest", guest))}
    assert orders["member"].index("Coffee beans</h3>") < orders["member"].index("Coffee mug</h3>")
    assert orders["guest"].index("Coffee beans</h3>") > orders["guest"].index("Coffee mug</h3>")
    assert "€15.00 – €19.00" in orders["member"]


@pytest.mark.parametrize("path", ["/", "/c/mugs/", "/search/?q=coffee", "/p/{slug}/"])
def test_a_list_that_starts_is_seen_within_a_second(product, path):
    path = path.format(slug=product.slug)
    with time_machine.travel(NOW, tick=False) as clock:
        make_price_list("Sale", "everybody", {product: 1500}, starts_at=NOW + timedelta(minutes=10))
        guest, member = Client(), signed_in(ada())
        make_member(ada())
        make_price_list("Plus", "members", {product: 1400}, starts_at=NOW + timedelta(minutes=5))
        assert "€20.00" in shown(guest, path) and "€20.00" in shown(member, path)
        clock.shift(timedelta(minutes=5))
        assert "€14.00" in shown(member, path)  # without anybody's doing
        clock.shift(timedelta(minutes=5))
        carry_out_price_lists(at=timezone.now())
        clock.shift(timedelta(seconds=1.1))
        assert "€15.00" in shown(guest, path)
        assert "€14.00" in shown(member, path)


def test_the_price_before_is_said_in_words_and_goes_with_the_sale(product):
    set_price(variant=product.variants.get(), price=Money(1599), announce=True, reference="staff", by=None)
    page = shown(Client(), product.get_absolute_url())
    assert re.search(r'<s class="was">.*€20\.00</s>', page)
    assert "Lowest price in the 30 days before: €20.00" in page
    set_price(variant=product.variants.get(), price=Money(1999), announce=True, reference="staff", by=None)
    assert "30 days before" not in shown(Client(), product.get_absolute_url())


def test_what_a_kilogram_costs_is_said_wherever_the_price_is(product):
    Variant.objects.update(content_amount=250, content_unit="g")
    record_edit(product=product)
    for path in (product.get_absolute_url(), "/c/mugs/", "/c/mugs/?view=list"):
        assert "€80.00 per kg" in shown(Client(), path)
        assert "80,00\xa0€ pro kg" in Client().get(path, headers={"Accept-Language": "de"}).content.decode()
    make_member(ada())
    make_price_list("Plus", "members", {product: 1000})
    for path in (product.get_absolute_url(), "/c/mugs/"):
        assert "€40.00 per kg" in shown(signed_in(ada()), path)
    row = Client().get(f"/api/v1/products/{product.slug}/").json()["variants"][0]
    assert row["unit_price"] == {"price": 8000, "unit": "kg"}
    assert (row["list_price"], row["member_price"], row["price_before"], row["price_list"]) == (2000, 1000, None, "")


def test_guests_pages_ask_no_more_with_lists_than_without(product, django_assert_max_num_queries):
    make_price_list("Plus", "members", {product: 1000})
    make_category()
    for path in ("/", "/c/mugs/", "/search/?q=coffee"):
        with django_assert_max_num_queries(8):
            Client().get(path)
    Client().get(product.get_absolute_url())
    with django_assert_max_num_queries(1):
        Client().get(product.get_absolute_url())


def test_the_api_asks_for_all_prices_at_once(django_assert_max_num_queries):
    products = [make_product(f"Mug {number}") for number in range(6)]
    make_member(ada())
    make_price_list("Plus", "members", dict.fromkeys(products, 900))
    client = pia("baskets:write", customer=ada())
    client.get("/api/v1/products/")
    with django_assert_max_num_queries(6):
        rows = client.get("/api/v1/products/").json()["results"]
    assert {row["variants"][0]["price"] for row in rows} == {900}


@pytest.fixture
def office():
    group = make_group("Office", ben())
    group.prices_without_tax = True
    group.save()
    return signed_in(ben())


@pytest.mark.parametrize("first", ["office", "consumer"])
def test_a_business_reads_prices_without_tax_first_and_a_consumer_with_it(product, office, first):
    """20.00 at 19 % hold 3.19 tax. Whoever comes first: no kept page or tile is the other's."""
    clients = {"office": office, "consumer": signed_in(ada()), "stranger": Client()}
    for client in clients.values():
        client.get(product.get_absolute_url())
    near.clear()
    for path in places(product):
        for name in sorted(clients, key=lambda name: name != first) * 2:
            page = shown(clients[name], path)
            assert ("€16.81" in page) == (name == "office"), (path, name)
            if name != "office":
                assert "€20.00" in page, (path, name)
            elif "suggestions" not in path:
                assert "without tax, €20.00 with tax" in page, (path, name)
    assert "Plus tax and delivery" in shown(office, product.get_absolute_url())
    assert "Tax included, plus delivery" in shown(Client(), product.get_absolute_url())


def test_a_business_pays_to_the_cent_what_a_consumer_pays(product, office):
    """Three of them: 60.00 hold 9.58 tax; the basket, the checkout and the order say both."""
    sku = product.variants.get().sku
    office.post("/basket/lines/", {"sku": sku, "quantity": 3})
    for path in ("/basket/", "/checkout/"):
        page = shown(office, path)
        assert "Without tax</dt><dd>€50.42" in page, path
        assert "Tax</dt><dd>€9.58" in page, path
        assert "Total</dt><dd>€60.00" in page, path
    assert "€16.81 each without tax" in shown(office, "/basket/")
    assert "€60.00 with tax" in shown(office, "/basket/")


def test_whoever_leaves_the_business_group_reads_prices_with_tax_again(product, office):
    assert "€16.81" in shown(office, product.get_absolute_url())
    ben().customer_groups.clear()
    assert "€16.81" not in shown(office, product.get_absolute_url())


def test_prices_without_tax_in_the_catalog_show_a_business_what_it_adds(product, office, settings):
    """In a market whose prices exclude tax: 20.00 plus 19 % are 23.80."""
    settings.PRICES_INCLUDE_TAX = False
    page = shown(office, product.get_absolute_url())
    assert "€20.00" in page
    assert "without tax, €23.80 with tax" in page
    page = shown(Client(), product.get_absolute_url())
    assert "Plus tax and delivery" in page and "€23.80" not in page
