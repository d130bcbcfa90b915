"""Codes, gift cards and credit through the basket and the checkout."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from core.money import Money
from loyalty.actions.purses import grant_store_credit
from orders.actions.mails import VIEW
from orders.actions.payments import settle
from orders.actions.terms import forget_promotions
from orders.models import Basket, Order
from tests.cast import ada, filled_basket, make_coupon, make_delivery, make_gift_card, make_product, make_promotion
from tests.orders.test_checkout_pages import HOME, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client):
    make_delivery()
    sku = make_product("Stoneware mug", price=1000).variants.get().sku
    client.post("/basket/lines/", {"sku": sku, "quantity": "1"})
    return client


def enter(client, code: str) -> str:
    return client.post("/basket/codes/", {"code": code}, follow=True, headers={"referer": "/basket/"}).content.decode()


def test_a_code_is_entered_seen_and_removed(shopper):
    coupon = make_coupon("SPRING", name="Spring sale")
    page = enter(shopper, "spring")
    assert "Spring sale (SPRING)" in page and "−€1.00" in page and "€13.90" in page
    page = shopper.post(f"/basket/codes/{coupon.pk}/removal/", follow=True).content.decode()
    assert "€14.90" in shopper.get("/basket/").content.decode()


def test_a_code_that_does_nothing_says_why(shopper):
    make_coupon("BIG", spend_from=Money(5000))
    assert "Add €40.00 more" in enter(shopper, "BIG")


@pytest.mark.parametrize("code", ["", " ", "NOPE", "x" * 61, "\0", "🎁", "' OR 1=1 --", "<script>"])
def test_what_is_no_code_is_said_and_changes_nothing(shopper, code):
    page = enter(shopper, code)
    assert "<script>" not in page.split("<main")[1].split("</main>")[0]
    assert not Basket.objects.get().has_codes


def test_an_offer_that_is_near_is_hinted_at(shopper):
    make_promotion("order", name="Ten off fifty", kind="amount", amount=Money(1000), spend_from=Money(5000))
    page = shopper.get("/basket/").content.decode()
    assert "Ten off fifty" in page and "Add €40.00 more" in page


def test_a_gift_card_pays_and_what_is_left_stays_on_it(shopper):
    card = make_gift_card(5000)
    page = enter(shopper, card.shown_code)
    assert f"Gift card …{card.code[-4:]}" in page and "To pay" in page
    page = shopper.get("/checkout/").content.decode()
    assert "nothing is left to pay" in page
    answer = pay(shopper)
    assert answer.url.endswith("?thanks")
    order = Order.objects.get()
    assert (order.state, order.due.minor) == ("confirmed", 0)
    assert "Thank you" in shopper.get(answer.url).content.decode()


def test_store_credit_pays_unless_it_is_kept(client):
    make_delivery()
    client.force_login(ada())
    grant_store_credit(owner=ada(), amount=Money(500), reference="kind", by=None)
    filled_basket(make_product(price=1000), owner=ada())
    assert "€9.90" in client.get("/basket/").content.decode()
    client.post("/basket/credit/")
    page = client.get("/basket/").content.decode()
    assert "€9.90" not in page and "Pay with it" in page
    client.post("/basket/credit/", {"use": "1"})
    assert "€9.90" in client.get("/basket/").content.decode()


def test_a_code_at_checkout_keeps_what_was_typed(shopper):
    make_coupon("SPRING")
    typed = HOME | {"code": "SPRING", "name": "Grace Hopper"}
    page = shopper.post("/basket/codes/", typed, follow=True, headers={"referer": "http://testserver/checkout/"})
    assert "Grace Hopper" in page.content.decode() and "SPRING" in page.content.decode()


def test_another_visitor_removes_nothing(shopper, client):
    coupon = make_coupon("SPRING")
    enter(shopper, "SPRING")
    stranger = type(client)()
    assert stranger.post(f"/basket/codes/{coupon.pk}/removal/").status_code == 404
    assert Basket.objects.get().coupons.count() == 1


def test_a_promotion_that_ends_between_page_and_payment_is_shown_before_it_is_charged(shopper, provider):
    promotion = make_promotion()
    page = shopper.get("/checkout/")
    seen = page.context["quote"].fingerprint
    promotion.delete()
    forget_promotions()
    answer = pay(shopper, quote=seen)
    assert answer.status_code == 422 and "new total" in answer.content.decode()
    assert not Order.objects.exists()


def test_codes_come_along_when_a_guest_signs_in(shopper):
    make_coupon("SPRING")
    enter(shopper, "SPRING")
    ada()
    shopper.post("/account/login/", {"login": "ada@example.com", "password": "a-long-password"})
    assert "SPRING" in shopper.get("/basket/").content.decode()


def test_two_codes_of_one_promotion_count_once(shopper):
    first = make_coupon("SPRING")
    first.promotion.coupons.create(code="SUMMER")
    enter(shopper, "SPRING")
    assert enter(shopper, "SUMMER").count("€1.00") == 1


def test_a_code_typed_at_checkout_is_looked_at_before_anybody_pays(shopper):
    make_coupon("SPRING")
    answer = pay(shopper, code="spring")  # Enter in the code's field presses the form's own button, which pays
    assert not Order.objects.exists()
    assert Basket.objects.get().has_codes
    assert Basket.objects.get().contact["city"] == "Berlin"
    assert answer.status_code == 302
    pay(shopper, code="")
    assert Order.objects.get().discount


def test_enter_in_the_code_field_uses_it_and_removes_nothing(shopper):
    make_coupon("SPRING")
    enter(shopper, "SPRING")
    page = shopper.get("/basket/").content.decode()
    entry = page[page.rindex("<form", 0, page.index('id="id_code"')) :]
    assert "formaction" not in entry[: entry.index("</button>")]  # a browser presses a form's first button


def test_the_order_says_what_is_paid_besides_the_gift_card(shopper, provider):
    enter(shopper, make_gift_card(500).shown_code)
    pay(shopper)
    order = Order.objects.get()
    address = reverse("orders:order-link", args=[sign_link(VIEW, order.number)])
    assert "<dt>To pay</dt><dd>€9.90</dd>" in shopper.get(address).content.decode()
    provider.pay(order.payments.get().session_id)
    settle(payment=order.payments.get(), at=timezone.now())
    assert "<dt>Paid</dt><dd>€9.90</dd>" in shopper.get(address).content.decode()
