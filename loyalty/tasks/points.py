"""Points whose day has come: confirmed, expired, and their owners warned before."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from loyalty.actions.points import confirm_points, expire_points
from loyalty.actions.points_mails import WARN_DAYS, accounts_to_warn, warn_of_expiry
from loyalty.models import PointsLot

SWEEP_AT_MOST = 2000


@shared_task(name="loyalty.sweep_points", ignore_result=True)
def sweep_points() -> None:
    now = timezone.now()
    due = PointsLot.objects.due(now).select_related("account")
    sweep(due[:SWEEP_AT_MOST], lambda lot: confirm_points(lot=lot, at=now))
    expired = PointsLot.objects.expired(now).select_related("account")
    sweep(expired[:SWEEP_AT_MOST], lambda lot: expire_points(lot=lot, at=now))


@shared_task(name="loyalty.warn_of_expiring_points", ignore_result=True)
def warn_of_expiring_points() -> None:
    now = timezone.now()
    for span in WARN_DAYS:
        accounts = accounts_to_warn(span, now)
        sweep(accounts, lambda account, span=span: warn_of_expiry(account=account, span=span, at=now))
