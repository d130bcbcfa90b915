"""What members save: kept with the order, written to the ledger, and taken back with the goods."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.cache import near
from core.money import Money
from loyalty.actions.perks import perks_for
from loyalty.models import Membership, Perk, Plan, Saving
from loyalty.models.plans import PLANS_KEY
from orders.actions.cancellation import cancel_order, cancel_units
from orders.actions.changes import deliveries_for
from orders.actions.memberships import would_have_saved
from orders.actions.returned_units import record_returned_units
from orders.models import DeliveryMethod, Order
from tests.cast import (
    ada,
    ben,
    delivered_order,
    make_delivery,
    make_member,
    make_plan,
    make_price_list,
    make_product,
    make_promotion,
    paid_order,
    placed_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    """20.00, for members 17.99; delivery of 4.90 is free for them."""
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    product = make_product("Mug", price=2000, stock=20)
    make_price_list("Plus", "members", {product: 1799})
    return product


def saved() -> dict[str, int]:
    rows = Saving.objects.all()
    return {kind: sum(row.amount.minor for row in rows if row.kind == kind) for kind in ("delivery", "goods")}


def test_an_order_keeps_its_perks_and_says_what_they_saved(provider, mug):
    make_member(ada())
    order = paid_order(provider, mug, owner=ada(), quantity=3)
    assert order.total == Money(3 * 1799)
    line = order.lines.get()
    assert order.perks["saved"] == {"delivery": 490, "goods": 603, "lines": {str(line.pk): 603}}
    assert (order.perks["plan"], order.perks["member_prices"]) == ("Regulars Plus", True)
    assert saved() == {"delivery": 490, "goods": 603}


def test_nothing_is_saved_before_the_order_is_paid(provider, mug):
    make_member(ada())
    placed_order(mug, owner=ada())
    assert saved() == {"delivery": 0, "goods": 0}


def test_who_is_no_member_pays_in_full_and_saves_nothing(provider, mug):
    order = paid_order(provider, mug, owner=ben())
    assert (order.total, order.perks, Saving.objects.count()) == (Money(2490), {}, 0)


def test_a_canceled_order_saved_nothing(provider, mug):
    make_member(ada())
    order = paid_order(provider, mug, owner=ada(), quantity=2)
    cancel_order(order=order, by=None, at=timezone.now())
    assert saved() == {"delivery": 0, "goods": 0}
    assert Saving.objects.count() == 4  # nothing is rubbed out


def test_units_that_are_canceled_take_their_saving_along_to_the_cent(provider, mug):
    make_member(ada())
    order = paid_order(provider, mug, owner=ada(), quantity=3)
    for left in (402, 201):
        cancel_units(order=Order.objects.get(), quantities={order.lines.get().pk: 1}, by=None, at=timezone.now())
        assert saved() == {"delivery": 490, "goods": left}


def test_units_that_come_back_do_so_too_and_a_mistake_is_undone(provider, mug):
    make_member(ada())
    order = delivered_order(provider, mug, owner=ada(), quantity=2)
    record_returned_units(line=order.lines.get(), units=1, by=None, at=timezone.now())
    assert saved() == {"delivery": 490, "goods": 201}
    record_returned_units(line=order.lines.get(), units=1, by=None, at=timezone.now())
    assert saved() == {"delivery": 0, "goods": 0}
    record_returned_units(line=order.lines.get(), units=-2, by=None, at=timezone.now())
    assert saved() == {"delivery": 490, "goods": 402}


def test_savings_count_what_an_offer_for_all_leaves(provider, mug):
    """With ten percent off for everybody a member saves ten percent less of the difference."""
    make_member(ada())
    make_promotion(percent=10)
    order = paid_order(provider, mug, owner=ada())
    assert order.perks["saved"]["goods"] == 1800 - 1619


def test_delivery_that_is_free_for_all_is_no_saving(provider, mug):
    make_member(ada())
    DeliveryMethod.objects.update(free_from=Money(1000))
    assert paid_order(provider, mug, owner=ada()).perks["saved"]["delivery"] == 0


def test_an_offer_for_members_is_a_saving(provider, mug):
    make_member(ada())
    make_promotion(percent=50, members_only=True)
    assert paid_order(provider, mug, owner=ada()).perks["saved"]["goods"] == 2000 - 899


def test_a_lapse_and_other_perks_later_never_change_an_order(provider, mug):
    make_member(ada())
    express = DeliveryMethod.objects.get()
    order = paid_order(provider, mug, owner=ada())
    before = order.perks
    Perk.objects.all().delete()
    near.delete(PLANS_KEY)
    Membership.objects.update(ends_at=timezone.now())
    assert not perks_for(ada(), timezone.now()).member
    other = DeliveryMethod.objects.create(
        zone=express.zone, name="Other", min_days=1, max_days=2, free_for_members=True
    )
    other.rates.create(price=Money(490))
    cache.clear()
    order = Order.objects.get()
    assert order.perks == before
    assert [price.price for _method, price in deliveries_for(order, timezone.now())] == [Money(0)]


@pytest.mark.parametrize(
    ("parameters", "delivery"),
    [
        ({"countries": ["DE"]}, 0),
        ({"countries": ["AT", "CH"]}, 490),
        ({"methods": ["standard"]}, 0),
        ({"methods": ["Express"]}, 490),
        ({"from_minor": 1799}, 0),
        ({"from_minor": 1800}, 490),
    ],
)
def test_free_delivery_goes_by_country_method_and_value(provider, mug, parameters, delivery):
    make_member(ada(), make_plan("Narrow", perks={"free_delivery": parameters, "member_prices": {}}))
    assert placed_order(mug, owner=ada()).delivery == Money(delivery)


def test_members_have_a_parcel_sooner_and_deals_before_others(provider, mug):
    perks = {"faster_delivery": {"days": 1}, "early_access": {"minutes": 60}}
    make_member(ada(), make_plan("Early", perks=perks))
    at = timezone.now()
    make_promotion(percent=50, starts_at=at + timedelta(minutes=59))
    make_price_list("Sale", "everybody", {mug: 1500}, starts_at=at + timedelta(minutes=59))
    mine, other = placed_order(mug, owner=ada(), at=at), placed_order(mug, owner=ben(), at=at)
    assert (mine.goods - mine.discount, other.goods - other.discount) == (Money(750), Money(2000))
    assert mine.arrives_from < other.arrives_from
    assert mine.perks["saved"]["goods"] == 1250


def test_what_joining_would_have_saved_is_counted_by_the_prices_of_those_days(provider, mug):
    plan = make_plan()
    order = paid_order(provider, mug, owner=ben(), quantity=2)
    before = paid_order(provider, mug, owner=ben())
    Order.objects.filter(pk=before.pk).update(placed_at=timezone.now() - timedelta(days=2))  # before the list
    cancel_order(order=paid_order(provider, mug, owner=ben()), by=None, at=timezone.now())
    found = would_have_saved(customer=ben(), plan_id=plan.pk, at=timezone.now())
    assert (found.orders, found.delivery, found.goods) == (2, Money(980), Money(402))
    assert order.total == Money(4490)
    assert not would_have_saved(customer=ada(), plan_id=plan.pk, at=timezone.now()).total
    assert Plan.objects.count() == 1
