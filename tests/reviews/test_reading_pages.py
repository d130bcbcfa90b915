"""Reading what people wrote: narrowed, ordered, side by side, the same everywhere."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.cache import near
from orders.actions.baskets import add_to_basket
from orders.actions.checkout import Contact, place_order
from orders.actions.payments import open_payment, settle
from orders.actions.returned_units import record_returned_units
from orders.models import Order
from reviews.actions.answers import answer_question
from reviews.actions.moderation import publish_entry
from reviews.actions.replies import remove_reply, reply_to_review
from reviews.actions.requests import remind, request_review, requests_to_remind
from reviews.actions.reviews import Reviewer, Words, edit_review, write_review
from reviews.actions.summaries import refresh_summary
from reviews.models import Decision, Review
from tests.cast import (
    ADDRESS,
    ada,
    ben,
    deliver_mail,
    deliver_order,
    delivered_order,
    filled_basket,
    make_delivery,
    make_product,
    make_variant,
    stan,
)
from tests.reviews.test_questions_pages import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(provider):
    return make_product("Stoneware mug", stock=60)


def say(provider, product, stars: int, text: str, number: int, *, language: str = "en") -> Review:
    order = delivered_order(provider, product, email=f"buyer{number}@example.com")
    words = Words(stars, f"Title {number}", text, f"Buyer {number}", language)
    return write_review(product=product, words=words, by=Reviewer(None, order), at=timezone.now())


def page(client, product, query: str = "") -> str:
    near.clear()
    return client.get(f"{product.get_absolute_url()}reviews/?{query}").content.decode()


def test_every_filter_chooses_and_tells_how_many(client, provider, product):
    say(provider, product, 5, "Holds the heat.", 1)
    say(provider, product, 2, "Der Henkel ist dünn.", 2, language="de")
    pictured = say(provider, product, 4, "Nice glaze.", 3)
    Review.objects.filter(pk=pictured.pk).update(photo_count=1)
    unproven = say(provider, product, 1, "Never had it.", 4)
    Review.objects.filter(pk=unproven.pk).update(is_verified=False, order_line=None)
    found = {
        "": 4, "stars=2": 1, "verified=1": 3, "photos=1": 1, "language=de": 1, "q=heat": 1, "q=title+3": 1, "stars=5&q=glaze": 0,
    }  # fmt: skip
    for query, number in found.items():
        shown = page(client, product, query)
        assert shown.count('<article class="review"') == number, query
        assert f"{number} review" in shown, query
    assert "With fewer filters there are more." in page(client, product, "stars=5&q=glaze")
    recount(product)


def recount(product) -> None:
    """The table was changed behind the summary's back; count it anew."""
    refresh_summary(product_id=product.pk, at=timezone.now())


def test_orders_are_helpful_new_and_critical(client, provider, product):
    old = say(provider, product, 5, "Old and found helpful.", 1)
    say(provider, product, 1, "Critical.", 2)
    say(provider, product, 4, "Newest.", 3)
    Review.objects.filter(pk=old.pk).update(usefulness=99_999_999, created_at=timezone.now() - timedelta(days=90))
    titles = {
        sort: re.findall(r">Title (\d)<", page(client, product, f"sort={sort}"))
        for sort in ("helpful", "new", "critical")
    }
    assert titles["helpful"][0] == "1"
    assert titles["new"][-1] == "1" and titles["new"][0] == "3"
    assert titles["critical"][0] == "2"


def test_by_variant(client, provider, product):
    blue = make_variant(product, sku="BLUE", options={"Color": "Blue"})
    product.option_names = ["Color"]
    product.save()
    say(provider, product, 5, "Plain.", 1)
    review = say(provider, product, 5, "Blue one.", 2)
    Review.objects.filter(pk=review.pk).update(variant=blue)
    recount(product)
    shown = page(client, product, f"variant={blue.pk}")
    assert "Blue one." in shown and "Plain." not in shown


