"""Customers' days. Asked every hour, so that a day begins in the morning of the shop's own zone."""

from celery import shared_task
from django.utils import timezone

from loyalty.actions.occasions import born_on, celebrate, joined_on, members_on
from loyalty.models import Occasion


@shared_task(name="loyalty.celebrate_occasions", ignore_result=True)
def celebrate_occasions() -> None:
    now = timezone.now()
    celebrate(kind=Occasion.ACCOUNT, people=joined_on, at=now)
    celebrate(kind=Occasion.BIRTHDAY, people=born_on, at=now)
    celebrate(kind=Occasion.MEMBERSHIP, people=lambda day: members_on(day, now), at=now)
