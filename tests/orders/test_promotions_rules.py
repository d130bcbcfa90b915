"""Promotions: what each kind takes off, which go together, and why the others do not apply."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.money import ZERO, Money, total
from orders.rules.delivery import Method, Rate
from orders.rules.pricing import Item, Terms, quote
from orders.rules.promotions import KINDS_OF_LANE, Buyer, Kind, Lane, Promotion, Scope
from orders.rules.shares import Cost, cost_of_units, delivery_shares, tender_shares
from orders.rules.taxes import TaxTable
from orders.rules.tenders import Purse, tenders_for

METHOD = Method(1, "Standard", (Rate(Money(490)),), 1, 2, free_from=Money(5000))
TAXES = TaxTable({"standard": 1900, "reduced": 700})


def item(product_id: int, price: int, quantity: int = 1, **more: object) -> Item:
    return Item(product_id, quantity, Money(price), Money(price), product_id=product_id, **more)


def promotion(number: int, lane: str = "line", kind: str = "percent", **more: object) -> Promotion:
    if kind == "percent":
        more.setdefault("percent_hundredths", 1000)
    return Promotion(number, f"Promotion {number}", lane, kind, **more)


def price(items: list[Item], *promotions: Promotion, **terms: object):
    return quote(items, taxes=TAXES, country="DE", method=METHOD, terms=Terms(promotions=promotions, **terms))


def why(priced) -> dict[int, str]:
    return {refusal.promotion.id: refusal.code for refusal in priced.refusals}


@pytest.mark.parametrize(
    ("given", "lines", "off"),
    [
        (promotion(1), [(1999, 1)], 200),
        (promotion(1, percent_hundredths=3333), [(1000, 3)], 1000),
        (promotion(1, kind="amount", amount=Money(300)), [(1000, 2)], 600),
        (promotion(1, kind="amount", amount=Money(3000)), [(1000, 2)], 2000),
        (promotion(1, kind="fixed_price", amount=Money(700)), [(1000, 2)], 600),
        (promotion(1, kind="fixed_price", amount=Money(1700)), [(1000, 2)], 0),
        (promotion(1, kind="cheapest_free", group_size=3, free_units=1), [(1000, 2), (300, 1)], 300),
        (promotion(1, kind="cheapest_free", group_size=3, free_units=1), [(1000, 3), (100, 3)], 1100),
        (promotion(1, kind="cheapest_free", group_size=3, free_units=1), [(1000, 2)], 0),
        (promotion(1, lane="order"), [(1000, 1), (500, 1)], 150),
        (promotion(1, lane="order", kind="amount", amount=Money(400)), [(1000, 1), (500, 1)], 400),
        (
            promotion(1, lane="order", kind="amount", amount=Money(400), spend_from=Money(1501)),
            [(1000, 1), (500, 1)],
            0,
        ),
        (promotion(1, "order", "spend_get", amount=Money(100), spend_from=Money(500)), [(1000, 1), (700, 1)], 300),
        (promotion(1, lane="coupon", kind="free_delivery"), [(1000, 1)], 490),
        (promotion(1, lane="delivery", kind="free_delivery", methods=frozenset({1})), [(1000, 1)], 490),
        (promotion(1, lane="delivery", kind="free_delivery", methods=frozenset({2})), [(1000, 1)], 0),
    ],
)
def test_each_kind_takes_off_what_it_says(given, lines, off):
    priced = price([item(number, amount, count) for number, (amount, count) in enumerate(lines, 1)], given)
    goods = total(Money(amount) * count for amount, count in lines)
    delivery = Money(490) if goods - priced.discount < Money(5000) else ZERO
    assert priced.total == goods + delivery - Money(off)


def test_of_two_for_the_same_item_the_better_one_wins_and_the_other_is_told():
    priced = price([item(1, 1000)], promotion(1), promotion(2, percent_hundredths=2000))
    assert priced.discount == Money(200)
    assert why(priced) == {1: "better_applies"}
    assert priced.refusals[0].other == "Promotion 2"


def test_of_two_equal_ones_the_older_wins():
    assert why(price([item(1, 1000)], promotion(2), promotion(1))) == {2: "better_applies"}


def test_a_higher_priority_wins_over_a_better_price():
    priced = price([item(1, 1000)], promotion(1, priority=5), promotion(2, percent_hundredths=2000))
    assert (priced.discount, why(priced)) == (Money(100), {2: "better_applies"})


def test_each_line_takes_its_own_best():
    some_only = promotion(2, percent_hundredths=5000, scope=Scope(products=frozenset({1})))
    priced = price([item(1, 1000), item(2, 3000)], promotion(1), some_only)
    assert [line.discount.minor for line in priced.lines] == [500, 300]
    assert not priced.refusals


def test_promotions_that_name_each_other_add_up_on_what_is_left():
    priced = price([item(1, 1000)], promotion(1, combines_with=frozenset({2})), promotion(2))
    assert priced.discount == Money(190)


def test_three_for_two_and_a_percentage_share_a_basket_the_best_way():
    """The group takes three of the dear item only if that beats the percentage on it."""
    group = promotion(1, kind="cheapest_free", group_size=3, free_units=1, scope=Scope(products=frozenset({1})))
    percentage = promotion(2, percent_hundredths=4000)
    assert price([item(1, 1000, 3), item(2, 500)], group, percentage).discount == Money(1400)
    percentage = promotion(2, percent_hundredths=2000)
    assert price([item(1, 1000, 3), item(2, 500)], group, percentage).discount == Money(1100)


def test_lanes_take_off_what_the_lanes_before_left():
    on_line, on_order = promotion(1), promotion(2, lane="order")
    code = promotion(3, lane="coupon", kind="amount", amount=Money(99999), code="ALL")
    assert price([item(1, 1000)], on_line, on_order).discount == Money(190)
    everything = price([item(1, 1000)], on_line, on_order, code)
    assert (everything.discount, everything.total) == (Money(1000), Money(490))


def test_an_exclusive_promotion_stands_alone_only_if_that_is_better():
    alone = promotion(9, lane="coupon", percent_hundredths=1500, exclusive=True)
    priced = price([item(1, 1000)], promotion(1), alone)
    assert (priced.discount, why(priced)) == (Money(150), {1: "better_applies"})
    priced = price([item(1, 1000)], promotion(1, percent_hundredths=2000), alone)
    assert (priced.discount, why(priced)) == (Money(200), {9: "better_applies"})


def test_free_delivery_from_a_value_stays_when_a_code_takes_goods_below_it():
    code = promotion(1, lane="coupon", kind="amount", amount=Money(1000))
    priced = price([item(1, 5000)], code)
    assert (priced.total, priced.delivery.free_because) == (Money(4000), "threshold")
    on_line = promotion(1, kind="amount", amount=Money(1000))
    assert price([item(1, 5000)], on_line).total == Money(4490)


@pytest.mark.parametrize(
    ("given", "buyer", "code"),
    [
        (promotion(1, members_only=True), Buyer(), "members_only"),
        (promotion(1, groups=frozenset({7})), Buyer(groups=frozenset({8})), "group_only"),
        (promotion(1, first_order_only=True), Buyer(has_ordered=True), "first_order_only"),
        (promotion(1, closed="used_up"), Buyer(), "used_up"),
        (promotion(1, scope=Scope(brands=frozenset({4}))), Buyer(), "nothing_matches"),
        (promotion(1, scope=Scope(without_reduced=True)), Buyer(), "nothing_matches"),
        (promotion(1, spend_from=Money(2500)), Buyer(), "too_little"),
        (promotion(1, units_from=3), Buyer(), "too_few"),
    ],
)
def test_a_refused_promotion_says_why(given, buyer, code):
    priced = price([item(1, 1000, 2, is_reduced=True)], given, buyer=buyer)
    assert (why(priced), priced.discount) == ({1: code}, ZERO)


def test_what_is_missing_is_said_to_the_cent():
    refusal = price([item(1, 1000, 2)], promotion(1, spend_from=Money(2500))).refusals[0]
    assert refusal.missing == Money(500)


def test_members_and_groups_get_theirs():
    buyer = Buyer(groups=frozenset({7}), is_member=True)
    assert price([item(1, 1000)], promotion(1, members_only=True, groups=frozenset({7})), buyer=buyer).discount


def test_scopes_reach_below_their_category_and_leave_out_what_they_say():
    scope = Scope(categories=frozenset({3}), without_products=frozenset({2}))
    priced = price(
        [item(1, 1000, categories=frozenset({3, 5})), item(2, 1000, categories=frozenset({3}))],
        promotion(1, scope=scope),
    )
    assert [line.discount.minor for line in priced.lines] == [100, 0]


def test_purses_pay_in_a_fixed_order_and_only_what_is_needed():
    purses = [
        Purse("store_credit", 1, Money(1000)),
        Purse("gift_card", 9, Money(300)),
        Purse("gift_card", 2, Money(50)),
    ]
    tenders = tenders_for(Money(500), purses)
    assert [(tender.purse.id, tender.amount.minor) for tender in tenders] == [(2, 50), (9, 300), (1, 150)]
    priced = price([item(1, 1000)], purses=[Purse("gift_card", 1, Money(5000))])
    assert (priced.total, priced.tendered, priced.due) == (Money(1490), Money(1490), ZERO)


def test_any_amount_shown_changes_the_fingerprint():
    plain = price([item(1, 1000)])
    assert plain.fingerprint == price([item(1, 1000)]).fingerprint
    others = [price([item(1, 1001)]), price([item(1, 1000)], promotion(1)),
              price([item(1, 1000)], purses=[Purse("gift_card", 1, Money(1))])]  # fmt: skip
    assert len({plain.fingerprint, *(other.fingerprint for other in others)}) == 4


amounts = some.integers(0, 10**7).map(Money)
baskets = some.lists(
    some.builds(
        Item, variant_id=some.integers(1, 99), quantity=some.integers(1, 12), unit_price=some.integers(1, 10**6).map(Money),
        list_price=some.just(Money(1)), tax_class=some.sampled_from(["standard", "reduced", "zero"]),
        product_id=some.integers(1, 4), categories=some.frozensets(some.integers(1, 3)), is_reduced=some.booleans(),
    ), min_size=1, max_size=6,
)  # fmt: skip


@some.composite
def promotions(draw) -> list[Promotion]:
    found = []
    for number in range(1, draw(some.integers(0, 6)) + 1):
        lane = draw(some.sampled_from([Lane.LINE, Lane.ORDER, Lane.DELIVERY, Lane.COUPON]))
        size = draw(some.integers(2, 4))
        found.append(Promotion(
            number, str(number), lane, draw(some.sampled_from(KINDS_OF_LANE[lane])),
            percent_hundredths=draw(some.integers(1, 10_000)), amount=draw(amounts), group_size=size,
            free_units=draw(some.integers(1, size - 1)), spend_from=draw(some.sampled_from([Money(1), Money(20_000)])),
            scope=Scope(products=draw(some.frozensets(some.integers(1, 4), max_size=2)), without_reduced=draw(some.booleans())),
            priority=draw(some.integers(0, 1)), exclusive=draw(some.booleans()),
            combines_with=draw(some.frozensets(some.integers(1, 6), max_size=2)),
        ))  # fmt: skip
    return found


@settings(max_examples=300)
@given(baskets, promotions(), some.booleans(), some.booleans(), some.lists(amounts, max_size=3))
def test_every_amount_adds_up_and_none_is_below_zero(basket, offered, inclusive, by_rate, balances):
    taxes = TaxTable({"standard": 1900, "reduced": 700}, inclusive, by_rate)
    purses = [Purse("gift_card", number, balance) for number, balance in enumerate(balances)]
    priced = quote(basket, taxes=taxes, country="DE", method=METHOD, terms=Terms(promotions=offered, purses=purses))
    before_tax = priced.goods - priced.discount + priced.delivery_price
    assert priced.total == (before_tax if inclusive else before_tax + priced.tax)
    assert priced.due == priced.total - priced.tendered
    parts = [priced.due, priced.tendered, priced.tax, priced.delivery_price, priced.discount]
    assert min([*parts, *(line.to_pay for line in priced.lines), *(line.tax for line in priced.lines)]) >= ZERO
    assert all(line.discount == total(amount for _promotion, amount in line.savings) for line in priced.lines)
    named = {saving.promotion.id for saving in priced.savings} | {refusal.promotion.id for refusal in priced.refusals}
    assert named == {promotion.id for promotion in offered}


@settings(max_examples=200)
@given(baskets, promotions())
def test_more_ordinary_promotions_of_equal_rank_never_cost_more_than_none(basket, offered):
    plain = quote(basket, taxes=TAXES, country="DE")
    priced = quote(basket, taxes=TAXES, country="DE", terms=Terms(promotions=offered))
    assert priced.total <= plain.total


@given(
    some.integers(1, 99),
    some.lists(some.integers(0, 10**8).map(Money), min_size=5, max_size=5),
    some.booleans(),
    some.data(),
)
def test_refunds_of_any_split_sum_to_the_line(quantity, parts, inclusive, data):
    line = Cost(*parts, prices_include_tax=inclusive)
    first, costs = 0, []
    while first < quantity:
        units = data.draw(some.integers(1, quantity - first))
        costs.append(cost_of_units(line, quantity, first, units))
        first += units
    assert total(cost.paid for cost in costs) == line.paid
    assert total(cost.tax for cost in costs) == line.tax


@given(some.lists(amounts, min_size=1, max_size=6), some.lists(some.integers(1, 100), min_size=1, max_size=4))
def test_tenders_and_lines_both_add_up(costs, weights):
    tenders = total(costs).share(weights)
    shares = tender_shares(tenders, costs)
    assert [total(parts) for parts in shares] == tenders
    assert [total(parts) for parts in zip(*shares, strict=True)] == costs
    assert total(delivery_shares(Money(490), costs)) == Money(490)


def test_a_line_has_no_more_units_than_it_has():
    with pytest.raises(ValueError, match="1 to 3 of 2"):
        cost_of_units(Cost(goods=Money(5)), 2, 1, 2)
    with pytest.raises(ValueError, match="more than the lines"):
        tender_shares([Money(6)], [Money(5)])


def test_every_lane_has_kinds_and_every_kind_a_lane():
    assert set(KINDS_OF_LANE) == set(Lane)
    assert {kind for kinds in KINDS_OF_LANE.values() for kind in kinds} == set(Kind)
