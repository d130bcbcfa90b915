"""Keeping true what questions show of their answers, and products of their questions."""

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from reviews.models import Answer, Question
from reviews.models.questions import ANSWERS_FIRST
from shop.actions.ratings import record_question_counts, record_questions


def count_answers(question: Question) -> None:
    """How many answers the page shows, since when there is one, and which is read first. Bumps the product's page.

    To be called with the product locked (`lock_entry`), so that two answers at once are both counted.
    """
    shown = Answer.objects.published().filter(question=question.pk)
    numbers = shown.aggregate(number=Count("pk"), first=Min("published_at"))
    best = shown.order_by(*ANSWERS_FIRST).values_list("pk", flat=True).first()
    question.answer_count, question.answered_at, question.best_answer_id = numbers["number"], numbers["first"], best
    Question.objects.filter(pk=question.pk).update(
        answer_count=numbers["number"], answered_at=numbers["first"], best_answer=best
    )
    count_questions(question.product_id)


def count_questions(product_id: int) -> None:
    """How many questions the product's page knows of."""
    record_questions(product_id=product_id, count=Question.objects.shown().filter(product=product_id).count())


def count_anew(question_ids: list[int], product_ids: list[int]) -> None:
    """The same for many questions of these products, in a few statements; they are locked by who calls."""
    shown = Answer.objects.published().filter(question=OuterRef("pk")).order_by()
    numbers_of = shown.values("question").annotate(number=Count("pk"), first=Min("published_at"))
    Question.objects.filter(pk__in=question_ids).update(
        answer_count=Coalesce(Subquery(numbers_of.values("number")), 0),
        answered_at=Subquery(numbers_of.values("first")),
        best_answer=Subquery(shown.order_by(*ANSWERS_FIRST).values("pk")[:1]),
    )
    asked = Question.objects.shown().filter(product__in=product_ids).order_by().values_list("product")
    numbers = dict(asked.annotate(number=Count("pk")))
    record_question_counts(counts={pk: numbers.get(pk, 0) for pk in product_ids})
