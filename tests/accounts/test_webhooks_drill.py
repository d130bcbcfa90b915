"""The drill: receivers that are down for three days, slow, failing, redirecting, gone, private or endless."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.actions.deliveries import _take, spread_events
from accounts.actions.events import record_event
from accounts.actions.replays import Replay, give_up_overdue, replay_failed
from accounts.actions.webhooks import pause_endpoint, resume_endpoint
from accounts.models import Event, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from accounts.models.webhooks import LEASE
from accounts.rules.webhooks import FAILING_FOR, KEEP_TRYING, LONGEST_PAUSE, MOST_TRIES, WAITS, failing_from
from core.audit import all_checks, run_check
from core.http import Limits
from core.models import OutgoingMail
from core.outages import Outage
from tests.silence import nobody
from tests.webhooks import deliver, let_out, listening, make_endpoint, make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    let_out(settings)
    with listening() as receiver:
        yield receiver


def happen(order: str = "K7Q2", type: str = "order.placed") -> None:
    subject = f"order/{order}"
    record_event(type=type, reference=f"{subject}/{type}", subject=subject, data={"order": order}, at=timezone.now())


def run(hours: float, every: timedelta = timedelta(minutes=20), until: int | None = None) -> None:
    """The worker and the sweeper for so many hours, on a clock that is moved."""
    start = timezone.now()
    moment = start
    with time_machine.travel(start, tick=False) as clock:
        while moment <= start + timedelta(hours=hours):
            clock.move_to(moment)
            for outage in Outage.known:
                outage.end()
            deliver()
            give_up_overdue(at=timezone.now())
            moment += every


def test_down_until_the_third_day_and_back_in_time_nothing_is_lost(receiver):
    """Orders come every day while nobody listens; on the third day somebody does again, in time for every last try:
    with all that chance may take off the waits the first one comes after 64 hours.
    """
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status = 503
    start = timezone.now()
    for day in range(3):
        with time_machine.travel(start + timedelta(days=day)):
            happen(f"D{day}")
            happen(f"D{day}", "order.paid")
            run(23 if day < 2 else 14, every=timedelta(minutes=30))
    assert not WebhookDelivery.objects.filter(state="succeeded").exists()
    failed_tries = WebhookAttempt.objects.filter(status=503).count()
    assert failed_tries > 20, "the log tells"
    receiver.status, before = 200, len(receiver.heard)
    with time_machine.travel(start + timedelta(hours=62.5)):
        run(28, every=timedelta(hours=1))
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"succeeded"}
    told = receiver.contents()[before:]
    assert [(content["data"]["order"], content["type"]) for content in told if content["data"]["order"] == "D0"] == [
        ("D0", "order.placed"), ("D0", "order.paid"),
    ]  # fmt: skip
    assert set(receiver.ids()) == set(Event.objects.values_list("public_id", flat=True))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failures, endpoint.failing_since) == ("active", 0, None)


@time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC))  # all is given up on one day, as mails are counted by days
def test_down_for_longer_it_is_given_up_told_of_once_and_can_be_sent_again(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status = 500
    happen("A")
    happen("B")
    start = timezone.now()
    run(73, every=timedelta(minutes=30))
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("failed", MOST_TRIES)}
    mails = OutgoingMail.objects.filter(template="accounts/webhooks_given_up")
    assert sorted(mails.values_list("recipient", flat=True)) == ["acme@example.com", "hello@regulars.example"]
    receiver.status, before = 200, len(receiver.heard)
    with time_machine.travel(start + timedelta(hours=80)):
        replay = replay_failed(endpoint=endpoint, since=start - timedelta(minutes=1), by=None, at=timezone.now())
        assert replay == Replay(2, 0)
        deliver()
    assert sorted(receiver.ids()[before:]) == sorted(Event.objects.values_list("public_id", flat=True))
    assert len(set(receiver.ids())) == 2, "every repetition has the id of the first"


def test_failing_for_five_days_it_is_disabled_and_both_are_told(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status = 500
    start = timezone.now()
    for day in range(6):
        with time_machine.travel(start + timedelta(days=day, minutes=day)):
            happen(f"D{day}")
            run(12, every=timedelta(hours=2))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.disabled_why) == ("disabled", "failing")
    assert OutgoingMail.objects.filter(template="accounts/webhook_disabled").count() == 2
    assert not WebhookDelivery.objects.filter(state="pending").exists()
    happen("LATER")
    assert deliver() == []


def test_after_a_quiet_week_one_failed_try_disables_nothing(receiver):
    """What was given up on the third day says nothing of the eighth, nor do the days in between."""
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status = 500
    start = timezone.now()
    happen("A")
    run(73, every=timedelta(minutes=30))
    assert WebhookDelivery.objects.get().state == "failed"
    with time_machine.travel(start + timedelta(days=8), tick=False):
        happen("B")
        deliver()
        endpoint.refresh_from_db()
        assert (endpoint.state, endpoint.failures, endpoint.failing_since) == ("active", 1, timezone.now())
        run(73, every=timedelta(minutes=30))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failures) == ("active", MOST_TRIES)
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("failed", MOST_TRIES)}


def test_failures_add_up_unless_nothing_was_tried_for_long():
    at = timezone.now()
    since = at - timedelta(days=4)
    assert failing_from(since=None, last=None, at=at) == at
    assert failing_from(since=since, last=at - LONGEST_PAUSE, at=at) == since
    assert failing_from(since=since, last=at - LONGEST_PAUSE - timedelta(seconds=1), at=at) == at
    assert max(WAITS) < LONGEST_PAUSE < KEEP_TRYING < FAILING_FOR


def test_given_up_and_the_next_one_failing_within_a_day_it_is_disabled_after_five_days(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status = 500
    start = timezone.now()
    happen("A")
    run(73, every=timedelta(minutes=30))
    with time_machine.travel(start + timedelta(days=3, hours=12)):
        happen("B")
        run(34, every=timedelta(minutes=30))
        endpoint.refresh_from_db()
        assert endpoint.state == "active" and endpoint.failing_since - start < timedelta(minutes=1)
    with time_machine.travel(start + timedelta(days=5)):
        run(30, every=timedelta(minutes=30))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.disabled_why) == ("disabled", "failing")


def test_gone_disables_at_once(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status = 410
    happen("A")
    happen("B")
    deliver()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.disabled_why, len(receiver.heard)) == ("disabled", "gone", 1)
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"failed"}
    mail = OutgoingMail.objects.filter(template="accounts/webhook_disabled").first()
    assert "410" in mail.text and receiver.url in mail.text


def test_a_redirect_counts_as_failure_and_leads_nowhere(receiver):
    with listening() as other:
        make_endpoint(receiver.url)
        receiver.status, receiver.more = 307, {"Location": other.url}
        happen()
        deliver()
        assert other.heard == []
    assert WebhookDelivery.objects.get().state == "pending" and WebhookAttempt.objects.get().status == 307


def test_a_slow_receiver_is_left_in_time_and_keeps_nobody_else_waiting(receiver, monkeypatch):
    monkeypatch.setattr("accounts.actions.deliveries.LIMITS", Limits(connect=1, read=0.5, total=1))
    with listening() as quick:
        make_endpoint(receiver.url)
        make_endpoint(quick.url)
        receiver.waits = 30
        started = time.monotonic()
        happen()
        deliver()
        assert time.monotonic() - started < 3
        assert len(quick.heard) == 1
    slow = WebhookAttempt.objects.get(status=None)
    assert slow.error.startswith("timeout:")


def test_a_partner_that_is_slow_everywhere_leaves_workers_for_the_others(receiver):
    """Its endpoints hold four of the eight workers, though more of its deliveries are due, and for longer."""
    at = timezone.now()
    slow = make_partner("Slow market")
    for _number in range(3):
        make_endpoint(receiver.url, partner=slow)
    for number in range(3):
        happen(f"S{number}")
    spread_events(at=at - timedelta(seconds=1))
    make_endpoint(receiver.url, partner=make_partner("Quick market"), types=["order.paid"])
    happen("Q", "order.paid")
    spread_events(at=at)
    taken = [delivery for _worker in range(8) if (delivery := _take(at))]
    assert [delivery.endpoint.partner.name for delivery in taken] == ["Slow market"] * 4 + ["Quick market"]
    assert max(Counter(delivery.endpoint_id for delivery in taken).values()) <= 3
    assert _take(at + LEASE).endpoint.partner == slow, "whoever died with one gives its place back"


def test_of_an_endless_answer_four_kilobytes_are_kept(receiver):
    make_endpoint(receiver.url)
    receiver.text = b"x" * 3_000_000
    happen()
    deliver()
    assert len(WebhookAttempt.objects.get().answer) == 4096
    assert WebhookDelivery.objects.get().state == "succeeded"


def test_answers_of_any_bytes_can_be_kept(receiver):
    make_endpoint(receiver.url)
    receiver.text = bytes(range(256))
    happen()
    deliver()
    assert "\0" not in WebhookAttempt.objects.get().answer


def test_an_address_that_became_private_hears_nothing(receiver, settings):
    """It was allowed when it was entered: what counts is where its name leads when it is sent to."""
    make_endpoint(receiver.url)
    settings.OUTBOUND_NETWORKS = []
    happen()
    deliver()
    assert receiver.heard == []
    attempt = WebhookAttempt.objects.get()
    assert attempt.status is None and "address" in attempt.error


def test_a_host_that_rests_costs_no_tries(settings, receiver):
    make_endpoint(f"http://127.0.0.1:{nobody()}/")
    for number in range(5):
        happen(f"O{number}")
    deliver()
    tries = Counter(WebhookDelivery.objects.values_list("attempts", flat=True))
    assert tries == {1: 3, 0: 2}, "after three silences the others wait"


def test_paused_for_too_long_it_is_given_up_with_a_mark_and_a_mail(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    pause_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    happen()
    start = timezone.now()
    run(71, every=timedelta(hours=5))
    assert WebhookDelivery.objects.get().state == "pending"
    with time_machine.travel(start + timedelta(hours=73)):
        deliver()
        give_up_overdue(at=timezone.now())
    assert WebhookDelivery.objects.get().state == "failed" and receiver.heard == []
    assert OutgoingMail.objects.filter(template="accounts/webhooks_given_up").exists()
    resume_endpoint(endpoint=endpoint, by=None, at=timezone.now())


@pytest.mark.corrupts
def test_the_audit_finds_what_is_late_unproven_or_told_twice(receiver):
    make_endpoint(receiver.url)
    happen("A")
    happen("B")
    deliver()
    past = timezone.now() - timedelta(days=5)
    first, second = WebhookDelivery.objects.order_by("pk")
    WebhookDelivery.objects.filter(pk=first.pk).update(state="pending", deadline_at=past)
    found = {check.id: run_check(check).rows for check in all_checks("webhooks")}
    assert [row["delivery"] for row in found["webhooks.deadline"]] == [first.public_id]
    assert not found["webhooks.delivered"]
    happen("C")
    event = Event.objects.get(subject="order/C")
    WebhookDelivery.objects.filter(pk=second.pk).update(event=event)
    found = {check.id: run_check(check).rows for check in all_checks("webhooks")}
    assert [row["delivery"] for row in found["webhooks.spread"]] == [second.public_id]


WORKER = "import django; django.setup(); from accounts.tasks.webhooks import send_webhooks; send_webhooks()"


def worker(kill: str = "") -> int:
    """Another process sends what is due, and perhaps dies of it."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "OUTBOUND_NETWORKS": "127.0.0.0/8",
        "OUTBOUND_PORTS": str(WebhookEndpoint.objects.get().url.split(":")[2].split("/")[0]),
        "REGULARS_KILL": kill,
    }
    return subprocess.run([sys.executable, "-c", WORKER], env=environment, timeout=60, check=False).returncode


@pytest.mark.django_db(transaction=True)
def test_killed_between_sending_and_marking_it_is_sent_again_with_the_same_id(receiver):
    make_endpoint(receiver.url)
    happen()
    assert worker(kill="webhook:after_send_before_mark:1") == -signal.SIGKILL
    assert (len(receiver.heard), WebhookDelivery.objects.get().state) == (1, "pending")
    assert worker() == 0
    assert len(receiver.heard) == 1, "the dead worker's lease holds"
    WebhookDelivery.objects.update(taken_until=timezone.now() - LEASE)
    assert worker() == 0
    assert len(receiver.heard) == 2 and len(set(receiver.ids())) == 1
    assert receiver.heard[0][1] == receiver.heard[1][1]
    assert WebhookDelivery.objects.get().state == "succeeded"
