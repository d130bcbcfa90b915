"""What is fought for after the sale: refunds, returns, their money, and lower prices."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from benchmarks.race import PRICE, Race, only_look
from core.money import Money
from orders.actions.price_drops import pay_price_drop
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.refunds import refund_line
from orders.actions.return_requests import request_return
from orders.models import (
    CreditNotePart,
    Order,
    OrderLine,
    Payment,
    PriceDropPromise,
    Refund,
    Return,
    ReturnPolicy,
)
from orders.rules.refunds import RefundPart, parts_total
from orders.rules.returns import Wish
from shop.actions.prices import set_price
from tests.cast import (
    delivered_order,
    make_delivery,
    make_location,
    make_product,
    paid_order,
)


def _for_refunds(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    order = paid_order(provider, make_product(price=PRICE))
    return [order.lines.get().pk] * race.attempts, 10


def _refund(line_id: int) -> None:
    line = OrderLine.objects.select_related("order").get(pk=line_id)
    refund_line(line=line, amount=Money(PRICE // 10), reason="race", at=timezone.now(), by=None)


def _for_returns(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    """A line of five units, and as many buyers' tabs that announce one of them each."""
    return [_arrived(provider, units=5)] * race.attempts, 5


def _arrived(provider: Any, *, units: int) -> int:
    """A line of so many units that can come back."""
    make_delivery(price=0)
    ReturnPolicy(label_fee=Money(0), most_a_year=30_000, review_from=None).save()
    return delivered_order(provider, make_product(price=PRICE, stock=units), quantity=units).lines.get().pk


def _announce(line_id: int) -> None:
    order = OrderLine.objects.select_related("order").get(pk=line_id).order
    wish = Wish(line_id, 1, "changed_mind")
    request_return(order=order, wishes=[wish], outcome="original", by=None, at=timezone.now())


def _for_settling(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    """Five returns that were looked at; each is paid by many at once. As many units stay, so that there is money for
    paying twice."""
    line_id = _arrived(provider, units=10)
    for _turn in range(5):
        _announce(line_id)
    now = timezone.now()
    for sent_back in Return.objects.filter(state=Return.State.APPROVED, lines__order_line=line_id):
        sent_back = receive_return(sent_back=sent_back, by=None, at=now)
        found = {row.pk: Found(1, 1, 1) for row in sent_back.lines.all()}
        inspect_return(sent_back=sent_back, found=found, location=make_location(), by=None, at=now)
    ready = Return.objects.filter(state=Return.State.INSPECTED, lines__order_line=line_id)
    return [pk for pk in ready.values_list("pk", flat=True) for _press in range(race.attempts // 5)], 5


def _settle(return_id: int) -> None:
    settle_return(sent_back=Return.objects.select_related("order").get(pk=return_id), by=None, at=timezone.now())


def _for_drops(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    """Five orders of one thing that got cheaper; each is paid back its difference by many at once."""
    make_delivery(price=0)
    PriceDropPromise(mode=PriceDropPromise.Mode.CLICK).save()
    product = make_product(price=PRICE, stock=9)
    lines = [paid_order(provider, product).lines.get().pk for _order in range(5)]
    set_price(variant=product.variants.get(), price=Money(PRICE - 100), reference="race", by=None)
    return [pk for pk in lines for _press in range(race.attempts // 5)], 5


def _drop(line_id: int) -> None:
    line = OrderLine.objects.select_related("order", "variant").get(pk=line_id)
    pay_price_drop(line=line, to_credit=False, by=None, at=timezone.now())


def _announced() -> int:
    return Return.objects.count()


def _settled() -> int:
    """What went back for returns, in whole things."""
    parts = CreditNotePart.objects.filter(note__reference__startswith="return/")
    return sum(part.amount.minor for part in parts) // PRICE


def _dropped() -> int:
    return CreditNotePart.objects.filter(kind="price_drop").count()


def _refunded() -> int:
    return sum(payment.refunded.minor for payment in Payment.objects.filter(refunded__gt=Money(0))) // (PRICE // 10)


def _refund_blindly(*, order: Order, parts: list[RefundPart], reason: str, **_other: Any) -> None:
    """What was refunded was read with the line."""
    amount = parts_total(parts)
    Payment.objects.filter(order=order).update(refunded=F("refunded") + amount.minor)
    Refund.objects.create(payment=order.payments.get(), amount=amount, reason=reason)


def _move_blindly(row: Any, state: str, **also: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(state=state, **also)


AFTER_THE_SALE = [
    Race(
        "20 refunds of a payment worth 10", 20, _for_refunds, _refund, _refunded,
        [("orders.models.orders.OrderQuerySet.lock", only_look),
         ("orders.actions.refunds.refund_order", _refund_blindly)],
        [("orders_payment", "refunded_at_most_paid"), ("orders_orderline", "line_refunded_at_most_paid")],
    ),
    Race(
        "40 returns of a line of 5", 40, _for_returns, _announce, _announced,
        [("orders.models.orders.OrderQuerySet.lock", only_look)], [],
    ),
    Race(
        "40 presses to pay 5 returns", 40, _for_settling, _settle, _settled,
        [("orders.models.orders.OrderQuerySet.lock", only_look),
         ("orders.models.returns.ReturnQuerySet.lock", only_look),
         ("orders.models.returns.Return.move_to", _move_blindly),
         ("orders.actions.refunds.refuse_second_note", lambda **cause: None)],
        [("orders_creditnote", "one_credit_note_per_cause"), ("orders_orderevent", "one_event_per_cause")],
    ),
    Race(
        "40 presses for 5 lower prices", 40, _for_drops, _drop, _dropped,
        [("orders.models.orders.OrderQuerySet.lock", only_look),
         ("orders.actions.refunds.refuse_second_note", lambda **cause: None)],
        [("orders_pricedrop", "one_price_drop_per_line_and_price")],
    ),
]  # fmt: skip
