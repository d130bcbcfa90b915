"""Sending things back, from the wish to the money, by the verbs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutgoingMail
from core.money import Money
from loyalty.models import Purse
from orders.actions.leaving import OrderStillOpen, leave_orders
from orders.actions.problem_claims import claim_goods
from orders.actions.receiving import Found, NotWhatCame, inspect_return, receive_return, send_return, settle_return
from orders.actions.return_labels import provide_label
from orders.actions.return_messages import write_message
from orders.actions.return_quotes import outcomes_for, returnables
from orders.actions.return_requests import (
    NothingToReturn,
    OutcomeNotOffered,
    PhotoNeeded,
    QuoteChanged,
    ReturnTooFar,
    ReturnWindowClosed,
    SealBroken,
    approve_return,
    cancel_return,
    expire_return,
    reject_return,
    request_return,
)
from orders.actions.tracking import take_in_report
from orders.models import CreditNote, Order, OrderEvent, Payment, Refund, Return, ReturnPolicy
from orders.rules.returns import Wish
from shop.actions.stock import hold_stock, release_stock
from shop.models import StockHold, StockMovement, StockRecord
from tests.cast import (
    ada,
    deliver_order,
    delivered_order,
    make_category,
    make_location,
    make_member,
    make_plan,
    make_product,
    make_variant,
    stan,
)

pytestmark = pytest.mark.django_db


def _policy(**fields):
    ReturnPolicy(**{"label_fee": Money(490), **fields}).save()


def _wish(order, units=1, reason="changed_mind", place=0, **more):
    return Wish(list(order.lines.all())[place].pk, units, reason, **more)


def _ask(order, *wishes, outcome="original", by=None, at=None, **more):
    return request_return(order=order, wishes=wishes, outcome=outcome, by=by, at=at or timezone.now(), **more)


def _come(sent_back, at=None, **found):
    """It arrives complete and as new, unless told otherwise."""
    at, by = at or timezone.now(), stan()
    sent_back = receive_return(sent_back=sent_back, by=by, at=at)
    rows = {
        row.pk: Found(**{"received": row.requested, "accepted": row.requested, "restocked": row.requested, **found})
        for row in sent_back.lines.all()
    }
    return inspect_return(sent_back=sent_back, found=rows, location=make_location(), by=by, at=at)


def _settled(sent_back, **found):
    return settle_return(sent_back=_come(sent_back, **found), by=stan(), at=timezone.now())


def _refunded(order):
    return sum(payment.refunded.minor for payment in Payment.objects.filter(order=order))


def test_one_of_three_comes_back_and_its_price_less_the_label_goes_to_the_card(provider):
    _policy()
    order = delivered_order(provider, make_product(price=1000, stock=5), quantity=3, owner=ada())
    sent_back = _settled(_ask(order, _wish(order)))
    assert sent_back.state == "settled"
    assert (sent_back.quoted, sent_back.paid_back, _refunded(order)) == (Money(510), Money(510), 510)
    note = CreditNote.objects.get(order=order)
    assert [(part.kind, part.amount.minor) for part in note.parts.all()] == [("goods", 1000), ("label", -490)]
    line = order.lines.get()
    assert (line.returned, line.refunded) == (1, Money(1000))
    assert StockRecord.objects.get(variant=line.variant).on_hand == 3
    assert StockMovement.objects.filter(kind="returned", quantity=1).exists()


def test_what_is_shown_is_what_is_paid_and_another_sum_is_refused(provider):
    _policy()
    order = delivered_order(provider, make_product(price=1000), quantity=2)
    shown = dict(outcomes_for(order=order, wishes=[_wish(order)]))
    with pytest.raises(QuoteChanged):
        _ask(order, _wish(order), expected=shown["original"].total + Money(1))
    sent_back = _ask(order, _wish(order), expected=shown["original"].total)
    assert _settled(sent_back).paid_back == shown["original"].total


def test_sending_all_of_it_back_brings_the_standard_delivery_too(provider):
    _policy(label_fee=Money(0))
    order = delivered_order(provider, make_product(price=1000), quantity=2)
    assert order.delivery_paid == Money(490)
    assert _settled(_ask(order, _wish(order, 2))).paid_back == order.total
    assert Order.objects.get(pk=order.pk).payment_status == "refunded"


def test_two_returns_that_make_the_whole_bring_delivery_with_the_last(provider):
    _policy(label_fee=Money(0))
    order = delivered_order(provider, make_product(price=999), quantity=3)
    first = _settled(_ask(order, _wish(order)))
    second = _settled(_ask(order, _wish(order, 2)))
    assert (first.paid_back, second.paid_back) == (Money(999), Money(2 * 999 + 490))


def test_our_fault_means_a_free_label_and_all_delivery_back(provider):
    _policy()
    order = delivered_order(provider, make_product(price=1000), quantity=2)
    sent_back = _settled(_ask(order, _wish(order, reason="faulty")))
    assert (sent_back.label_fee, sent_back.paid_back) == (Money(0), Money(1490))


def test_members_with_free_returns_pay_no_label(provider):
    _policy()
    make_member(ada(), make_plan(perks={"free_returns": {}, "return_window": {"days": 90}}))
    order = delivered_order(provider, make_product(price=1000), quantity=2, owner=ada())
    assert order.lines.get().return_days == 90
    sent_back = _ask(order, _wish(order), at=timezone.now() + timedelta(days=80))
    assert (sent_back.label_fee, sent_back.quoted) == (Money(0), Money(1000))


def test_store_credit_brings_the_bonus_and_leaves_the_card_alone(provider):
    _policy(label_fee=Money(0), credit_bonus_percent=10)
    order = delivered_order(provider, make_product(price=1000), quantity=2, owner=ada())
    sent_back = _settled(_ask(order, _wish(order), outcome="credit"))
    assert (sent_back.paid_back, _refunded(order)) == (Money(1100), 0)
    assert Purse.objects.get(owner=ada()).balance == Money(1100)
    assert Payment.objects.get(order=order).credited == Money(1000)


def test_a_guest_has_the_credit_as_a_gift_card_in_the_mail(provider):
    _policy(label_fee=Money(0))
    order = delivered_order(provider, make_product(price=1000), quantity=2)
    _settled(_ask(order, _wish(order), outcome="credit"))
    card = Purse.objects.get(kind="gift_card")
    mail = OutgoingMail.objects.get(template="orders/return_step", key__endswith="settled")
    assert card.balance == Money(1000) and card.shown_code in mail.text


def test_who_keeps_a_flawed_thing_has_part_of_the_money_at_once(provider):
    _policy(keep_percent=30, keep_up_to=Money(4000))
    order = delivered_order(provider, make_product(price=1000), quantity=1)
    sent_back = _ask(order, _wish(order, reason="not_as_described"), outcome="keep")
    assert (sent_back.state, sent_back.paid_back, _refunded(order)) == ("settled", Money(300), 300)
    assert order.lines.get().returned == 0


def test_the_window_closes_for_a_change_of_mind_but_not_for_a_fault(provider):
    order = delivered_order(provider, make_product(), quantity=2)
    late = timezone.now() + timedelta(days=31)
    with pytest.raises(ReturnWindowClosed):
        _ask(order, _wish(order), at=late)
    sent_back = _ask(order, _wish(order, reason="faulty"), at=late)
    assert (sent_back.state, sent_back.signs) == ("in_review", ["late"])
    with pytest.raises(ReturnWindowClosed):
        _ask(order, _wish(order, reason="faulty"), at=timezone.now() + timedelta(days=800))


def test_the_last_day_is_whole(provider):
    order = delivered_order(provider, make_product(), quantity=1)
    row = returnables(order)[0]
    end = timezone.make_aware(timezone.datetime.combine(row.until, timezone.datetime.max.time()))
    assert _ask(order, _wish(order), at=end).state == "approved"


def test_a_promise_for_the_holidays_outlasts_the_usual_days(provider):
    today = timezone.localdate()
    _policy(holiday_from=today, holiday_until=today, holiday_back_until=today + timedelta(days=60))
    order = delivered_order(provider, make_product(), quantity=1)
    ReturnPolicy.objects.all().delete()
    assert _ask(order, _wish(order), at=timezone.now() + timedelta(days=59)).state == "approved"


def test_what_hygiene_excludes_comes_back_sealed_only_and_made_to_measure_not_at_all(provider):
    sealed, final = make_product("Earrings"), make_product("Engraved ring", category=make_category("Engraved"))
    type(sealed.category).objects.filter(pk=sealed.category_id).update(return_rule="sealed")
    type(final.category).objects.filter(pk=final.category_id).update(return_rule="final")
    order = delivered_order(provider, sealed, final)
    with pytest.raises(SealBroken):
        _ask(order, _wish(order, is_opened=True))
    with pytest.raises(ReturnWindowClosed):
        _ask(order, _wish(order, place=1))
    assert _ask(order, _wish(order)).state == "approved"
    assert _ask(order, _wish(order, place=1, reason="faulty")).signs == ["final"]


@pytest.mark.parametrize("units", [0, -1, 3, 9999])
def test_more_than_was_delivered_or_less_than_one_cannot_come_back(provider, units):
    order = delivered_order(provider, make_product(), quantity=2)
    with pytest.raises(NothingToReturn):
        _ask(order, _wish(order, units))
    assert not Return.objects.exists()


def test_the_same_units_are_not_announced_twice_and_strangers_lines_never(provider):
    order = delivered_order(provider, make_product(), quantity=2)
    other = delivered_order(provider, make_product())
    _ask(order, _wish(order, 2))
    with pytest.raises(NothingToReturn):
        _ask(order, _wish(order))
    with pytest.raises(NothingToReturn):
        _ask(order, _wish(other))


def test_a_photo_is_asked_for_where_it_shows_the_damage(provider):
    order = delivered_order(provider, make_product(), quantity=2)
    with pytest.raises(PhotoNeeded):
        _ask(order, _wish(order, reason="damaged"))


def test_a_dear_return_is_looked_at_and_agreed_to_or_not(provider):
    _policy(review_from=Money(5000))
    order = delivered_order(provider, make_product(price=6000), quantity=2)
    first = _ask(order, _wish(order))
    assert (first.state, first.signs) == ("in_review", ["value"])
    assert approve_return(sent_back=first, by=stan(), at=timezone.now()).state == "approved"
    second = reject_return(sent_back=_ask(order, _wish(order)), reason="Worn", by=stan(), at=timezone.now())
    assert second.state == "rejected"
    assert _ask(order, _wish(order)).state == "in_review", "what was not agreed to can be asked for again"


def test_paid_is_only_what_came_and_the_buyer_is_told(provider):
    _policy(label_fee=Money(0))
    order = delivered_order(provider, make_product(price=1000), quantity=3)
    sent_back = _settled(_ask(order, _wish(order, 2)), received=1, accepted=1, restocked=1)
    assert (sent_back.quoted, sent_back.paid_back, _refunded(order)) == (Money(2000), Money(1000), 1000)
    mail = OutgoingMail.objects.get(template="orders/return_step", key__endswith="settled")
    assert "1 of 2" in mail.text
    assert returnables(order)[0].units == 2, "what did not come is still the buyer's to send"


def test_receiving_pays_nothing(provider):
    order = delivered_order(provider, make_product(), quantity=1)
    sent_back = receive_return(sent_back=_ask(order, _wish(order)), by=stan(), at=timezone.now())
    assert (sent_back.state, _refunded(order)) == ("received", 0)
    assert _come_again_refused(sent_back)


def _come_again_refused(sent_back):
    with pytest.raises(ReturnTooFar):
        receive_return(sent_back=sent_back, by=stan(), at=timezone.now())
    return True


@pytest.mark.parametrize(
    "found",
    [
        {"received": 1, "accepted": 2},
        {"received": 3, "accepted": 1},
        {"received": 1, "accepted": 1, "restocked": 1, "damaged": 1},
        {"received": -1, "accepted": 0, "restocked": 0},
    ],
)
def test_numbers_that_do_not_fit_are_refused_and_nothing_is_written(provider, found):
    order = delivered_order(provider, make_product(), quantity=2)
    sent_back = _ask(order, _wish(order, 2))
    with pytest.raises(NotWhatCame):
        _come(sent_back, **found)
    assert Return.objects.get().state == "received" and order.lines.get().returned == 0


def test_damaged_and_put_aside_units_are_not_sold_again(provider):
    _policy(label_fee=Money(0))
    order = delivered_order(provider, make_product(price=1000, stock=5), quantity=3)
    _settled(_ask(order, _wish(order, 3)), restocked=1, damaged=1, quarantined=1)
    assert StockRecord.objects.get(variant=order.lines.get().variant).on_hand == 3


def test_it_can_be_canceled_until_it_is_sent_and_runs_out_when_it_is_not(provider):
    order = delivered_order(provider, make_product(), quantity=2)
    sent_back = send_return(sent_back=_ask(order, _wish(order)), by=None, at=timezone.now())
    with pytest.raises(ReturnTooFar):
        cancel_return(sent_back=sent_back, by=None, at=timezone.now())
    other = cancel_return(sent_back=_ask(order, _wish(order)), by=None, at=timezone.now())
    assert other.state == "canceled"
    third = _ask(order, _wish(order))
    with pytest.raises(ReturnTooFar):
        expire_return(sent_back=third, at=timezone.now() + timedelta(days=13))
    assert expire_return(sent_back=third, at=timezone.now() + timedelta(days=15)).state == "expired"
    assert _come(third).state == "inspected", "it came after all"


def test_a_customer_of_long_standing_is_paid_at_the_first_scan_and_once(provider):
    _policy(label_fee=Money(0), early_up_to=Money(5000), early_after_orders=1)
    delivered_order(provider, make_product(), owner=ada(), delivered_at=timezone.now() - timedelta(days=90))
    order = delivered_order(provider, make_product(price=1000), quantity=2, owner=ada())
    sent_back = send_return(sent_back=_ask(order, _wish(order)), by=None, at=timezone.now(), is_scanned=True)
    assert (Return.objects.get().paid_back, _refunded(order)) == (Money(1000), 1000)
    assert _settled(sent_back).paid_back == Money(1000) and _refunded(order) == 1000
    guest = delivered_order(provider, make_product(price=1000))
    send_return(sent_back=_ask(guest, _wish(guest)), by=None, at=timezone.now(), is_scanned=True)
    assert _refunded(guest) == 0


def test_an_even_swap_is_kept_from_the_start_and_costs_nothing(provider):
    _policy()
    product = make_product(price=1000, stock=5)
    blue = make_variant(product, sku="BLUE", price=1000, stock=1)
    order = delivered_order(provider, product, quantity=2, owner=ada())
    sent_back = _ask(order, _wish(order, instead=blue.pk), outcome="exchange")
    assert StockRecord.objects.get(variant=blue).held == 1
    assert sent_back.label_fee == Money(0)
    _settled(sent_back)
    new = Order.objects.get(replaces=order)
    assert (new.state, new.total, new.due, new.lines.get().variant) == ("confirmed", Money(1000), Money(0), blue)
    assert (_refunded(order), Order.objects.get(pk=order.pk).moved) == (0, Money(1000))


def test_a_cheaper_one_brings_the_difference_back_and_a_dearer_one_asks_for_it(provider):
    _policy()
    product = make_product(price=1000, stock=5)
    small, large = make_variant(product, sku="S", price=800), make_variant(product, sku="L", price=1300)
    order = delivered_order(provider, product, quantity=2, owner=ada())
    _settled(_ask(order, _wish(order, instead=small.pk), outcome="exchange"))
    assert _refunded(order) == 200
    _settled(_ask(order, _wish(order, instead=large.pk), outcome="exchange"))
    new = Order.objects.filter(replaces=order).latest("pk")
    assert (new.state, new.due) == ("pending", Money(300))


def test_an_exchanged_thing_that_comes_back_too_is_paid_where_it_was_paid(provider):
    _policy(label_fee=Money(0))
    product = make_product(price=1000, stock=5)
    order = delivered_order(provider, product, quantity=1, owner=ada())
    _settled(_ask(order, _wish(order, instead=product.variants.first().pk), outcome="exchange"))
    new = deliver_order(Order.objects.get(replaces=order), timezone.now())
    _settled(_ask(new, _wish(new)))
    assert (_refunded(order), _refunded(new), Order.objects.get(pk=order.pk).moved) == (1000, 0, Money(0))


def test_every_step_stands_on_the_timeline(provider):
    order = delivered_order(provider, make_product(), quantity=1)
    _settled(_ask(order, _wish(order)))
    kinds = list(OrderEvent.objects.filter(order=order).values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("return")] == [
        "return_asked", "return_approved", "return_received", "returned", "return_settled",
    ]  # fmt: skip


def test_the_carrier_s_first_scan_of_the_label_is_the_sending(provider):
    order = delivered_order(provider, make_product(), quantity=1)
    label = provide_label(sent_back=_ask(order, _wish(order)), at=timezone.now())
    report = {
        "carrier": label.carrier,
        "number": label.tracking_number,
        "id": "scan-1",
        "code": "accepted",
        "happened_at": timezone.now().isoformat(),
    }
    assert [take_in_report(row=report, at=timezone.now()) for _twice in range(2)] == [True, False]
    assert Return.objects.get().state == "in_transit"


def test_an_exchange_is_for_another_one_of_the_same_product_and_for_one_line_each(provider):
    mug, pan = make_product("Mug", stock=9), make_product("Pan", stock=9)
    order = delivered_order(provider, mug, pan)
    own, foreign = mug.variants.get().pk, pan.variants.get().pk
    with pytest.raises(OutcomeNotOffered):
        _ask(order, _wish(order, instead=foreign), outcome="exchange")
    with pytest.raises(OutcomeNotOffered):
        _ask(order, _wish(order, instead=own), _wish(order, place=1, instead=own), outcome="exchange")
    assert _ask(order, _wish(order, instead=own), outcome="exchange").state == "approved"


def test_an_exchange_that_is_gone_when_it_should_leave_becomes_money(provider):
    _policy()
    product = make_product(price=1000, stock=5)
    blue = make_variant(product, sku="GONE", price=1000, stock=1)
    order = delivered_order(provider, product, quantity=2, owner=ada())
    sent_back = _come(_ask(order, _wish(order, instead=blue.pk), outcome="exchange"))
    release_stock(reference=sent_back.reference)  # it was kept for weeks, and no longer
    hold_stock(quantities={blue: 1}, reference="somebody else", expires_at=timezone.now(), at=timezone.now())
    StockHold.objects.filter(reference="somebody else").update(expires_at=timezone.now() + timedelta(days=1))
    sent_back = settle_return(sent_back=sent_back, by=stan(), at=timezone.now())
    assert (sent_back.outcome, sent_back.paid_back, _refunded(order)) == ("original", Money(1000), 1000)


def test_what_ran_out_and_was_announced_anew_does_not_come_back_twice(provider):
    order = delivered_order(provider, make_product(), quantity=1)
    first = _ask(order, _wish(order))
    expire_return(sent_back=first, at=timezone.now() + timedelta(days=15))
    second = _ask(order, _wish(order))
    with pytest.raises(ReturnTooFar):
        receive_return(sent_back=first, by=stan(), at=timezone.now())
    assert _settled(second).state == "settled"


def test_what_was_sent_for_nothing_can_come_back_and_brings_nothing(provider):
    order = delivered_order(provider, make_product(price=1000, stock=9), quantity=1)
    claim = claim_goods(
        order=order, kind="missing", remedy="replacement", units={order.lines.get().pk: 1}, by=None, at=timezone.now()
    )
    new = deliver_order(claim.replacement, timezone.now())
    sent_back = _settled(_ask(new, _wish(new, reason="faulty")))
    assert (sent_back.state, sent_back.paid_back) == ("settled", Money(0))


def test_nobody_leaves_for_good_while_a_return_is_open_and_its_words_go_with_them(provider):
    order = delivered_order(provider, make_product(), quantity=1, owner=ada())
    sent_back = _ask(order, _wish(order, note="It smells"))
    write_message(sent_back=sent_back, text="Please hurry", by=ada(), at=timezone.now())
    with pytest.raises(OrderStillOpen):
        leave_orders(customer=ada())
    _settled(sent_back)
    Refund.objects.update(state="succeeded")
    leave_orders(customer=ada())
    assert (sent_back.messages.get().text, sent_back.lines.get().note) == ("–", "")
