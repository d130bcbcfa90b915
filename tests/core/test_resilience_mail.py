"""Without the mail server: purchases go on, mails wait their turn, and a sweep does not wait for each of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actions.mail import mail_server, send_mail
from core.models import OutgoingMail
from core.tasks.mail import sweep_mail
from orders.models import Order
from tests.cast import deliver_mail, make_delivery, make_product, paid_order, placed_order
from tests.silence import nobody

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server_away(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", nobody()


def mails(number: int) -> list[OutgoingMail]:
    return OutgoingMail.objects.bulk_create(
        OutgoingMail(
            template="test/mail",
            key=str(place),
            recipient="ada@example.com",
            language="en",
            subject="Hello",
            text="Hello",
            html="<p>Hello</p>",
            message_id=f"<{place}@regulars.example>",
            next_try_at=timezone.now(),
        )
        for place in range(number)
    )


def test_an_order_is_confirmed_and_its_mail_waits(mail_server_away, provider):
    assert paid_order(provider).state == Order.State.CONFIRMED
    [mail] = deliver_mail()
    assert (mail.state, mail.tries) == (OutgoingMail.State.QUEUED, 1)
    assert mail.next_try_at > timezone.now()


def test_a_sweep_ends_at_the_second_mail_that_nobody_takes(mail_server_away):
    mails(20)
    sweep_mail()
    assert OutgoingMail.objects.filter(tries=1).count() == mail_server.failures == 2
    assert OutgoingMail.objects.filter(state="queued").count() == 20


def test_while_it_is_away_no_try_is_used_up(mail_server_away):
    first, second, third = mails(3)
    for mail in (first, second, third):
        send_mail(mail=mail, at=timezone.now())
    assert OutgoingMail.objects.get(pk=third.pk).tries == 0


def test_when_it_is_back_every_mail_is_sent_once(mail_server_away, settings, mailoutbox):
    mails(5)
    sweep_mail()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_server.end()
    OutgoingMail.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    sweep_mail()
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert len(mailoutbox) == 5


def test_who_signs_up_is_asked_for_the_code_and_has_it_later(mail_server_away, client):
    answer = client.post("/account/signup/", {"email": "new@example.com", "password1": "correct horse battery"})
    assert answer.status_code == 302
    [mail] = deliver_mail()
    assert mail.state == OutgoingMail.State.QUEUED


def test_pages_and_checkout_do_not_notice(mail_server_away, client):
    make_delivery()
    product = make_product()
    assert client.get(product.get_absolute_url()).status_code == 200
    assert placed_order(product).state == Order.State.PENDING
