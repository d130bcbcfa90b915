"""Questions through their pages: known things first, orders elsewhere, and nobody's data for all to read."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Consent, User
from core.links import sign_link
from core.models import OutgoingMail
from reviews.actions.answers import answer_as_shop, answer_question
from reviews.actions.asking import ask_buyers, questions_to_ask
from reviews.actions.moderation import NotPossibleNow, hide_entry, publish_entry
from reviews.actions.question_mails import NEVER_ASK, UNFOLLOW
from reviews.actions.questions import NotTheSameProduct, ask_question, close_question, merge_question
from reviews.actions.requests import unsubscribe
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import Answer, AnswerRequest, Follower, Question, ReviewRequest
from reviews.tasks.questions import ask_buyers_about, sweep_questions
from shop.models import Product
from tests.cast import ada, ben, delivered_order, make_product, make_variant, stan

pytestmark = pytest.mark.django_db
TEXT = "Does it keep coffee warm?"


def asked(product: Product, text: str = TEXT, *, by: User | None = None, **how: object) -> Question:
    how = {"language": "en", "at": timezone.now()} | how
    return ask_question(product=product, text=text, by=by or ben(), **how)


def answered(question: Question, text: str = "For an hour or so.", *, by: User | None = None) -> Answer:
    return answer_question(question=question, text=text, language="en", by=by or ada(), at=timezone.now())


def new(product: Product) -> str:
    return f"{product.get_absolute_url()}questions/new/"


def had_for(days: int, product: Product, provider, owner: User):
    return delivered_order(provider, product, owner=owner, delivered_at=timezone.now() - timedelta(days=days))


def test_a_question_is_asked_and_stands_on_the_product_page(client):
    product = make_product()
    client.force_login(ben())
    page = client.post(new(product), {"text": TEXT}, follow=True).content.decode()
    assert "Your question is on the page." in page
    assert "Ben F." in page and "Franklin" not in page and "ben@example.com" not in page
    shown = client.get(product.get_absolute_url()).content.decode()
    assert TEXT in shown and "Not answered yet" in shown


def test_who_is_not_signed_in_is_asked_to_and_keeps_the_text(client):
    product = make_product()
    page = client.get(new(product), {"text": TEXT}).content.decode()
    assert "Sign in to ask" in page
    answer = client.post(new(product), {"text": TEXT})
    assert answer.status_code == 302
    assert "/account/login/" in answer.url and "coffee" in answer.url
    assert not Question.objects.exists()


@pytest.mark.parametrize("text", ["Where is my parcel?", "Wann kommt mein Paket?", "I want a refund for this"])
def test_orders_are_led_to_the_orders_and_not_published(client, text):
    product = make_product()
    client.force_login(ben())
    answer = client.post(new(product), {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "/orders/" in page and "ask anyway" in page
    assert not Question.objects.exists()
    client.post(new(product), {"text": text, "despite": "order"})
    assert Question.objects.get().text == text


def test_the_same_question_is_shown_instead_and_may_be_asked_anyway(client):
    product = make_product()
    answered(asked(product, by=ada()), by=stranger())
    client.force_login(ben())
    answer = client.post(new(product), {"text": "does this keep the coffee warm"})
    assert answer.status_code == 422
    assert "Somebody asked this already" in answer.content.decode()
    assert "For an hour or so." in answer.content.decode()
    assert Question.objects.count() == 1
    client.post(new(product), {"text": "does this keep the coffee warm", "despite": "same"})
    assert Question.objects.count() == 2


def test_of_another_product_it_is_not_the_same(client):
    asked(make_product("Pan"))
    client.force_login(ben())
    client.post(new(make_product()), {"text": TEXT})
    assert Question.objects.count() == 2


def test_what_is_known_comes_first(client, provider):
    product = make_product(bullet_points=["Dishwasher safe", "Holds 350 ml"], description="Thrown by hand in Bavaria.")
    delivered_order(provider, product, owner=ada())
    words = Words(
        stars=5,
        title="",
        text="I put it into the dishwasher every day. Nice.",
        author_name="Ada Lovelace",
        language="en",
    )
    write_review(product=product, words=words, by=Reviewer(ada()), at=timezone.now())
    answered(asked(product, "Can the mug go into the dishwasher?"))
    page = client.get(
        f"{product.get_absolute_url()}questions/suggestions/?text=is it ok in the dishwasher"
    ).content.decode()
    assert "Can the mug go into the dishwasher?" in page
    assert "For an hour or so." in page
    assert "Dishwasher safe" in page and "Holds 350 ml" not in page
    assert "I put it into the dishwasher every day." in page and "Nice." not in page
    assert page.strip() in client.get(new(product), {"text": "is it ok in the dishwasher"}).content.decode()


def test_what_is_known_is_drawn_alike_for_everybody(client):
    address = f"{make_product().get_absolute_url()}questions/suggestions/"
    client.force_login(ben())
    known = client.get(address, {"text": "where is my parcel"}).content
    client.logout()
    cache.clear()
    assert client.get(address, {"text": "where is my parcel"}).content == known


def test_a_customer_says_in_the_account_who_may_ask(client):
    client.force_login(ada())
    client.post("/account/mails/", {"answers_questions": "on"})
    assert User.objects.get().answers_questions
    client.post("/account/mails/")
    assert not User.objects.get().answers_questions


def test_while_typing_an_order_is_noticed(client):
    address = f"{make_product().get_absolute_url()}questions/suggestions/"
    assert "find your order" in client.get(address, {"text": "where is my parcel"}).content.decode()
    assert client.get(address).content.decode().strip() == ""
    assert client.get(address, {"text": "x" * 4000}).status_code == 200


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        ("   ", 422),
        ("??", 422),
        ("what is it", 422),
        ("x" * 501, 422),
        ("a b\0c", 400),
        ("\u200b" * 40, 422),
    ],
)
def test_what_is_no_question_is_refused_in_words(client, text, status):
    client.force_login(ben())
    answer = client.post(new(make_product()), {"text": text})
    assert answer.status_code == status
    assert not Question.objects.exists()


def test_markup_marks_and_long_words_stay_harmless(client):
    product = make_product()
    client.force_login(ben())
    client.post(new(product), {"text": "<script>alert(1)</script> \u202eevil\u200b question"})
    client.post(new(product), {"text": "Is this ok " + "w" * 480})
    assert [question.state for question in Question.objects.order_by("pk")] == ["published", "pending"]
    page = client.get(f"{product.get_absolute_url()}questions/").content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert "\u202e" not in page and "\u200b" not in page


def test_personal_data_is_masked_and_a_person_looks(client):
    client.force_login(ben())
    client.post(new(make_product()), {"text": "Is it round? Call me: +49 170 1234567 or ben@example.com"})
    question = Question.objects.get()
    assert (question.text, question.state) == ("Is it round? Call me: […] or […]", "pending")
    assert "contact" in question.risks


def test_a_question_that_waits_is_its_askers_alone(client):
    product = make_product()
    question = asked(product, "Is it like on https://spam.example ?")
    address = question.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(ada())
    assert client.get(address).status_code == 404
    client.force_login(ben())
    assert "Only you see this" in client.get(address).content.decode()
    product.refresh_from_db()
    assert product.question_count == 0


def test_ten_questions_an_hour_are_enough(client):
    product = make_product()
    client.force_login(ben())
    answers = [client.post(new(product), {"text": f"Is number {n} of model {n * 7} there?"}) for n in range(11)]
    assert answers[-1].status_code == 422
    assert "go on in an hour" in answers[-1].content.decode()
    assert Question.objects.count() == 10


def test_all_questions_are_found_by_their_words_and_turned_over(client):
    product = make_product()
    now = timezone.now()
    for number in range(12):
        asked(product, f"Which size is part {number} of it?", at=now, despite=["same"])
    answered(asked(product, "Does it rust?"), "Never, it is stoneware.")
    address = f"{product.get_absolute_url()}questions/"
    assert client.get(address).content.decode().count('class="question"') == 10
    assert client.get(address, {"page": "2"}).content.decode().count('class="question"') == 3
    found = client.get(address, {"q": "stoneware"}).content.decode()
    assert "Does it rust?" in found and "1 question has" in found
    assert "0 questions have" in client.get(address, {"q": "zeppelin"}).content.decode()


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99", "page=00000099", "page=" + "0" * 5000 + "1", "page=²", "page=-1"]
)
def test_a_page_that_is_none_is_refused(client, query):
    assert client.get(f"{make_product().get_absolute_url()}questions/?{query}").status_code in (400, 404)


def test_pages_cost_few_queries_however_many_questions(client, django_assert_max_num_queries):
    product = make_product()
    now = timezone.now()
    for number in range(10):
        question = asked(product, f"Which size is part {number} of it?", at=now, despite=["same"])
        answered(question, by=ada())
        answered(question, by=stranger())
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get(f"{product.get_absolute_url()}questions/")
    with django_assert_max_num_queries(5):
        client.get(Question.objects.first().get_absolute_url())


def test_the_product_page_costs_one_query_more_and_none_when_kept(client, django_assert_num_queries):
    product = make_product()
    address = product.get_absolute_url()
    client.get(address)
    cache.clear()
    without = count_queries(client, address)
    answered(asked(product))
    cache.clear()
    assert count_queries(client, address) == without + 1
    with django_assert_num_queries(1):
        client.get(address)


def test_nothing_personal_is_kept_for_all(client):
    product = make_product()
    answered(asked(product))
    client.force_login(ada())
    client.get(product.get_absolute_url())
    client.logout()
    page = client.get(product.get_absolute_url()).content.decode()
    assert "ada@example.com" not in page and "ben@example.com" not in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_the_page_changes_with_every_answer_and_decision(client):
    product = make_product()
    question = asked(product)
    address = product.get_absolute_url()
    assert "Not answered yet" in client.get(address).content.decode()
    answer = answered(question)
    assert "For an hour or so." in client.get(address).content.decode()
    hide_entry(entry=answer, reason="insult", by=stan(), at=timezone.now())
    assert "For an hour or so." not in client.get(address).content.decode()
    hide_entry(entry=question, reason="insult", by=stan(), at=timezone.now())
    assert TEXT not in client.get(address).content.decode()
    publish_entry(entry=question, by=stan(), at=timezone.now())
    assert TEXT in client.get(address).content.decode()


def test_structured_data_stands_on_an_answered_question_alone(client):
    product = make_product()
    question = asked(product, "Is </script> safe in it?")
    assert "QAPage" not in client.get(question.get_absolute_url()).content.decode()
    answered(question)
    page = client.get(question.get_absolute_url()).content.decode()
    assert '"@type": "QAPage"' in page and "\\u003C/script\\u003E" in page
    for address in (product.get_absolute_url(), f"{product.get_absolute_url()}questions/"):
        assert "QAPage" not in client.get(address).content.decode()
        assert "FAQPage" not in client.get(address).content.decode()


def test_drafts_have_no_questions_for_customers(client):
    draft = make_product(publish=False)
    assert client.get(f"{draft.get_absolute_url()}questions/").status_code == 404
    client.force_login(ben())
    assert client.post(new(draft), {"text": TEXT}).status_code == 404


def test_a_merged_question_leads_to_the_older_one_with_its_answers(client):
    product = make_product()
    old, young = asked(product, by=ada()), asked(product, "Does coffee stay warm inside?", despite=["same"])
    answered(young, by=stranger())
    merge_question(question=young, into=old, by=stan(), at=timezone.now())
    answer = client.get(young.get_absolute_url())
    assert (answer.status_code, answer.url) == (301, old.get_absolute_url())
    assert "For an hour or so." in client.get(old.get_absolute_url()).content.decode()
    product.refresh_from_db()
    assert product.question_count == 1
    assert {follower.customer.email for follower in old.followers.all()} == {"ada@example.com", "ben@example.com"}


def test_only_an_older_question_of_the_same_product_takes_another_over():
    product, now = make_product(), timezone.now()
    one, two, three = (asked(product, f"Which size is part {n}?", despite=["same"]) for n in range(3))
    elsewhere = asked(make_product("Pan"), by=ada())
    merge_question(question=three, into=two, by=stan(), at=now)
    merge_question(question=two, into=one, by=stan(), at=now)
    three.refresh_from_db()
    assert three.merged_into == one
    for question, into in [(one, one), (two, one), (one, elsewhere), (one, three)]:
        with pytest.raises(NotTheSameProduct):
            merge_question(question=question, into=into, by=stan(), at=now)


def test_two_official_answers_of_merged_questions_leave_one_pinned():
    product, now = make_product(), timezone.now()
    old, young = asked(product), asked(product, "Does coffee stay warm inside?", despite=["same"])
    for question in (old, young):
        answer_as_shop(question=question, text="Yes.", language="en", is_official=True, by=stan(), at=now)
    merge_question(question=young, into=old, by=stan(), at=now)
    assert old.answers.filter(is_official=True).count() == 1
    assert old.answers.count() == 2


def test_buyers_who_fit_are_asked_once(provider, bells, django_capture_on_commit_callbacks):
    product = make_product()
    had_for(30, product, provider, ada())
    with django_capture_on_commit_callbacks(execute=True):
        question = asked(product)
    assert ("reviews.ask_buyers", {"question_id": question.pk}) in bells
    for _time in range(3):
        ask_buyers_about(question_id=question.pk)
        sweep_questions()
    [mail] = OutgoingMail.objects.filter(template="reviews/question_to_buyer")
    assert mail.recipient == "ada@example.com"
    assert "Somebody asks about your Stoneware mug" in mail.subject
    assert "ben@example.com" not in mail.text + mail.html and "Ben" not in mail.text
    assert mail.unsubscribe_url


@pytest.mark.parametrize("days", [1, 6, 366, 800])
def test_who_has_it_too_freshly_or_too_long_is_not_asked(provider, days):
    product = make_product()
    had_for(days, product, provider, ada())
    assert ask_buyers(question=asked(product), at=timezone.now()) == []


def test_who_does_not_want_to_be_asked_is_not(provider):
    product = make_product()
    had_for(30, product, provider, ada())
    unsubscribe(email="ada@example.com")
    assert ask_buyers(question=asked(product), at=timezone.now()) == []
    other = stranger()
    had_for(30, product, provider, other)
    User.objects.filter(pk=other.pk).update(answers_questions=False)
    assert ask_buyers(question=asked(product, "Is it heavy?"), at=timezone.now()) == []


def test_the_asker_guests_and_who_answered_are_not_asked(provider):
    product = make_product()
    had_for(30, product, provider, ben())
    had_for(30, product, provider, ada())
    delivered_order(provider, product, delivered_at=timezone.now() - timedelta(days=30))
    question = asked(product, by=ben())
    answered(question, by=ada())
    assert ask_buyers(question=question, at=timezone.now()) == []


def test_nobody_is_asked_twice_in_a_month_nor_within_a_week_of_a_review_request(provider):
    product = make_product()
    order = had_for(30, product, provider, ada())
    now = timezone.now()
    ReviewRequest.objects.create(order=order, created_at=now, sent_at=now - timedelta(days=3))
    assert ask_buyers(question=asked(product), at=now) == []
    ReviewRequest.objects.update(sent_at=now - timedelta(days=8))
    assert len(ask_buyers(question=asked(product, "Is it heavy?"), at=now)) == 1
    assert ask_buyers(question=asked(product, "Is it blue or red?"), at=now) == []
    later = now + timedelta(days=31)
    assert len(ask_buyers(question=asked(product, "What is the handle made of?", at=later), at=later)) == 1


def test_five_at_most_and_the_same_variant_first(provider, settings):
    settings.QUESTION_BUYERS = 2
    product = make_product(stock=20)
    variant = make_variant(product, sku="BLUE", options={"Color": "Blue"})
    for number in range(3):
        had_for(30, product, provider, stranger(number))
    question = asked(product, variant=variant)
    assert len(ask_buyers(question=question, at=timezone.now())) == 2


def test_an_old_an_imported_or_a_closed_question_is_not_taken_to_buyers(provider):
    product = make_product()
    had_for(30, product, provider, ada())
    question = asked(product, at=timezone.now() - timedelta(days=20))
    assert questions_to_ask(timezone.now()) == []
    close_question(question=question, is_closed=True, by=stan(), at=timezone.now())
    assert ask_buyers(question=question, at=timezone.now()) == []


def test_one_click_ends_questions_by_mail(client, provider):
    customer = ada()
    link = f"/questions/unsubscription/{sign_link(NEVER_ASK, str(customer.pk))}/"
    assert "Do not ask me again" in client.get(link).content.decode()
    assert User.objects.get().answers_questions
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not User.objects.get().answers_questions
    assert Consent.objects.get(customer=customer, topic="answers_questions").frequency == "never"
    answer = client.post(f"/questions/unsubscription/{sign_link('other', str(customer.pk))}/")
    assert answer.status_code == 410
    assert "not valid any more" in answer.content.decode()


def test_the_asker_hears_of_the_first_answer_once(client):
    question = asked(make_product())
    answered(question)
    answered(question, by=stranger())
    [mail] = OutgoingMail.objects.filter(template="reviews/question_answered")
    assert mail.recipient == "ben@example.com"
    assert "For an hour or so." in mail.text and question.get_absolute_url() in mail.text


def test_an_answer_of_ones_own_is_no_news(client):
    question = asked(make_product())
    answered(question, by=ben())
    assert not OutgoingMail.objects.filter(template="reviews/question_answered").exists()
    answered(question, by=ada())
    assert OutgoingMail.objects.filter(template="reviews/question_answered").exists()


def test_who_says_no_by_one_click_hears_nothing(client):
    question = asked(make_product())
    follower = Follower.objects.get()
    link = f"/questions/followed/{sign_link(UNFOLLOW, str(follower.pk))}/"
    assert client.get(link).status_code == 200
    client.post(link, {"List-Unsubscribe": "One-Click"})
    answered(question)
    assert not OutgoingMail.objects.filter(template="reviews/question_answered").exists()


def test_others_may_wait_for_the_answer_too(client):
    question = asked(make_product())
    client.force_login(ada())
    client.post(f"{question.get_absolute_url()}follow/", {"follows": "yes"})
    answered(question, by=stranger())
    recipients = OutgoingMail.objects.filter(template="reviews/question_answered").values_list("recipient", flat=True)
    assert set(recipients) == {"ada@example.com", "ben@example.com"}


def test_a_question_can_be_reported_and_taken_back_by_its_asker_alone(client):
    question = asked(make_product())
    client.force_login(ada())
    assert client.post(f"/opinions/question/{question.pk}/withdraw/").status_code == 404
    client.post(f"/opinions/question/{question.pk}/report/", {"reason": "insult"})
    question.refresh_from_db()
    assert (question.state, "reported" in question.risks) == ("published", True)
    client.force_login(ben())
    client.post(f"/opinions/question/{question.pk}/withdraw/")
    question.refresh_from_db()
    assert question.state == "removed"
    with pytest.raises(NotPossibleNow):
        publish_entry(entry=question, by=stan(), at=timezone.now())


def test_requests_name_only_their_buyer(provider):
    product = make_product()
    had_for(30, product, provider, ada())
    ask_buyers(question=asked(product), at=timezone.now())
    assert AnswerRequest.objects.get().email == "ada@example.com"


def stranger(number: int = 0) -> User:
    return User.objects.get_or_create(email=f"stranger{number}@example.com", defaults={"name": "Sam Stranger"})[0]


def count_queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_nobody_is_asked_to_report_their_own_words(client):
    question = asked(make_product())
    answer = answered(question)
    reports = [f"/question/{question.pk}/report", f"/answer/{answer.pk}/report"]
    for reader, offered in ((None, [True, True]), (ben(), [False, True]), (ada(), [True, False])):
        if reader:
            client.force_login(reader)
        for address in (question.get_absolute_url(), f"{question.product.get_absolute_url()}questions/"):
            page = client.get(address).content.decode()
            assert [report in page for report in reports] == offered
