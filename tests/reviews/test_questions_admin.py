"""Questions on the staff's pages: the clock, answers of the shop, merging and closing; words are nobody's to edit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from core.models import OutgoingMail
from reviews.models import Answer, Decision, Question
from tests.cast import ada, make_product, stan
from tests.reviews.test_questions_pages import answered, asked, count_queries, stranger

pytestmark = pytest.mark.django_db
LIST = "/staff/reviews/question/"


@pytest.fixture
def staff(client):
    client.force_login(stan())
    return client


def act(question: Question | Answer, verb: str) -> str:
    return f"/staff/reviews/{question.kind}/{question.pk}/{verb}/"


def test_the_day_begins_with_the_questions_to_answer(staff):
    now = timezone.now()
    asked(make_product(), at=now - timedelta(hours=30))
    answered(asked(make_product("Pan"), at=now - timedelta(hours=3)))
    page = staff.get("/staff/").content.decode()
    assert "Questions to answer, the oldest since 1\xa0day" in page
    assert "Questions overdue" in page


def test_an_empty_day_says_so(staff):
    page = staff.get("/staff/").content.decode()
    assert "Questions to answer" in page and "overdue" not in page


def test_lists_are_by_what_is_owed(staff, settings):
    settings.QUESTION_ANSWER_HOURS = 24
    product, now = make_product(), timezone.now()
    asked(product, "Is it fresh or old?", at=now)
    asked(product, "Is it late already?", at=now - timedelta(hours=25))
    answered(asked(product, "Was it answered?", at=now - timedelta(hours=50)))
    asked(product, "See https://spam.example", at=now)
    found = {name: staff.get(f"{LIST}?waits={name}").content.decode() for name in ("answer", "overdue", "staff", "x")}
    assert (
        "fresh or old" in found["answer"] and "late already" in found["answer"] and "answered?" not in found["answer"]
    )
    assert "late already" in found["overdue"] and "fresh or old" not in found["overdue"]
    assert "spam.example" in found["staff"] and "fresh or old" not in found["staff"]
    assert "Was it answered?" in found["x"]


def test_staff_answer_on_the_page_at_once_and_officially(staff):
    product = make_product()
    question = asked(product)
    assert "Official" in staff.get(act(question, "answer")).content.decode()
    staff.post(act(question, "answer"), {"text": "For an hour.", "is_official": "on"})
    answer = Answer.objects.get()
    assert (answer.by, answer.is_official, answer.state, answer.author_name) == ("shop", True, "published", "Stan L.")
    page = staff.get(product.get_absolute_url()).content.decode()
    assert "The shop, officially" in page
    assert OutgoingMail.objects.get(template="reviews/question_answered").recipient == "ben@example.com"
    again = staff.post(act(question, "answer"), {"text": "Two.", "is_official": "on"}, follow=True).content.decode()
    assert "official answer already" in again
    assert staff.post(act(question, "answer"), {"text": ""}).status_code == 422
    assert Answer.objects.count() == 1


def test_a_pin_is_put_on_and_taken_off(staff):
    question = asked(make_product())
    staff.post(act(question, "answer"), {"text": "For an hour."})
    answer = Answer.objects.get()
    for is_official in (True, False):
        staff.post(act(answer, "pin"))
        answer.refresh_from_db()
        assert answer.is_official is is_official
    customers = answered(question)
    staff.post(act(customers, "pin"))
    customers.refresh_from_db()
    assert not customers.is_official


@pytest.mark.parametrize("verb", ["answer", "publish", "take-off", "merge", "close"])
def test_looking_changes_nothing(staff, verb):
    question = asked(make_product())
    decisions = Decision.objects.count()
    assert staff.get(act(question, verb)).status_code == 200
    question.refresh_from_db()
    assert (question.state, question.is_closed, Decision.objects.count()) == ("published", False, decisions)


def test_taking_off_needs_a_reason_and_its_writer_is_told(staff):
    question = asked(make_product())
    assert staff.post(act(question, "take-off"), {"reason": "stars"}).status_code == 422
    staff.post(act(question, "take-off"), {"reason": "order_matter", "note": "We wrote to you."})
    question.refresh_from_db()
    assert question.state == "hidden"
    mail = OutgoingMail.objects.get(template="reviews/decision")
    assert mail.recipient == "ben@example.com" and "our staff will see to it" in mail.text


def test_publishing_one_by_one_and_several_at_once(staff):
    product = make_product()
    one, two = (asked(product, f"See https://{name}.example") for name in ("red", "blue"))
    staff.post(act(one, "publish"))
    staff.post(LIST, {"action": "publish", "_selected_action": [two.pk]})
    assert set(Question.objects.values_list("state", flat=True)) == {"published"}
    told = staff.post(act(one, "publish"), follow=True).content.decode()
    assert "somebody was quicker" in told


def test_closing_ends_answers_and_opening_lets_them_in_again(staff):
    question = asked(make_product())
    staff.post(act(question, "close"))
    assert "takes no more answers" in staff.get(question.get_absolute_url()).content.decode()
    staff.post(act(question, "close"))
    assert answered(question).state == "published"


def test_merging_offers_only_older_questions_of_the_product(staff):
    product = make_product()
    old, young = asked(product), asked(product, "Does coffee stay warm inside?", despite=["same"])
    elsewhere = asked(make_product("Pan"))
    assert staff.post(act(young, "merge"), {"into": elsewhere.pk}).status_code == 422
    assert staff.post(act(old, "merge"), {"into": young.pk}).status_code == 422
    staff.post(act(young, "merge"), {"into": old.pk})
    young.refresh_from_db()
    assert young.merged_into == old


def test_answers_are_published_and_taken_off(staff):
    question = asked(make_product())
    answer = answered(question, "See https://spam.example")
    staff.post(act(answer, "publish"))
    question.refresh_from_db()
    assert question.answer_count == 1
    staff.post(act(answer, "take-off"), {"reason": "advertising"})
    question.refresh_from_db()
    assert question.answer_count == 0


def test_words_cannot_be_edited_nor_rows_added_or_deleted(staff):
    question = asked(make_product())
    page = staff.get(act(question, "change")).content.decode()
    assert 'name="text"' not in page
    assert staff.post(act(question, "change"), {"text": "evil"}).status_code == 403
    assert staff.get("/staff/reviews/question/add/").status_code == 403
    assert staff.get(act(question, "delete")).status_code == 403


def test_lists_cost_few_queries_however_many_rows(staff):
    product, now = make_product(), timezone.now()
    staff.get(LIST)
    answered(asked(product, "Which size is part 1?", at=now), by=ada())
    few = [count_queries(staff, LIST), count_queries(staff, "/staff/reviews/answer/")]
    for number in range(2, 12):
        question = asked(product, f"Which size is part {number}?", at=now, despite=["same"])
        answered(question, by=stranger(number))
    assert [count_queries(staff, LIST), count_queries(staff, "/staff/reviews/answer/")] == few


def test_customers_and_strangers_see_none_of_it(client):
    question = asked(make_product())
    client.force_login(ada())
    for address in (LIST, act(question, "answer"), act(question, "merge"), "/staff/reviews/answer/"):
        assert client.post(address, {"text": "x", "is_official": "on"}).status_code in (302, 403)
    assert not Answer.objects.exists()


def test_staff_without_the_right_do_not_speak_for_the_shop(client):
    question = asked(make_product())
    helper = User.objects.create_user("helper@example.com", "a-long-password", is_staff=True)
    client.force_login(helper)
    for verb in ("answer", "close", "publish", "take-off", "merge"):
        assert client.post(act(question, verb), {"text": "x"}).status_code == 403, verb
    assert not Answer.objects.exists()


def test_signs_of_risk_are_said_in_words_or_that_there_are_none(staff):
    question = asked(make_product())
    suspicious = answered(question, "See https://spam.example")
    assert ">none<" in "".join(staff.get(act(question, "change")).content.decode().split())
    page = staff.get(act(suspicious, "change")).content.decode()
    assert "a link" in page and "[&#x27;link&#x27;]" not in page
