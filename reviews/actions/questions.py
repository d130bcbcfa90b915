"""What can happen to a question: asked, followed, closed, and told by an older one already."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from reviews.actions.answer_counts import count_answers, count_questions
from reviews.actions.moderation import hand_in, lock_entry, record
from reviews.models import Answer, Decision, EntryState, Follower, Question
from reviews.rules.matching import content_words, same_as
from reviews.rules.questions import QUESTION_LEAST, is_about_an_order, mask_personal
from reviews.rules.risk import signs_in, tidy_text
from shop.actions.listings import mark_changed
from shop.models import Product, Variant

ORDER, SAME = "order", "same"
"""What somebody may ask in spite of: that it sounds like an order, that it was asked before."""
COMPARED = 1000
"""Questions of a product that a new one is compared with, the newest."""


class NoQuestion(Refused):
    code = "no_question"
    message = _("Please ask in a few more words, so that somebody can answer.")


class AboutAnOrder(Refused):
    code = "about_an_order"
    message = _("This sounds like a question about an order. Others cannot see your order; our staff can.")


class AskedAlready(Refused):
    """`question` is the one that asks the same."""

    code = "asked_already"
    message = _("Somebody asked this already.")

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


class NotTheSameProduct(Refused):
    code = "not_the_same_product"
    message = _("Choose an older question about the same product that is on the page.")


@transaction.atomic
def ask_question(
    *,
    product: Product,
    text: str,
    language: str,
    by: User,
    at: datetime,
    variant: Variant | None = None,
    despite: Collection[str] = (),
) -> Question:
    """Ask about a product, or one variant of it. Published at once unless a person should look; its asker follows it.

    Raises NoQuestion; AboutAnOrder and AskedAlready unless it is asked `despite` ORDER and SAME.
    """
    text = tidy_text(text)
    if len(text) < QUESTION_LEAST or not content_words(text):
        raise NoQuestion
    if ORDER not in despite and is_about_an_order(text):
        raise AboutAnOrder
    Product.objects.lock([product.pk])
    if SAME not in despite:
        _refuse_same(product, text)
    question = Question.objects.create(
        product=product,
        variant=variant,
        author=by,
        email=by.email.lower(),
        author_name=by.public_name[:60],
        text=mask_personal(text),
        language=language,
        created_at=at,
    )
    Follower.objects.create(question=question, customer=by)
    return hand_in(entry=question, signs=signs_in(text), at=at)


@transaction.atomic
def follow_question(*, question: Question, by: User, follows: bool, at: datetime) -> None:
    """Whether somebody wants to hear of the first answer."""
    stopped_at = None if follows else at
    Follower.objects.update_or_create(question=question, customer=by, defaults={"stopped_at": stopped_at})


@transaction.atomic
def stop_following(*, follower: Follower, at: datetime) -> None:
    """One click in the mail: no more about this question."""
    Follower.objects.filter(pk=follower.pk).update(stopped_at=at)


@transaction.atomic
def close_question(*, question: Question, is_closed: bool, by: User, at: datetime) -> Question:
    """Staff end the answering of a question, or open it again. What was answered stays."""
    question = lock_entry(question)
    if question.is_closed != is_closed:
        Question.objects.filter(pk=question.pk).update(is_closed=is_closed)
        record(question, Decision.Act.EDITED, at=at, by=by, before={"is_closed": question.is_closed})
        question.is_closed = is_closed
        mark_changed(question.product)
    return question


@transaction.atomic
def merge_question(*, question: Question, into: Question, by: User, at: datetime) -> Question:
    """An older question says the same: it takes over answers, followers and whatever was merged before.

    Of two official answers the older question's stays so. Raises NotTheSameProduct.
    """
    question, into = lock_entry(question), lock_entry(into)
    is_fit = into.pk != question.pk and into.product_id == question.product_id and into.merged_into_id is None
    if not is_fit or question.merged_into_id or into.state != EntryState.PUBLISHED:
        raise NotTheSameProduct
    moved = _move_answers(question, into)
    _move_followers(question, into)
    Question.objects.filter(merged_into=question).update(merged_into=into)
    Question.objects.filter(pk=question.pk).update(merged_into=into)
    question.merged_into = into
    record(question, Decision.Act.MERGED, at=at, by=by, before={"into": into.pk, "answers": moved})
    count_answers(question)
    count_answers(into)
    count_questions(into.product_id)
    return into


def _refuse_same(product: Product, text: str) -> None:
    asked = Question.objects.shown().filter(product=product).order_by("-pk").values_list("pk", "text")[:COMPARED]
    same = same_as(text, asked)
    if same is not None:
        raise AskedAlready(Question.objects.with_answers().select_related("product").get(pk=same))


def _move_answers(question: Question, into: Question) -> list[int]:
    answers = Answer.objects.filter(question=question)
    moved = list(answers.order_by("pk").values_list("pk", flat=True))
    if Answer.objects.filter(question=into, is_official=True).exists():
        answers.update(is_official=False)
    answers.update(question=into)
    return moved


def _move_followers(question: Question, into: Question) -> None:
    known = Follower.objects.filter(question=into).values("customer")
    Follower.objects.filter(question=question).exclude(customer__in=known).update(question=into)
