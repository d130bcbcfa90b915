"""Anniversaries of first orders; the other days are loyalty's own."""

from celery import shared_task
from django.utils import timezone

from loyalty.actions.occasions import celebrate
from loyalty.models import Occasion
from orders.actions.occasions import first_bought_on


@shared_task(name="orders.celebrate_first_orders", ignore_result=True)
def celebrate_first_orders() -> None:
    celebrate(kind=Occasion.FIRST_ORDER, people=first_bought_on, at=timezone.now())
