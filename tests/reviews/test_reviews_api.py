"""Words through the API: everybody reads what is on the page, a customer who signed in to an app writes."""

import pytest

from reviews.actions.pace import REVIEWS_AN_HOUR
from reviews.models import Review
from tests.cast import ada, ben, delivered_order, make_product, pia

pytestmark = pytest.mark.django_db


def test_a_buyer_reviews_in_an_app_and_everybody_reads_it(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    app = pia("reviews:write", customer=ada())
    body = {"product": product.slug, "stars": 5, "title": "Good", "text": "It keeps the coffee warm for hours."}
    made = app.send("POST", "/reviews/", body, Idempotency_Key="w1")
    assert made.status_code == 201, made.content
    assert (made.json()["is_verified"], made.json()["state"]) == (True, "published")
    assert app.send("POST", "/reviews/", body, Idempotency_Key="w1").json() == made.json()
    again = app.send("POST", "/reviews/", body)
    assert (again.status_code, again.json()["code"]) == (409, "already_reviewed")
    [row] = client.get(f"/api/v1/reviews/?product={product.slug}").json()["results"]
    assert (row["stars"], row["author"], "email" in row) == (5, "A customer", False)
    assert client.get(f"/api/v1/reviews/{row['id']}/").json() == row


def test_what_waits_for_a_person_is_seen_by_its_writer_alone(client, provider):
    product = make_product()
    delivered_order(provider, make_product("Bowl"), owner=ben())  # something, though not this
    app = pia("reviews:write", customer=ben())
    body = {"product": product.slug, "stars": 1, "text": "Never bought it, still do not like it at all."}
    assert app.send("POST", "/reviews/", body).json()["state"] == "pending"
    pk = Review.objects.get().pk
    assert client.get(f"/api/v1/reviews/{pk}/").status_code == 404
    assert pia("reviews:read").send("GET", f"/reviews/{pk}/").status_code == 404
    assert app.send("GET", f"/reviews/{pk}/").status_code == 200


def test_a_partner_writes_for_nobody():
    product = make_product()
    server = pia("reviews:write")
    body = {"product": product.slug, "stars": 5, "text": "We think our own goods are splendid."}
    assert server.send("POST", "/reviews/", body).status_code == 403
    assert server.send("POST", "/questions/", {"product": product.slug, "text": "Is it safe?"}).status_code == 403
    assert not Review.objects.exists()


def test_a_question_is_asked_and_answered(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    asker, buyer = pia("reviews:write", customer=ben()), pia("reviews:write", customer=ada())
    asked = asker.send("POST", "/questions/", {"product": product.slug, "text": "Does it fit under a coffee machine?"})
    assert asked.status_code == 201, asked.content
    path = f"/questions/{asked.json()['id']}/answers/"
    answered = buyer.send("POST", path, {"text": "Yes, there is a finger's width of air above it."})
    assert (answered.status_code, answered.json()["by"], answered.json()["is_verified"]) == (201, "buyer", True)
    assert buyer.send("POST", path, {"text": "Once more."}).status_code == 409
    [row] = client.get(f"/api/v1/answers/?question={asked.json()['id']}").json()["results"]
    assert row["id"] == answered.json()["id"]
    assert client.get(f"/api/v1/questions/?product={product.slug}").json()["results"][0]["answer_count"] == 1


def test_an_app_writes_no_more_than_the_site_lets_one(provider):
    delivered_order(provider, make_product("Bowl"), owner=ben())
    app = pia("reviews:write", customer=ben())
    codes = []
    for number in range(REVIEWS_AN_HOUR + 1):
        body = {"product": make_product(f"Mug {number}").slug, "stars": 3, "text": "It is a mug like any other mug."}
        answer = app.send("POST", "/reviews/", body)
        codes.append(answer.json().get("code"))
    assert (codes[-1], set(codes[:-1])) == ("too_much_at_once", {None})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
