"""Forgetting kept answers."""

from celery import shared_task
from django.utils import timezone

from core.actions.answers import trim_answers


@shared_task(name="core.trim_answers", ignore_result=True)
def trim() -> None:
    trim_answers(at=timezone.now())
