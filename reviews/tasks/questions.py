"""Question jobs."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from reviews.actions.asking import ask_buyers, questions_to_ask
from reviews.models import Question


@shared_task(name="reviews.ask_buyers", ignore_result=True)
def ask_buyers_about(*, question_id: int) -> None:
    ask_buyers(question=Question.objects.get(pk=question_id), at=timezone.now())


@shared_task(name="reviews.sweep_questions", ignore_result=True)
def sweep_questions() -> None:
    """Take to buyers what nobody rang for."""
    now = timezone.now()
    sweep(questions_to_ask(now), lambda question: ask_buyers(question=question, at=now))
