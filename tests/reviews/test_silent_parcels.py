"""Parcels of which nobody says that they arrived: taken to have come when they are long late, unless they are lost."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from orders.actions.fulfillment import deliver_shipment, pack_shipment, presume_arrival, ship_shipment
from orders.actions.losses import lose_shipment
from orders.actions.refunds import refund_line
from orders.models import Order, Shipment
from orders.tasks.fulfillment import presume_arrivals
from reviews.actions.asking import ask_buyers
from reviews.actions.questions import ask_question
from reviews.actions.requests import WRITE, orders_to_ask
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import Answer, AnswerRequest, Review
from reviews.tasks.requests import request_reviews
from tests.cast import ada, ben, deliver_mail, delivered_order, make_product, paid_order, sent_order, stan

pytestmark = pytest.mark.django_db
GOOD = {"stars": "4", "title": "Solid", "text": "Keeps the coffee warm.", "author_name": "Ada Lovelace"}


def ago(**span: int):
    return timezone.now() - timedelta(**span)


def by_link(order, product) -> str:
    return reverse("reviews:review-create-by-link", args=[sign_link(WRITE, order.number), product.pk])


def test_a_parcel_counts_as_arrived_a_week_after_the_last_promised_day(provider):
    order = sent_order(provider, sent_at=ago(days=1))
    due = order.arrives_until + timedelta(days=8)  # the day itself, and seven more
    with time_machine.travel(due - timedelta(days=1), tick=False):
        presume_arrivals()
    assert Shipment.objects.get().presumed_at is None
    with time_machine.travel(due, tick=False):
        presume_arrivals()
    shipment = Shipment.objects.get()
    assert timezone.localdate(shipment.presumed_at) == order.arrives_until + timedelta(days=1)
    assert shipment.state == "shipped"


def test_of_a_parcel_that_left_late_the_week_begins_when_it_left(provider):
    order = sent_order(provider, sent_at=ago(days=40))
    Order.objects.filter(pk=order.pk).update(arrives_from=ago(days=90).date(), arrives_until=ago(days=80).date())
    presume_arrivals()
    shipment = Shipment.objects.get()
    assert shipment.presumed_at == shipment.shipped_at


def test_its_buyer_is_asked_once_and_may_write_a_verified_review(client, provider):
    product = make_product()
    order = sent_order(provider, product, sent_at=ago(days=20))
    assert client.post(by_link(order, product), GOOD).status_code == 422
    request_reviews()
    assert deliver_mail()[-1].template != "reviews/review_request"
    presume_arrivals()
    assert orders_to_ask(timezone.now()) == [order]
    request_reviews()
    request_reviews()
    assert [mail.template for mail in deliver_mail()] == ["reviews/review_request"]
    client.post(by_link(order, product), GOOD)
    review = Review.objects.get()
    assert (review.state, review.is_verified, review.order_line) == ("published", True, order.lines.get())


def test_a_longer_wait_of_the_category_counts_from_the_presumed_day(provider):
    product = make_product()
    type(product.category).objects.update(review_wait_days=30)
    sent_order(provider, product, sent_at=ago(days=20))
    presume_arrivals()
    assert orders_to_ask(timezone.now()) == []
    assert len(orders_to_ask(timezone.now() + timedelta(days=30))) == 1


def test_an_order_with_something_still_to_send_is_not_asked_about(provider):
    pan, mug = make_product("Pan"), make_product("Mug")
    with time_machine.travel(ago(days=21)):
        order = paid_order(provider, pan, mug)
    for line in order.lines.all():
        assert orders_to_ask(timezone.now()) == []
        shipment = pack_shipment(order=order, quantities={line.pk: 1}, by=None, at=ago(days=20))
        ship_shipment(shipment=shipment, carrier="dhl", tracking_number="1", by=None, at=ago(days=20))
        presume_arrivals()
    assert orders_to_ask(timezone.now()) == [order]


def test_a_lost_parcel_never_counts(client, provider):
    product = make_product()
    order = sent_order(provider, product, sent_at=ago(days=20))
    lose_shipment(shipment=Shipment.objects.get(), send_again=True, by=None, at=timezone.now())
    presume_arrivals()
    assert Shipment.objects.get().presumed_at is None
    assert client.post(by_link(order, product), GOOD).status_code == 422
    Shipment.objects.update(presumed_at=ago(days=9))  # it was taken as arrived before it was known to be lost
    assert orders_to_ask(timezone.now()) == []
    assert client.post(by_link(order, product), GOOD).status_code == 422
    assert not Review.objects.exists()


def test_the_badge_comes_with_the_presumption(provider):
    delivered_order(provider, make_product("Kettle"), owner=ada())
    product = make_product("Pan")
    sent_order(provider, product, owner=ada(), sent_at=ago(days=20))
    words = Words(4, "", "Even heat.", "Ada Lovelace", "en")
    review = write_review(product=product, words=words, by=Reviewer(ada()), at=timezone.now())
    assert (review.is_verified, review.state) == (False, "pending")
    presume_arrivals()
    review.refresh_from_db()
    assert review.is_verified


def test_a_delivery_told_later_changes_nothing_about_the_purchase(provider):
    """Money back after it was taken as arrived leaves its critic verified, as it does after a delivery."""
    product = make_product()
    order = sent_order(provider, product, owner=ada(), sent_at=ago(days=20))
    presume_arrivals()
    line = order.lines.get()
    refund_line(line=line, amount=line.cost.without_delivery, reason="broke", at=timezone.now(), by=stan())
    deliver_shipment(shipment=Shipment.objects.get(), by=stan(), at=timezone.now())
    words = Words(1, "", "It broke.", "Ada Lovelace", "en")
    assert write_review(product=product, words=words, by=Reviewer(ada()), at=timezone.now()).is_verified


def test_what_was_paid_back_before_it_is_taken_as_arrived_proves_nothing(provider):
    order = sent_order(provider, owner=ada(), sent_at=ago(days=20))
    line = order.lines.get()
    refund_line(line=line, amount=line.cost.without_delivery, reason="gift", at=timezone.now(), by=None)
    presume_arrivals()
    line.refresh_from_db()
    assert line.was_free


def test_presuming_twice_is_once(provider):
    sent_order(provider, sent_at=ago(days=20))
    shipment = Shipment.objects.get()
    first = presume_arrival(shipment=shipment, at=timezone.now()).presumed_at
    again = presume_arrival(shipment=shipment, at=timezone.now() + timedelta(days=3))
    assert again.presumed_at == first


def test_its_buyer_is_asked_about_questions_and_answers_as_a_buyer(client, provider):
    product = make_product()
    sent_order(provider, product, owner=ada(), sent_at=ago(days=40))
    presume_arrivals()
    now = timezone.now()
    question = ask_question(product=product, text="Does it keep coffee warm?", language="en", by=ben(), at=now)
    assert [request.email for request in ask_buyers(question=question, at=now)] == ["ada@example.com"]
    client.force_login(ada())
    client.post(f"{question.get_absolute_url()}answers/", {"text": "For an hour."})
    assert AnswerRequest.objects.count() == 1
    assert Answer.objects.get().is_verified


def test_the_account_says_what_waits_for_an_opinion(client, provider):
    product = make_product("Stoneware mug")
    sent_order(provider, product, owner=ada(), sent_at=ago(days=20))
    client.force_login(ada())
    assert "Waiting for your opinion" not in client.get("/reviews/").content.decode()
    presume_arrivals()
    assert "Waiting for your opinion" in client.get("/reviews/").content.decode()
