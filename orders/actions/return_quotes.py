"""Gathering what a return is decided by: what may come back until when, and what it brings. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q, Sum
from django.utils import timezone

from core.money import ZERO, Money, total
from loyalty.rules.perks import perks_from
from orders.actions.exchange_prices import can_be_exchanged, exchange_prices, swap_of
from orders.models import (
    ClaimLine,
    CreditNotePart,
    Order,
    OrderLine,
    Payment,
    Return,
    ReturnLine,
    ReturnPolicy,
    Shipment,
)
from orders.models.arrivals import came_at, has_come
from orders.models.claims import ClaimState
from orders.models.returns import LIVE, ReturnState
from orders.rules.return_quotes import (
    Delivery,
    Portion,
    ReturnQuote,
    may_be_kept,
    quote_return,
    swap_cost,
)
from orders.rules.returns import (
    BECAUSE,
    WARRANTY_DAYS,
    Outcome,
    Policy,
    Wish,
    last_day,
    last_withdrawal_day,
    pays_the_way,
)
from shop.rules.return_rules import ReturnRule

OURS = frozenset(reason for reason, because in BECAUSE.items() if because.is_ours)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Returnable:
    """A line of which `units` are with the buyer and in no return. `until` is the last day for sending them back."""

    line: OrderLine
    units: int
    came_on: date
    until: date
    withdrawal_until: date

    def is_open(self, today: date) -> bool:
        """Whether it may come back without the shop's fault."""
        return today <= self.until and self.line.return_rule != ReturnRule.FINAL

    def is_covered(self, today: date) -> bool:
        """Whether a fault of it is still the shop's matter."""
        return today <= max(self.until, self.came_on + timedelta(days=WARRANTY_DAYS))


def returnables(order: Order, *, on_the_way: bool = False) -> list[Returnable]:
    """What of an order is with its buyer, line by line; `on_the_way`: what is about to be, too.

    Nothing of an imported one: who sold it takes it back.
    """
    if order.is_imported:
        return []
    parcel = "shipment_lines__shipment__"
    arrived = has_come(parcel) | Q(**{f"{parcel}state": "shipped"}) if on_the_way else has_come(parcel)
    lines = order.lines.select_related("order", "product__main_picture", "product__category", "variant")
    lines = lines.annotate(
        came=Sum("shipment_lines__quantity", filter=arrived),
        last_came_at=Max(came_at(parcel), filter=arrived),
    )
    away = _in_returns(order)
    for others in (_claimed(order), _refused(order)):
        for line_id, units in others.items():
            away[line_id] = away.get(line_id, 0) + units
    found = [_returnable(line, line.came - away.get(line.pk, 0), line.last_came_at) for line in lines if line.came]
    return [row for row in found if row.units > 0 and _is_worth_asking(row.line)]


def portions_of(order: Order, wishes: Iterable[Wish]) -> list[Portion]:
    """The units as the money rule wants them."""
    lines = order.lines.select_related("order").in_bulk()
    settled, kept = _settled(order), kept_units(order, is_paid=True)
    return [_portion(lines[wish.line_id], wish, settled, kept) for wish in wishes]


def quote_wishes(
    *,
    order: Order,
    wishes: Sequence[Wish],
    outcome: str,
    label_fee: Money | None = None,
    is_whole: bool | None = None,
) -> ReturnQuote:
    """What goes back for these wishes. `label_fee` and `is_whole` are worked out unless they are known already."""
    policy = ReturnPolicy.current()
    if label_fee is None:
        label_fee = label_fee_for(order=order, wishes=wishes, outcome=outcome, policy=policy)
    return quote_return(
        portions_of(order, wishes),
        outcome=outcome,
        policy=policy,
        delivery=_delivery_of(order),
        is_whole=takes_all(order, wishes) if is_whole is None else is_whole,
        label_fee=label_fee,
    )


def label_fee_for(*, order: Order, wishes: Sequence[Wish], outcome: str, policy: Policy) -> Money:
    """What the way back costs this buyer."""
    reasons = [wish.reason for wish in wishes]
    is_free = pays_the_way(reasons, outcome=outcome, free_returns=perks_from(order.perks).free_returns)
    return ZERO if is_free or outcome == Outcome.KEEP else policy.label_fee


