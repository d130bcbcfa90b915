"""Returns by the clock: labels to make and to void, and what was never sent."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.return_labels import provide_label, void_label
from orders.actions.return_requests import expire_return
from orders.models import Return

SWEEP_AT_MOST = 200


@shared_task(name="orders.make_return_label", ignore_result=True)
def make_return_label(*, return_id: int) -> None:
    sweep(Return.objects.filter(pk=return_id), lambda sent_back: provide_label(sent_back=sent_back, at=timezone.now()))


@shared_task(name="orders.void_return_label", ignore_result=True)
def void_return_label(*, return_id: int) -> None:
    sweep(Return.objects.filter(pk=return_id), lambda sent_back: void_label(sent_back=sent_back, at=timezone.now()))


@shared_task(name="orders.sweep_returns", ignore_result=True)
def sweep_returns() -> None:
    """Labels that no task made or voided; returns that nobody sent in time."""
    now = timezone.now()
    for rows, verb in (
        (Return.objects.without_label(), provide_label),
        (Return.objects.with_useless_label(), void_label),
        (Return.objects.overdue(now), expire_return),
    ):
        sweep(rows.order_by("pk")[:SWEEP_AT_MOST], lambda sent_back, verb=verb: verb(sent_back=sent_back, at=now))
