"""Answers through their pages and mails: by buyers with proof, by the shop under its name, and never by a crafted form."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.links import sign_link
from core.models import OutgoingMail
from orders.actions.returned_units import record_returned_units
from reviews.actions.answers import OfficialAlready, OnlyStaff, answer_as_shop, pin_answer
from reviews.actions.asking import ask_buyers
from reviews.actions.moderation import hide_entry
from reviews.actions.question_mails import DECLINE, REPLY
from reviews.actions.questions import close_question, merge_question
from reviews.models import Answer, AnswerRequest, Question, Vote
from shop.models import Product
from tests.cast import ada, ben, delivered_order, make_product, paid_order, stan
from tests.reviews.test_questions_pages import answered, asked, had_for, stranger

pytestmark = pytest.mark.django_db
WORDS = {"text": "For an hour, then it is cold."}


def answers_of(question: Question) -> str:
    return f"{question.get_absolute_url()}answers/"


def asked_buyer(provider, product: Product | None = None) -> AnswerRequest:
    """Ada had it for a month when Ben asked, and got the mail."""
    product = product or make_product()
    had_for(30, product, provider, ada())
    [request] = ask_buyers(question=asked(product), at=timezone.now())
    return request


def link_in_mail(name: str) -> str:
    mail = OutgoingMail.objects.get(template="reviews/question_to_buyer")
    return re.search(rf"/questions/{name}/[^\s]+/", mail.text)[0]


def test_a_buyer_answers_by_the_link_without_signing_in(client, provider):
    request = asked_buyer(provider)
    link = link_in_mail("reply")
    assert "Does it keep coffee warm?" in client.get(link).content.decode()
    page = client.post(link, WORDS, follow=True).content.decode()
    assert "Your answer is on the page now." in page
    assert "Bought this item" in page and "Ada L." in page and "Lovelace" not in page
    answer = Answer.objects.get()
    assert (answer.by, answer.is_verified, answer.order_line) == ("buyer", True, request.order_line)


def test_a_link_answers_once(client, provider):
    asked_buyer(provider)
    link = link_in_mail("reply")
    client.post(link, WORDS)
    for again in (client.get(link), client.post(link, {"text": "Something else."})):
        assert again.status_code == 410
        assert "used already" in again.content.decode()
    assert Answer.objects.get().text == WORDS["text"]


def test_looking_at_the_link_uses_nothing_up(client, provider):
    asked_buyer(provider)
    for _time in range(3):
        assert client.get(link_in_mail("reply")).status_code == 200
    assert client.post(link_in_mail("reply"), {"text": ""}).status_code == 422
    assert client.post(link_in_mail("reply"), WORDS).status_code == 302


@pytest.mark.parametrize("purpose", [DECLINE, "review-write", "question-never", "entry-appeal"])
def test_a_link_for_something_else_answers_nothing(client, provider, purpose):
    request = asked_buyer(provider)
    answer = client.post(f"/questions/reply/{sign_link(purpose, str(request.pk))}/", WORDS)
    assert answer.status_code == 410
    assert not Answer.objects.exists()


def test_a_damaged_or_old_link_is_refused_in_words(client, provider):
    asked_buyer(provider)
    link = link_in_mail("reply")
    assert client.post(f"{link[:-3]}xx/", WORDS).status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        answer = client.post(link, WORDS)
    assert answer.status_code == 410
    assert "not valid any more" in answer.content.decode()
    assert not Answer.objects.exists()


def test_somebody_elses_link_answers_as_that_buyer_and_not_as_who_is_signed_in(client, provider):
    """Whoever holds the link is the buyer it was sent to; being signed in as another changes nothing."""
    asked_buyer(provider)
    client.force_login(ben())
    client.post(link_in_mail("reply"), WORDS)
    assert Answer.objects.get().author == ada()


def test_i_dont_know_is_a_button_and_no_link_by_itself(client, provider):
    request = asked_buyer(provider)
    link = link_in_mail("no-idea")
    assert "I don't know" in client.get(link).content.decode()
    request.refresh_from_db()
    assert request.declined_at is None
    client.post(link)
    request.refresh_from_db()
    assert request.declined_at is not None
    reply = sign_link(REPLY, str(request.pk))
    assert client.post(f"/questions/no-idea/{reply}/").status_code == 410


def test_an_answer_by_link_goes_where_the_question_was_merged_to(client, provider):
    product = make_product()
    old = asked(product, "What about tea in it?", by=ada())
    request = asked_buyer(provider, product)
    merge_question(question=request.question, into=old, by=stan(), at=timezone.now())
    client.post(link_in_mail("reply"), WORDS)
    assert Answer.objects.get().question == old


def test_a_signed_in_buyer_has_the_badge_and_others_have_none(client, provider):
    product = make_product()
    had_for(30, product, provider, ada())
    question = asked(product)
    for customer in (ada(), stranger()):
        client.force_login(customer)
        client.post(answers_of(question), WORDS)
    assert list(question.answers.values_list("by", "is_verified")) == [("buyer", True), ("customer", False)]
    assert client.get(question.get_absolute_url()).content.decode().count("Bought this item") == 1


@pytest.mark.parametrize("kind", ["paid", "another product"])
def test_only_what_was_delivered_proves_anything(client, provider, kind):
    product = make_product()
    if kind == "paid":
        paid_order(provider, product, owner=ada())
    else:
        delivered_order(provider, make_product("Pan"), owner=ada())
    client.force_login(ada())
    client.post(answers_of(asked(product)), WORDS)
    assert not Answer.objects.get().is_verified


def test_the_badge_goes_when_the_thing_goes_back(client, provider):
    product = make_product()
    order = had_for(30, product, provider, ada())
    answered(asked(product))
    record_returned_units(line=order.lines.get(), units=1, by=stan(), at=timezone.now())
    assert not Answer.objects.get().is_verified
    assert "Bought this item" not in client.get(product.get_absolute_url()).content.decode()
    record_returned_units(line=order.lines.get(), units=-1, by=stan(), at=timezone.now())
    assert Answer.objects.get().is_verified


def test_nobody_answers_twice_nor_what_is_closed(client):
    question = asked(make_product())
    client.force_login(ada())
    client.post(answers_of(question), WORDS)
    again = client.post(answers_of(question), {"text": "And another thing."})
    assert again.status_code == 422
    assert "answered this question already" in again.content.decode()
    close_question(question=question, is_closed=True, by=stan(), at=timezone.now())
    client.force_login(stranger())
    closed = client.post(answers_of(question), WORDS)
    assert closed.status_code == 422
    assert Answer.objects.count() == 1


def test_who_took_an_answer_back_may_give_another(client):
    question = asked(make_product())
    client.force_login(ada())
    client.post(answers_of(question), WORDS)
    client.post(f"/opinions/answer/{Answer.objects.get().pk}/withdraw/")
    client.post(answers_of(question), {"text": "Better: two hours."})
    assert client.get(question.get_absolute_url()).content.decode().count('class="answer"') == 1
    question.refresh_from_db()
    assert question.answer_count == 1


def test_writers_find_the_way_to_take_their_own_words_back(client):
    question = asked(make_product())
    answer = answered(question)
    client.force_login(ada())
    page = client.get(question.get_absolute_url()).content.decode()
    assert f"/opinions/answer/{answer.pk}/withdraw/" in page
    assert f"/opinions/question/{question.pk}/withdraw/" not in page
    client.force_login(ben())
    page = client.get(question.get_absolute_url()).content.decode()
    assert f"/opinions/question/{question.pk}/withdraw/" in page
    assert f"/opinions/answer/{answer.pk}/withdraw/" not in page


def test_who_is_not_signed_in_is_asked_to(client):
    question = asked(make_product())
    answer = client.post(answers_of(question), WORDS)
    assert answer.status_code == 302 and "/account/login/" in answer.url
    assert "Sign in to answer" in client.get(question.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), (" \n ", 422), ("\u200b\u2060", 422), ("x" * 2001, 422), ("a\0b", 400)],
)
def test_what_is_no_answer_is_refused_in_words(client, text, status):
    question = asked(make_product())
    client.force_login(ada())
    assert client.post(answers_of(question), {"text": text}).status_code == status
    assert not Answer.objects.exists()


def test_links_and_numbers_are_masked_and_wait_for_a_person(client):
    question = asked(make_product())
    client.force_login(ada())
    client.post(answers_of(question), {"text": "Ask me at ada@example.com <b>now</b> \u202e"})
    answer = Answer.objects.get()
    assert (answer.text, answer.state) == ("Ask me at […] <b>now</b>", "pending")
    question.refresh_from_db()
    assert question.answer_count == 0
    assert not OutgoingMail.objects.filter(template="reviews/question_answered").exists()


def test_twenty_answers_an_hour_are_enough(client):
    product = make_product()
    client.force_login(ada())
    questions = [asked(product, f"Is number {n} there?", despite=["same"]) for n in range(21)]
    statuses = [client.post(answers_of(question), WORDS).status_code for question in questions]
    assert statuses == [302] * 20 + [422]


def test_a_customer_cannot_make_an_answer_official(client):
    question = asked(make_product())
    client.force_login(ada())
    crafted = {"is_official": "on", "by": "shop", "is_verified": "1", "state": "published", "author": stan().pk}
    client.post(answers_of(question), WORDS | crafted)
    answer = Answer.objects.get()
    assert (answer.is_official, answer.by, answer.is_verified, answer.author) == (False, "customer", False, ada())
    for by in (ada(), stan()):
        with pytest.raises(OnlyStaff):
            pin_answer(answer=answer, is_official=True, by=by, at=timezone.now())
    with pytest.raises(OnlyStaff):
        answer_as_shop(question=question, text="x", language="en", is_official=True, by=ada(), at=timezone.now())


def test_staff_do_not_answer_as_if_they_were_customers(client):
    question = asked(make_product())
    client.force_login(stan())
    answer = client.post(answers_of(question), WORDS)
    assert answer.status_code == 422
    assert "from the staff pages" in answer.content.decode()


def test_the_official_answer_stands_first_then_what_helped_then_who_bought(client, provider):
    product = make_product()
    had_for(30, product, provider, ada())
    question = asked(product)
    now = timezone.now()
    for number, text in enumerate(["first", "helpful"]):
        answered(question, text, by=stranger(number))
    answered(question, "verified", by=ada())
    answer_as_shop(question=question, text="shop", language="en", is_official=True, by=stan(), at=now)
    client.force_login(ben())
    client.post(f"/opinions/answer/{Answer.objects.get(text='helpful').pk}/vote/", {"value": "yes"})
    page = client.get(question.get_absolute_url()).content.decode()
    places = [page.index(f"<p>{text}</p>") for text in ("shop", "helpful", "verified", "first")]
    assert places == sorted(places)
    assert "<p>shop</p>" in client.get(product.get_absolute_url()).content.decode()
    with pytest.raises(OfficialAlready):
        answer_as_shop(question=question, text="no", language="en", is_official=True, by=stan(), at=now)


def test_a_vote_moves_the_answer_on_the_product_page(client):
    product = make_product()
    question = asked(product)
    answered(question, "first", by=ada())
    second = answered(question, "second", by=stranger())
    assert "<p>first</p>" in client.get(product.get_absolute_url()).content.decode()
    client.force_login(ben())
    client.post(f"/opinions/answer/{second.pk}/vote/", {"value": "yes"})
    page = client.get(product.get_absolute_url()).content.decode()
    assert "<p>second</p>" in page and "<p>first</p>" not in page


def test_nobody_votes_for_their_own_answer(client):
    answer = answered(asked(make_product()))
    client.force_login(ada())
    client.post(f"/opinions/answer/{answer.pk}/vote/", {"value": "yes"})
    assert not Vote.objects.exists()


def test_nobody_votes_for_what_is_not_on_the_page(client):
    answer = answered(asked(make_product()))
    hide_entry(entry=answer, reason="insult", by=stan(), at=timezone.now())
    client.force_login(ben())
    assert client.post(f"/opinions/answer/{answer.pk}/vote/", {"value": "yes"}).status_code == 404
    assert not Vote.objects.exists()


def test_who_wrote_a_hidden_answer_is_told_why(client):
    answer = answered(asked(make_product()))
    hide_entry(entry=answer, reason="advertising", by=stan(), at=timezone.now())
    mail = OutgoingMail.objects.get(template="reviews/decision")
    assert mail.recipient == "ada@example.com" and "advertises" in mail.text
