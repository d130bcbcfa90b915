"""The nightly audit."""

from celery import shared_task
from django.utils import timezone

from core.actions.audit import mail_breaches
from core.audit import find_breaches


@shared_task(name="core.audit_books", ignore_result=True)
def audit_books() -> None:
    breaches = find_breaches()
    if breaches:
        mail_breaches(breaches=breaches, on=timezone.localdate())
