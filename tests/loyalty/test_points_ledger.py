"""Points: every move explained, nothing spent twice, and whatever happens agrees with a simple model."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.ledger import AppendOnly
from core.money import Money
from loyalty.actions import points_spending
from loyalty.actions.points import (
    NotThatManyPoints,
    adjust_points,
    confirm_points,
    earn_points,
    expire_points,
    grant_points,
    keep_points,
    move_points,
    plan_confirmation,
    take_from_lots,
)
from loyalty.actions.points_ledger import Book, Cause, Leg, account_of, write_move
from loyalty.actions.points_spending import NotEnoughPoints, capture_points, hold_points, release_points, return_points
from loyalty.models import PointsAccount, PointsLot, PointsMove, PointsProgram
from loyalty.rules.points import Earning, Program, points_earned, points_kept, points_returned
from tests.cast import ada, ben
from tests.loyalty.points_run import Life

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def because(reference: str, days: int = 0) -> Cause:
    return Cause(reference, NOW + timedelta(days=days))


def given(points: int, reference: str = "gift", days: int = 0):
    return grant_points(customer=ada(), points=points, cause=because(reference, days))


def account() -> PointsAccount:
    return PointsAccount.objects.get(customer=ada())


def counters() -> tuple[int, int, int, int]:
    row = account()
    return row.available, row.pending, row.held, row.debt


def test_pending_points_are_confirmed_once_and_not_before_their_day():
    lot = earn_points(customer=ada(), points=40, cause=because("order/A/line/1"))
    earn_points(customer=ada(), points=40, cause=because("order/A/line/1"))
    assert counters() == (0, 40, 0, 0)
    assert confirm_points(lot=lot, at=NOW).state == "pending"
    plan_confirmation(references=[lot.reference], confirms_at=NOW + timedelta(days=30))
    assert confirm_points(lot=lot, at=NOW + timedelta(days=29)).state == "pending"
    for _twice in range(2):
        lot = confirm_points(lot=lot, at=NOW + timedelta(days=30))
    assert counters() == (40, 0, 0, 0)
    assert (lot.expires_at - NOW).days in range(550, 600)


def test_what_is_held_is_spent_or_free_again_once():
    given(100)
    hold_points(account=account(), points=60, cause=because("order/A"))
    hold_points(account=account(), points=60, cause=because("order/A"))
    assert counters() == (40, 0, 60, 0)
    with pytest.raises(NotEnoughPoints):
        hold_points(account=account(), points=41, cause=because("order/B"))
    capture_points(account=account(), cause=because("order/A"))
    assert release_points(account=account(), cause=because("order/A")) == 0
    assert capture_points(account=account(), cause=because("order/A")) == 0
    assert counters() == (40, 0, 0, 0)
    hold_points(account=account(), points=40, cause=because("order/B"))
    release_points(account=account(), cause=because("order/B"))
    assert capture_points(account=account(), cause=because("order/B")) == 0
    assert counters() == (40, 0, 0, 0)


def test_the_first_to_expire_go_first_and_come_back_to_where_they_were():
    early, late = given(50, "early"), given(50, "late", days=5)
    hold_points(account=account(), points=70, cause=because("order/A", 6))
    capture_points(account=account(), cause=because("order/A", 6))
    left = dict(PointsLot.objects.values_list("reference", "remaining"))
    assert left == {"early": 0, "late": 30}
    return_points(account=account(), points=30, spent_for="order/A", cause=because("order/A/1", 7))
    return_points(account=account(), points=30, spent_for="order/A", cause=because("order/A/1", 7))
    assert dict(PointsLot.objects.values_list("reference", "remaining")) == {"early": 30, "late": 30}
    assert return_points(account=account(), points=99, spent_for="order/A", cause=because("order/A/2", 7)) == 40
    assert (early.pk, late.pk) == tuple(PointsLot.objects.order_by("expires_at").values_list("pk", flat=True))


def test_what_comes_back_after_its_day_can_be_spent_for_thirty_days():
    given(50)
    hold_points(account=account(), points=50, cause=because("order/A"))
    capture_points(account=account(), cause=because("order/A"))
    return_points(account=account(), points=50, spent_for="order/A", cause=because("order/A/1", days=900))
    lot = PointsLot.objects.get(reference="order/A/1/late")
    assert (lot.remaining, (lot.expires_at - NOW).days) == (50, 930)


def test_expiry_takes_what_is_left_and_not_what_is_held():
    lot = given(50)
    hold_points(account=account(), points=20, cause=because("order/A"))
    assert expire_points(lot=lot, at=NOW) == 0
    for points in (30, 0):
        assert expire_points(lot=lot, at=NOW + timedelta(days=900)) == points
    assert counters() == (0, 0, 20, 0)
    with pytest.raises(NotEnoughPoints):
        hold_points(account=account(), points=1, cause=because("order/B", 900))


def test_expired_points_cannot_be_spent_even_before_the_sweeper_came():
    given(50)
    with pytest.raises(NotEnoughPoints):
        hold_points(account=account(), points=1, cause=because("order/A", 900))


def test_taken_back_after_they_were_spent_they_are_owed_and_the_next_ones_pay():
    earned = earn_points(customer=ada(), points=50, cause=because("line/1"))
    plan_confirmation(references=["line/1"], confirms_at=NOW)
    confirm_points(lot=earned, at=NOW)
    hold_points(account=account(), points=50, cause=because("order/B"))
    capture_points(account=account(), cause=because("order/B"))
    for _twice in range(2):
        keep_points(reference="line/1", kept=20, cause=because("refund/1"))
    assert counters() == (0, 0, 0, 30)
    assert account().balance == -30
    given(45)
    assert counters() == (15, 0, 0, 0)


def test_a_shop_may_forgive_what_was_spent():
    PointsProgram(allows_debt=False).save()
    lot = earn_points(customer=ada(), points=50, cause=because("line/1"))
    plan_confirmation(references=["line/1"], confirms_at=NOW)
    confirm_points(lot=lot, at=NOW)
    hold_points(account=account(), points=40, cause=because("order/B"))
    capture_points(account=account(), cause=because("order/B"))
    assert keep_points(reference="line/1", kept=0, cause=because("refund/1")) == 10
    assert counters() == (0, 0, 0, 0)


def test_pending_points_come_to_nothing_with_their_order():
    lot = earn_points(customer=ada(), points=50, cause=because("line/1"))
    keep_points(reference="line/1", kept=30, cause=because("refund/1"))
    assert counters() == (0, 30, 0, 0)
    keep_points(reference="line/1", kept=0, cause=because("refund/2"))
    lot.refresh_from_db()
    assert (counters(), lot.state) == ((0, 0, 0, 0), "void")
    assert keep_points(reference="nobody", kept=0, cause=because("refund/3")) == 0


def test_staff_adjust_but_not_below_what_is_there():
    adjust_points(customer=ada(), points=30, cause=because("adjust/1"))
    adjust_points(customer=ada(), points=30, cause=because("adjust/1"))
    with pytest.raises(NotThatManyPoints):
        adjust_points(customer=ada(), points=-31, cause=because("adjust/2"))
    adjust_points(customer=ada(), points=-30, cause=because("adjust/3"))
    assert counters() == (0, 0, 0, 0)


def test_two_accounts_become_one():
    given(50)
    grant_points(customer=ben(), points=5, cause=because("bens"))
    for _twice in range(2):
        move_points(source=ada(), target=ben(), cause=because("merge/1"))
    assert counters() == (0, 0, 0, 0)
    assert PointsAccount.objects.get(customer=ben()).available == 55


def test_a_move_that_does_not_sum_to_zero_is_not_written_and_none_is_changed():
    given(50)
    with pytest.raises(ValueError, match="sum to zero"), transaction.atomic():
        write_move(account=account_of(ada()), kind="granted", cause=because("x"), legs=[Leg(Book.AVAILABLE, 5)])
    assert PointsMove.objects.count() == 1
    with pytest.raises(AppendOnly):
        PointsMove.objects.get().save()
    with pytest.raises(AppendOnly):
        PointsMove.objects.get().legs.update(points=1)


@pytest.mark.parametrize("seed", range(25))
def test_any_life_agrees_with_the_model(seed):
    life = Life(ada(), Random(seed), NOW)
    for _step in range(40):
        life.step()
        assert life.differs() == ""


def test_the_model_notices_points_that_are_spent_after_their_day(monkeypatch):
    monkeypatch.setattr(points_spending, "take_from_lots", lambda account, points, at: take_from_lots(account, points))
    with pytest.raises(AssertionError):  # noqa: PT012  one of these lives must go wrong
        for seed in range(25):
            life = Life(User.objects.create_user(f"{seed}@example.com", "long-password"), Random(seed), NOW)
            for _step in range(40):
                life.step()
                assert life.differs() == ""


def test_points_are_rounded_once_and_every_line_has_its_share():
    program = Program(is_active=True)
    assert points_earned(program, [Earning(Money(199)), Earning(Money(199))]) == [2, 1]
    assert points_earned(program, [Earning(Money(1000), 250), Earning(Money(500))]) == [25, 5]
    assert points_earned(program, [Earning(Money(0))]) == [0]


def test_a_share_of_the_money_back_is_a_share_of_the_points_back():
    assert [points_kept(10, Money(1000), Money(back)) for back in (0, 1, 333, 1000, 1200)] == [10, 10, 7, 0, 0]
    assert points_kept(10, Money(0), Money(0)) == 0
    assert [points_returned(101, Money(1000), Money(back)) for back in (0, 500, 1000)] == [0, 50, 101]


@pytest.mark.parametrize("per_unit", [10, 20, 50, 100, 200, 500, 1000])
def test_points_and_money_turn_into_each_other_without_a_rest(per_unit):
    program = Program(per_unit=per_unit)
    for points in range(0, 5000, 7):
        value = program.value_of(points)
        assert program.points_for(value) <= points
        assert program.value_of(program.points_for(value)) == value
