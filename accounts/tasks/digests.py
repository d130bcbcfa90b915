"""The job of the weekly mail."""

from celery import shared_task
from django.utils import timezone

from accounts.actions.digests import send_digests as send_digests_now


@shared_task(name="accounts.send_digests", ignore_result=True)
def send_digests() -> None:
    send_digests_now(at=timezone.now())
