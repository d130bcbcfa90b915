"""Payment jobs: ids in, one verb. Each is idempotent, so a sweeper and a doorbell may both call it."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.payments import process_event as process_event_now
from orders.actions.payments import settle
from orders.actions.refunds import execute_refund as execute_refund_now
from orders.models import Payment, Refund, StripeEvent

SWEEP_AT_MOST = 200


@shared_task(name="orders.process_event", ignore_result=True)
def process_event(*, event_pk: int) -> None:
    process_event_now(event=StripeEvent.objects.get(pk=event_pk), at=timezone.now())


@shared_task(name="orders.execute_refund", ignore_result=True)
def execute_refund(*, refund_id: int) -> None:
    execute_refund_now(refund=Refund.objects.get(pk=refund_id))


@shared_task(name="orders.sweep_payments", ignore_result=True)
def sweep_payments() -> None:
    """Ask about events and payments that nobody settled."""
    now = timezone.now()
    events = StripeEvent.objects.filter(processed_at=None).order_by("pk")
    sweep(events[:SWEEP_AT_MOST], lambda event: process_event_now(event=event, at=now))
    payments = Payment.objects.unsettled(now).order_by("checked_at")
    sweep(payments[:SWEEP_AT_MOST], lambda payment: settle(payment=payment, at=now))


@shared_task(name="orders.sweep_refunds", ignore_result=True)
def sweep_refunds() -> None:
    """Send refunds that no task sent."""
    refunds = Refund.objects.filter(state=Refund.State.REQUESTED).order_by("pk")
    sweep(refunds[:SWEEP_AT_MOST], lambda refund: execute_refund_now(refund=refund))