def outcomes_for(*, order: Order, wishes: Sequence[Wish]) -> list[tuple[str, ReturnQuote]]:
    """What the buyer may choose from, each with what it brings."""
    policy = ReturnPolicy.current()
    choices = [Outcome.ORIGINAL]
    if all_to_card(order=order, wishes=wishes):
        choices.append(Outcome.CREDIT)
    if can_be_exchanged(order, wishes):
        choices.append(Outcome.EXCHANGE)
    if may_be_kept(portions_of(order, wishes), policy) and _is_first_time(order, wishes):
        choices.append(Outcome.KEEP)
    quotes = [(str(choice), _shown(order, wishes, choice)) for choice in choices]
    always = (Outcome.ORIGINAL, Outcome.EXCHANGE)
    return [(choice, drawn) for choice, drawn in quotes if drawn.total or choice in always]


def all_to_card(*, order: Order, wishes: Sequence[Wish]) -> bool:
    """Whether all of the money would go back to a card: only that can become store credit instead, with an extra."""
    to_card = total(payment.left for payment in order.payments.filter(state=Payment.State.CAPTURED))
    return quote_wishes(order=order, wishes=wishes, outcome=Outcome.ORIGINAL).amount <= to_card


def _is_first_time(order: Order, wishes: Sequence[Wish]) -> bool:
    """A unit stays for part of its money once."""
    kept, there = kept_units(order), {row.line.pk: row.units for row in returnables(order)}
    return all(wish.units + kept.get(wish.line_id, 0) <= there.get(wish.line_id, 0) for wish in wishes)


def _shown(order: Order, wishes: Sequence[Wish], outcome: str) -> ReturnQuote:
    drawn = quote_wishes(order=order, wishes=wishes, outcome=outcome)
    if outcome != Outcome.EXCHANGE:
        return drawn
    prices = exchange_prices(order=order, wishes=wishes, at=timezone.now())
    brought = {part.line_id: part for part in drawn.parts}
    lines = order.lines.select_related("order").in_bulk()
    costs = ZERO
    for wish in wishes:
        part = brought.get(wish.line_id)
        value, tax = (part.amount, part.tax) if part else (ZERO, ZERO)
        swap = swap_of(lines[wish.line_id], wish.units, value=value, tax=tax, new_price=prices[wish.line_id])
        costs += swap_cost(swap).paid
    return replace(drawn, difference=costs - drawn.amount)


def returns_in_a_year(order: Order, at: datetime) -> int:
    """How many this buyer asked for, by account or by e-mail address, that were not the shop's fault."""
    buyer = Q(order__buyer_key=order.buyer_key)
    if order.customer_id:
        buyer |= Q(order__customer=order.customer_id)
    asked = Return.objects.filter(buyer, requested_at__gt=at - YEAR).exclude(state=ReturnState.CANCELED)
    ours = asked.filter(lines__reason__in=OURS).exclude(outcome=Outcome.KEEP)
    return asked.exclude(pk__in=ours.values("pk")).distinct().count()


def _is_worth_asking(line: OrderLine) -> bool:
    """Some of its money is left; or it never cost any, such as what was sent for something broken."""
    cost = line.cost.without_delivery
    return line.refunded < cost or not cost


def _returnable(line: OrderLine, units: int, last_came_at: datetime | None) -> Returnable:
    """Of what is still on its way every window is open: it counts from the day it will come."""
    came_on = timezone.localdate(last_came_at)
    until = last_day(came_on, line.return_days, line.return_until)
    return Returnable(line, units - line.returned, came_on, until, last_withdrawal_day(came_on))


def _in_returns(order: Order) -> dict[int, int]:
    """By line, units that are asked for in a return and not decided on yet."""
    rows = ReturnLine.objects.filter(sent_back__order=order, sent_back__state__in=LIVE)
    rows = rows.exclude(sent_back__outcome=Outcome.KEEP)
    return dict(rows.order_by().values_list("order_line").annotate(Sum("requested")))


