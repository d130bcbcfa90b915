"""Whatever is canceled, sent back, exchanged, claimed or refunded of whatever basket: the books stay right."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import find_breaches
from core.errors import Refused
from core.money import ZERO, Money, total
from orders.actions.cancellation import cancel_units
from orders.actions.price_drops import pay_price_drop
from orders.actions.problem_claims import claim_goods
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.refunds import refund_line
from orders.actions.return_requests import request_return
from orders.models import Order, OrderLine, Payment, PriceDropPromise, ReturnPolicy
from orders.rules.return_quotes import Delivery, Portion, Swap, quote_return, swap_cost
from orders.rules.returns import BECAUSE, Outcome, Policy, Wish
from orders.rules.shares import Cost
from shop.actions.prices import set_price
from shop.models import Variant
from tests.cast import (
    ada,
    deliver_order,
    make_coupon,
    make_gift_card,
    make_location,
    make_points,
    make_product,
    make_variant,
    paid_order,
    stan,
)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["return", "return", "return", "claim", "refund", "drop"]),
        st.integers(0, 1),  # which line
        st.integers(1, 3),  # how many
        st.sampled_from(["changed_mind", "faulty", "not_as_described"]),
        st.sampled_from(["original", "credit", "exchange", "keep"]),
        st.integers(0, 3),  # how many are accepted
    ),
    max_size=6,
)


@pytest.mark.django_db
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    STEPS,
    st.sampled_from(["plain", "points", "gift card", "coupon"]),
    st.integers(200, 1999),
    st.integers(0, 2),
    st.booleans(),
)
def test_any_sequence_on_any_basket_leaves_the_books_right(provider, steps, paid_by, price, canceled, inclusive):
    ReturnPolicy(label_fee=Money(490), fee_percent=7, credit_bonus_percent=5, review_from=None, most_a_year=999).save()
    PriceDropPromise(mode=PriceDropPromise.Mode.CLICK, least=Money(1)).save()
    with override_settings(PRICES_INCLUDE_TAX=inclusive):
        order = _bought(provider, paid_by, price, canceled)
        for step in steps:
            try:
                _go(order, *step)
            except Refused:
                continue
            _check(order)
    assert [(finding.check.id, finding.rows) for finding in find_breaches()] == []


@given(
    st.integers(0, 10**6), st.integers(1, 9), st.lists(st.integers(1, 4), max_size=9), st.integers(0, 10**5),
    st.sampled_from(list(BECAUSE)), st.integers(0, 3000), st.booleans(),
)  # fmt: skip
def test_returning_a_line_in_whatever_portions_brings_exactly_what_it_cost(
    goods, quantity, portions, discount, reason, tax, inclusive
):
    off = min(discount, goods)
    cost = Cost(Money(goods), Money(off), Money(min(tax, (goods - off) // 4)), prices_include_tax=inclusive)
    settled, refunded, taxes = 0, ZERO, ZERO
    for units in [*portions, *[1] * quantity]:
        units = min(units, quantity - settled)
        if not units:
            break
        portion = Portion(1, cost, 1900, quantity, settled, units, refunded, reason=reason)
        drawn = quote_return(
            [portion], outcome=Outcome.ORIGINAL, policy=Policy(), delivery=Delivery(), is_whole=False, label_fee=ZERO
        )
        settled, refunded = settled + units, refunded + drawn.amount
        taxes += total(part.tax for part in drawn.parts)
    assert refunded == cost.without_delivery
    assert taxes == cost.tax or not cost.without_delivery


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 10**5), st.integers(1, 9), st.booleans())
def test_an_even_swap_costs_nothing_and_no_swap_costs_less_than_nothing(brought, old, new, units, inclusive):
    value = Money(min(brought, old) * units)
    swap = Swap(value, ZERO, units, Money(old), Money(new), 0, inclusive)
    cost = swap_cost(swap)
    assert ZERO <= cost.discount <= cost.goods and cost.paid >= ZERO
    if old == new:
        assert cost.paid == value


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 100))
def test_deductions_never_take_more_than_there_is(price, fee, delivery, percent):
    portion = Portion(1, Cost(Money(price)), 1900, 1, 0, 1, is_opened=True)
    drawn = quote_return(
        [portion],
        outcome=Outcome.CREDIT,
        policy=Policy(fee_percent=percent, credit_bonus_percent=percent),
        delivery=Delivery(paid=Money(delivery)),
        is_whole=True,
        label_fee=Money(fee),
    )
    assert ZERO <= drawn.amount <= Money(price + delivery) and drawn.bonus >= ZERO


def _bought(provider, paid_by, price, canceled):
    products = [make_product(price=price, stock=50), make_product(price=700, stock=50)]
    for product in products:
        make_variant(product, sku=f"OTHER-{product.pk}", price=price + 100, stock=50)
    how = {"owner": ada(), "quantity": 3}
    if paid_by == "points":
        make_points(ada(), 500, min_points=1)
        how["points"] = 300
    if paid_by == "gift card":
        how["codes"] = [make_gift_card(1000).shown_code]
    if paid_by == "coupon":
        how["codes"] = [make_coupon(f"CODE{products[0].pk}").code]
    order = paid_order(provider, *products, **how)
    if canceled:
        line = order.lines.first()
        cancel_units(order=order, quantities={line.pk: canceled}, by=None, at=timezone.now())
    return deliver_order(Order.objects.get(pk=order.pk), timezone.now() - timedelta(days=1))


def _go(order, what, place, units, reason, outcome, accepted):
    line, now, by = list(OrderLine.objects.filter(order=order))[place], timezone.now(), stan()
    if what == "drop":
        variant = Variant.objects.get(pk=line.variant_id)
        set_price(variant=variant, price=Money(max(1, variant.price.minor - 10 * units)), reference="staff", by=None)
        line = OrderLine.objects.select_related("order", "variant").get(pk=line.pk)
        pay_price_drop(line=line, to_credit=outcome == "credit", by=None, at=now)
    elif what == "refund":
        refund_line(line=line, amount=Money(units * 97), reason="sorry", at=now, by=by)
    elif what == "claim":
        claim_goods(order=order, kind="missing", remedy="refund", units={line.pk: units}, by=None, at=now)
    else:
        other = line.product.variants.exclude(pk=line.variant_id).first()
        wish = Wish(line.pk, units, reason, units == 2, "", other.pk)
        sent_back = request_return(order=order, wishes=[wish], outcome=outcome, by=None, at=now)
        if sent_back.state == "approved":
            _through_the_warehouse(sent_back, min(units, accepted), by, now)


def _through_the_warehouse(sent_back, accepted, by, now):
    sent_back = receive_return(sent_back=sent_back, by=by, at=now)
    found = {row.pk: Found(accepted, accepted, accepted) for row in sent_back.lines.all()}
    sent_back = inspect_return(sent_back=sent_back, found=found, location=make_location(), by=by, at=now)
    settle_return(sent_back=sent_back, by=by, at=now)


def _check(order):
    paid = Payment.objects.filter(order=order).first()
    if paid:
        assert paid.refunded + paid.credited <= paid.amount
    for line in OrderLine.objects.filter(order=order).select_related("order"):
        assert line.refunded <= line.cost.without_delivery and line.returned <= line.units
