"""Words of people who deleted their account: kept without a name, or erased wherever they are."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from accounts.actions.closing import close_account
from accounts.actions.joining import join_by_mail
from accounts.models import User
from accounts.rules.farewell import Farewell
from core.links import sign_link
from core.models import OutgoingMail
from orders.actions.returned_units import record_returned_units
from reviews.actions.answers import answer_question
from reviews.actions.asking import ask_buyers
from reviews.actions.moderation import publish_entry, report_entry
from reviews.actions.question_mails import NEVER_ASK, REPLY
from reviews.actions.questions import ask_question
from reviews.actions.replies import reply_to_review
from reviews.actions.requests import CHANGE, WRITE, request_review
from reviews.actions.reviews import (
    NothingBought,
    Photos,
    Reviewer,
    Words,
    edit_review,
    keep_draft,
    write_review,
)
from reviews.actions.votes import cast_vote
from reviews.models import Answer, AnswerRequest, Decision, Entry, Follower, Question, Reply, Review, ReviewPhoto
from reviews.tasks.summaries import refresh_ratings
from tests.cast import ada, ben, delivered_order, make_product, stan

pytestmark = pytest.mark.django_db
SAID = Words(4, "Solid", "Keeps the coffee warm.", "Ada Lovelace", "en")


def leave(user: User, *, erases: bool = False) -> None:
    close_account(user=user, wishes=Farewell(erases_words=erases), at=timezone.now())


def photo() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(buffer, "JPEG")
    return SimpleUploadedFile("mug.jpg", buffer.getvalue(), "image/jpeg")


def reviewed(provider, product=None, **how) -> Review:
    """Ada's review of what she bought."""
    product = product or make_product("Stoneware mug")
    delivered_order(provider, product, owner=ada())
    return write_review(product=product, words=SAID, by=Reviewer(ada()), at=timezone.now(), **how)


def asked_and_answered(product) -> tuple[Question, Answer]:
    """Ben asks, Ada answers."""
    now = timezone.now()
    question = ask_question(product=product, text="Does it keep coffee warm?", language="en", by=ben(), at=now)
    return question, answer_question(question=question, text="For an hour.", language="en", by=ada(), at=now)


def test_a_review_stays_verified_by_a_former_customer(client, provider):
    review = reviewed(provider)
    page = client.get(review.product.get_absolute_url()).content.decode()
    assert "Ada L." in page
    leave(ada())
    page = client.get(review.product.get_absolute_url()).content.decode()
    assert "Former customer" in page and "Ada L." not in page
    assert "Keeps the coffee warm." in page and "Verified purchase" in page
    review.refresh_from_db()
    assert (review.author, review.email, review.author_name, review.is_verified) == (None, "", "", True)
    assert Decision.objects.filter(review=review).first().act == "anonymized"
    assert review.product.rating_count == 1


def test_the_name_shown_is_in_the_readers_language(provider):
    review = reviewed(provider)
    leave(ada())
    review.refresh_from_db()
    assert review.shown_name == "Former customer"
    with translation.override("de"):
        assert review.author_name == ""


def test_questions_and_answers_stay_without_a_name(client, provider):
    product = make_product("Stoneware mug")
    delivered_order(provider, product, owner=ada())
    question, answer = asked_and_answered(product)
    leave(ada())
    leave(ben())
    page = client.get(question.get_absolute_url()).content.decode()
    assert page.count("Former customer") >= 2 and "Ada L." not in page and "Ben F." not in page
    assert "For an hour." in page and "Bought this item" in page
    assert not Follower.objects.exists()
    assert list(Decision.objects.filter(act="anonymized").values_list("question", "answer")) == [
        (question.pk, None),
        (None, answer.pk),
    ]


