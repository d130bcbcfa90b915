"""Points on customers' days: given once a year, made up for after an outage, mailed only to who wants it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import User
from accounts.rules.farewell import Farewell
from core.models import OutgoingMail
from loyalty.actions import occasions
from loyalty.actions.grants import end_granted, grant_membership
from loyalty.actions.occasions import born_on, celebrate, joined_on, members_on
from loyalty.models import Membership, OccasionRule, PointsAccount, PointsLot, PointsProgram
from loyalty.tasks.occasions import celebrate_occasions
from orders.actions.occasions import first_bought_on
from orders.models import Order
from orders.tasks.occasions import celebrate_first_orders
from tests.cast import ada, ben, make_plan, make_points, make_product, paid_order

pytestmark = pytest.mark.django_db
ZONES = ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"]
AWKWARD = [(1, 1, 0), (2, 28, 12), (2, 29, 23), (3, 1, 0), (3, 31, 2), (10, 27, 2), (12, 31, 23)]
"""Month, day and hour of 2024: the ends of the year, the leap day, and around summer time."""
AROUND = 1
numbers = count(1)


@pytest.fixture
def program():
    PointsProgram(is_active=True).save()


def rule(kind: str, **fields: object) -> OccasionRule:
    return OccasionRule.objects.create(kind=kind, **{"points": 100, "is_active": True, **fields})


def person(**fields: object) -> User:
    return User.objects.create_user(f"person{next(numbers)}@example.com", **fields)


def people_of(kind: str, at: datetime):
    return {
        "account": joined_on,
        "birthday": born_on,
        "first_order": first_bought_on,
        "membership": lambda day: members_on(day, at),
    }[kind]


def somebody_of(kind: str, moment: datetime, provider) -> None:
    """A customer whose day it was at that local moment."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    match kind:
        case "account":
            person(date_joined=moment)
        case "birthday":
            person(birth_month=moment.month, birth_day=moment.day, birthday_set_at=long_ago, date_joined=long_ago)
        case "membership":
            member_since(person(), moment)
        case "first_order":
            order = paid_order(provider, make_product(), owner=person())
            Order.objects.filter(pk=order.pk).update(confirmed_at=moment)


def member_since(customer: User, at: datetime) -> Membership:
    """As a gift of two years."""
    return grant_membership(customer=customer, plan=make_plan(), days=700, reason="test", by=None, at=at)


def days_around() -> list[date]:
    """Each of AWKWARD with its neighbors, in every year; the rules' own tests go through all days."""
    middles = [
        date(year, month, 28 if month == 2 else day) for year in range(2024, 2033) for month, day, _hour in AWKWARD
    ]
    days = {middle + timedelta(days=off) for middle in middles for off in range(-AROUND, AROUND + 1)}
    return sorted(day for day in days if day.year in range(2024, 2033))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", ["account", "birthday", "membership", "first_order"])
def test_everybody_gets_it_once_in_every_year(kind, zone, program, provider):
    with timezone.override(zone):
        for month, day, hour in AWKWARD:
            somebody_of(kind, datetime(2024, month, day, hour, 30, tzinfo=ZoneInfo(zone)), provider)
        known = rule(kind)
        for day in days_around():
            OccasionRule.objects.filter(pk=known.pk).update(done_until=day - timedelta(days=1))
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
            celebrate(kind=kind, people=people_of(kind, noon), at=noon)
    given = PointsLot.objects.filter(reference__startswith=f"occasion/{kind}/")
    first_year = 2024 if kind == "birthday" else 2025
    per_person = Counter(lot.account_id for lot in given if first_year <= int(lot.reference[-4:]) <= 2032)
    assert list(per_person.values()) == [2033 - first_year] * len(AWKWARD)
    assert len(given) == sum(per_person.values())


def test_an_occasion_is_given_once_however_often_it_is_asked(program):
    person(date_joined=timezone.now() - timedelta(days=366 * 3))
    customer = person(birth_month=6, birth_day=15, birthday_set_at=datetime(2026, 1, 1, tzinfo=UTC))
    known = rule("birthday")
    for hour in (7, 7, 8, 23):
        OccasionRule.objects.update(done_until=None)
        celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, hour - 2, tzinfo=UTC))
    known.points = 900
    known.save()
    OccasionRule.objects.update(done_until=date(2027, 6, 1))
    celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, 12, tzinfo=UTC))
    account = PointsAccount.objects.get(customer=customer)
    assert (account.available, PointsLot.objects.count()) == (100, 1)


