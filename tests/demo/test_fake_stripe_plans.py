"""Customers, saved cards, products and prices, through the real client library."""

import pytest
import stripe


def test_a_customer_is_found_by_mail(client):
    ada = client.v1.customers.create({"email": "ada@example.com", "name": "Ada", "metadata": {"user": "7"}})
    client.v1.customers.create({"email": "bob@example.com"})
    assert [row.id for row in client.v1.customers.list({"email": "ada@example.com"}).data] == [ada.id]
    changed = client.v1.customers.update(ada.id, {"name": "Ada L.", "metadata": {"user": "", "vip": "yes"}})
    again = client.v1.customers.retrieve(ada.id)
    assert (changed.name, again.name, again.email) == ("Ada L.", "Ada L.", "ada@example.com")
    assert again.metadata.to_dict() == {"vip": "yes"}


def test_the_same_card_has_the_same_fingerprint_for_everybody(client):
    prints = set()
    for email in ("ada@example.com", "bob@example.com"):
        customer = client.v1.customers.create({"email": email})
        method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        assert [row.id for row in client.v1.payment_methods.list({"customer": customer.id}).data] == [method.id]
        prints.add(method.card.fingerprint)
    assert len(prints) == 1


def test_a_declined_card_is_not_saved_but_the_one_that_fails_later_is(client):
    customer = client.v1.customers.create({})
    with pytest.raises(stripe.CardError):
        client.v1.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer.id})
    assert (
        client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id}).card.last4 == "0341"
    )


def test_a_price_is_found_by_its_key_and_the_key_can_move(client, make_price):
    old = make_price(4_900, "year", lookup_key="member_year")
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        make_price(5_900, "year", lookup_key="member_year")
    new = make_price(5_900, "year", lookup_key="member_year", transfer_lookup_key=True)
    found = client.v1.prices.list({"lookup_keys": ["member_year"], "expand": ["data.product"]}).data
    assert [row.id for row in found] == [new.id] and found[0].product.name == "Membership"
    assert client.v1.prices.retrieve(old.id).lookup_key is None
    assert (new.recurring.interval, new.recurring.interval_count, new.type) == ("year", 1, "recurring")


def test_an_archived_or_single_price_is_not_subscribed_to(client, make_price, open_signup):
    archived = client.v1.prices.update(make_price().id, {"active": False})
    once = client.v1.prices.create({"currency": "eur", "unit_amount": 500, "product": archived.product})
    for price, words in ((archived, "inactive"), (once, "one_time")):
        with pytest.raises(stripe.InvalidRequestError, match=words):
            open_signup(price)
    assert [row.id for row in client.v1.prices.list({"active": True}).data] == [once.id]


@pytest.mark.parametrize(("interval", "count"), [("fortnight", 1), ("month", 37), ("year", 0)])
def test_a_period_is_a_known_one(make_price, interval, count):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make_price(interval=interval, interval_count=count)
    assert caught.value.param.startswith("recurring")
