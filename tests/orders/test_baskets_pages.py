"""The basket through its pages, with everything that people and machines send."""

import pytest
from django.test import Client
from django.utils import timezone

from orders.actions.pricing import items_of
from orders.models import Basket, BasketLine
from shop.actions.catalog import gift_card_variant, retire_product
from shop.actions.stock import receive_stock
from shop.models import Product, Variant
from tests.cast import ada, ben, filled_basket, make_delivery, make_location, make_product, pia

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    make_delivery()
    return make_product("Stoneware mug", price=1290, stock=10).variants.get()


def add(client: Client, variant, quantity="1", **more):
    return client.post("/basket/lines/", {"sku": variant.sku, "quantity": quantity, **more}, follow=True)


def test_a_guest_fills_a_basket_and_sees_the_total(client, mug):
    page = add(client, mug, "2").content.decode()
    assert "Stoneware mug" in page
    assert "€30.70" in page  # two mugs and delivery


@pytest.mark.parametrize("quantity", ["-1", "0", "1.5", "1" + "0" * 30, "１", "", "abc", "1e2", " ", "100"])
def test_a_quantity_that_is_none_changes_nothing(client, mug, quantity):
    answer = add(client, mug, quantity)
    assert answer.status_code == 200
    assert "whole number" in answer.content.decode()
    assert not BasketLine.objects.exists()


def test_a_missing_quantity_changes_nothing(client, mug):
    assert "whole number" in client.post("/basket/lines/", {"sku": mug.sku}, follow=True).content.decode()
    assert not BasketLine.objects.exists()


def test_a_repeated_quantity_counts_once(client, mug):
    client.post(
        "/basket/lines/", f"sku={mug.sku}&quantity=2&quantity=3", content_type="application/x-www-form-urlencoded"
    )
    assert BasketLine.objects.get().quantity == 3


def test_an_unknown_variant_is_not_found(client, mug):
    assert client.post("/basket/lines/", {"sku": "NOPE", "quantity": "1"}).status_code == 404


def test_a_retired_product_is_kindly_refused(client, mug):
    retire_product(product=mug.product)
    assert "not for sale" in add(client, mug).content.decode()
    assert not BasketLine.objects.exists()


@pytest.fixture
def card(mug):
    """The product of gift cards as if somebody had published it and put it on a shelf."""
    variant = gift_card_variant()
    receive_stock(variant=variant, location=make_location(), quantity=9, reference="test", by=None)
    Product.objects.filter(pk=variant.product_id).update(state=Product.State.PUBLISHED)
    return Variant.objects.get(pk=variant.pk)


def test_a_gift_card_is_no_line_of_a_basket(client, card):
    assert "not for sale" in add(client, card).content.decode()
    api = pia("baskets:write")
    basket = api.send("POST", "/baskets/").json()["id"]
    assert api.send("PUT", f"/baskets/{basket}/lines/{card.sku}/", {"quantity": 1}).status_code == 404
    assert not BasketLine.objects.exists()


def test_a_gift_card_that_lies_in_a_basket_is_not_bought(card):
    line = filled_basket(make_product("Bowl")).lines.get()
    BasketLine.objects.filter(pk=line.pk).update(variant=card)
    assert items_of(BasketLine.objects.with_goods(), customer=None, at=timezone.now()) == []


def test_more_than_there_are_is_refused_with_the_number(client, mug):
    assert "We have 10 of these" in add(client, mug, "11").content.decode()


def test_a_posted_price_is_ignored(client, mug):
    page = add(client, mug, "1", price="1", unit_price="0.01", total="1").content.decode()
    assert "€12.90" in page


def test_nobody_reaches_into_another_basket(client, mug):
    basket = filled_basket(mug.product, owner=ada())
    client.force_login(ben())
    for path in ("", "removal/", "later/", "return/"):
        assert client.post(f"/basket/lines/{mug.pk}/{path}", {"quantity": "5"}).status_code == 404
    assert basket.lines.get().quantity == 1


def test_a_forged_token_opens_nothing(client, mug):
    filled_basket(mug.product)
    client.cookies["basket"] = "x" * 500
    assert "Your basket is empty" in client.get("/basket/").content.decode()


def test_removing_offers_undo_and_undo_puts_it_back(client, mug):
    add(client, mug, "3")
    page = client.post(f"/basket/lines/{mug.pk}/removal/", follow=True).content.decode()
    assert "was removed" in page
    assert f'value="{mug.sku}"' in page
    add(client, mug, "3")
    assert BasketLine.objects.get().quantity == 3


def test_quantity_zero_removes_the_line(client, mug):
    add(client, mug)
    client.post(f"/basket/lines/{mug.pk}/", {"quantity": "0"})
    assert not BasketLine.objects.exists()


def test_a_line_is_saved_for_later_and_brought_back(client, mug):
    add(client, mug)
    assert "Saved for later" in client.post(f"/basket/lines/{mug.pk}/later/", follow=True).content.decode()
    assert client.get("/checkout/").status_code == 302
    client.post(f"/basket/lines/{mug.pk}/return/")
    assert client.get("/checkout/").status_code == 200


def test_a_changed_price_is_told_once(client, mug):
    add(client, mug)
    BasketLine.objects.update(seen_price=mug.price + mug.price)
    assert "now costs €12.90 instead of €25.80" in client.get("/basket/").content.decode()
    assert "now costs" not in client.get("/basket/").content.decode()


def test_htmx_gets_the_basket_alone(client, mug):
    add(client, mug)
    answer = client.post(f"/basket/lines/{mug.pk}/", {"quantity": "4"}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<p")
    assert "€51.60" in answer.content.decode()


def test_a_guests_basket_follows_the_sign_in_with_a_notice(client, mug):
    add(client, mug, "2")
    customer = ada()
    kettle = make_product("Kettle")
    filled_basket(kettle, mug.product, owner=customer)
    page = client.post("/account/login/", {"login": customer.email, "password": "a-long-password"}, follow=True)
    assert "1 item you had chosen" in page.content.decode()
    basket = Basket.objects.open().get(owner=customer)
    assert {line.variant.product.title: line.quantity for line in basket.lines.all()} == {
        "Stoneware mug": 3,
        "Kettle": 1,
    }


def test_a_form_without_its_token_is_refused(mug):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/basket/lines/", {"sku": mug.sku, "quantity": "1"}).status_code == 403
    assert not BasketLine.objects.exists()


def test_the_basket_page_asks_few_questions(client, mug, django_assert_max_num_queries):
    add(client, mug)
    with django_assert_max_num_queries(8):
        client.get("/basket/")
