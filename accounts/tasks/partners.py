"""Warning of keys that end, and forgetting who called the API long ago."""

from celery import shared_task
from django.utils import timezone

from accounts.actions.partners import clear_tokens, trim_calls, warn_of_expiring_keys


@shared_task(name="accounts.trim_calls", ignore_result=True)
def trim() -> None:
    trim_calls(at=timezone.now())


@shared_task(name="accounts.warn_of_expiring_keys", ignore_result=True)
def warn() -> None:
    warn_of_expiring_keys(at=timezone.now())


@shared_task(name="accounts.clear_tokens", ignore_result=True)
def clear() -> None:
    clear_tokens(at=timezone.now())
