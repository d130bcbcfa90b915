"""While a customer's row is locked, what is collected for the customer does not wait: the sweeper holds other locks."""

import pytest
from django.db import connection, transaction

from accounts.actions import closing, digests
from accounts.actions.closing import close_account
from accounts.actions.consents import choose_mails
from accounts.actions.digests import send_digests
from accounts.models import ConsentSource, DigestItem, Frequency, Topic
from accounts.rules.farewell import Farewell
from tests.accounts.test_digests_actions import MONDAY, THURSDAY, collect
from tests.cast import ada
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def collect_elsewhere(customer) -> None:
    at_once(lambda key: collect(customer, key), ["meanwhile"])


def test_while_a_customer_chooses_news_are_collected_and_what_is_unwanted_is_never_mailed():
    customer = ada()
    with transaction.atomic():
        choose_mails(user=customer, choices={Topic.ALERTS: Frequency.NEVER}, source=ConsentSource.ACCOUNT)
        collect_elsewhere(customer)
    assert DigestItem.objects.count() == 1
    assert send_digests(at=THURSDAY) == 0
    assert not DigestItem.objects.exists()


def test_while_an_account_closes_news_are_collected_and_go_with_it(monkeypatch):
    monkeypatch.setattr(closing, "_say_goodbye", lambda user, wishes: collect_elsewhere(user))
    close_account(user=ada(), wishes=Farewell(), at=MONDAY)
    assert not DigestItem.objects.exists()


def test_while_the_weekly_mail_is_written_news_are_collected_for_the_next(monkeypatch):
    customer, queue = ada(), digests.queue_mail

    def queue_meanwhile(**letter):
        collect_elsewhere(customer)
        return queue(**letter)

    collect(customer)
    monkeypatch.setattr(digests, "queue_mail", queue_meanwhile)
    assert send_digests(at=THURSDAY) == 1
    assert DigestItem.objects.get(mailed_at=None).key == "meanwhile"
