"""What can happen to an answer beside moderation: given by a buyer, a customer or the shop, and pinned by the shop."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from reviews.actions.answer_counts import count_answers
from reviews.actions.moderation import hand_in, lock_entry, record
from reviews.actions.purchases import own_lines, purchase_of
from reviews.models import Answer, AnswerRequest, Decision, EntryState, Question
from reviews.rules.questions import mask_personal
from reviews.rules.risk import signs_in, tidy_text
from shop.models import Product

GONE = (EntryState.REMOVED, EntryState.REJECTED)


class NoAnswer(Refused):
    code = "no_answer"
    message = _("Please write an answer.")


class QuestionClosed(Refused):
    code = "question_closed"
    message = _("This question takes no more answers. Thank you all the same.")


class AnsweredAlready(Refused):
    code = "answered_already"
    message = _("You have answered this question already. Thank you.")


class LinkUsedUp(Refused):
    code = "link_used_up"
    message = _("This link has been used already. Thank you for your answer.")


class StaffAnswerElsewhere(Refused):
    code = "staff_answer_elsewhere"
    message = _("People who work here answer from the staff pages, so that everybody sees who speaks.")


class OnlyStaff(Refused):
    code = "only_staff"
    message = _("Only people who work here may do that.")


class OfficialAlready(Refused):
    code = "official_already"
    message = _("There is an official answer already. Take its pin off first.")


@transaction.atomic
def answer_question(*, question: Question, text: str, language: str, by: User, at: datetime) -> Answer:
    """A signed-in customer answers; who bought the product and kept it has a badge.

    Raises NoAnswer, QuestionClosed, AnsweredAlready, StaffAnswerElsewhere.
    """
    if by.is_staff:
        raise StaffAnswerElsewhere
    return _answer(question, text, language, by, by.email.lower(), by.public_name, at)


@transaction.atomic
def reply_by_link(*, request: AnswerRequest, text: str, language: str, at: datetime) -> Answer:
    """A buyer answers by the link of the mail, once, without signing in.

    Raises LinkUsedUp, NoAnswer, QuestionClosed, AnsweredAlready.
    """
    known = AnswerRequest.objects.select_related("order_line__order__customer", "question__merged_into")
    request = known.select_for_update(of=("self",)).get(pk=request.pk)
    if request.answered_at:
        raise LinkUsedUp
    buyer = request.order_line.order.customer
    question = request.question.merged_into or request.question
    name = buyer.public_name if buyer else ""
    answer = _answer(question, text, language, buyer, request.email.lower(), name, at)
    AnswerRequest.objects.filter(pk=request.pk).update(answered_at=at)
    return answer


@transaction.atomic
def decline_request(*, request: AnswerRequest, at: datetime) -> None:
    """The buyer does not know: nobody asks them about this question again."""
    AnswerRequest.objects.filter(pk=request.pk, declined_at=None).update(declined_at=at)


@transaction.atomic
def answer_as_shop(
    *, question: Question, text: str, language: str, is_official: bool, by: User, at: datetime
) -> Answer:
    """Staff answer for the shop, on the page at once; `is_official` pins it above the others.

    Raises OnlyStaff, NoAnswer, OfficialAlready.
    """
    if not by.is_staff:
        raise OnlyStaff
    Product.objects.lock([question.product_id])
    if is_official and Answer.objects.filter(question=question, is_official=True).exists():
        raise OfficialAlready
    answer = Answer(
        question=question,
        author=by,
        author_name=by.public_name[:60],
        by=Answer.By.SHOP,
        text=_tidy(text),
        language=language,
        is_official=is_official,
        created_at=at,
    )
    answer.save()
    record(answer, Decision.Act.REPLIED, at=at, by=by)
    return hand_in(entry=answer, signs=[], at=at)


@transaction.atomic
def pin_answer(*, answer: Answer, is_official: bool, by: User, at: datetime) -> Answer:
    """Staff pin an answer of the shop above the others, or take the pin off. Raises OnlyStaff, OfficialAlready."""
    answer = lock_entry(answer)
    if not by.is_staff or (is_official and answer.by != Answer.By.SHOP):
        raise OnlyStaff
    others = Answer.objects.filter(question=answer.question_id, is_official=True).exclude(pk=answer.pk)
    if is_official and others.exists():
        raise OfficialAlready
    Answer.objects.filter(pk=answer.pk).update(is_official=is_official)
    record(answer, Decision.Act.EDITED, at=at, by=by, before={"is_official": answer.is_official})
    answer.is_official = is_official
    count_answers(answer.question)
    return answer


def _answer(
    question: Question, text: str, language: str, author: User | None, email: str, name: str, at: datetime
) -> Answer:
    Product.objects.lock([question.product_id])
    if not Question.objects.shown().filter(pk=question.pk, is_closed=False).exists():
        raise QuestionClosed
    given = Answer.objects.filter(question=question).exclude(state__in=GONE)
    if given.filter(author=author).exists() if author else given.filter(email=email).exists():
        raise AnsweredAlready
    text = _tidy(text)
    line = _proof(question, author, email)
    is_verified = bool(line and purchase_of(line).is_verified)
    answer = Answer.objects.create(
        question=question,
        author=author,
        email=email,
        author_name=name[:60],
        by=Answer.By.BUYER if is_verified else Answer.By.CUSTOMER,
        order_line=line,
        is_verified=is_verified,
        text=mask_personal(text),
        language=language,
        created_at=at,
    )
    return hand_in(entry=answer, signs=signs_in(text), at=at)


def _tidy(text: str) -> str:
    text = tidy_text(text)
    if not text:
        raise NoAnswer
    return text


def _proof(question: Question, author: User | None, email: str) -> Any:
    """The line of the writer's own that says most: a verified one before a returned one, of equal ones the newest."""
    lines = own_lines(author_id=author.pk if author else None, email=email).filter(product=question.product_id)
    return max(lines, key=lambda line: (purchase_of(line).is_verified, line.pk), default=None)
