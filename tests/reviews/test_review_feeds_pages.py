"""The feed of reviews: honest about who bought and what was given, in the order that its format asks for."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.rules.farewell import Farewell
from reviews.actions import review_feeds
from reviews.actions.moderation import publish_entry, withdraw_entry
from reviews.actions.review_feeds import build_review_feed, refresh_review_feed
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import EntryState, Review
from reviews.rules.review_feeds import Opinion, Thing, review_xml
from reviews.tasks.feeds import refresh_feed
from shop.models import Brand, Product, Variant
from tests.cast import ada, ben, delivered_order, make_product, stan

pytestmark = pytest.mark.django_db
ORDER = [
    "review_id", "reviewer", "review_timestamp", "title", "content", "pros", "cons", "review_url", "reviewer_images",
    "ratings", "products", "is_spam", "is_verified_purchase", "is_incentivized_review", "collection_method",
    "transaction_id",
]  # fmt: skip
"""The sequence of the schema."""

REQUIRED = {"review_id", "reviewer", "review_timestamp", "content", "review_url", "ratings", "products"}


def now():
    return timezone.now()


def body(response):
    return b"".join(response.streaming_content)


def elements(client):
    return list(ElementTree.fromstring(body(client.get("/feeds/reviews.xml"))).iter("review"))


def lines(client, query=""):
    return [json.loads(line) for line in body(client.get(f"/feeds/reviews.jsonl{query}")).splitlines()]


def reviewed(provider, product=None, by=None, text="Keeps the coffee warm.", name="Ada L.", stars=4):
    product, by = product or make_product(), by or ada()
    delivered_order(provider, product, owner=by)
    words = Words(stars, "Good", text, name, "en")
    review = write_review(product=product, words=words, by=Reviewer(by), at=now())
    if review.state != EntryState.PUBLISHED:
        review = publish_entry(entry=review, by=stan(), at=now())
    return review


def test_a_review_has_what_the_format_requires_in_its_order(client, provider):
    product = make_product("Mug")
    brand = Brand.objects.create(name="Kiln & Sons", slug="kiln")
    Product.objects.update(brand=brand, part_number="K-7")
    Variant.objects.update(gtin="4006381333931")
    review = reviewed(provider, product)
    build_review_feed(at=now())
    root = ElementTree.fromstring(body(client.get("/feeds/reviews.xml")))
    assert [child.tag for child in root] == ["version", "publisher", "reviews"]
    assert root.findtext("version") == "2.4" and root.findtext("publisher/name") and root.findtext("publisher/favicon")
    [found] = root.iter("review")
    tags = [child.tag for child in found]
    assert set(tags) >= REQUIRED and tags == sorted(tags, key=ORDER.index)
    assert found.findtext("review_id") == str(review.pk)
    assert found.findtext("reviewer/name") == "Ada L." and found.find("reviewer/name").attrib == {}
    assert found.find("ratings/overall").attrib == {"min": "1", "max": "5"}
    assert (found.findtext("ratings/overall"), found.findtext("content")) == ("4", "Keeps the coffee warm.")
    assert found.find("review_url").attrib == {"type": "group"}
    assert client.get("/" + found.findtext("review_url").split("/", 3)[3]).status_code == 200
    ids = found.find("products/product/product_ids")
    assert [(kind.tag, kind[0].text) for kind in ids] == [
        ("gtins", "4006381333931"), ("mpns", "K-7"), ("skus", product.variants.get().sku), ("brands", "Kiln & Sons"),
    ]  # fmt: skip
    assert found.findtext("products/product/product_url").endswith(product.get_absolute_url())
    assert (found.findtext("is_verified_purchase"), found.findtext("is_incentivized_review")) == ("true", "false")
    assert found.findtext("collection_method") == "unsolicited"


def test_who_wants_no_name_has_none_and_former_customers_neither(client, provider):
    reviewed(provider, name="")
    review = reviewed(provider, by=ben(), product=make_product("Cup"), name="Ben")
    close_account(user=review.author, wishes=Farewell(), at=now())
    build_review_feed(at=now())
    for found in elements(client):
        assert found.find("reviewer/name").attrib == {"is_anonymous": "true"}
    assert "Ben" not in body(client.get("/feeds/reviews.jsonl")).decode()
    assert "@" not in body(client.get("/feeds/reviews.jsonl")).decode()


@pytest.mark.parametrize("stars", [1, 5])
def test_stars_decide_nothing(client, provider, stars):
    reviewed(provider, stars=stars)
    build_review_feed(at=now())
    assert len(elements(client)) == len(lines(client)) == 1


def test_what_was_given_for_it_is_said():
    thing = Thing("Mug", "https://shop.example/p/mug/")
    given = {"title": "", "text": "Nice", "language": "en", "stars": 5, "page": "https://shop.example/p/mug/reviews/"}
    for incentive, said in (("none", "false"), ("points", "true"), ("sample", "true")):
        opinion = Opinion(7, "Ada", "2026-11-27T09:00:00+00:00", thing=thing, incentive=incentive, **given)
        found = ElementTree.fromstring(review_xml(opinion))
        assert found.findtext("is_incentivized_review") == said
        assert (found.findtext("is_verified_purchase"), found.find("title")) == ("false", None)


@pytest.mark.corrupts
def test_what_the_format_does_not_take_stands_in_the_lines_alone(client, provider):
    reviewed(provider, text="")
    Review.objects.update(is_insider=True)
    reviewed(provider, product=make_product("Cup"), by=ben())
    Review.objects.filter(author=ben()).update(is_insider=True)
    build_review_feed(at=now())
    assert elements(client) == [] and [line["is_insider"] for line in lines(client)] == [True, True]


def test_whatever_stands_in_a_text_the_file_is_well_formed(client, provider):
    reviewed(provider, text="Warm.")
    Review.objects.update(text="\x0b]]> <b>&amp;\ufffe", title="]]>", author_name='"A" <x>')
    build_review_feed(at=now())
    [found] = elements(client)
    assert (found.findtext("content"), found.findtext("title")) == ("]]> <b>&amp;", "]]>")
    assert found.findtext("reviewer/name") == '"A" <x>'


def test_only_published_reviews_of_what_has_a_page(client, provider):
    withdraw_entry(entry=reviewed(provider), at=now())
    product = make_product("Cup")
    reviewed(provider, product=product, by=ben())
    Product.objects.filter(pk=product.pk).update(state=Product.State.DRAFT)
    build_review_feed(at=now())
    assert elements(client) == [] == lines(client)


def test_lines_go_on_behind_a_cursor(client, provider):
    product = make_product()
    reviewed(provider, product)
    reviewed(provider, product, by=ben(), name="Ben")
    build_review_feed(at=now())
    first, second = lines(client)
    assert lines(client, f"?after={first['cursor']}") == [second]
    assert second["product"]["skus"] == [product.variants.get().sku]


def test_it_is_built_anew_when_a_review_comes_goes_or_changes(client, provider):
    refresh_feed()
    review = reviewed(provider)
    assert refresh_review_feed(at=now()) and refresh_review_feed(at=now()) is None
    withdraw_entry(entry=review, at=now())
    assert refresh_review_feed(at=now()) and lines(client) == []
    assert refresh_review_feed(at=now()) is None
    assert refresh_review_feed(at=now() + timedelta(days=1))


def test_queries_grow_with_batches_and_not_with_what_is_in_them(provider, monkeypatch):
    def queries(most):
        monkeypatch.setattr(review_feeds, "BATCH", most)
        with CaptureQueriesContext(connection) as asked:
            build_review_feed(at=now())
        return len(asked)

    reviewed(provider)
    few = queries(500)
    for number in range(3):
        reviewed(provider, product=make_product(f"Cup {number}"), by=ben(), text=f"Number {number} is fine.")
    assert queries(500) == few
