"""Members going over to a newer price: told in time, asked where it is needed, never charged more without."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMail
from core.money import Money
from core.stripe import ProviderUnavailable
from core.stripe_billing import fetch_subscription
from loyalty.actions.memberships import cancel_membership, other_price, preview_membership_switch, switch_membership
from loyalty.actions.plans import add_plan_price
from loyalty.actions.price_moves import (
    AlreadyMoving,
    ConsentMissing,
    NobodyToMove,
    NothingToAgreeTo,
    NoticeTooShort,
    agree_to_price,
    changes_on,
    open_notice,
    start_price_move,
    stop_price_move,
    take_back_ending,
)
from loyalty.models import Membership, PriceMove, PriceNotice
from loyalty.rules.price_moves import first_renewal
from loyalty.tasks.memberships import sweep_memberships
from tests.cast import ada, ben, compared, joined, make_plan, stan

pytestmark = pytest.mark.django_db


def dearer(amount: int = 5900, interval: str = "year"):
    return add_plan_price(plan=make_plan(), interval=interval, amount=Money(amount), at=timezone.now())


def begun(interval: str = "year", *, needs_consent: bool = False, notice_days: int = 30) -> PriceMove:
    return start_price_move(
        plan=make_plan(), interval=interval, notice_days=notice_days, needs_consent=needs_consent, by=stan(),
        at=timezone.now(),
    )  # fmt: skip


def swept(membership: Membership) -> Membership:
    """As the sweeper and the bells it rang leave it."""
    sweep_memberships()
    return compared(membership)


def charged(provider) -> list[int]:
    """What was paid, without the invoices of nothing by which the provider notes a switch."""
    return [row["amount_paid"] for row in provider.state()["invoices"] if row["amount_paid"]]


def letters() -> list[str]:
    return list(OutgoingMail.objects.filter(key__contains="/price/").values_list("subject", flat=True))


def test_a_year_goes_over_with_its_renewal_after_one_mail_with_both_sums_and_the_day(provider):
    membership = joined(provider, ada())
    new = dearer()
    begun()
    for _twice in range(2):
        membership = swept(membership)
    assert (membership.price.amount, membership.next_price) == (Money(4900), new)
    mail = OutgoingMail.objects.get(key__contains="/price/")
    assert (
        "costs €59.00 each year instead of €49.00 each year" in mail.text and "Do nothing and it goes on" in mail.text
    )
    assert charged(provider) == [4900]
    provider.renew(membership.stripe_subscription_id)
    membership = compared(membership)
    assert (membership.price, membership.next_price, charged(provider)) == (new, None, [4900, 5900])
    provider.renew(membership.stripe_subscription_id)
    assert charged(provider) == [4900, 5900, 5900]
    assert len(letters()) == 1


def test_a_month_that_renews_too_soon_is_charged_the_old_price_once_more(provider):
    membership = joined(provider, ada(), interval="month")
    new = dearer(690, "month")
    with time_machine.travel(membership.ends_at - timedelta(days=10)):
        begun("month")
        membership = swept(membership)
        day = changes_on(PriceNotice.objects.get())
        assert membership.next_price is None
    with time_machine.travel(membership.ends_at + timedelta(hours=2)):
        provider.renew(membership.stripe_subscription_id)
        membership = swept(compared(membership))
        assert (charged(provider), membership.next_price) == ([590, 590], new)
        assert membership.ends_at == day
    provider.renew(membership.stripe_subscription_id)
    assert charged(provider) == [590, 590, 690]


def test_who_agrees_goes_over_and_who_does_not_is_never_charged_again(provider):
    yes, no = joined(provider, ada()), joined(provider, ben(), card="5555555555554444")
    dearer()
    begun(needs_consent=True)
    yes, no = swept(yes), swept(no)
    assert (yes.next_price, no.next_price) == (None, None)
    agree_to_price(membership=yes, at=timezone.now())
    assert swept(yes).next_price.amount == Money(5900)
    with time_machine.travel(no.ends_at - timedelta(days=2)):
        assert swept(no).cancels_at_end
        for membership in (yes, no):
            provider.renew(membership.stripe_subscription_id)
        assert sorted(charged(provider)) == [4900, 4900, 5900]
        assert compared(no).state == "ended" and compared(yes).state == "active"


def test_a_late_yes_takes_the_ending_back(provider):
    membership = joined(provider, ada())
    dearer()
    begun(needs_consent=True)
    swept(membership)
    with time_machine.travel(membership.ends_at - timedelta(days=2)):
        membership = swept(membership)
        agree_to_price(membership=membership, at=timezone.now())
        membership = swept(membership)
        assert (membership.cancels_at_end, membership.next_price.amount) == (False, Money(5900))


def test_who_joins_at_a_later_version_is_none_of_an_older_move(provider):
    joined(provider, ada())
    dearer()
    begun()
    sweep_memberships()
    dearer(3900)
    newcomer = swept(joined(provider, ben(), card="5555555555554444"))
    assert (newcomer.price.amount, newcomer.next_price) == (Money(3900), None)
    assert len(letters()) == 1


def test_who_chose_the_other_interval_is_not_asked_and_not_let_go(provider):
    membership = joined(provider, ada())
    dearer()
    begun(needs_consent=True)
    membership = swept(membership)
    switch = preview_membership_switch(membership=membership, at=timezone.now())
    asked = {"price_id": switch.price.pk, "due": switch.due, "as_of": switch.as_of, "at": timezone.now()}
    switch_membership(membership=membership, **asked)
    assert open_notice(membership) is None
    with time_machine.travel(membership.ends_at - timedelta(days=2)):
        membership = swept(membership)
    assert (membership.cancels_at_end, membership.next_price.interval) == (False, "month")


def test_the_way_to_a_month_and_back_does_not_lead_around_a_new_price(provider):
    membership = joined(provider, ada())
    new = dearer()
    begun()
    membership = swept(membership)
    for interval in ("month", "year"):
        now = timezone.now()
        switch = preview_membership_switch(membership=membership, at=now)
        assert switch.price.interval == interval
        asked = {"price_id": switch.price.pk, "due": switch.due, "as_of": switch.as_of, "at": now}
        membership = switch_membership(membership=membership, **asked)
    assert membership.next_price == new


def test_silence_is_told_as_silence_and_only_a_yes_takes_it_back(client, provider):
    membership = joined(provider, ada())
    dearer()
    begun(needs_consent=True)
    swept(membership)
    with time_machine.travel(membership.ends_at - timedelta(days=2)):
        for _twice in range(2):
            membership = swept(membership)
        ends = OutgoingMail.objects.filter(key__contains="/canceled/")
        assert "You have not agreed to €59.00 each year" in ends.get().text
        with pytest.raises(ConsentMissing):
            take_back_ending(membership=membership, at=timezone.now())
        client.force_login(ada())
        page = client.get(reverse("loyalty:membership-detail")).content.decode()
        assert "Agree to €59.00" in page and "Keep the membership" not in page
        client.post(reverse("loyalty:agreement-create"))
        assert swept(membership).cancels_at_end is False and ends.count() == 1


def test_the_reminder_asks_for_the_yes_instead_of_promising_the_old_price(provider):
    membership = joined(provider, ada())
    dearer()
    begun(needs_consent=True)
    swept(membership)
    with time_machine.travel(membership.ends_at - timedelta(days=10)):
        swept(membership)
    assert not OutgoingMail.objects.filter(key__contains="/renewal/").exists()
    assert (
        "for €59.00 each year instead of €49.00 each year" in OutgoingMail.objects.get(key__contains="/consent/").text
    )


def test_what_ends_for_want_of_a_yes_ends_as_told_when_the_move_is_stopped_unless_taken_back(provider):
    membership = joined(provider, ada())
    dearer()
    move = begun(needs_consent=True)
    swept(membership)
    with time_machine.travel(membership.ends_at - timedelta(days=2)):
        assert swept(membership).cancels_at_end
        stop_price_move(move=move, at=timezone.now())
        membership = swept(membership)
        assert (membership.cancels_at_end, move.notices.let_go().count()) == (True, 1)
        membership = take_back_ending(membership=membership, at=timezone.now())
        assert (swept(membership).cancels_at_end, membership.next_price) == (False, None)


def test_a_yes_that_the_provider_could_not_hear_is_made_up_for(provider, monkeypatch):
    membership = joined(provider, ada())
    dearer()
    begun(needs_consent=True)
    swept(membership)
    with time_machine.travel(membership.ends_at - timedelta(days=2)):
        membership = swept(membership)
        with monkeypatch.context() as away:
            away.setattr("loyalty.actions.memberships.set_ending", _unavailable)
            assert agree_to_price(membership=membership, at=timezone.now()).agreed_at
        assert compared(membership).cancels_at_end
        swept(membership)
        assert swept(membership).next_price.amount == Money(5900)


def _unavailable(*_args, **_how):
    raise ProviderUnavailable


def test_a_lower_price_needs_nobodys_consent(provider):
    membership = joined(provider, ada())
    dearer(3900)
    begun(needs_consent=True)
    membership = swept(membership)
    assert membership.next_price.amount == Money(3900)
    with pytest.raises(NothingToAgreeTo):
        agree_to_price(membership=membership, at=timezone.now())


def test_who_leaves_is_not_told_and_who_leaves_after_the_mail_is_not_charged(provider):
    leaving = cancel_membership(membership=joined(provider, ada()), at=timezone.now())
    staying = joined(provider, ben(), card="5555555555554444")
    dearer()
    begun()
    swept(staying)
    assert [notice.membership for notice in PriceNotice.objects.all()] == [staying]
    cancel_membership(membership=Membership.objects.get(pk=staying.pk), at=timezone.now())
    for membership in (leaving, staying):
        provider.renew(membership.stripe_subscription_id)
    assert charged(provider) == [4900, 4900]


def test_the_other_interval_is_still_open_while_a_new_price_waits(provider):
    membership = joined(provider, ada())
    dearer()
    begun()
    membership, now = swept(membership), timezone.now()
    assert other_price(membership, now).interval == "month", "and not the old price of the year"
    switch = preview_membership_switch(membership=membership, at=now)
    membership = switch_membership(
        membership=membership, price_id=switch.price.pk, due=switch.due, as_of=switch.as_of, at=now
    )
    assert fetch_subscription(membership.stripe_subscription_id).price_id == membership.next_price.stripe_price_id
    assert swept(membership).next_price.interval == "month"


def test_a_move_that_is_stopped_tells_and_moves_nobody_else(provider):
    membership = joined(provider, ada(), interval="month")
    dearer(690, "month")
    with time_machine.travel(membership.ends_at - timedelta(days=10)):
        move = begun("month")
        swept(membership)
        stop_price_move(move=move, at=timezone.now())
    later = joined(provider, ben(), card="5555555555554444")
    provider.renew(membership.stripe_subscription_id)
    assert (swept(membership).next_price, swept(later).next_price, len(letters())) == (None, None, 1)


def test_a_move_needs_members_time_and_its_turn(provider):
    joined(provider, ada())
    with pytest.raises(NobodyToMove):
        begun()
    dearer()
    with pytest.raises(NoticeTooShort):
        begun(notice_days=13)
    begun()
    dearer(6900)
    with pytest.raises(AlreadyMoving):
        begun()


def test_members_read_it_on_their_page_and_agree_there(client, provider):
    membership = joined(provider, ada())
    client.force_login(ada())
    agree, page = reverse("loyalty:agreement-create"), reverse("loyalty:membership-detail")
    client.post(agree)
    dearer()
    begun(needs_consent=True)
    swept(membership)
    shown = client.get(page).content.decode()
    assert "it costs €59.00 instead of €49.00" in shown and "Agree to €59.00" in shown
    assert "It is paid until" in shown and "It renews on" not in shown
    assert client.get(agree).status_code == 405
    client.post(agree)
    assert "You agreed on" in client.get(page).content.decode()
    client.force_login(ben())
    assert client.post(agree).status_code == 404


def test_staff_begin_and_stop_it(client, provider):
    joined(provider, ada())
    dearer()
    stan().__class__.objects.filter(pk=stan().pk).update(is_superuser=True)
    client.force_login(stan())
    address = reverse("admin:loyalty_plan_move_members", args=[make_plan().pk])
    assert client.get(address).status_code == 200
    assert "14" in client.post(address, {"interval": "year", "notice_days": "3"}).content.decode()
    answer = client.post(address, {"interval": "year", "notice_days": "30", "needs_consent": "on"}, follow=True)
    assert "1 member is told within minutes." in answer.content.decode()
    move = PriceMove.objects.get()
    client.post(reverse("admin:loyalty_pricemove_stop", args=[move.pk]))
    move.refresh_from_db()
    assert move.stopped_at
    assert client.get(reverse("admin:loyalty_pricemove_changelist")).status_code == 200


@pytest.mark.parametrize(
    ("starts", "ends", "interval", "not_before", "expected"),
    [
        ((2027, 1, 31), (2027, 2, 28), "month", (2027, 3, 1), (2027, 3, 31)),
        ((2027, 2, 28), (2027, 3, 31), "month", (2027, 4, 5), (2027, 4, 30)),
        ((2027, 1, 10), (2027, 2, 10), "month", (2027, 1, 15), (2027, 2, 10)),
        ((2024, 2, 29), (2025, 2, 28), "year", (2025, 3, 1), (2026, 2, 28)),
        ((2027, 1, 10), (2027, 2, 10), "month", (2027, 2, 10), (2027, 2, 10)),
    ],
)
def test_the_first_renewal_is_counted_from_the_current_period(starts, ends, interval, not_before, expected):
    starts_at, ends_at, moment, wanted = (datetime(*day, tzinfo=UTC) for day in (starts, ends, not_before, expected))
    found = first_renewal(starts_at=starts_at, ends_at=ends_at, interval=interval, not_before=moment)
    assert found == wanted
