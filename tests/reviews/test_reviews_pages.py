"""Reviews through their pages: by people who bought, once, and never by a crafted form."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from core.models import OutgoingMail
from core.retries import TooBusy
from orders.models import Order
from reviews.actions.moderation import NotPossibleNow, hide_entry, publish_entry
from reviews.actions.requests import UNSUBSCRIBE, WRITE, orders_to_ask, request_review
from reviews.models import Review, ReviewRequest
from shop.models import Product
from tests.cast import ada, ben, delivered_order, make_product, paid_order, stan
from tests.orders.test_orders_pages import link_to

pytestmark = pytest.mark.django_db
GOOD = {"stars": "4", "title": "Solid", "text": "Keeps the coffee warm.", "author_name": "Ada Lovelace"}


def by_link(order: Order, product: Product) -> str:
    return reverse("reviews:review-create-by-link", args=[sign_link(WRITE, order.number), product.pk])


def own_page(product: Product) -> str:
    return reverse("reviews:review-create", args=[product.slug])


def test_a_guest_reviews_by_the_link_and_the_product_shows_it(client, provider):
    product = make_product()
    order = delivered_order(provider, product)
    page = client.post(by_link(order, product), GOOD, follow=True).content.decode()
    product.refresh_from_db()
    assert "Your review is on the page now." in page
    assert "Verified purchase" in page
    assert "Ada L." in page
    assert "Lovelace" not in page
    assert (product.rating_count, product.rating_hundredths, product.rating_counts) == (1, 400, [0, 0, 0, 1, 0])


def test_stars_chosen_in_the_mail_are_chosen_on_the_page(client, provider):
    product = make_product()
    page = client.get(by_link(delivered_order(provider, product), product) + "?stars=2").content.decode()
    assert 'value="2" checked' in page


@pytest.mark.parametrize("stars", ["0", "6", "-1", "4.5", "x", "", "５"])
def test_stars_are_one_to_five(client, provider, stars):
    product = make_product()
    answer = client.post(by_link(delivered_order(provider, product), product), GOOD | {"stars": stars})
    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_nobody_reviews_twice(client, provider):
    product = make_product()
    order = delivered_order(provider, product)
    client.post(by_link(order, product), GOOD)
    answer = client.post(by_link(order, product), GOOD | {"stars": "1"}, follow=True)
    assert "reviewed this product already" in answer.content.decode()
    assert Review.objects.get().stars == 4


def test_nobody_reviews_twice_by_changing_their_address(client, provider):
    product, customer = make_product(), ada()
    delivered_order(provider, product, owner=customer)
    client.force_login(customer)
    client.post(own_page(product), GOOD)
    type(customer).objects.filter(pk=customer.pk).update(email="countess@example.com")
    client.post(own_page(product), GOOD | {"stars": "1"})
    assert Review.objects.get().stars == 1  # theirs was changed, and there is no second


def test_a_link_is_for_the_products_of_its_order_alone(client, provider):
    order = delivered_order(provider)
    other = make_product("Kettle")
    assert client.post(by_link(order, other), GOOD).status_code == 404


def test_a_link_for_seeing_an_order_writes_no_review(client, provider):
    order = delivered_order(provider)
    address = reverse("reviews:review-create-by-link", args=[sign_link("order-view", order.number), 1])
    assert client.post(address, GOOD).status_code == 302
    assert not Review.objects.exists()


def test_a_link_expires(client, provider):
    product = make_product()
    link = by_link(delivered_order(provider, product), product)
    with time_machine.travel(timezone.now() + timedelta(days=46)):
        assert client.post(link, GOOD).status_code == 302
    assert not Review.objects.exists()


def test_before_it_arrives_nobody_reviews(client, provider):
    product = make_product()
    order = paid_order(provider, product)
    answer = client.post(by_link(order, product), GOOD)
    assert "when your first order has arrived" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_customer_without_a_purchase_is_kindly_refused(client, provider):
    product = make_product()
    client.force_login(ben())
    assert client.post(own_page(product), GOOD).status_code == 422
    assert not Review.objects.exists()


def test_a_customer_who_bought_something_else_is_published_by_staff_and_unverified(client, provider):
    delivered_order(provider, make_product("Kettle"), owner=ada())
    client.force_login(ada())
    client.post(own_page(make_product("Pan")), GOOD)
    review = Review.objects.get()
    assert (review.state, review.is_verified) == ("pending", False)


def test_staff_do_not_review(client, provider):
    client.force_login(stan())
    assert "People who work here" in client.post(own_page(make_product()), GOOD).content.decode()


@pytest.mark.parametrize("text", ["See https://spam.example", "call +49 170 1234567", "me@spam.example"])
def test_links_and_numbers_wait_for_a_person_whatever_the_stars(client, provider, text):
    product = make_product()
    client.post(by_link(delivered_order(provider, product), product), GOOD | {"text": text})
    assert Review.objects.get().state == "pending"


def test_markup_and_odd_letters_stay_text(client, provider):
    product = make_product()
    words = GOOD | {"text": "<script>alert(1)</script> مرحبا 🎁", "title": "<b>x</b> " * 10}
    page = client.post(by_link(delivered_order(provider, product), product), words, follow=True).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_hiding_a_review_takes_it_out_of_the_rating(provider, client):
    product = make_product()
    client.post(by_link(delivered_order(provider, product), product), GOOD)
    hide_entry(entry=Review.objects.get(), reason="insult", by=stan(), at=timezone.now())
    product.refresh_from_db()
    assert product.rating_count == 0
    publish_entry(entry=Review.objects.get(), by=stan(), at=timezone.now())
    product.refresh_from_db()
    assert product.rating_count == 1
    with pytest.raises(NotPossibleNow):
        publish_entry(entry=Review.objects.get(), by=stan(), at=timezone.now())


def test_one_mail_an_order_after_the_wait_and_never_again(provider):
    order = delivered_order(provider, delivered_at=timezone.now() - timedelta(days=8))
    now = timezone.now()
    assert orders_to_ask(now - timedelta(days=2)) == []
    assert orders_to_ask(now) == [order]
    for _time in range(3):
        request_review(order=order, at=now)
    assert OutgoingMail.objects.filter(template="reviews/review_request").count() == 1
    assert orders_to_ask(now) == []


def test_a_category_may_wait_longer(provider):
    product = make_product()
    type(product.category).objects.update(review_wait_days=30)
    delivered_order(provider, product, delivered_at=timezone.now() - timedelta(days=8))
    assert orders_to_ask(timezone.now()) == []


def test_who_unsubscribed_is_not_asked(client, provider):
    order = delivered_order(provider, delivered_at=timezone.now() - timedelta(days=8))
    link = reverse("reviews:unsubscription", args=[sign_link(UNSUBSCRIBE, order.email)])
    assert "Do not ask me again" in client.get(link).content.decode()
    request_address = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert request_address.status_code == 200
    request_review(order=order, at=timezone.now())
    assert not OutgoingMail.objects.filter(template="reviews/review_request").exists()
    assert ReviewRequest.objects.exists()


def test_nobody_is_asked_twice_in_a_week(provider):
    long_ago = timezone.now() - timedelta(days=8)
    for title in ("Pan", "Kettle"):
        delivered_order(provider, make_product(title), delivered_at=long_ago)
    for order in orders_to_ask(timezone.now()):
        request_review(order=order, at=timezone.now())
    assert ReviewRequest.objects.count() == 1


def test_reviewed_already_means_not_asked(client, provider):
    product = make_product()
    order = delivered_order(provider, product, delivered_at=timezone.now() - timedelta(days=8))
    client.post(by_link(order, product), GOOD)
    request_review(order=order, at=timezone.now())
    assert not OutgoingMail.objects.filter(template="reviews/review_request").exists()


@pytest.mark.parametrize("query", ["stars=9", "stars=x", "sort=evil", "page=0", "page=x", "page=99"])
def test_a_selection_of_reviews_that_is_none_is_refused(client, query):
    product = make_product()
    assert client.get(f"{product.get_absolute_url()}reviews/?{query}").status_code in (400, 404)


def test_reviews_are_chosen_by_stars(client, provider):
    product = make_product()
    client.post(by_link(delivered_order(provider, product), product), GOOD)
    page = client.get(f"{product.get_absolute_url()}reviews/?stars=4&sort=critical").content.decode()
    assert "Keeps the coffee warm." in page
    assert "Keeps the coffee warm." not in client.get(f"{product.get_absolute_url()}reviews/?stars=1").content.decode()


def test_staff_hide_from_their_list_and_cannot_sort_by_stars(client, provider):
    product = make_product()
    client.post(by_link(delivered_order(provider, product), product), GOOD)
    client.force_login(stan())
    page = client.get("/staff/reviews/review/").content.decode()
    assert "Keeps the coffee warm." in page
    said = {"entry": f"review/{Review.objects.get().pk}", "deed": "reject", "reason": "insult"}
    client.post("/staff/reviews/review/queue/decide/", said)
    assert Review.objects.get().state == "hidden"


def test_a_guest_with_the_orders_link_writes_without_signing_in(client, provider):
    order = delivered_order(provider, make_product("Stoneware mug"))
    page = client.get(link_to(order)).content.decode()
    path = page.split('class="review-links"')[1].split('href="')[1].split('"')[0]
    assert "Stoneware mug" in client.get(path).content.decode()


def test_the_form_speaks_one_language(client, provider):
    product = make_product()
    client.cookies["django_language"] = "de"
    page = client.get(by_link(delivered_order(provider, product), product)).content.decode()
    assert "Höchstens 6. Wo und wann sie aufgenommen wurden, entfernen wir." in page


def test_who_waits_in_vain_for_a_busy_product_keeps_the_words(client, provider, monkeypatch):
    def busy(**_how: object) -> None:
        raise TooBusy

    monkeypatch.setattr("reviews.views.reviews.write_review", busy)
    product = make_product()
    answer = client.post(by_link(delivered_order(provider, product), product), GOOD)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Very many people are writing about this" in page and "Keeps the coffee warm." in page
