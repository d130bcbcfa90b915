"""Alerts: asked for, told once, in turn, together, and never to who does not want it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.actions.closing import AccountClosed, close_account
from accounts.actions.consents import choose_mails
from accounts.actions.digests import send_digests
from accounts.models import Consent, ConsentSource, DigestItem, Frequency, Topic, User
from accounts.rules.farewell import Farewell
from core.models import OutgoingMail
from core.money import Money
from shop.actions import alert_mails
from shop.actions.alert_mails import send_due_alerts
from shop.actions.alerts import (
    AlertOver,
    NotSoldOut,
    TargetNotSensible,
    TooManyAlerts,
    ask_alert,
    ask_alert_by_mail,
    end_alert,
    end_all_of_guest,
    restore_alert,
    tidy_alerts,
)
from shop.actions.catalog import retire_product
from shop.actions.prices import set_price
from shop.actions.sell_ahead import announce_stock
from shop.actions.stock import correct_stock, hold_stock, keep_back
from shop.models import Alert, StockRecord
from shop.rules.alerts import ERASE_AFTER, EXPIRES_AFTER, PENDING_FOR, UNDO_FOR
from tests.cast import ada, ben, deliver_mail, make_category, make_member, make_price_list, make_product, make_variant
from tests.shop.alerts import BACK, PRICE, arrive, guest_waiting, sold_out, waiting

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return timezone.now()


def told() -> list[tuple[str, str]]:
    """Who was mailed, and the subject."""
    return list(OutgoingMail.objects.filter(template="shop/alerts").order_by("pk").values_list("recipient", "subject"))


def test_who_waits_is_told_once_when_it_is_back():
    mug = sold_out()
    alert = waiting(mug, ada())
    assert send_due_alerts(at=now()) == 0
    arrive(mug, 3)
    assert (send_due_alerts(at=now()), send_due_alerts(at=now())) == (1, 0)
    alert.refresh_from_db()
    mail = OutgoingMail.objects.get(template="shop/alerts")
    assert (alert.state, mail.recipient) == ("sent", "ada@example.com")
    assert "There are 3; we keep none for anybody." in mail.text and "There are 3;" in mail.html
    assert f"?variant={mug.sku}" in mail.text and "/account/mails/" in mail.unsubscribe_url


def test_of_many_units_nobody_is_told_a_number():
    mug = sold_out()
    waiting(mug, ada())
    arrive(mug, 500)
    send_due_alerts(at=now())
    assert "500" not in OutgoingMail.objects.get(template="shop/alerts").text


def test_available_is_what_can_be_promised():
    mug = sold_out()
    waiting(mug, ada())
    arrive(mug, 5)
    record = StockRecord.objects.get(variant=mug)
    keep_back(record=record, units=5)
    assert send_due_alerts(at=now()) == 0, "kept back"
    keep_back(record=record, units=0)
    hold_stock(quantities={mug: 5}, reference="order/X", expires_at=now() + timedelta(hours=1), at=now())
    assert send_due_alerts(at=now()) == 0, "promised to an order"
    arrive(mug, 1)
    assert send_due_alerts(at=now()) == 1


def test_what_is_announced_is_not_back():
    mug = sold_out()
    waiting(mug, ada())
    arrive(mug, 1)
    record = correct_stock(record=StockRecord.objects.get(variant=mug), on_hand=0, reason="count", by=None)
    announce_stock(record=record, units=9, expected_on=timezone.localdate() + timedelta(days=9), at=now())
    assert send_due_alerts(at=now()) == 0


def test_nobody_is_sent_to_what_is_not_on_sale():
    mug = sold_out()
    waiting(mug, ada())
    arrive(mug)
    retire_product(product=mug.product)
    assert send_due_alerts(at=now()) == 0


def test_few_units_are_told_to_the_first_who_asked_and_the_rest_later():
    mug = sold_out()
    emails = [f"{number}@example.com" for number in (5, 1, 9, 2, 7)]
    for email in emails:
        guest_waiting(mug, email)
    arrive(mug, 1)
    assert send_due_alerts(at=now()) == 3
    assert {email for email, _subject in told()} == set(emails[:3])
    assert send_due_alerts(at=now()) == 2


def test_several_things_of_one_person_are_one_mail_and_batches_do_not_part_them(monkeypatch):
    monkeypatch.setattr(alert_mails, "BATCH", 2)
    mugs = [sold_out(f"Mug {number}") for number in range(3)]
    for mug in mugs:
        guest_waiting(mug, "b@example.com")
        waiting(mug, ada())
        guest_waiting(mug, "a@example.com")
        arrive(mug)
    assert send_due_alerts(at=now()) == 9
    assert sorted(told()) == [
        (f"{who}@example.com", "3 things you asked about") for who in ("a", "ada", "b")
    ]  # fmt: skip


def test_a_batch_costs_the_same_for_many_as_for_few(django_assert_max_num_queries):
    mug = sold_out()
    for number in range(40):
        guest_waiting(mug, f"{number}@example.com")
    arrive(mug, 40)
    with django_assert_max_num_queries(10):  # two of them are savepoints
        assert send_due_alerts(at=now()) == 40


@pytest.mark.parametrize(
    ("target", "price", "is_told"),
    [(None, 1289, True), (None, 1290, False), (None, 1390, False), (1000, 1001, False), (1000, 1000, True)],
)
def test_a_lower_price_is_told_as_it_was_asked(target, price, is_told):
    mug = make_product(price=1290).variants.get()
    waiting(mug, ada(), PRICE, target)
    set_price(variant=mug, price=Money(price), reference="staff", by=None)
    assert send_due_alerts(at=now()) == int(is_told)
    if is_told:
        text = OutgoingMail.objects.get(template="shop/alerts").text
        assert f"{Money(price)} now" in text and "When you asked it was €12.90." in text


def test_a_price_list_for_everybody_is_told_and_members_prices_never_are():
    product = make_product(price=1290)
    guest_waiting(product.variants.get(), kind=PRICE)
    make_member(ben())
    make_price_list("Plus", "members", {product: 500})
    assert send_due_alerts(at=now()) == 0
    make_price_list("Autumn", "everybody", {product: 990})
    assert send_due_alerts(at=now()) == 1
    text = OutgoingMail.objects.get(template="shop/alerts").text
    assert "€9.90" in text and "€5" not in text


def test_a_lower_price_of_what_is_gone_waits_until_it_can_be_bought():
    mug = make_product(stock=1).variants.get()
    waiting(mug, ada(), PRICE)
    correct_stock(record=StockRecord.objects.get(), on_hand=0, reason="count", by=None)
    set_price(variant=mug, price=Money(900), reference="staff", by=None)
    assert send_due_alerts(at=now()) == 0
    arrive(mug)
    assert send_due_alerts(at=now()) == 1


@pytest.mark.parametrize("target", [0, 1290, 5000])
def test_a_target_lies_between_nothing_and_todays_price(target):
    mug = make_product(price=1290).variants.get()
    with pytest.raises(TargetNotSensible, match=r"below today's, which is €12.90"):
        waiting(mug, ada(), PRICE, target)
    assert not Alert.objects.exists()


def test_what_is_in_stock_is_not_waited_for():
    with pytest.raises(NotSoldOut):
        waiting(make_product().variants.get(), ada())


def test_asking_again_keeps_the_place_and_changes_the_price():
    mug = make_product(price=1290).variants.get()
    first = waiting(mug, ada(), PRICE, 1000)
    again = waiting(mug, ada(), PRICE, 800)
    assert (again.pk, again.target) == (first.pk, Money(800))


def test_nobody_waits_for_everything(monkeypatch):
    monkeypatch.setattr("shop.actions.alerts.MOST_LIVE", 1)
    waiting(sold_out(), ada())
    with pytest.raises(TooManyAlerts):
        waiting(sold_out("Another"), ada())


def test_ending_is_undone_for_a_day():
    alert = waiting(sold_out(), ada())
    end_alert(alert=alert, at=now())
    assert restore_alert(alert=alert, at=now()).state == "active"
    end_alert(alert=alert, at=now())
    with pytest.raises(AlertOver):
        restore_alert(alert=alert, at=now() + UNDO_FOR + timedelta(minutes=1))
    waiting(alert.variant, ada())
    with pytest.raises(AlertOver):
        restore_alert(alert=alert, at=now())


def test_an_alert_that_was_told_stays_told():
    mug = sold_out()
    alert = waiting(mug, ada())
    arrive(mug)
    send_due_alerts(at=now())
    assert end_alert(alert=alert, at=now()).state == "sent"
    with pytest.raises(AlertOver):
        restore_alert(alert=alert, at=now())


def test_addresses_do_not_outlive_what_they_were_for():
    mug, other = sold_out(), sold_out("Another")
    _done, ended, open_one = guest_waiting(mug), guest_waiting(other), guest_waiting(sold_out("Third"))
    arrive(mug)
    send_due_alerts(at=now())
    end_alert(alert=ended, at=now())
    tidy_alerts(at=now() + ERASE_AFTER - timedelta(hours=1))
    assert set(Alert.objects.exclude(email="").values_list("state", flat=True)) == {"sent", "ended", "active"}
    tidy_alerts(at=now() + ERASE_AFTER + timedelta(hours=1))
    assert list(Alert.objects.exclude(email="")) == [open_one]


def test_mails_to_guests_are_forgotten_with_their_addresses():
    mug = sold_out()
    guest_waiting(mug)
    waiting(mug, ada())
    arrive(mug)
    send_due_alerts(at=now())
    deliver_mail()
    tidy_alerts(at=now() + timedelta(days=1))
    assert OutgoingMail.objects.filter(recipient="guest@example.com").count() == 2
    tidy_alerts(at=now() + ERASE_AFTER + timedelta(hours=1))
    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == ["ada@example.com"]


def test_what_nobody_confirmed_is_deleted_and_what_is_old_ends():
    waiting(sold_out(), ada())
    alert = guest_waiting(sold_out("Another"))
    with transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(state="pending", confirmed_at=None)
    tidy_alerts(at=now() + PENDING_FOR + timedelta(hours=1))
    assert Alert.objects.get().state == "active"
    tidy_alerts(at=now() + EXPIRES_AFTER + timedelta(hours=1))
    assert Alert.objects.get().state == "ended"


def test_an_account_that_is_deleted_waits_for_nothing():
    mug = sold_out()
    own, as_guest, another = waiting(mug, ada()), guest_waiting(mug, "ada@example.com"), waiting(mug, ben())
    close_account(user=ada(), wishes=Farewell(), at=now())
    for alert in (own, as_guest, another):
        alert.refresh_from_db()
    assert (own.state, as_guest.state, as_guest.email, another.state) == ("ended", "ended", "", "active")
    assert Consent.objects.filter(source="closing", frequency="never").exists()


def test_who_wants_no_such_mails_gets_none_until_they_ask_again():
    mug = sold_out()
    waiting(mug, ada())
    choose_mails(user=ada(), choices={Topic.ALERTS: Frequency.NEVER}, source=ConsentSource.ACCOUNT)
    arrive(mug)
    assert send_due_alerts(at=now()) == 0
    waiting(sold_out("Another"), ada())
    assert ada().wants_alert_mails
    assert send_due_alerts(at=now()) == 1


def test_asking_on_an_old_page_still_turns_the_mails_on():
    on_an_old_page = ada()
    choose_mails(user=ada(), choices={Topic.ALERTS: Frequency.NEVER}, source=ConsentSource.MAIL)
    waiting(sold_out(), on_an_old_page)
    assert ada().wants_alert_mails
    said = Consent.objects.get(source="product", reference=f"account/{ada().pk}")
    assert (said.frequency, said.text) == ("at_once", "This turns mails about what you wait for on again.")


def test_who_has_left_waits_for_nothing_anew():
    mug, on_an_old_page = sold_out(), ada()
    alert = waiting(mug, ada())
    close_account(user=ada(), wishes=Farewell(), at=now())
    with pytest.raises(AccountClosed):
        waiting(mug, on_an_old_page)
    with pytest.raises(AccountClosed):
        restore_alert(alert=alert, at=now())
    assert not Alert.objects.live().exists()


def test_who_asked_as_a_guest_and_signed_in_is_told_once():
    mug, user = sold_out(), ada()
    EmailAddress.objects.filter(user=user).update(email="Ada@example.com")
    as_guest, by_price = guest_waiting(mug, "ada@example.com"), guest_waiting(mug, "ada@example.com", PRICE)
    foreign = guest_waiting(mug, "ben@example.com")
    waiting(mug, user)
    states = dict(Alert.objects.exclude(email="").values_list("pk", "state"))
    assert states == {as_guest.pk: "ended", by_price.pk: "active", foreign.pk: "active"}


def test_what_is_asked_twice_lives_as_long_as_its_last_link():
    mug, later = sold_out(), now() + PENDING_FOR - timedelta(hours=1)
    for at in (now(), later):
        ask_alert_by_mail(variant=mug, kind=BACK, target=None, email="guest@example.com", language="en", at=at)
    tidy_alerts(at=later + PENDING_FOR - timedelta(hours=1))
    assert Alert.objects.get().state == "pending"
    tidy_alerts(at=later + PENDING_FOR)
    assert not Alert.objects.exists()


def test_one_batch_that_fails_keeps_no_other_back(monkeypatch, caplog):
    monkeypatch.setattr(alert_mails, "BATCH", 1)
    mug, queue = sold_out(), alert_mails.queue_mails
    for email in ("a@example.com", "b@example.com"):
        guest_waiting(mug, email)
    arrive(mug)

    def fail_for_the_first(letters):
        if letters[0].to == "a@example.com":
            raise DatabaseError("canceled")
        queue(letters=letters)

    monkeypatch.setattr(alert_mails, "queue_mails", fail_for_the_first)
    assert send_due_alerts(at=now()) == 1
    assert [email for email, _subject in told()] == ["b@example.com"] and "canceled" in caplog.text


def test_an_address_that_is_too_long_for_the_weekly_mail_leads_to_the_product(monkeypatch):
    monkeypatch.setattr(alert_mails, "MOST_LETTERS", 10)
    mug = sold_out()
    choose_mails(user=ada(), choices={Topic.ALERTS: Frequency.WEEKLY}, source=ConsentSource.ACCOUNT)
    waiting(mug, ada())
    arrive(mug)
    send_due_alerts(at=now())
    assert DigestItem.objects.get().url.endswith(mug.product.get_absolute_url())


def test_what_a_guest_ends_and_takes_up_again_is_written_down():
    alert, other = guest_waiting(sold_out()), guest_waiting(sold_out("Another"))
    end_alert(alert=alert, at=now())
    restore_alert(alert=alert, at=now())
    assert end_all_of_guest(email="guest@example.com", at=now()) == 2
    said = Consent.objects.order_by("pk").values_list("reference", "frequency", "source", "text")
    one, two = f"alert/{alert.pk}", f"alert/{other.pk}"
    assert list(said)[2:] == [
        (one, "never", "mail", "End: Stoneware mug"),
        (one, "at_once", "mail", "Undo: Stoneware mug"),
        (one, "never", "mail", "End all: Stoneware mug"),
        (two, "never", "mail", "End all: Another"),
    ]


def test_asking_is_written_down_with_its_words():
    mug = sold_out()
    alert = guest_waiting(mug)
    said = Consent.objects.get()
    assert (said.customer, said.reference, said.source) == (None, f"alert/{alert.pk}", "mail")
    assert said.text == "Tell me when it is back: Stoneware mug"


def test_once_a_week_alerts_come_together():
    monday, thursday = datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 26, 9, tzinfo=UTC)
    mug = sold_out()
    choose_mails(user=ada(), choices={Topic.ALERTS: Frequency.WEEKLY}, source=ConsentSource.ACCOUNT)
    with time_machine.travel(monday, tick=False):
        alert = waiting(mug, User.objects.get())
        arrive(mug, 2)
        assert send_due_alerts(at=now()) == 1
    alert.refresh_from_db()
    assert (alert.state, told(), DigestItem.objects.count()) == ("sent", [], 1)
    assert send_digests(at=thursday) == 1
    text = OutgoingMail.objects.get(template="accounts/digest").text
    assert "Monday, 23 November" in text or "Monday, November 23" in text
    assert "It is back. There are 2; we keep none for anybody." in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"kind": "rumour"},
        {"email": "both@example.com"},
        {"customer": None},
        {"target": Money(5)},
        {"sent_at": "2026-01-01T00:00Z"},
        {"confirmed_at": None},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong):
    alert = waiting(sold_out(), ada())
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**wrong)


def test_the_database_refuses_to_let_anybody_wait_twice():
    alert = waiting(sold_out(), ada())
    alert.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save()


def test_a_variant_is_waited_for_apart_from_its_sisters():
    product = make_product(stock=5, category=make_category())
    blue = make_variant(product, sku="BLUE", stock=0)
    ask_alert(variant=blue, kind=BACK, target=None, customer=ada(), at=now())
    assert send_due_alerts(at=now()) == 0
    arrive(blue)
    assert send_due_alerts(at=now()) == 1