def test_praise_and_criticism_stand_side_by_side(client, provider, product):
    say(provider, product, 5, "Holds the heat.", 1)
    assert "Most helpful criticism" not in client.get(product.get_absolute_url()).content.decode()
    say(provider, product, 2, "The handle is thin.", 2)
    shown = client.get(product.get_absolute_url()).content.decode()
    assert "Most helpful praise" in shown and "Most helpful criticism" in shown


def test_page_listing_structured_data_and_api_say_the_same(client, provider, product):
    for number, stars in enumerate((5, 4, 2)):
        say(provider, product, stars, f"Text {number}", number)
    product.refresh_from_db()
    rating = f"{product.rating_hundredths / 100:.1f}"
    near.clear()
    shown = client.get(product.get_absolute_url()).content.decode()
    assert f"{rating} of 5 stars from 3 reviews" in shown
    assert f"{rating} of 5 stars from 3 reviews" in client.get(f"/c/{product.category.slug}/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(\{[^<]*"Product"[^<]*)</script>', shown)[1])
    assert (data["aggregateRating"]["ratingValue"], data["aggregateRating"]["reviewCount"]) == (product.rating, 3)
    assert {review["reviewBody"] for review in data["review"]} == {"Text 0", "Text 1", "Text 2"}
    told = client.get(f"/api/v1/products/{product.slug}/").json()
    assert (told["rating"], told["rating_count"]) == (product.rating, 3)


def test_without_reviews_there_is_no_rating_block(client, product):
    shown = client.get(product.get_absolute_url()).content.decode()
    assert "aggregateRating" not in shown and '"review"' not in shown
    assert "Nobody has reviewed this yet." in shown
    assert "Nobody has reviewed this yet." in page(client, product)


def test_the_shop_answers_once_and_its_writer_is_told_once(client, provider, product):
    review = say(provider, product, 2, "The handle is thin.", 1)
    client.get(product.get_absolute_url())
    client.force_login(stan())
    address = f"/staff/reviews/review/queue/review/{review.pk}/reply/"
    client.post(address, {"text": "We made it thicker in May."})
    client.post(address, {"text": "We made it thicker in June."})
    near.clear()
    shown = client.get(product.get_absolute_url()).content.decode()
    assert "We made it thicker in June." in shown and "in May." not in shown
    answers = [sent for sent in deliver_mail() if sent.template == "reviews/reply"]
    assert [sent.recipient for sent in answers] == ["buyer1@example.com"]
    remove_reply(review=review, by=stan(), at=timezone.now())
    near.clear()
    assert "We made it thicker" not in client.get(product.get_absolute_url()).content.decode()
    history = [decision.before for decision in Decision.objects.filter(review=review, act="replied")]
    assert {"reply": "We made it thicker in May."} in history


def test_an_empty_reply_is_refused(client, provider, product):
    review = say(provider, product, 2, "Thin.", 1)
    client.force_login(stan())
    answer = client.post(f"/staff/reviews/review/queue/review/{review.pk}/reply/", {"text": " \u200b "}, follow=True)
    assert "Please write what the shop has to say." in answer.content.decode()


def test_a_change_of_words_is_read_again_and_one_of_stars_is_not(provider, product):
    review = say(provider, product, 2, "The handle is thin.", 1)
    changed = edit_review(
        review=review, words=Words(4, "Title 1", "The handle is thin.", "Buyer 1", "en"), at=timezone.now()
    )
    assert (changed.state, changed.stars) == ("published", 4)
    product.refresh_from_db()
    assert product.rating_hundredths == 400
    words = Words(4, "Title 1", "See https://spam.example", "Buyer 1", "en")
    assert edit_review(review=changed, words=words, at=timezone.now()).state == "pending"
    product.refresh_from_db()
    assert product.rating_count == 0
    kept = [decision.before.get("stars") for decision in Decision.objects.filter(act="edited").order_by("pk")]
    assert kept == [2, 4]
    publish_entry(entry=changed, by=stan(), at=timezone.now())
    assert reply_to_review(review=changed, text="Thank you.", by=stan(), at=timezone.now())


def test_nobody_but_staff_sees_the_queue(client, provider, product):
    for user in (None, ada(), ben()):
        if user:
            client.force_login(user)
        for path in ("queue/", "queue/decide/", "queue/review/1/"):
            assert client.get(f"/staff/reviews/review/{path}").status_code in (302, 403)


def test_many_are_decided_in_one_go(client, provider, product):
    reviews = [say(provider, product, 5, f"See https://n{number}.example", number) for number in range(4)]
    client.force_login(stan())
    ticked = [f"review/{review.pk}" for review in reviews]
    address = "/staff/reviews/review/queue/decide/"
    answer = client.post(address, {"entry": ticked, "deed": "reject", "back": "queue"}, follow=True)
    assert "Please choose a reason" in answer.content.decode()
    answer = client.post(address, {"entry": ticked, "deed": "publish", "back": "queue"}, follow=True)
    assert "4 entries are decided." in answer.content.decode()
    again = client.post(address, {"entry": ticked, "deed": "publish"}, headers={"Accept": "application/json"})
    assert again.status_code == 409
    assert Decision.objects.filter(act="published", actor=stan()).count() == 4
    assert {sent.template for sent in deliver_mail()} >= {"reviews/decision"}


@pytest.mark.parametrize("said", [{}, {"entry": "x", "deed": "publish"}, {"entry": "review/9", "deed": "publish"},
                                  {"entry": "review/1", "deed": "sell"}, {"entry": "basket/1", "deed": "publish"}])  # fmt: skip
def test_a_decision_about_nothing_is_no_fault(client, said):
    client.force_login(stan())
    assert client.post("/staff/reviews/review/queue/decide/", said).status_code in (302, 404)


def test_the_queue_asks_as_little_for_forty_as_for_four(client, provider, product, django_assert_max_num_queries):
    for number in range(12):
        say(provider, product, 5, f"See https://n{number}.example", number)
    client.force_login(stan())
    with django_assert_max_num_queries(22):
        assert client.get("/staff/reviews/review/queue/").status_code == 200


def test_buyers_are_reminded_once_and_not_after_they_wrote(provider, product):
    long_ago = timezone.now() - timedelta(days=8)
    silent = delivered_order(provider, product, delivered_at=long_ago, email="silent@example.com")
    writer = delivered_order(provider, product, delivered_at=long_ago, email="writer@example.com")
    now = timezone.now()
    for order in (silent, writer):
        request_review(order=order, at=now)
    write_review(product=product, words=Words(4, "", "Good.", "W", "en"), by=Reviewer(None, writer), at=now)
    later = now + timedelta(days=11)
    assert [request.order for request in requests_to_remind(later)] == [silent]
    for _time in range(2):
        for request in requests_to_remind(later):
            remind(request=request, at=later)
    reminders = [sent.recipient for sent in deliver_mail() if sent.template == "reviews/review_reminder"]
    assert reminders == ["silent@example.com"]


def test_nobody_is_asked_about_what_they_sent_back(provider, product):
    order = delivered_order(provider, product, delivered_at=timezone.now() - timedelta(days=8))
    record_returned_units(line=order.lines.get(), units=1, by=stan(), at=timezone.now())
    asked = request_review(order=order, at=timezone.now())
    assert (asked.sent_at, asked.skipped) == (None, "returned")
    assert not [sent for sent in deliver_mail() if sent.template == "reviews/review_request"]


def test_what_was_given_for_a_review_is_said_and_weighs_less(client, provider, product):
    given = say(provider, product, 5, "Got it for free.", 1)
    say(provider, product, 1, "Paid for it.", 2)
    client.force_login(stan())
    address = f"/staff/reviews/review/queue/review/{given.pk}/incentive/"
    client.post(address, {"incentive": "sample"})
    assert client.post(address, {"incentive": "money"}, follow=True).status_code == 200
    assert "Received for it: The product for free" in page(client, product)
    product.refresh_from_db()
    assert product.rating_hundredths == 214  # (0.4 * 5 + 1) / 1.4
    assert Decision.objects.filter(review=given, act="edited").count() == 1


def test_staff_see_whom_they_asked_and_what_came_of_it(client, provider, product):
    long_ago = timezone.now() - timedelta(days=8)
    orders = [delivered_order(provider, product, delivered_at=long_ago, email=f"{n}@example.com") for n in range(4)]
    for order in orders:
        request_review(order=order, at=timezone.now())
    links = [
        sent.html.split('?stars=4"')[0].rsplit('href="', 1)[1] for sent in deliver_mail() if "?stars=4" in sent.html
    ]
    for link in links[:2]:
        client.get("/" + link.split("/", 3)[3])
    said = {"stars": "4", "title": "", "text": "Good.", "author_name": "Ada"}
    client.post("/" + links[0].split("/", 3)[3], said)
    client.force_login(stan())
    shown = re.sub(r"\s+", " ", client.get("/staff/reviews/reviewrequest/").content.decode())
    for words, number, percent in (("asked", 4, 100), ("opened", 2, 50), ("reviewed", 1, 25)):
        assert re.search(rf"{words}</dt><dd[^>]*>{number} <span[^>]*>\({percent} %\)", shown), words


def test_two_variants_of_a_product_are_one_question(provider, product):
    make_variant(product, sku="BLUE", price=1290, options={"Color": "Blue"})
    basket = filled_basket(product)
    add_to_basket(basket=basket, variant=product.variants.get(sku="BLUE"), quantity=1)
    make_delivery()
    contact = Contact("two@example.com", "en", dict(ADDRESS))
    placed = place_order(
        basket=basket, contact=contact, method_id=make_delivery().pk, expected=None, by=None, at=timezone.now()
    )
    provider.pay(open_payment(order=placed, at=timezone.now()).session_id)
    settle(payment=placed.payments.get(), at=timezone.now())
    order = deliver_order(Order.objects.get(pk=placed.pk), timezone.now() - timedelta(days=8))
    assert order.lines.count() == 2
    request_review(order=order, at=timezone.now())
    [sent] = [mail for mail in deliver_mail() if mail.template == "reviews/review_request"]
    assert sent.html.count("?stars=5") == 1


def test_the_account_lists_what_one_asked_and_answered(client, provider, product):
    question = asked(product, "Does it fit under a portafilter machine?", by=ada())
    answer_question(question=question, text="It does under mine.", language="en", by=ben(), at=timezone.now())
    client.force_login(ada())
    shown = client.get("/reviews/").content.decode()
    assert "What you asked" in shown and "Does it fit under" in shown and "1 answer" in shown
    client.post(reverse("reviews:entry-withdraw", args=["question", question.pk]))
    assert "What you asked" not in client.get("/reviews/").content.decode()
    client.force_login(ben())
    assert "It does under mine." in client.get("/reviews/").content.decode()


@pytest.mark.parametrize("number", [3, 12])
def test_a_page_asks_as_little_for_many_variants_and_reviews_as_for_few(
    client, provider, product, number, django_assert_max_num_queries
):
    product.option_names = ["Color"]
    product.save()
    for place in range(number):
        blue = make_variant(product, sku=f"V{place}", options={"Color": f"Blue {place}"})
        review = say(provider, product, 1 + place % 5, f"Text {place}", place)
        Review.objects.filter(pk=review.pk).update(variant=blue, photo_count=1)
    recount(product)
    for path, most in ((product.get_absolute_url(), 14), (f"{product.get_absolute_url()}reviews/", 7)):
        client.get("/")
        cache.clear()
        near.clear()
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
