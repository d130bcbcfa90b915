"""A thousand reviews in a minute: every try is answered, and what honest buyers said stands as before."""

import logging
from collections import Counter

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reviews.actions.moderation import appeal_entry, reject_entry
from reviews.actions.pace import REVIEWS_AN_HOUR
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import Review
from reviews.models.queue import count_to_decide, entries_to_decide
from reviews.views.reviews import TRIES_AN_HOUR
from shop.models import Product
from tests.cast import ada, ben, delivered_order, make_product, stan

pytestmark = pytest.mark.django_db
WRITERS, TRIES_EACH, GOODS = 5, 200, 40


def test_a_thousand_reviews_in_a_minute_move_no_rating_and_hide_nothing(provider, caplog):
    caplog.set_level(logging.ERROR, logger="django.request")  # not a thousand warnings
    flooded = [make_product(f"Thing {number}", stock=50) for number in range(GOODS)]
    honest = _honest(provider, flooded[0])
    first = _appeal(provider)
    writers = [_writer(provider, number) for number in range(WRITERS)]
    with time_machine.travel(timezone.now(), tick=False):
        answers = sum((_flood(writer, flooded) for writer in writers), Counter[int]())
    stored = WRITERS * REVIEWS_AN_HOUR
    assert answers.total() == 1_000
    assert answers == {
        302: stored,
        422: WRITERS * (TRIES_AN_HOUR - REVIEWS_AN_HOUR),
        429: WRITERS * (TRIES_EACH - TRIES_AN_HOUR),
    }
    flood = Review.objects.filter(product__in=flooded).exclude(pk=honest.pk)
    assert set(flood.values_list("state", "is_verified")) == {("pending", False)}
    assert (flood.count(), count_to_decide(), entries_to_decide()[0]) == (stored, stored + 1, first)
    _still_stands(flooded, honest)


def _honest(provider, product: Product) -> Review:
    delivered_order(provider, product, owner=ben())
    return write_review(
        product=product, words=Words(5, "", "Fine so far.", "Ben", "en"), by=Reviewer(ben()), at=timezone.now()
    )


def _appeal(provider) -> Review:
    """The riskiest thing that waited before the flood."""
    product, now = make_product("Pan"), timezone.now()
    delivered_order(provider, product, owner=ada())
    words = Words(4, "Solid", "See https://example.com", "Ada", "en")
    review = write_review(product=product, words=words, by=Reviewer(ada()), at=now)
    review = reject_entry(entry=review, reason="advertising", by=stan(), at=now)
    return appeal_entry(entry=review, note="It is my blog", at=now)


def _writer(provider, number: int) -> User:
    """Somebody who bought something once, so that the door is open to them."""
    writer = User.objects.create_user(f"writer{number}@example.com", name=f"Writer {number}")
    delivered_order(provider, Product.objects.get(title="Pan"), owner=writer)
    return writer


def _flood(writer: User, products: list[Product]) -> Counter[int]:
    client = Client()
    client.force_login(writer)
    form = {"title": "", "author_name": "Writer"}
    return Counter(
        client.post(
            reverse("reviews:review-create", args=[products[turn % GOODS].slug]),
            form | {"stars": "1", "text": f"Never again, for the {turn}th time."},
        ).status_code
        for turn in range(TRIES_EACH)
    )


def _still_stands(flooded: list[Product], honest: Review) -> None:
    page = Client().get(flooded[0].get_absolute_url())
    assert honest.text in page.content.decode() and "Never again" not in page.content.decode()
    counts = Product.objects.filter(pk__in=[product.pk for product in flooded]).order_by("pk").values("rating_count")
    assert [row["rating_count"] for row in counts] == [1] + [0] * (GOODS - 1)
