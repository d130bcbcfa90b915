"""Jobs of alerts."""

from celery import shared_task
from django.utils import timezone

from shop.actions.alert_mails import send_due_alerts
from shop.actions.alerts import tidy_alerts as tidy_alerts_now


@shared_task(name="shop.send_alerts", ignore_result=True)
def send_alerts() -> None:
    send_due_alerts(at=timezone.now())


@shared_task(name="shop.tidy_alerts", ignore_result=True)
def tidy_alerts() -> None:
    tidy_alerts_now(at=timezone.now())
