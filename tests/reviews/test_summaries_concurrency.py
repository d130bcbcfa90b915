"""Reviews published and goods returned at once: the summary ends as a recount. Without the lock it does not."""

import pytest
from django.db import connection
from django.utils import timezone

from core.audit import find_breaches
from orders.actions.returned_units import record_returned_units
from reviews.actions import moderation, summaries
from reviews.actions.moderation import publish_entry
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import RatingSummary, Review
from shop.models import Product
from tests.cast import delivered_order, make_product
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
WRITERS = 10


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def waiting(provider, product) -> list[Review]:
    """Reviews that wait for staff, by buyers of their own."""
    reviews = []
    for number in range(WRITERS):
        order = delivered_order(provider, product, email=f"buyer{number}@example.com")
        words = Words(1 + number % 5, "", f"See https://number{number}.example", "Ada", "en")
        reviews.append(write_review(product=product, words=words, by=Reviewer(None, order), at=timezone.now()))
    return reviews


def deeds(provider) -> list:
    """Half are published while what the other half, already on the page, are about is returned."""
    product = make_product(stock=100)
    reviews = waiting(provider, product)
    shown = [publish_entry(entry=review, by=None, at=timezone.now()) for review in reviews[: WRITERS // 2]]
    back = [("return", review) for review in shown]
    return [*back, *[("publish", review) for review in reviews[WRITERS // 2 :]]]


def do(deed) -> None:
    what, review = deed
    if what == "publish":
        publish_entry(entry=review, by=None, at=timezone.now())
    else:
        record_returned_units(line=review.order_line, units=1, by=None, at=timezone.now())


def test_publishing_and_returning_at_once_leaves_the_summary_as_a_recount(provider):
    outcomes = at_once(do, deeds(provider))
    assert outcomes == ["done"] * WRITERS
    assert find_breaches() == []
    summary = RatingSummary.objects.get()
    assert (sum(summary.counts), summary.verified_count) == (WRITERS, WRITERS // 2)


@pytest.mark.corrupts
def test_without_the_products_lock_a_count_is_lost(provider, monkeypatch):
    """The negative control: each counts what it sees and writes it down, whoever came first."""

    def unlocked(pks):
        return list(Product.objects.filter(pk__in=pks))

    class Loose:
        lock = staticmethod(unlocked)

    class LooseProduct:
        objects = Loose

    ready = deeds(provider)
    for module in (moderation, summaries):
        monkeypatch.setattr(module, "Product", LooseProduct)
    wrong = 0
    for _round in range(6):
        at_once(do, ready)
        wrong += bool(find_breaches())
        if wrong:
            break
        for what, review in ready:
            if what == "publish":
                Review.objects.filter(pk=review.pk).update(state="pending")
    assert wrong