def _claimed(order: Order) -> dict[int, int]:
    """By line, units of claims that were put right or are being looked at: they bring nothing a second time."""
    rows = ClaimLine.objects.filter(claim__order=order).exclude(claim__state=ClaimState.DECLINED)
    rows = rows.exclude(claim__shipment__state=Shipment.State.LOST)
    return dict(rows.order_by().values_list("order_line").annotate(Sum("units")))


def _settled(order: Order) -> dict[int, int]:
    """By line, units whose money went back by returns that are done."""
    rows = ReturnLine.objects.filter(sent_back__order=order, sent_back__state=ReturnState.SETTLED)
    rows = rows.exclude(sent_back__outcome=Outcome.KEEP)
    settled = dict(rows.order_by().values_list("order_line").annotate(Sum("accepted")))
    paid = ClaimLine.objects.filter(claim__order=order, claim__amount__gt=Money(0), claim__shipment=None)
    for line_id, units in paid.order_by().values_list("order_line").annotate(Sum("units")):
        settled[line_id] = settled.get(line_id, 0) + units
    return settled


def kept_units(order: Order, *, is_paid: bool = False) -> dict[int, int]:
    """By line, flawed units that stay with the buyer for part of the money, or are asked to; or only what was paid."""
    rows = ReturnLine.objects.filter(sent_back__order=order, sent_back__outcome=Outcome.KEEP)
    rows = rows.exclude(sent_back__state__in=[ReturnState.REJECTED, ReturnState.CANCELED])
    rows = rows.filter(sent_back__state=ReturnState.SETTLED) if is_paid else rows
    return dict(rows.order_by().values_list("order_line").annotate(Sum("requested")))


def _kept_back(line: OrderLine) -> Money:
    """What those brought."""
    notes = [
        f"return/{row.sent_back.number}" for row in line.return_lines.all() if row.sent_back.outcome == Outcome.KEEP
    ]
    parts = (
        CreditNotePart.objects.filter(line=line, note__reference__in=notes) if notes else CreditNotePart.objects.none()
    )
    return total(parts.values_list("amount", flat=True))


def _refused(order: Order) -> dict[int, int]:
    """By line, units that came and were not accepted: they are with the shop, not with the buyer."""
    rows = ReturnLine.objects.filter(
        sent_back__order=order,
        sent_back__state__in=[ReturnState.INSPECTED, ReturnState.SETTLED],
        received__gt=F("accepted"),
    )
    return dict(rows.order_by().values_list("order_line").annotate(units=Sum(F("received") - F("accepted"))))


def _portion(line: OrderLine, wish: Wish, settled: Mapping[int, int], kept: Mapping[int, int]) -> Portion:
    first = min(line.canceled + settled.get(line.pk, 0), line.quantity - wish.units)
    return Portion(
        line_id=line.pk,
        cost=line.cost,
        tax_hundredths=line.tax_hundredths,
        quantity=line.quantity,
        settled=first,
        units=wish.units,
        refunded=line.refunded,
        kept=kept.get(line.pk, 0),
        kept_back=_kept_back(line) if kept.get(line.pk) else ZERO,
        reason=wish.reason,
        is_opened=wish.is_opened,
    )


def _delivery_of(order: Order) -> Delivery:
    return Delivery(
        paid=order.delivery_paid,
        tax=order.delivery_tax,
        refunded=order.delivery_refunded,
        tax_hundredths=order.delivery_tax_hundredths,
        standard=order.delivery_standard,
    )


def takes_all(order: Order, wishes: Iterable[Wish]) -> bool:
    """Whether nothing of the order stays with its buyer then, with what is in other returns counted as gone."""
    away, wished = _in_returns(order), {wish.line_id: wish.units for wish in wishes}
    left = {line.pk: line.units - line.returned - away.get(line.pk, 0) for line in order.lines.all()}
    return all(units <= wished.get(line_id, 0) for line_id, units in left.items())


def is_all_back(order: Order) -> bool:
    """Whether nothing of the order is with its buyer any more."""
    return all(line.units <= line.returned for line in OrderLine.objects.filter(order=order))
