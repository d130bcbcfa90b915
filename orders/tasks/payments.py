"""Payment jobs: ids in, one verb. Each is idempotent, so a sweeper and a doorbell may both call it."""

import logging

from celery import shared_task
from django.utils import timezone

from orders.actions.payments import PaymentUnavailable, settle
from orders.actions.payments import process_event as process_event_now
from orders.actions.refunds import execute_refund as execute_refund_now
from orders.models import Payment, Refund, StripeEvent

logger = logging.getLogger(__name__)
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
    for event in StripeEvent.objects.filter(processed_at=None).order_by("pk")[:SWEEP_AT_MOST]:
        _try(process_event_now, event=event)
    for payment in Payment.objects.unsettled(timezone.now()).order_by("checked_at")[:SWEEP_AT_MOST]:
        _try(settle, payment=payment)


@shared_task(name="orders.sweep_refunds", ignore_result=True)
def sweep_refunds() -> None:
    """Send refunds that no task sent."""
    for refund in Refund.objects.filter(state=Refund.State.REQUESTED).order_by("pk")[:SWEEP_AT_MOST]:
        execute_refund_now(refund=refund)


def _try(verb, **row) -> None:
    try:
        verb(**row, at=timezone.now())
    except PaymentUnavailable:
        logger.warning("The payment provider did not answer about %s; it is asked again later", row)
