"""Telling people that the books are wrong."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from core.actions.mail import queue_mail
from core.audit import Finding
from core.models import OutgoingMail


@transaction.atomic
def mail_breaches(*, breaches: Sequence[Finding], on: date) -> OutgoingMail:
    """Write to the shop what does not hold and of which rows: once a day, however often somebody looks."""
    return queue_mail(
        template="core/audit_breach",
        key=f"audit/{on.isoformat()}",
        to=settings.SHOP_EMAIL,
        language=settings.LANGUAGE_CODE,
        context={"breaches": breaches},
    )