def test_missed_days_are_made_up_for_up_to_31_and_keep_their_year(program):
    rule("birthday", done_until=date(2026, 12, 1))
    for month, day in ((12, 1), (12, 5), (12, 31), (1, 5)):
        person(birth_month=month, birth_day=day, birthday_set_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert celebrate(kind="birthday", people=born_on, at=datetime(2027, 1, 5, 12, tzinfo=UTC)) == 2
    years = [reference[-4:] for reference in PointsLot.objects.order_by("pk").values_list("reference", flat=True)]
    assert years == ["2026", "2027"], "the 5th of December is 31 days ago and gone"
    assert OccasionRule.objects.get().done_until == date(2027, 1, 5)


def test_days_while_it_is_switched_off_are_not_made_up_for(program):
    known = rule("birthday", is_active=False, done_until=date(2027, 6, 1))
    person(birth_month=6, birth_day=14, birthday_set_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 14, 12, tzinfo=UTC)) == 0
    OccasionRule.objects.filter(pk=known.pk).update(is_active=True)
    assert celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, 12, tzinfo=UTC)) == 0
    PointsProgram(is_active=False).save()
    person(birth_month=6, birth_day=16, birthday_set_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 16, 12, tzinfo=UTC)) == 0


def test_a_day_that_broke_off_is_gone_through_again(program, monkeypatch):
    monkeypatch.setattr(occasions, "BATCH", 2)
    for _n in range(5):
        person(birth_month=6, birth_day=15, birthday_set_at=datetime(2020, 1, 1, tzinfo=UTC))
    rule("birthday", done_until=date(2027, 6, 14))
    real, calls = occasions.grant_to_many, []

    def dies_at_the_second(**how):
        calls.append(how)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return real(**how)

    monkeypatch.setattr(occasions, "grant_to_many", dies_at_the_second)
    noon = datetime(2027, 6, 15, 12, tzinfo=UTC)
    with pytest.raises(RuntimeError):
        celebrate(kind="birthday", people=born_on, at=noon)
    assert PointsLot.objects.count() == 2
    assert celebrate(kind="birthday", people=born_on, at=noon) == 3
    assert PointsAccount.objects.filter(available=100).count() == 5


def test_a_birthday_entered_shortly_before_counts_from_next_year_on(program):
    rule("birthday")
    changed = datetime(2027, 5, 17, 12, tzinfo=UTC)
    person(birth_month=6, birth_day=15, birthday_set_at=changed)  # 29 days before
    person(birth_month=6, birth_day=15, birthday_set_at=changed - timedelta(days=1))
    assert celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, 12, tzinfo=UTC)) == 1
    assert celebrate(kind="birthday", people=born_on, at=datetime(2028, 5, 16, 12, tzinfo=UTC)) == 0
    OccasionRule.objects.update(done_until=date(2028, 6, 14))
    assert celebrate(kind="birthday", people=born_on, at=datetime(2028, 6, 15, 12, tzinfo=UTC)) == 2


def test_only_who_is_a_member_has_an_anniversary_and_renewals_do_not_move_it(program):
    people = {name: person() for name in ("stays", "left", "new")}
    for name in ("stays", "left"):
        first = member_since(people[name], datetime(2024, 6, 15, tzinfo=UTC))
        end_granted(membership=first, at=first.ends_at)
    member_since(people["stays"], datetime(2026, 8, 1, tzinfo=UTC))
    member_since(people["new"], datetime(2027, 6, 15, tzinfo=UTC))
    noon = datetime(2027, 6, 15, 12, tzinfo=UTC)
    assert list(members_on(noon.date(), noon)) == [people["stays"]]


def test_a_canceled_first_order_is_none(program, provider):
    dates = {}
    for year in (2024, 2025):
        order = paid_order(provider, make_product(), owner=ada())
        dates[order] = datetime(year, year - 2018, 15, 12, tzinfo=UTC)
        Order.objects.filter(pk=order.pk).update(confirmed_at=dates[order])
    assert list(first_bought_on(date(2027, 6, 15))) == [ada()]
    assert not first_bought_on(date(2027, 7, 15)).exists()


def test_mails_go_to_who_wants_them_once_and_points_to_all(program):
    rule("birthday")
    day = {"birth_month": 6, "birth_day": 15, "birthday_set_at": datetime(2020, 1, 1, tzinfo=UTC)}
    person(**day)
    wanting = person(name="Ada", language="de", wants_occasion_mails=True, **day)
    for _twice in range(2):
        OccasionRule.objects.update(done_until=None)
        celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, 12, tzinfo=UTC))
    mail = OutgoingMail.objects.get(template="loyalty/occasion")
    assert (mail.recipient, mail.language) == (wanting.email, "de")
    assert PointsLot.objects.count() == 2
    assert "/account/mails/" in mail.unsubscribe_url


