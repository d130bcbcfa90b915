"""The sandbox has no worker of its own: once a minute one of the shop's does there what waits."""

from celery import shared_task
from django.conf import settings

from accounts.tasks.webhooks import send_webhooks
from core.sandbox import ALIAS, in_sandbox
from orders.tasks.payments import sweep_payments, sweep_refunds


@shared_task(name="orders.sweep_sandbox", ignore_result=True)
def sweep_sandbox() -> None:
    """Settle payments, send refunds and tell webhooks of it, as in the shop. Mails are not sent: nobody is there."""
    if ALIAS in settings.DATABASES:
        with in_sandbox():
            sweep_payments()
            sweep_refunds()
            send_webhooks()
