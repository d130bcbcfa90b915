"""Parcels of which nobody tells anything."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.fulfillment import presume_arrival, silent_shipments

SWEEP_AT_MOST = 500


@shared_task(name="orders.presume_arrivals", ignore_result=True)
def presume_arrivals() -> None:
    """What is late and not lost counts as arrived."""
    now = timezone.now()
    sweep(silent_shipments(now)[:SWEEP_AT_MOST], lambda shipment: presume_arrival(shipment=shipment, at=now))
