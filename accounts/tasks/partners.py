"""Forgetting who called the API long ago."""

from celery import shared_task
from django.utils import timezone

from accounts.actions.partners import trim_calls


@shared_task(name="accounts.trim_calls", ignore_result=True)
def trim() -> None:
    trim_calls(at=timezone.now())
