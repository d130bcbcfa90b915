"""Words through the API: everybody reads what is on the page, a customer who signed in to an app writes."""

import pytest

from reviews.actions.pace import REVIEWS_AN_HOUR
from reviews.models import Answer, Question, Review
from shop.models import Product
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
    app = pia("reviews:read", "reviews:write", customer=ben())
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


@pytest.fixture
def waiting(provider):
    """A review, a question and an answer of Ada that wait for a person."""
    product = make_product()
    delivered_order(provider, product, owner=ada())
    app = pia("reviews:write", customer=ada())
    body = {"product": product.slug, "stars": 5, "text": "It keeps the coffee warm for hours."}
    assert app.send("POST", "/reviews/", body).status_code == 201
    asked = app.send("POST", "/questions/", {"product": product.slug, "text": "Does it fit under a machine?"}).json()
    answered = app.send("POST", f"/questions/{asked['id']}/answers/", {"text": "Yes, there is air above it."})
    assert answered.status_code == 201, answered.content
    for model in (Review, Question, Answer):
        model.objects.update(state="pending")
    return [f"/{model._meta.model_name}s/{model.objects.get().pk}/" for model in (Review, Question, Answer)]


@pytest.mark.corrupts  # states are set past the counts
def test_own_words_that_wait_are_read_with_the_scope_for_it_alone(waiting):
    for scopes, customer, seen in (
        (["reviews:read"], ada(), True),
        (["memberships:read"], ada(), False),
        (["reviews:write"], ada(), False),
        (["reviews:read"], ben(), False),
        (["reviews:read"], None, False),
    ):
        api = pia(*scopes, customer=customer)
        for path in waiting:
            assert api.send("GET", path).status_code == (200 if seen else 404), (scopes, customer, path)
            assert bool(api.send("GET", f"/{path.split('/')[1]}/").json()["results"]) is seen, (scopes, customer, path)


def test_what_an_app_just_wrote_is_answered_without_the_scope_to_read_it(provider):
    delivered_order(provider, make_product("Bowl"), owner=ben())
    app = pia("reviews:write", customer=ben())
    body = {"product": make_product().slug, "stars": 1, "text": "Never bought it, still do not like it at all."}
    made = app.send("POST", "/reviews/", body)
    assert (made.status_code, made.json()["state"]) == (201, "pending")


def test_words_about_a_draft_are_its_writers_alone(client, waiting):
    for model in (Review, Question, Answer):
        model.objects.update(state="published")
    everybody, writer = pia("reviews:read", "products:read"), pia("reviews:read", customer=ada())
    for state, seen in (("published", True), ("retired", True), ("draft", False)):
        Product.objects.update(state=state)
        for path in waiting:
            assert client.get(f"/api/v1{path}").status_code == (200 if seen else 404)
            assert bool(client.get(f"/api/v1/{path.split('/')[1]}/").json()["results"]) is seen
            assert everybody.send("GET", path).status_code == (200 if seen else 404)
            assert writer.send("GET", path).status_code == 200


@pytest.mark.corrupts  # states are set past the counts
def test_answers_leave_the_page_with_their_question(client, waiting):
    Answer.objects.update(state="published")
    assert client.get(f"/api/v1{waiting[2]}").status_code == 404
    assert client.get("/api/v1/answers/").json()["results"] == []
