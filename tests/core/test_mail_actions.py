"""A mail is a row first: queued once, retried with longer waits, given up in sight of staff, sent again by them."""

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from core.actions.mail import RETRY_AFTER, MailNotResendable, forget_mails, queue_mail, resend_mail, send_mail
from core.models import OutgoingMail
from core.tasks import mail as tasks

pytestmark = pytest.mark.django_db


def hello(to: str = "ada@example.com", key: str = "1", **more) -> OutgoingMail:
    context = {"code": "ABC-123"}
    return queue_mail(template="accounts/login_code", key=key, to=to, language="en", context=context, **more)


def test_a_mail_is_queued_once_for_its_key_and_recipient(bells):
    assert hello() == hello()
    assert len([bell for bell in bells if bell[0] == "core.send_mail"]) <= 1
    assert hello(key="2") != hello()


def test_a_mail_has_text_and_html_with_styles_inline():
    send_mail(mail=hello(), at=timezone.now())
    [message] = outbox.outbox
    assert "ABC-123" in message.body
    assert 'style="' in message.alternatives[0].content
    assert message.extra_headers["Message-ID"].startswith("<")


def test_only_what_may_be_refused_carries_the_one_click_header():
    send_mail(mail=hello(), at=timezone.now())
    send_mail(mail=hello(key="2", unsubscribe_url="https://shop.example/no"), at=timezone.now())
    plain, optional = outbox.outbox
    assert "List-Unsubscribe" not in plain.extra_headers
    assert optional.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_somebody_waits_for_is_sent_before_what_one_can_do_without(monkeypatch):
    optional, needed = hello(unsubscribe_url="https://shop.example/no"), hello(key="2")
    monkeypatch.setattr(tasks, "SWEEP_AT_MOST", 1)
    tasks.sweep_mail()
    assert OutgoingMail.objects.get(state="sent") == needed
    tasks.sweep_mail()
    assert OutgoingMail.objects.get(pk=optional.pk).state == "sent"


def test_a_doubtful_mail_is_forgotten_when_staff_had_their_time():
    doubtful, waiting, now = hello(), hello(key="2"), timezone.now()
    OutgoingMail.objects.filter(pk=doubtful.pk).update(state="uncertain")
    forget_mails(mails=OutgoingMail.objects.all(), doubts_until=now - timedelta(days=7))
    assert OutgoingMail.objects.count() == 2
    forget_mails(mails=OutgoingMail.objects.all(), doubts_until=timezone.now())
    assert OutgoingMail.objects.get() == waiting


def test_a_sent_mail_is_not_sent_again():
    mail = hello()
    for _time in range(3):
        send_mail(mail=OutgoingMail.objects.get(pk=mail.pk), at=timezone.now())
    assert len(outbox.outbox) == 1


def test_a_server_that_is_away_is_tried_again_later_and_at_last_given_up(monkeypatch):
    def refuse(self, messages):
        raise SMTPException("away")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    now, mail = timezone.now(), hello()
    for wait in [timedelta(0), *RETRY_AFTER]:
        now += wait + timedelta(seconds=1)
        mail = send_mail(mail=OutgoingMail.objects.get(pk=mail.pk), at=now)
    assert (mail.state, mail.error) == ("failed", "away")


def test_an_address_that_does_not_exist_fails_at_once(monkeypatch):
    def refuse(self, messages):
        raise SMTPRecipientsRefused({"ada@example.com": (550, b"unknown")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert send_mail(mail=hello(), at=timezone.now()).state == "failed"


def test_staff_send_a_finished_mail_again_but_not_one_on_its_way():
    mail = hello()
    with pytest.raises(MailNotResendable):
        resend_mail(mail=mail, at=timezone.now())
    send_mail(mail=mail, at=timezone.now())
    mail = resend_mail(mail=mail, at=timezone.now())
    send_mail(mail=mail, at=timezone.now())
    assert len(outbox.outbox) == 2