def test_nobody_is_told_a_second_time_of_an_answer_whose_writer_left(provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    asked_and_answered(product)
    told = OutgoingMail.objects.filter(template="reviews/question_answered")
    assert told.count() == 1
    leave(ada())
    assert told.count() == 1


def test_erased_words_are_nowhere(client, provider):
    review = reviewed(provider, photos=Photos(new=[photo()]))
    now = timezone.now()
    publish_entry(entry=review, by=stan(), at=now)
    reply_to_review(review=review, text="Thank you, Ada.", by=stan(), at=now)
    edit_review(review=review, words=Words(4, "Still solid", "Keeps it hot.", "Ada Lovelace", "en"), at=now)
    question = ask_question(product=review.product, text="Is it Ada-proof, really?", language="en", by=ada(), at=now)
    files = [Path(kept.path) for shot in ReviewPhoto.objects.all() for kept in (shot.file, shot.thumbnail)]
    assert all(file.exists() for file in files)
    with_commits(lambda: leave(ada(), erases=True))
    review.refresh_from_db()
    question.refresh_from_db()
    assert (review.state, review.title, review.text, review.author_name) == ("removed", "", "", "")
    assert (question.state, question.text, question.author) == ("removed", "", None)
    assert not ReviewPhoto.objects.exists() and not Reply.objects.exists()
    assert not any(file.exists() for file in files)
    kept = str(list(Decision.objects.values("before", "note")))
    assert "Solid" not in kept and "coffee" not in kept
    review.product.refresh_from_db()
    assert (review.product.rating_count, review.product.question_count) == (0, 0)
    page = client.get(review.product.get_absolute_url()).content.decode()
    assert "Former customer" not in page and "Keeps" not in page


def with_commits(deed) -> None:
    """What waits for the commit happens, as it would outside of a test."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        deed()


def test_an_erased_answer_leaves_its_question_unanswered(provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    question, answer = asked_and_answered(product)
    leave(ada(), erases=True)
    question.refresh_from_db()
    answer.refresh_from_db()
    assert (question.state, question.answer_count, question.best_answer) == ("published", 0, None)
    assert (answer.state, answer.text) == ("removed", "")


def test_what_was_taken_back_before_is_erased_or_nameless_too(client, provider):
    review = reviewed(provider)
    client.force_login(ada())
    client.post(reverse("reviews:entry-withdraw", args=["review", review.pk]))
    leave(ada(), erases=True)
    review.refresh_from_db()
    assert (review.state, review.text, review.author) == ("removed", "", None)


def test_drafts_go(provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    keep_draft(product=product, words=SAID, by=Reviewer(ada()), at=timezone.now())
    leave(ada())
    assert not Review.objects.exists()


def test_what_was_written_as_a_guest_from_the_same_address_goes_along_and_others_stay(provider):
    product = make_product(stock=20)
    order = delivered_order(provider, product, email="ada@example.com")
    own = write_review(product=product, words=SAID, by=Reviewer(None, order), at=timezone.now())
    other_order = delivered_order(provider, product, email="adam@example.com")
    words = Words(2, "", "It chips.", "Adam Smith", "en")
    other = write_review(product=product, words=words, by=Reviewer(None, other_order), at=timezone.now())
    leave(ada())
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.email, own.author_name, own.is_verified) == ("", "", True)
    assert (other.email, other.author_name) == ("adam@example.com", "Adam S.")


def test_what_waits_for_staff_still_does_and_nobody_is_written_to(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    words = Words(1, "", "See https://spam.example", "Ada Lovelace", "en")
    review = write_review(product=product, words=words, by=Reviewer(ada()), at=timezone.now())
    leave(ada())
    client.force_login(stan())
    assert "Former customer" in client.get("/staff/reviews/review/queue/").content.decode()
    publish_entry(entry=Review.objects.get(pk=review.pk), by=stan(), at=timezone.now())
    assert not OutgoingMail.objects.filter(template="reviews/decision").exists()


def test_the_badge_still_follows_the_goods(provider):
    review = reviewed(provider)
    leave(ada())
    record_returned_units(line=review.order_line, units=1, by=stan(), at=timezone.now())
    review.refresh_from_db()
    assert (review.is_verified, review.is_returned) == (False, True)
    record_returned_units(line=review.order_line, units=-1, by=stan(), at=timezone.now())
    review.refresh_from_db()
    assert (review.is_verified, review.is_returned) == (True, False)
    refresh_ratings()


def test_leaving_makes_no_review_weigh_more(provider):
    """Else unproven reviews of young accounts would gain by closing them."""
    delivered_order(provider, make_product("Kettle"), owner=ada())
    review = write_review(product=make_product("Pan"), words=SAID, by=Reviewer(ada()), at=timezone.now())
    publish_entry(entry=review, by=stan(), at=timezone.now())
    review.refresh_from_db()
    before = review.trust
    leave(ada())
    cast_vote(entry=review, by=ben(), is_helpful=True, at=timezone.now())
    report_entry(entry=review, by=stan(), reason="insult", note="", at=timezone.now())
    review.refresh_from_db()
    assert review.trust <= before < 100


def test_who_comes_back_has_no_second_say_about_the_same_purchase(provider):
    review = reviewed(provider)
    leave(ada())
    back = join_by_mail(email="ada@example.com", name="Ada Lovelace", language="en")
    with pytest.raises(NothingBought):
        write_review(product=review.product, words=SAID, by=Reviewer(back), at=timezone.now())


def test_who_comes_back_after_erasing_may_write_anew(provider):
    review = reviewed(provider)
    leave(ada(), erases=True)
    back = join_by_mail(email="ada@example.com", name="Ada Lovelace", language="en")
    delivered_order(provider, make_product("Kettle"), owner=back)
    assert write_review(product=review.product, words=SAID, by=Reviewer(back), at=timezone.now()).is_verified


def test_links_in_old_mails_write_nothing_for_a_closed_account(client, provider):
    product = make_product()
    order = delivered_order(provider, product, owner=ada(), delivered_at=timezone.now() - timedelta(days=40))
    now = timezone.now()
    question = ask_question(product=product, text="Does it keep coffee warm?", language="en", by=ben(), at=now)
    [request] = ask_buyers(question=question, at=now)
    leave(ada())
    said = {"stars": "4", "title": "", "text": "Fine.", "author_name": "Ada"}
    for name, purpose in (("review-create-by-link", WRITE), ("review-update-by-link", CHANGE)):
        path = reverse(f"reviews:{name}", args=[sign_link(purpose, order.number), product.pk])
        assert "is not valid any more" in client.get(path, follow=True).content.decode()
        client.post(path, said)
    reply = reverse("reviews:question-reply", args=[sign_link(REPLY, str(request.pk))])
    assert client.post(reply, {"text": "For an hour."}).status_code == 410
    never = reverse("reviews:questions-never", args=[sign_link(NEVER_ASK, str(order.customer_id))])
    assert client.post(never).status_code == 404
    assert not Review.objects.exists() and not Answer.objects.exists() and not AnswerRequest.objects.exists()


def test_nobody_is_asked_for_a_review_after_leaving(provider):
    order = delivered_order(provider, owner=ada(), delivered_at=timezone.now() - timedelta(days=8))
    leave(ada())
    assert request_review(order=order, at=timezone.now()).skipped == "declined"
    assert not OutgoingMail.objects.filter(template="reviews/review_request").exists()


def test_only_words_nobody_is_known_of_are_a_former_customers(provider):
    review = reviewed(provider)
    assert not review.is_of_former_customer
    imported = Review(author_name="", source="import", source_name="Other shop", stars=4)
    assert (imported.is_of_former_customer, imported.shown_name) == (False, "A customer")
    assert isinstance(imported, Entry)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the guard is a trigger")
@pytest.mark.parametrize("change", [{"act": "hidden"}, {"before": {"text": "Nicer."}}, {"note": "Nicer."}])
def test_a_decision_may_be_emptied_and_nothing_else(provider, change):
    decision = Decision.objects.filter(review=reviewed(provider)).first()
    Decision.objects.filter(pk=decision.pk).update(before={}, note="")
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).delete()
