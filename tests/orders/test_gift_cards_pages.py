"""Gift cards from the page to the mail to the basket."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutgoingMail
from loyalty.models import GiftCardMail, Purse
from loyalty.tasks.gift_cards import send_gift_cards
from orders.actions.payments import settle
from orders.models import Order, Payment
from tests.cast import make_gift_card

pytestmark = pytest.mark.django_db


def card(**changes: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {
        "choice": "50", "other": "", "recipient_name": "Ben", "recipient_email": "ben@example.com", "message": "Happy!",
        "send_on": today, "buyer_name": "Ada", "buyer_email": "ada@example.com",
    } | changes  # fmt: skip


def buy(client, provider, **changes: str) -> Order:
    answer = client.post("/gift-cards/", card(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    payment = Payment.objects.get()
    provider.pay(payment.session_id)
    settle(payment=payment, at=timezone.now())
    return Order.objects.get()


def test_a_card_is_bought_mailed_and_spent(client, provider):
    assert "Give a gift card" in client.get("/gift-cards/").content.decode()
    order = buy(client, provider, message="Line one\nLine <b>two</b>")
    purse = Purse.objects.get()
    assert (order.state, order.total.minor, order.tax.minor, order.fulfillment_status) == (
        "completed",
        5000,
        0,
        "delivered",
    )
    assert (purse.balance.minor, purse.bought_by.line.order) == (5000, order)
    mail = OutgoingMail.objects.get(template="loyalty/gift_card")
    assert mail.recipient == "ben@example.com"
    assert purse.shown_code in mail.text and "<b>two</b>" not in mail.html
    assert OutgoingMail.objects.get(template="orders/gift_card_bought").recipient == "ada@example.com"
    page = client.post("/gift-cards/balance/", {"code": purse.shown_code.lower()}).content.decode()
    assert "€50.00" in page


def test_a_card_for_a_later_day_is_sent_on_that_day_and_once(client, provider, monkeypatch):
    buy(client, provider, send_on=(timezone.localdate() + timedelta(days=3)).isoformat(), choice="other", other="77")
    send_gift_cards()
    assert not OutgoingMail.objects.filter(template="loyalty/gift_card").exists()
    GiftCardMail.objects.update(send_on=timezone.localdate())
    for _time in range(2):
        send_gift_cards()
    assert OutgoingMail.objects.filter(template="loyalty/gift_card").count() == 1
    assert Purse.objects.get().balance.minor == 7700


def test_an_unpaid_card_is_no_card(client, provider):
    client.post("/gift-cards/", card())
    payment = Payment.objects.get()
    provider.expire(payment.session_id)
    settle(payment=payment, at=timezone.now())
    assert (Order.objects.get().state, Purse.objects.count()) == ("canceled", 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("choice", "1000"), ("choice", ""), ("recipient_email", "x"), ("recipient_email", ""), ("send_on", "yesterday"),
        ("send_on", "2020-01-01"), ("send_on", "2999-01-01"), ("message", "x" * 501), ("buyer_email", "a@b"),
        ("buyer_name", ""),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_ordered(client, field, value):
    answer = client.post("/gift-cards/", card(**{field: value}))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Order.objects.exists()


@pytest.mark.parametrize("other", ["", "4", "501", "-5", "5.5", "x", "1" * 40, "５０"])
def test_another_amount_is_a_whole_one_from_5_to_500(client, other):
    answer = client.post("/gift-cards/", card(choice="other", other=other))
    if other == "５０":  # full-width digits are digits to Python; what counts is that the amount is the one meant
        assert Order.objects.get().total.minor == 5000
    else:
        assert answer.status_code == 422 and not Order.objects.exists()


@pytest.mark.parametrize("code", ["", "x", "AAAA-AAAA-AAAA-AAAA", "\0"])
def test_a_code_that_is_none_is_answered_kindly(client, code):
    make_gift_card(500)
    answer = client.post("/gift-cards/balance/", {"code": code})
    assert answer.status_code in (400, 422) and "€5.00" not in answer.content.decode()


def test_guessing_cards_is_limited(client):
    purse = make_gift_card(500)
    for _try in range(10):
        client.post("/gift-cards/balance/", {"code": "GUESS"})
    page = client.post("/gift-cards/balance/", {"code": purse.code}).content.decode()
    assert "Too many tries" in page
