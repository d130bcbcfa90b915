"""What carriers say of parcels: read from files, told when it is late, forgotten in time."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.carrier_files import read_carrier_files as read_carrier_files_now
from orders.actions.delays import late_orders, tell_delay
from orders.actions.tracking import PROOFS_KEPT
from orders.actions.tracking import forget_proofs as forget_proofs_of
from orders.models import DeliveryProof


@shared_task(name="orders.read_carrier_files", ignore_result=True)
def read_carrier_files() -> None:
    read_carrier_files_now(at=timezone.now())


@shared_task(name="orders.tell_delays", ignore_result=True)
def tell_delays() -> None:
    """Promised days that passed and nothing came."""
    now = timezone.now()
    sweep(late_orders(now), lambda order: tell_delay(order=order, at=now))


@shared_task(name="orders.forget_proofs", ignore_result=True)
def forget_proofs() -> None:
    forget_proofs_of(proofs=DeliveryProof.objects.filter(created_at__lt=timezone.now() - PROOFS_KEPT))
