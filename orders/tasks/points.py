"""Points that no order earns."""

from celery import shared_task
from django.utils import timezone

from orders.actions import deeds


@shared_task(name="orders.reward_profiles", ignore_result=True)
def reward_profiles() -> None:
    deeds.reward_profiles(at=timezone.now())
