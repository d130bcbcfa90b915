"""The hosted payment page, as a browser without JavaScript uses it."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

GOOD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}


def test_the_page_shows_what_is_bought_and_that_no_money_moves(open_session):
    status, page, _ = _visit(open_session().url)
    assert status == 200
    for words in ("Test payment", "no money moves", "Walnut salad bowl", "28 cm, oiled", "€43.20", "ada@example.com"):
        assert words in page
    assert 'href="http://shop.example/checkout/"' in page


@pytest.mark.parametrize(("currency", "shown"), [("jpy", "¥4,320"), ("kwd", "4.320 KWD"), ("usd", "$43.20")])
def test_sums_have_the_decimals_of_their_currency(open_session, currency, shown):
    assert shown in _visit(open_session(4_320, currency).url)[1]


def test_what_the_shop_writes_is_escaped(open_session):
    price = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "<script>alert(1)</script>"}}
    page = _visit(open_session(line_items=[{"price_data": price, "quantity": 2}]).url)[1]
    assert "<script>" not in page and "&lt;script&gt;" in page and "2 &times; €9.00" in page


def test_paying_sends_the_shopper_to_the_shop(fake, open_session):
    session = open_session()
    status, _, target = _visit(session.url, GOOD)
    assert (status, target) == (303, f"http://shop.example/orders/7/?session={session.id}")
    assert fake.state()["sessions"][0]["payment_status"] == "paid"


def test_paying_twice_charges_once(fake, open_session):
    session = open_session()
    targets = {_visit(session.url, GOOD)[2] for _ in range(2)}
    assert len(targets) == 1 and len(fake.state()["charges"]) == 1


def test_a_decline_is_shown_and_another_card_pays(open_session):
    session = open_session()
    status, page, _ = _visit(session.url, {**GOOD, "number": "4000000000009995"})
    assert status == 402 and "insufficient funds" in page and 'role="alert"' in page
    assert _visit(session.url, GOOD)[0] == 303


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": "4242424242424241"}, "card number is incorrect"),
        ({"expiry": "01/20"}, "in the future"),
        ({"expiry": "soon"}, "in the future"),
        ({"cvc": "1"}, "three digits"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_charged(fake, open_session, wrong, words):
    status, page, _ = _visit(open_session().url, {**GOOD, **wrong})
    assert status == 422 and words in page and 'aria-invalid="true"' in page
    assert fake.state()["intents"] == []


def test_a_real_card_is_refused_and_not_shown_again(open_session):
    status, page, _ = _visit(open_session().url, {**GOOD, "number": "4111111111111111"})
    assert status == 402 and "4111" not in page and "use one of the test cards" in page


def test_without_a_known_address_the_page_asks_for_one(fake, client, open_session):
    session = open_session(customer_email=None)
    assert _visit(session.url, GOOD)[0] == 422
    assert _visit(session.url, {**GOOD, "email": "ben@example.com"})[0] == 303
    assert client.v1.checkout.sessions.retrieve(session.id).customer_details.email == "ben@example.com"


@pytest.mark.parametrize("card", ["4000002760003184", "4000002500003155"])
def test_a_card_that_asks_pays_once_the_bank_agrees(fake, open_session, card):
    session = open_session()
    question = _visit(session.url, {**GOOD, "number": card})[2]
    assert fake.state()["intents"][0]["status"] == "requires_action"
    page = _visit(fake.url + question)[1]
    assert "Complete authentication" in page and "Fail authentication" in page
    target = _visit(fake.url + question, {"answer": "complete"})[2]
    assert target.startswith("http://shop.example/orders/7/")
    assert fake.state()["sessions"][0]["status"] == "complete"


def test_a_failed_authentication_leaves_the_session_open(fake, open_session):
    session = open_session()
    question = _visit(session.url, {**GOOD, "number": "4000002760003184"})[2]
    status, page, _ = _visit(fake.url + question, {"answer": "fail"})
    assert status == 402 and "unable to authenticate" in page and f'action="/pay/{session.id}"' in page
    assert fake.state()["intents"][0]["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert _visit(session.url, GOOD)[0] == 303


def test_a_session_that_expires_during_authentication_charges_nothing(fake, open_session):
    question = _visit(open_session().url, {**GOOD, "number": "4000002760003184"})[2]
    fake.advance(25 * 3_600)
    assert _visit(fake.url + question, {"answer": "complete"})[0] == 410
    assert fake.state()["charges"] == []


def test_an_intent_of_its_own_returns_to_its_return_url(fake, client):
    params = {"amount": 900, "currency": "eur", "payment_method": "pm_card_authenticationRequired", "confirm": True}
    intent = client.v1.payment_intents.create({**params, "return_url": "http://shop.example/back/?a=1"})
    target = _visit(intent.next_action.redirect_to_url.url, {"answer": "complete"})[2]
    assert target.startswith(f"http://shop.example/back/?a=1&payment_intent={intent.id}")
    assert target.endswith("redirect_status=succeeded")


def test_an_expired_page_leads_back_to_the_shop(fake, open_session):
    session = open_session()
    fake.expire(session.id)
    status, page, _ = _visit(session.url)
    assert status == 410 and "Nothing was charged" in page and "http://shop.example/checkout/" in page


def test_an_unknown_page_is_not_found(fake):
    for path in ("/pay/cs_test_nobody", "/authenticate/pi_nobody", "/somewhere"):
        assert _visit(fake.url + path)[0] == 404


def _visit(url, fields=None):
    """Status, text and Location of one answer; redirects are not followed."""
    target = urlsplit(url)
    connection = HTTPConnection(target.netloc, timeout=5)
    connection.request("POST" if fields else "GET", target.path, urlencode(fields) if fields else None)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page, answer.headers["Location"]
