"""The checkout through its page: five fields at home, everything kept on an error, nothing placed by a wrong press."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from orders.actions.checkout import Contact, place_order
from orders.actions.mails import VIEW
from orders.actions.payments import RETURN
from orders.actions.pricing import quote_offers
from orders.actions.terms import terms_for
from orders.models import Basket, Order, OrderAddress
from tests.cast import ADDRESS, ada, filled_basket, make_delivery, make_product, make_promotion

pytestmark = pytest.mark.django_db
HOME = {
    "email": "grace@example.com",
    "name": "Grace Hopper",
    "street_address": "Lindenweg 7",
    "postal_code": "10115",
    "city": "Berlin",
    "country_code": "DE",
}


@pytest.fixture
def shopper(client):
    make_delivery()
    product = make_product("Stoneware mug", price=1290)
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "1"})
    return client


def pay(client, **changes):
    fields = HOME | {"method": str(make_delivery().pk), "quote": ""} | changes
    return client.post("/checkout/", {name: value for name, value in fields.items() if value is not None})


def test_a_guest_is_sent_to_the_provider_with_an_order_waiting(shopper, provider):
    answer = pay(shopper)
    order = Order.objects.get()
    assert (answer.status_code, order.state, order.total.minor) == (302, "pending", 1780)
    assert answer.url.startswith(provider.url)
    assert order.address.city == "Berlin"


def test_the_form_asks_for_no_more_than_eight_fields(shopper):
    page = shopper.get("/checkout/").content.decode()
    form = page[page.index('class="checkout"') : page.index("</form>", page.index('class="checkout"'))]
    fields = re.findall(r'<(?:input|select)(?![^>]*type="(?:hidden|radio)")[^>]*name="(\w+)"', form)
    assert len(fields) <= 8
    assert {"email", "postal_code"} <= set(fields)
    assert 'autocomplete="postal-code"' in form
    assert 'inputmode="numeric"' in form


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a" * 500 + "@example.com"),
        ("email", ""),
        ("name", ""),
        ("postal_code", "1"),
        ("postal_code", "ABCDE"),
        ("country_code", "XX"),
        ("country_code", "US"),
        ("city", None),
        ("method", "x"),
        ("method", ""),
        ("method", "999999"),
        ("method", "-1"),
        ("quote", "x" * 33),
        ("phone", "call me"),
        ("name", "x" * 500),
        ("country_code", None),
    ],
)
def test_a_wrong_field_is_named_and_everything_typed_stays(shopper, field, value):
    answer = pay(shopper, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    if field != "street_address":
        assert "Lindenweg 7" in page
    assert not Order.objects.exists()


@pytest.mark.parametrize("name", ["מרים כהן", "🎁 Grace", "O'Brien-Łukasz", "<b>Grace</b>", "عمر"])
def test_names_of_all_kinds_are_kept_as_typed(shopper, provider, name):
    pay(shopper, name=name)
    assert OrderAddress.objects.get().name == name


def test_a_total_that_changed_is_shown_again_and_nothing_is_placed(shopper):
    answer = pay(shopper, quote="another")
    assert answer.status_code == 422
    assert "new total" in answer.content.decode()
    assert not Order.objects.exists()


def test_another_country_redraws_the_form_without_complaint(shopper):
    answer = shopper.post("/checkout/", HOME | {"refresh": "1", "postal_code": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Grace Hopper" in answer.content.decode()
    assert 'role="alert"' not in answer.content.decode()


def test_the_checkout_cannot_be_entered_without_goods(client):
    assert client.get("/checkout/").url == "/basket/"
    assert client.post("/checkout/", HOME).url == "/basket/"


def test_the_same_press_again_leads_to_the_same_payment(shopper, provider):
    first = pay(shopper)
    assert pay(shopper).url == first.url
    assert Order.objects.count() == 1


def test_a_provider_that_is_away_says_so_and_the_basket_stays(shopper, provider):
    provider.faults.set("error_before", count=9, path="/v1/checkout")
    answer = pay(shopper)
    assert answer.status_code == 422
    assert "Nothing was charged" in answer.content.decode()
    assert "Stoneware mug" in shopper.get("/basket/").content.decode()


def test_coming_back_paid_shows_the_order_and_canceled_shows_the_basket(shopper, provider):
    pay(shopper)
    payment = Order.objects.get().payments.get()
    back = reverse("orders:payment-return", args=[sign_link(RETURN, str(payment.pk))])
    assert shopper.get(f"{back}?canceled=1").url == "/basket/"
    assert "Grace Hopper" in shopper.get("/checkout/").content.decode()
    pay(shopper)
    payment = Order.objects.latest("pk").payments.get()
    provider.pay(payment.session_id)
    page = shopper.get(reverse("orders:payment-return", args=[sign_link(RETURN, str(payment.pk))]), follow=True)
    assert "Thank you, your order is in." in page.content.decode()


@pytest.mark.parametrize("path", ["/checkout/return/{}/", "/orders/link/{}/", "/reviews/unsubscription/{}/"])
def test_a_tampered_link_leads_nowhere(client, path):
    for token in ("x", sign_link(VIEW, "NOPE") + "x", sign_link("other", "1")):
        answer = client.get(path.format(token))
        assert answer.status_code in (302, 404)
        assert answer.status_code == 404 or answer.url == "/"


def test_a_customers_address_is_filled_in(client):
    make_delivery()
    customer = ada()
    client.force_login(customer)
    client.post("/account/addresses/new/", {**HOME, "email": "", "is_default": "on"})
    client.post("/basket/lines/", {"sku": make_product().variants.get().sku, "quantity": "1"})
    page = client.get("/checkout/").content.decode()
    assert "Lindenweg 7" in page
    assert customer.email in page


def test_a_whole_purchase_asks_few_questions(client, provider, django_assert_max_num_queries):
    make_delivery()
    product = make_product("Stoneware mug", price=1290)
    sku = product.variants.get().sku
    with django_assert_max_num_queries(67):  # six are read once in five seconds by each process, two tell partners
        client.get(product.get_absolute_url())
        client.post("/basket/lines/", {"sku": sku, "quantity": "1"}, follow=True)
        client.get("/checkout/")
        pay(client)
    payment = Order.objects.get().payments.get()
    provider.pay(payment.session_id)
    with django_assert_max_num_queries(46):  # its page shows all that can be done about it
        client.get(reverse("orders:payment-return", args=[sign_link(RETURN, str(payment.pk))]), follow=True)
    assert Order.objects.get().state == "confirmed"


def test_who_comes_back_by_the_browsers_button_goes_on_paying_or_changes_the_basket(shopper, provider):
    first = pay(shopper)
    page = shopper.get("/checkout/", follow=True).content.decode()
    assert "waits for its payment" in page and first.url in page
    assert pay(shopper).url == first.url
    assert Order.objects.count() == 1
    page = shopper.post("/checkout/abandonment/", follow=True).content.decode()
    assert "Stoneware mug" in page
    assert (Order.objects.get().state, Basket.objects.get().state) == ("canceled", "open")
    assert pay(shopper).url != first.url


def die(**_session):
    raise SystemExit


def test_a_press_that_died_before_the_payments_page_was_opened_can_be_gone_on_with(shopper, provider, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr("orders.actions.payments.create_checkout_session", die)
        with pytest.raises(SystemExit):
            pay(shopper)
    assert 'href="/checkout/">Go on to payment' in shopper.get("/basket/").content.decode()
    assert shopper.get("/checkout/").url == Order.objects.get().payments.get().session_url


def test_a_press_that_died_so_early_can_be_taken_back_too(shopper, provider, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr("orders.actions.payments.create_checkout_session", die)
        with pytest.raises(SystemExit):
            pay(shopper)
    shopper.post("/checkout/abandonment/")
    assert "Stoneware mug" in shopper.get("/basket/").content.decode()


def test_a_stranger_neither_sees_nor_abandons_the_payment(shopper, provider):
    pay(shopper)
    stranger = type(shopper)()
    assert "waits for its payment" not in stranger.get("/basket/").content.decode()
    stranger.post("/checkout/abandonment/")
    assert Order.objects.get().state == "pending"


def test_placing_five_lines_takes_at_most_forty_statements(django_assert_max_num_queries):
    method, basket = make_delivery(), filled_basket(*(make_product(f"Mug {number}") for number in range(5)))
    for lane in ("line", "order", "delivery"):
        make_promotion(lane, "free_delivery" if lane == "delivery" else "percent")
    contact, now = Contact("a@example.com", "en", dict(ADDRESS)), timezone.now()
    quote_offers([], terms=terms_for(customer=None, basket=None, at=now), country="DE", at=now)  # kept for seconds
    with django_assert_max_num_queries(40):
        place_order(basket=basket, contact=contact, method_id=method.pk, expected=None, by=None, at=now)
