"""The weekly mail: on Thursday morning in the shop's zone, once, caught up, and not at all when there is nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import DatabaseError
from django.utils import timezone

from accounts.actions import digests
from accounts.actions.closing import close_account
from accounts.actions.consents import choose_mails
from accounts.actions.digests import collect_news, send_digests
from accounts.models import ConsentSource, DigestItem, Frequency, Topic, User
from accounts.rules.digests import KEEP, last_digest
from accounts.rules.farewell import Farewell
from core.models import OutgoingMail
from loyalty.actions.points_mails import warn_of_expiry
from loyalty.models import PointsLot
from tests.cast import ada, ben, deliver_mail, make_points

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 7, tzinfo=UTC)  # eight in Berlin
WEEK = timedelta(days=7)


def collect(user: User, key: str = "a", at: datetime = MONDAY, topic: Topic = Topic.ALERTS) -> None:
    words = {"title": f"News {key}", "text": "Words <b>", "url": "http://x/"}
    collect_news(items=[DigestItem(customer=user, topic=topic, key=key, created_at=at, **words)])


def mailed() -> list[str]:
    return list(OutgoingMail.objects.filter(template="accounts/digest").order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize(
    ("local", "day"),
    [("2026-11-26T08:00", 26), ("2026-11-26T07:59", 19), ("2026-12-02T23:00", 26), ("2026-11-25T09:00", 19)],
)
def test_the_week_begins_on_thursday_at_eight(local, day):
    zone = timezone.get_default_timezone()
    due = last_digest(datetime.fromisoformat(local).replace(tzinfo=zone))
    assert (due.month, due.day, due.hour) == (11, day, 8)


@pytest.mark.django_db
def test_news_come_together_once(settings):
    collect(ada(), "a")
    collect(ada(), "b")
    collect(ada(), "a")
    assert send_digests(at=THURSDAY - timedelta(minutes=1)) == 0
    assert (send_digests(at=THURSDAY), send_digests(at=THURSDAY + timedelta(hours=1))) == (1, 0)
    sent = OutgoingMail.objects.get()
    assert sent.subject == "This week: 2 pieces of news"
    assert "News a" in sent.text and "News b" in sent.text and "Words &lt;b&gt;" in sent.html
    deliver_mail()
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_nothing_comes_when_there_is_nothing():
    ada()
    assert send_digests(at=THURSDAY) == 0 and mailed() == []


@pytest.mark.django_db
def test_after_an_outage_it_is_caught_up_and_the_next_is_on_its_day():
    collect(ada())
    late = THURSDAY + timedelta(days=3)
    assert send_digests(at=late) == 1
    collect(ada(), "b", at=late)
    assert send_digests(at=late + timedelta(hours=1)) == 0
    assert send_digests(at=THURSDAY + WEEK) == 1
    assert mailed() == [f"digest/{ada().pk}/2026-11-26", f"digest/{ada().pk}/2026-12-03"]


@pytest.mark.django_db
def test_what_comes_too_late_or_is_too_much_waits_a_week(monkeypatch):
    monkeypatch.setattr(digests, "MOST_ITEMS", 1)
    collect(ada(), "a")
    collect(ada(), "b")
    assert [send_digests(at=THURSDAY), send_digests(at=THURSDAY), send_digests(at=THURSDAY + WEEK)] == [1, 0, 1]
    assert not DigestItem.objects.filter(mailed_at=None).exists()


@pytest.mark.django_db
def test_it_is_known_for_a_while_what_was_mailed():
    collect(ada())
    send_digests(at=THURSDAY)
    collect(ada())
    assert DigestItem.objects.count() == 1
    send_digests(at=THURSDAY + KEEP + timedelta(minutes=1))
    assert not DigestItem.objects.exists()


@pytest.mark.django_db
def test_who_left_is_told_nothing_and_nothing_of_it_is_kept():
    collect(ada())
    collect(ben())
    close_account(user=ada(), wishes=Farewell(), at=MONDAY)
    assert send_digests(at=THURSDAY) == 1
    assert OutgoingMail.objects.get(template="accounts/digest").recipient == "ben@example.com"


@pytest.mark.django_db
def test_what_was_collected_while_somebody_said_no_is_dropped_and_the_rest_comes():
    choose_mails(user=ada(), choices={Topic.ALERTS: Frequency.NEVER}, source=ConsentSource.ACCOUNT)
    collect(ada(), "unwanted")
    collect(ada(), "wanted", topic=Topic.POINTS)
    assert send_digests(at=THURSDAY) == 1
    text = OutgoingMail.objects.get(template="accounts/digest").text
    assert "News wanted" in text and "News unwanted" not in text
    assert list(DigestItem.objects.values_list("key", flat=True)) == ["wanted"]


@pytest.mark.django_db
def test_one_mail_that_cannot_be_written_keeps_no_other_back(monkeypatch):
    collect(ada())
    collect(ben())
    queue = digests.queue_mail

    def fail_for_ada(**letter):
        if letter["to"] == "ada@example.com":
            raise DatabaseError("canceled")
        return queue(**letter)

    monkeypatch.setattr(digests, "queue_mail", fail_for_ada)
    assert send_digests(at=THURSDAY) == 1
    assert OutgoingMail.objects.get().recipient == "ben@example.com"


@pytest.mark.django_db
def test_news_that_nobody_was_mailed_do_not_stay_for_ever():
    collect(ada())
    User.objects.update(is_active=False)
    assert send_digests(at=MONDAY + KEEP + timedelta(minutes=1)) == 0
    assert not DigestItem.objects.exists()


@pytest.mark.django_db
def test_it_speaks_the_customers_language():
    User.objects.filter(pk=ada().pk).update(language="de")
    collect(ada())
    send_digests(at=THURSDAY)
    assert OutgoingMail.objects.get().language == "de"


@pytest.mark.django_db
def test_points_are_spoken_of_weekly_but_in_the_last_week_at_once():
    with time_machine.travel(MONDAY, tick=False):
        account = make_points(ada(), 500)
        PointsLot.objects.update(expires_at=MONDAY + timedelta(days=20))
        choices = {Topic.POINTS: Frequency.WEEKLY}
        choose_mails(user=ada(), choices=choices, source=ConsentSource.ACCOUNT)
        account = type(account).objects.select_related("customer").get()
        for _twice in range(2):
            assert warn_of_expiry(account=account, span=(7, 30), at=MONDAY) is None
        item = DigestItem.objects.get()
        assert item.title.startswith("500 points expire on") and item.url == settings.BASE_URL + "/"
        PointsLot.objects.update(expires_at=MONDAY + timedelta(days=5))
        assert warn_of_expiry(account=account, span=(0, 7), at=MONDAY) is not None
