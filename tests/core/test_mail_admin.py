"""Staff see every mail and send a finished one again."""

import pytest
from django.core import mail as outbox

from core.models import OutgoingMail
from tests.cast import deliver_mail, stan
from tests.core.test_mail_actions import hello

pytestmark = pytest.mark.django_db


def test_staff_read_a_mail_and_send_it_again(client):
    mail = hello()
    deliver_mail()
    client.force_login(stan())
    page = client.get(f"/staff/core/outgoingmail/{mail.pk}/change/").content.decode()
    assert "ABC-123" in page
    assert "Send again" in page
    assert "Do it" in client.get(f"/staff/core/outgoingmail/{mail.pk}/resend/").content.decode()
    assert OutgoingMail.objects.get().state == "sent"
    client.post(f"/staff/core/outgoingmail/{mail.pk}/resend/", follow=True)
    assert OutgoingMail.objects.get().state == "queued"
    deliver_mail()
    assert len(outbox.outbox) == 2


def test_a_mail_on_its_way_is_not_sent_again_and_staff_are_told(client):
    mail = hello()
    client.force_login(stan())
    page = client.post(f"/staff/core/outgoingmail/{mail.pk}/resend/", follow=True).content.decode()
    assert "still on its way" in page
