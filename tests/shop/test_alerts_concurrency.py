"""Workers that tell the same people at once, with a twin without the lock, which goes wrong."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.rules.farewell import Farewell
from core.models import OutgoingMail
from shop.actions import alert_mails
from shop.actions.alert_mails import send_due_alerts
from shop.models import Alert
from tests.cast import ada
from tests.orders.test_stock_concurrency import at_once
from tests.shop.alerts import arrive, guest_waiting, sold_out, waiting

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
PEOPLE, WORKERS = 40, 4


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


@pytest.fixture
def _crowd(monkeypatch):
    monkeypatch.setattr(alert_mails, "BATCH", 10)
    mug = sold_out()
    for number in range(PEOPLE):
        guest_waiting(mug, f"{number}@example.com")
    arrive(mug, PEOPLE)


def run(_worker: int) -> None:
    send_due_alerts(at=timezone.now())


def mailed() -> int:
    return OutgoingMail.objects.filter(template="shop/alerts").count()


@pytest.mark.usefixtures("_crowd")
def test_everybody_is_told_once():
    at_once(run, list(range(WORKERS)))
    send_due_alerts(at=timezone.now())  # what one of them skipped because another held it
    assert mailed() == PEOPLE
    assert Alert.objects.filter(state="sent").count() == PEOPLE


@pytest.mark.corrupts
@pytest.mark.usefixtures("_crowd")
def test_without_the_lock_and_with_a_key_of_its_own_for_each_run_people_are_told_twice(monkeypatch):
    """The negative control: both read before either of them has written, and the mail's key does not stop the second."""
    gate, queue = threading.Barrier(2, timeout=10), alert_mails.queue_mails

    def read(ids, at):
        return list(Alert.objects.due(at).filter(pk__in=ids).select_related("variant__product", "customer"))

    def queue_together(letters):
        gate.wait()
        own = [vars(letter) | {"key": f"{letter.key}/{threading.get_ident()}"} for letter in letters]
        queue(letters=[type(letter)(**changed) for letter, changed in zip(letters, own, strict=True)])

    monkeypatch.setattr(alert_mails, "BATCH", PEOPLE)
    monkeypatch.setattr(alert_mails, "_lock", read)
    monkeypatch.setattr(alert_mails, "queue_mails", queue_together)
    at_once(run, [1, 2])
    assert mailed() == 2 * PEOPLE


def test_nobody_waits_for_too_much_by_pressing_at_the_same_moment(monkeypatch):
    monkeypatch.setattr("shop.actions.alerts.MOST_LIVE", 1)
    customer, mugs = ada(), [sold_out(f"Mug {number}") for number in range(WORKERS)]
    answers = at_once(lambda mug: waiting(mug, customer), mugs)
    assert sorted(answers) == ["done", *["too_many_alerts"] * (WORKERS - 1)]


def test_who_leaves_while_asking_waits_for_nothing_in_the_end():
    mugs, customer = [sold_out(f"Mug {number}") for number in range(WORKERS)], ada()
    verbs = [lambda: close_account(user=customer, wishes=Farewell(), at=timezone.now())]
    verbs += [lambda mug=mug: waiting(mug, customer) for mug in mugs]
    answers = at_once(lambda verb: verb(), verbs)
    assert answers[0] == "done" and set(answers) <= {"done", "account_closed"}
    assert not Alert.objects.live().exists()


def test_a_customer_who_presses_twice_waits_once():
    mug, customer = sold_out(), ada()
    at_once(lambda _press: waiting(mug, customer), [1, 2, 3])
    assert Alert.objects.count() == 1