def test_the_mail_says_what_it_is_worth_and_how_to_stop_it(client, program):
    rule("birthday", points=250)
    wanting = person(
        birth_month=6, birth_day=15, birthday_set_at=datetime(2020, 1, 1, tzinfo=UTC), wants_occasion_mails=True
    )
    celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, 12, tzinfo=UTC))
    mail = OutgoingMail.objects.get(template="loyalty/occasion")
    assert mail.subject == "For your birthday: 250 points"
    assert "€2.50" in mail.text and mail.unsubscribe_url in mail.text
    path = "/" + mail.unsubscribe_url.split("/", 3)[3]
    assert "No more of these mails" in client.get(path).content.decode()
    assert User.objects.get(pk=wanting.pk).wants_occasion_mails
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert not User.objects.get(pk=wanting.pk).wants_occasion_mails
    assert client.get(path[:-4] + "x/").status_code == 302


def test_a_members_birthday_extra_comes_on_top_once_and_the_mail_tells_both(program):
    day = {"birth_month": 6, "birth_day": 15, "birthday_set_at": datetime(2020, 1, 1, tzinfo=UTC)}
    member, other = person(wants_occasion_mails=True, **day), person(wants_occasion_mails=True, **day)
    at = datetime(2027, 6, 15, 12, tzinfo=UTC)
    grant_membership(
        customer=member, plan=make_plan(perks={"birthday": {"points": 300}}), days=90, reason="test", by=None, at=at
    )
    rule("birthday", points=100)
    for _twice in range(2):
        OccasionRule.objects.update(done_until=None)
        celebrate(kind="birthday", people=born_on, at=at)
    assert dict(PointsAccount.objects.values_list("customer", "available")) == {member.pk: 400, other.pk: 100}
    mail = OutgoingMail.objects.get(template="loyalty/occasion", recipient=member.email)
    assert "%}300" not in mail.html and ">300 of them" in mail.html
    assert "400 points are yours" in mail.text and "300 of them because you are a member" in mail.text
    assert "because you are a member" not in OutgoingMail.objects.get(recipient=other.email).text


def test_a_plan_gives_its_birthday_extra_where_nobody_else_gets_anything(program):
    day = {"birth_month": 6, "birth_day": 15, "birthday_set_at": datetime(2020, 1, 1, tzinfo=UTC)}
    member, lapsed = person(**day), person(wants_occasion_mails=True, **day)
    at, plan = datetime(2027, 6, 15, 12, tzinfo=UTC), make_plan(perks={"birthday": {"points": 300}})
    for customer, begins in ((member, at), (lapsed, at - timedelta(days=200))):
        grant_membership(customer=customer, plan=plan, days=90, reason="test", by=None, at=begins)
    assert celebrate(kind="birthday", people=born_on, at=at) == 1
    assert dict(PointsAccount.objects.values_list("customer", "available")) == {member.pk: 300}
    assert not OutgoingMail.objects.filter(template="loyalty/occasion").exists()


def test_points_that_are_owed_are_paid_first_and_who_left_gets_none(program):
    account = make_points(ben(), 50)
    PointsAccount.objects.filter(pk=account.pk).update(available=0)
    PointsAccount.objects.filter(pk=account.pk).update(available=50)
    day = {"birth_month": 6, "birth_day": 15, "birthday_set_at": datetime(2020, 1, 1, tzinfo=UTC)}
    gone = person(**day)
    close_account(user=gone, wishes=Farewell(), at=timezone.now())
    User.objects.filter(pk=ben().pk).update(**day)
    rule("birthday")
    assert celebrate(kind="birthday", people=born_on, at=datetime(2027, 6, 15, 12, tzinfo=UTC)) == 1
    assert PointsAccount.objects.get(customer=ben()).available == 150


def test_the_jobs_run_all_of_them(program, provider):
    for kind in ("account", "birthday", "membership", "first_order"):
        rule(kind, done_until=date(2026, 1, 1))
    celebrate_occasions()
    celebrate_first_orders()
    assert set(OccasionRule.objects.values_list("done_until", flat=True)) != {date(2026, 1, 1)}
    assert OccasionRule.objects.filter(done_until=date(2026, 1, 1)).count() == 0
