"""The jobs of webhooks."""

import time

from celery import shared_task
from django.utils import timezone

from accounts.actions.deliveries import deliver_next, spread_events
from accounts.actions.replays import forget_webhooks, give_up_overdue

SECONDS = 10
"""A run ends by then: the next is on its way, and other work waits too."""


@shared_task(name="accounts.send_webhooks", ignore_result=True)
def send_webhooks() -> None:
    """Hand out what happened, then send what is due, also what no bell was rung for."""
    ends = time.monotonic() + SECONDS
    spread_events(at=timezone.now())
    while time.monotonic() < ends and deliver_next(at=timezone.now()):
        pass


@shared_task(name="accounts.tidy_webhooks", ignore_result=True)
def tidy_webhooks() -> None:
    give_up_overdue(at=timezone.now())
    forget_webhooks(at=timezone.now())
