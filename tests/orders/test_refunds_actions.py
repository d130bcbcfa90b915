"""Money back, part by part: what it is made of is counted, written down once and adds up to what goes back."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import AppendOnly
from core.money import ZERO, Money, total
from orders.actions.cancellation import cancel_order, cancel_units
from orders.actions.documents import RefundedAlready
from orders.actions.refunds import RefundTooLarge, part_of_delivery, part_of_line, refund_line, refund_order
from orders.models import CreditNote, CreditNotePart, DocumentSeries, Invoice, Order, OrderLine, Refund
from orders.rules.refunds import PartKind, RefundPart, parts_total, tax_inside
from tests.cast import ada, delivered_order, make_delivery, make_gift_card, make_product, paid_order, placed_order

pytestmark = pytest.mark.django_db
LABEL = RefundPart(PartKind.LABEL, Money(-490))


def pay_back(order: Order, parts: list[RefundPart], reference: str = "return/1") -> CreditNote:
    with transaction.atomic():
        order = Order.objects.lock(order)
        return refund_order(order=order, parts=parts, reason="sent back", reference=reference, at=timezone.now())


def goods_of(order: Order, amount: int) -> RefundPart:
    return part_of_line(order.lines.select_related("order").get(), Money(amount), units=1)


def credited(order: Order) -> list[tuple[str, int, int]]:
    parts = CreditNotePart.objects.filter(note__order=order)
    return [(part.kind, part.amount.minor, part.tax.minor) for part in parts]


def test_a_paid_order_has_one_invoice_and_an_unpaid_one_has_none(provider):
    first, second = paid_order(provider), paid_order(provider)
    placed_order()
    assert [(row.order_id, row.label) for row in Invoice.objects.order_by("pk")] == [
        (first.pk, "INV-000001"),
        (second.pk, "INV-000002"),
    ]


def test_an_order_that_is_paid_by_gift_card_alone_has_its_invoice(provider):
    order = placed_order(make_product(price=1000), codes=[make_gift_card(9000).code])
    assert order.invoice.number == 1


def test_a_canceled_order_is_credited_part_by_part_with_all_of_its_tax(provider):
    make_delivery(price=490)
    order = cancel_order(order=paid_order(provider, make_product(price=1190)), by=None, at=timezone.now())
    assert credited(order) == [("goods", 1190, 190), ("delivery", 490, 78)]
    note = CreditNote.objects.get()
    assert (note.amount, note.tax, note.label) == (order.total, order.tax, "CN-000001")


def test_units_and_a_scratch_are_credited_one_by_one_and_add_up(provider):
    order = paid_order(provider, make_product(price=1190), quantity=3)
    line = order.lines.get()
    refund_line(line=line, amount=Money(100), reason="scratched", at=timezone.now(), by=None)
    cancel_units(order=order, quantities={line.pk: 1}, by=None, at=timezone.now())
    cancel_order(order=order, by=None, at=timezone.now())
    notes = CreditNote.objects.order_by("number")
    assert [note.reference.split("/")[0] for note in notes] == ["line", "canceled", "canceled"]
    assert total(note.amount for note in notes) == order.total
    assert total(note.tax for note in notes) == order.tax


def test_a_label_is_deducted_where_the_buyer_sees_it(provider):
    order = delivered_order(provider, make_product(price=1190))
    pay_back(order, [goods_of(order, 1190), LABEL])
    assert credited(order) == [("goods", 1190, 190), ("label", -490, 0)]
    assert [refund.amount.minor for refund in Refund.objects.all()] == [700]
    assert OrderLine.objects.get().refunded == Money(1190)


def test_when_the_label_costs_all_of_it_nothing_is_sent_and_it_is_written_down(provider):
    order = delivered_order(provider, make_product(price=490))
    note = pay_back(order, [goods_of(order, 490), LABEL])
    assert (note.amount, Refund.objects.count(), CreditNote.objects.count()) == (ZERO, 0, 1)


def test_deductions_beyond_what_goes_back_are_a_fault(provider):
    order = delivered_order(provider, make_product(price=1190))
    with pytest.raises(ValueError, match="beyond what goes back"):
        pay_back(order, [goods_of(order, 200), LABEL])
    assert OrderLine.objects.get().refunded == ZERO


def test_the_same_cause_pays_back_once_and_another_cause_again(provider):
    order = delivered_order(provider, make_product(price=1190), quantity=3)
    pay_back(order, [goods_of(order, 500)])
    with pytest.raises(RefundedAlready):
        pay_back(order, [goods_of(order, 500)])
    pay_back(order, [goods_of(order, 500)], reference="return/2")
    assert [refund.amount.minor for refund in Refund.objects.all()] == [500, 500]


def test_no_more_goes_back_of_a_line_or_of_the_delivery_than_was_paid(provider):
    make_delivery(price=490)
    order = delivered_order(provider, make_product(price=1190))
    with pytest.raises(RefundTooLarge):
        pay_back(order, [RefundPart(PartKind.GOODS, Money(1191), line_id=order.lines.get().pk)])
    with pytest.raises(RefundTooLarge):
        pay_back(order, [RefundPart(PartKind.DELIVERY, Money(491))])
    pay_back(order, [part_of_delivery(order, Money(490))])
    assert credited(order) == [("delivery", 490, 78)]


def test_a_number_that_is_rolled_back_is_given_again(provider):
    order = paid_order(provider)
    with transaction.atomic():
        cancel_order(order=order, by=None, at=timezone.now())
        transaction.set_rollback(True)
    cancel_order(order=order, by=None, at=timezone.now())
    assert (CreditNote.objects.get().number, DocumentSeries.objects.get(name="CN").last) == (1, 1)


def test_documents_are_never_changed(provider):
    order = paid_order(provider)
    with pytest.raises(AppendOnly):
        Invoice.objects.update(number=9)
    with pytest.raises(AppendOnly):
        order.invoice.delete()


def test_customers_see_documents_of_their_own_orders(provider):
    order = paid_order(provider, owner=ada())
    paid_order(provider)
    assert [invoice.order_id for invoice in Invoice.objects.visible_to(ada())] == [order.pk]


@pytest.mark.parametrize(
    ("kind", "amount", "line"),
    [("goods", 100, None), ("goods", -100, 1), ("label", 100, None), ("delivery", 100, 1), ("delivery", -1, None)],
)
def test_parts_that_no_refund_has_are_refused(kind, amount, line):
    with pytest.raises(ValueError, match=f"{kind} "):
        RefundPart(kind, Money(amount), line_id=line)


@given(st.integers(1, 10**6), st.integers(0, 2700), st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_in_whatever_portions_a_whole_goes_back_all_of_its_tax_does(minor, hundredths, weights):
    whole = Money(minor)
    tax = Money(minor * hundredths // (10_000 + hundredths))
    refunded, taxes = ZERO, []
    for amount in whole.share(weights):
        taxes.append(tax_inside(tax, whole, refunded, amount))
        assert ZERO <= taxes[-1] <= amount
        refunded += amount
    assert total(taxes) == tax
    assert parts_total([RefundPart("delivery", whole, tax)]) == whole
