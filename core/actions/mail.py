"""What can happen to a mail: queued, claimed, sent, retried, given up, sent again by staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.jobs import later
from core.kills import kill_point
from core.models import OutgoingMail
from core.outages import Outage

RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
"""Waits between tries; after the last one the mail has failed and staff see it."""


NOWHERE = ".invalid"
"""The ending of addresses that cannot exist (RFC 2606): of buyers who are known from elsewhere by a number only."""

mail_server = Outage("mail server", failures=2, rest_seconds=20)


class MailNotResendable(Refused):
    code = "mail_not_resendable"
    message = _("This mail is still on its way and cannot be sent again.")


@dataclass(frozen=True)
class Letter:
    """A mail to be: `<app>/<name>` of its template, for one recipient."""

    template: str
    key: str
    to: str
    language: str
    context: dict[str, Any]
    unsubscribe_url: str = ""


@transaction.atomic(savepoint=False)
def queue_mail(
    *, template: str, key: str, to: str, language: str, context: dict[str, Any], unsubscribe_url: str = ""
) -> OutgoingMail:
    """Render `<app>/<name>` for one recipient and queue it. The same (template, key, to) again returns the first."""
    fresh = _written(Letter(template, key, to, language, context, unsubscribe_url))
    mail, created = OutgoingMail.objects.get_or_create(template=template, key=key, recipient=to, defaults=fresh)
    if created:
        later("core.send_mail", mail_id=mail.pk)
    return mail


@transaction.atomic(savepoint=False)
def queue_mails(*, letters: Iterable[Letter]) -> None:
    """The same for many at once, in few statements; the sweeper sends them. Those that are known already stay as
    they are."""
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(template=letter.template, key=letter.key, recipient=letter.to, **_written(letter))
            for letter in letters
        ),
        ignore_conflicts=True,
    )


def send_mail(*, mail: OutgoingMail, at: datetime) -> OutgoingMail:
    """Hand the mail to the mail server once. Claim, hand-over and result are three commits, with none held open.

    A worker killed before the hand-over leaves a claim that expires; killed after it, a mail in doubt that only
    staff may send again: a recipient never gets it twice. While the mail server is away the mail is left as it is.
    """
    if mail_server.is_on() or not _claim(mail, at):
        return mail
    kill_point("send_mail:claimed")
    if mail.recipient.lower().endswith(NOWHERE):
        return _finish(mail, OutgoingMail.State.FAILED, at, error="Nobody has this address, so nothing was sent.")
    try:
        _hand_over(mail)
    except SMTPRecipientsRefused as error:
        return _finish(mail, OutgoingMail.State.FAILED, at, error=str(error))
    except (SMTPException, OSError) as error:
        return _try_again(mail, at, str(error))
    kill_point("send_mail:handed_over")
    mail = _finish(mail, OutgoingMail.State.SENT, at)
    kill_point("send_mail:sent")
    return mail


@transaction.atomic
def resend_mail(*, mail: OutgoingMail, at: datetime) -> OutgoingMail:
    """Staff send a finished mail once more. Raises MailNotResendable while it is queued or sending."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if not mail.can_move_to(OutgoingMail.State.QUEUED) or mail.state == OutgoingMail.State.SENDING:
        raise MailNotResendable
    mail.move_to(OutgoingMail.State.QUEUED, tries=0, next_try_at=at, claimed_at=None, handed_over_at=None, error="")
    later("core.send_mail", mail_id=mail.pk)
    return mail


@transaction.atomic
def forget_mails(*, mails: QuerySet[OutgoingMail], doubts_until: datetime) -> None:
    """Delete those of these that are done with: what was promised to be forgotten is not kept as a mail either.

    What was queued before `doubts_until` and may or may not have arrived is done with as well: staff had their time.
    """
    done = Q(state__in=[OutgoingMail.State.SENT, OutgoingMail.State.FAILED])
    mails.filter(done | Q(state=OutgoingMail.State.UNCERTAIN, created_at__lte=doubts_until)).delete()


@transaction.atomic
def flag_mail_in_doubt(*, at: datetime) -> int:
    """Show staff the mails whose fate nobody knows; returns how many."""
    doubtful = OutgoingMail.objects.select_for_update().in_doubt(at)
    for mail in doubtful:
        mail.move_to(OutgoingMail.State.UNCERTAIN, error="The worker stopped while the mail server answered.")
    return len(doubtful)


def _written(letter: Letter) -> dict[str, Any]:
    context = letter.context | {"unsubscribe_url": letter.unsubscribe_url}
    subject, text, html = _render(letter.template, letter.language, context)
    return {
        "language": letter.language,
        "subject": subject,
        "text": text,
        "html": html,
        "unsubscribe_url": letter.unsubscribe_url,
        "message_id": make_msgid(domain=settings.BASE_HOST),
        "next_try_at": timezone.now(),
    }


def _render(template: str, language: str, context: dict[str, Any]) -> tuple[str, str, str]:
    app, name = template.split("/")
    base = f"{app}/email/{name}"
    with translation.override(language):
        context = {"base_url": settings.BASE_URL, "shop_name": settings.SHOP_NAME, "language": language} | context
        subject = " ".join(render_to_string(f"{base}.subject.txt", context).split())
        text = render_to_string(f"{base}.txt", context).strip() + "\n"
        html = css_inline.inline(render_to_string(f"{base}.html", context))
    return subject[:300], text, html


@transaction.atomic
def _claim(mail: OutgoingMail, at: datetime) -> bool:
    due = OutgoingMail.objects.due(at).filter(pk=mail.pk)
    claimed = due.update(state=OutgoingMail.State.SENDING, claimed_at=at, handed_over_at=None)
    if claimed:
        mail.refresh_from_db()
    return bool(claimed)


def _hand_over(mail: OutgoingMail) -> None:
    message = EmailMultiAlternatives(
        subject=mail.subject, body=mail.text, to=[mail.recipient], headers={"Message-ID": mail.message_id}
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.unsubscribe_url:  # RFC 8058: one click, no page to visit
        message.extra_headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    connection = message.connection = _connect()
    OutgoingMail.objects.filter(pk=mail.pk).update(handed_over_at=timezone.now())
    kill_point("send_mail:handing_over")
    try:
        message.send()
    finally:
        connection.close()


def _connect() -> Any:
    """A server that is away is found out before the mail counts as handed over."""
    connection = get_connection()
    try:
        connection.open()
        if smtp := getattr(connection, "connection", None):
            smtp.ehlo_or_helo_if_needed()
    except (SMTPException, OSError) as error:
        mail_server.note_failure(error)
        raise
    mail_server.note_answer()
    return connection


def _try_again(mail: OutgoingMail, at: datetime, error: str) -> OutgoingMail:
    if mail.tries >= len(RETRY_AFTER):
        return _finish(mail, OutgoingMail.State.FAILED, at, error=error)
    with transaction.atomic():
        mail.move_to(
            OutgoingMail.State.QUEUED,
            tries=mail.tries + 1,
            next_try_at=at + RETRY_AFTER[mail.tries],
            handed_over_at=None,
            error=error[:500],
        )
    return mail


@transaction.atomic
def _finish(mail: OutgoingMail, state: str, at: datetime, error: str = "") -> OutgoingMail:
    sent_at = at if state == OutgoingMail.State.SENT else None
    mail.move_to(state, sent_at=sent_at, tries=mail.tries + 1, error=error[:500])
    return mail
