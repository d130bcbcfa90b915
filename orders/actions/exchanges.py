"""What goes out in place of what came back or never worked: an order of its own that the old one pays for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import ZERO, Money, total
from loyalty.rules.perks import NO_PERKS
from orders.actions.exchange_prices import swap_of
from orders.actions.payments import confirm_paid_order, open_payment
from orders.actions.pricing import methods_for
from orders.actions.refunds import refund_order
from orders.actions.timeline import write_order_event
from orders.models import (
    Order,
    OrderAddress,
    OrderDiscount,
    OrderEvent,
    OrderLine,
    OrderTender,
    Payment,
    Return,
    TenderShare,
)
from orders.rules.delivery import add_business_days, arrival_window
from orders.rules.payments import EXCHANGE_WINDOW, PAYMENT_WINDOW
from orders.rules.refunds import RefundPart
from orders.rules.return_quotes import Swap, swap_cost
from orders.rules.tenders import TenderKind
from shop.actions.stock import hold_stock, release_stock
from shop.models import Variant


class NothingToPay(Refused):
    code = "nothing_to_pay"
    message = _("There is nothing to pay for this order any more.")


@dataclass(frozen=True)
class Instead:
    """`units` of `variant` at `price` in place of as many of a line; `value`, `tax` inside, is what those bring."""

    line: OrderLine
    variant: Variant
    units: int
    price: Money
    value: Money = ZERO
    tax: Money = ZERO
    is_free: bool = False

    @cached_property
    def swap(self) -> Swap:
        return swap_of(
            self.line, self.units, value=self.value, tax=self.tax, new_price=self.price, is_free=self.is_free
        )


@transaction.atomic(savepoint=False)
def send_instead(*, sent_back: Return, parts: Sequence[RefundPart], by: User | None, at: datetime) -> Order:
    """What came back pays for what goes out; a dearer thing waits for the difference, that of a cheaper one goes back.

    The return and its order are locked. Raises OutOfStock.
    """
    brought = {part.line_id: (part.amount, part.tax) for part in parts}
    rows = sent_back.lines.select_related("order_line__order", "instead__product")
    wanted = [
        Instead(
            row.order_line,
            row.instead,
            row.accepted,
            row.instead_price or row.instead.price,
            *brought.get(row.order_line_id, (ZERO, ZERO)),
        )
        for row in rows
        if row.instead and row.accepted
    ]
    release_stock(reference=sent_back.reference)
    order = place_replacement(order=sent_back.order, wanted=wanted, name=gettext("Exchange"), at=at)
    if parts:
        refund_order(
            order=sent_back.order,
            parts=parts,
            moved=order.tendered,
            reason=f"return {sent_back.number}",
            reference=sent_back.reference,
            at=at,
            by=by,
        )
    return order


@transaction.atomic
def place_replacement(*, order: Order, wanted: Sequence[Instead], name: str, at: datetime) -> Order:
    """An order to the same person and place, paid by what the old goods bring. Raises OutOfStock.

    `name` says on it why it costs less. With nothing left to pay it is confirmed at once.
    """
    new = _write_order(order, wanted, at)
    lines = _write_lines(new, wanted, name)
    units: dict[Variant, int] = {}
    for instead in wanted:
        units[instead.variant] = units.get(instead.variant, 0) + instead.units
    hold_stock(quantities=units, reference=new.reference, expires_at=at + EXCHANGE_WINDOW, at=at)
    write_order_event(order=new, kind=OrderEvent.Kind.PLACED, reference=new.reference, happened_at=at)
    if new.tendered:
        _pay_with_goods(new, order, lines)
    if new.due:
        Payment.objects.create(
            order=new, amount=new.due, currency=new.currency, expires_at=at + EXCHANGE_WINDOW, checked_at=at
        )
        return new
    write_order_event(order=new, kind=OrderEvent.Kind.PAID, reference="exchange", happened_at=at)
    return confirm_paid_order(order=new, at=at)


def open_difference(*, order: Order, at: datetime) -> Payment:
    """Open the provider's page for the difference of an exchange. Raises NothingToPay, PaymentUnavailable, TooBusy."""
    payment = order.payments.filter(state=Payment.State.STARTED).first()
    if payment is None or order.replaces_id is None:
        raise NothingToPay
    if not payment.session_id:
        Payment.objects.filter(pk=payment.pk, session_id=None).update(expires_at=at + PAYMENT_WINDOW)
    return open_payment(order=order, at=at)


def _write_order(old: Order, wanted: Sequence[Instead], at: datetime) -> Order:
    costs = [swap_cost(instead.swap) for instead in wanted]
    goods, discount, tax = (total(getattr(cost, name) for cost in costs) for name in ("goods", "discount", "tax"))
    whole = total(cost.paid for cost in costs)
    brought = total(instead.value for instead in wanted)
    first, last = _arrival(old, at)
    new = Order.objects.create(
        replaces=old,
        customer=old.customer,
        email=old.email,
        buyer_key=old.buyer_key,
        language=old.language,
        currency=old.currency,
        prices_include_tax=old.prices_include_tax,
        goods=goods,
        discount=discount,
        delivery=ZERO,
        delivery_tax=ZERO,
        delivery_tax_hundredths=old.delivery_tax_hundredths,
        tax=tax,
        total=whole,
        tendered=min(whole, brought),
        delivery_method=old.delivery_method,
        arrives_from=first,
        arrives_until=last,
        perks=old.perks,
        placed_at=at,
    )
    OrderAddress.objects.create(order=new, **old.address.parts)
    return new


def _arrival(old: Order, at: datetime) -> tuple[date, date]:
    """By the same way of delivery as before, or the first one there is."""
    methods = methods_for(old.address.country_code)
    method = next((method for method in methods if method.name == old.delivery_method), None)
    method = method or next(iter(methods), None)
    today = timezone.localdate(at)
    if method is None:  # nothing is delivered there any more, but this is owed
        return add_business_days(today, 2), add_business_days(today, 5)
    return arrival_window(method, today, NO_PERKS)


def _write_lines(new: Order, wanted: Sequence[Instead], name: str) -> list[OrderLine]:
    lines = []
    for instead in wanted:
        cost = swap_cost(instead.swap)
        line = OrderLine.objects.create(
            order=new,
            variant=instead.variant,
            product=instead.variant.product,
            title=instead.variant.product.title,
            options=instead.variant.label[:200],
            sku=instead.variant.sku,
            quantity=instead.units,
            list_price=instead.price,
            unit_price=instead.price,
            amount=cost.goods,
            discount=cost.discount,
            tax=cost.tax,
            tax_hundredths=instead.line.tax_hundredths,
            return_days=instead.line.return_days,
            return_rule=instead.line.return_rule,
        )
        if cost.discount:
            OrderDiscount.objects.create(order=new, line=line, name=name, amount=cost.discount)
        lines.append(line)
    return lines


def _pay_with_goods(new: Order, old: Order, lines: Sequence[OrderLine]) -> None:
    """The old order's money pays here: it stays where it was paid, and goes back there."""
    label = gettext("Sent back from %s") % old.number
    tender = OrderTender.objects.create(
        order=new, kind=TenderKind.EXCHANGE, source=old, label=label[:80], amount=new.tendered
    )
    parts = new.tendered.share([line.cost.paid.minor for line in lines])
    is_money = not old.tenders.exists()
    TenderShare.objects.bulk_create(
        TenderShare(tender=tender, line=line, amount=part, is_money=is_money)
        for line, part in zip(lines, parts, strict=True)
    )
