"""Mail jobs: ids in, one verb."""

from celery import shared_task
from django.utils import timezone

from core.actions.mail import flag_mail_in_doubt, mail_server
from core.actions.mail import send_mail as send_mail_now
from core.models import OutgoingMail

SWEEP_AT_MOST = 500


@shared_task(name="core.send_mail", ignore_result=True)
def send_mail(*, mail_id: int) -> None:
    send_mail_now(mail=OutgoingMail.objects.get(pk=mail_id), at=timezone.now())


@shared_task(name="core.sweep_mail", ignore_result=True)
def sweep_mail() -> None:
    """Send what is due though nobody rang, and show staff what is in doubt. A server that is away ends the sweep."""
    now = timezone.now()
    for mail in OutgoingMail.objects.due(now).most_needed_first()[:SWEEP_AT_MOST]:
        if mail_server.is_on():
            break
        send_mail_now(mail=mail, at=timezone.now())
    flag_mail_in_doubt(at=now)
