"""Workers killed in the middle of sending, a real mail server, and no mail sent twice or lost unseen."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from core.actions.mail import flag_mail_in_doubt
from core.models import OutgoingMail
from core.models.mail import CLAIM_EXPIRES_AFTER

pytestmark = pytest.mark.django_db(transaction=True)
SWEEP = "import django; django.setup(); from core.tasks.mail import sweep_mail; sweep_mail()"


class Mailbox:
    """A mail server that notes each Message-ID, and may kill its client at a chosen moment."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()
        self.kill_at, self.client, self.port = "", None, 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self._kill("hello")
        return responses

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode()
        self.received[text.split("Message-ID: ")[1].splitlines()[0].strip()] += 1
        self._kill("data")
        return "250 accepted"

    def _kill(self, moment: str) -> None:
        if self.kill_at == moment and self.client:
            self.client.send_signal(signal.SIGKILL)
            self.client.wait()


@pytest.fixture
def mailbox():
    handler = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def worker(mailbox: Mailbox) -> subprocess.Popen:
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    mailbox.client = subprocess.Popen([sys.executable, "-c", SWEEP], env=environment)
    return mailbox.client


def queue(number: int) -> None:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            template="test/mail",
            key=str(place),
            recipient=f"p{place}@example.com",
            language="en",
            subject="Hello",
            text="Hello",
            html="<p>Hello</p>",
            message_id=f"<{place}@regulars.example>",
            next_try_at=timezone.now(),
        )
        for place in range(number)
    )


def let_claims_expire() -> None:
    long_ago = timezone.now() - CLAIM_EXPIRES_AFTER - timedelta(seconds=1)
    OutgoingMail.objects.filter(state="sending").update(claimed_at=long_ago)


def test_killed_before_handing_over_the_mail_is_sent_by_the_next_worker(mailbox):
    queue(1)
    mailbox.kill_at = "hello"
    worker(mailbox).wait(30)
    assert OutgoingMail.objects.get().state == "sending"
    mailbox.kill_at = ""
    let_claims_expire()
    worker(mailbox).wait(30)
    assert OutgoingMail.objects.get().state == "sent"
    assert sum(mailbox.received.values()) == 1


def test_killed_after_handing_over_the_mail_is_shown_to_staff_and_not_sent_again(mailbox):
    queue(1)
    mailbox.kill_at = "data"
    worker(mailbox).wait(30)
    mailbox.kill_at = ""
    let_claims_expire()
    worker(mailbox).wait(30)
    assert OutgoingMail.objects.get().state == "uncertain"
    assert sum(mailbox.received.values()) == 1


def test_workers_killed_at_random_send_no_mail_twice_and_lose_none_unseen(mailbox):
    queue(40)
    chance = random.Random(7)
    for _round in range(6):
        process = worker(mailbox)
        time.sleep(chance.uniform(1.0, 2.6))
        process.kill()
        process.wait()
        let_claims_expire()
    worker(mailbox).wait(60)
    let_claims_expire()
    flag_mail_in_doubt(at=timezone.now())
    states = Counter(OutgoingMail.objects.values_list("state", flat=True))
    assert states["sent"] + states["uncertain"] == 40
    assert set(mailbox.received.values()) == {1}
    sent = OutgoingMail.objects.filter(state="sent").values_list("message_id", flat=True)
    assert set(sent) <= set(mailbox.received)
