"""Paid, but gone: the buyer chooses to wait, to take another one or to have the money back. Never a dead end."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from orders.actions.cancellation import cancel_whole, drop_units
from orders.actions.confirmation import confirm_order
from orders.actions.credit import code_for, give_credit
from orders.actions.mails import mail_goodwill, mail_stock_problem
from orders.actions.refunds import part_of_line, refund_order
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, OrderLine, StockProblem
from orders.rules.stock_problems import DECIDE_WITHIN, WAIT_AT_MOST
from shop.actions.stock import release_units, secure_stock
from shop.models import StockRecord, Variant


class ProblemSolved(Refused):
    code = "problem_solved"
    message = _("This is settled already. The page shows how.")


class NotASubstitute(Refused):
    code = "not_a_substitute"
    message = _("That one is not available at this price any more. Please choose again.")


@transaction.atomic
def report_stock_problem(*, order: Order, missing: Mapping[int, int], at: datetime) -> Order:
    """Keep a paid, locked order of which units (by variant id) are gone, and ask its buyer what to do."""
    order.move_to(Order.State.STOCK_PROBLEM)
    for line in order.lines.filter(variant__in=missing):
        StockProblem.objects.create(
            order=order, line=line, units=missing[line.variant_id], decide_by=at + DECIDE_WITHIN
        )
    write_order_event(order=order, kind=OrderEvent.Kind.STOCK_PROBLEM, reference=order.reference, happened_at=at)
    mail_stock_problem(order)
    return order


@transaction.atomic
def wait_for_stock(*, problem: StockProblem, at: datetime) -> StockProblem:
    """The buyer waits; after WAIT_AT_MOST the money goes back by itself. Raises ProblemSolved."""
    _order, problem = _lock(problem)
    if problem.state == StockProblem.State.ASKED:
        problem.move_to(StockProblem.State.WAITING, decided_at=at, decide_by=at + WAIT_AT_MOST)
    return problem


@transaction.atomic
def refund_missing(
    *, problem: StockProblem, by: User | None, at: datetime, reason: str = "out of stock"
) -> StockProblem:
    """The money of the missing units goes back; the rest of the order goes on its way. Raises ProblemSolved."""
    order, problem = _lock(problem)
    line = OrderLine.objects.select_related("order").get(pk=problem.line_id)
    problem.move_to(StockProblem.State.REFUNDED, decided_at=at)
    if sum(other.units for other in order.lines.all()) == problem.units:
        cancel_whole(order, by, at, reason)
        return problem
    drop_units(order=order, units={line: problem.units}, by=by, at=at, reason=reason)
    _go_on_if_solved(order, at)
    return problem


@transaction.atomic
def substitute_missing(*, problem: StockProblem, variant: Variant, by: User | None, at: datetime) -> StockProblem:
    """Another variant of the same product takes the place of the whole line, at the price paid or less.

    What it is cheaper by goes back. Raises ProblemSolved and NotASubstitute.
    """
    order, problem = _lock(problem)
    line = OrderLine.objects.select_related("order").get(pk=problem.line_id)
    if variant.pk not in {choice.pk for choice in substitutes_for(problem)}:
        raise NotASubstitute
    release_units(reference=order.reference, quantities={line.variant_id: line.units})
    if secure_stock(quantities={variant: line.units}, reference=order.reference, at=at):
        raise NotASubstitute
    problem.move_to(StockProblem.State.SUBSTITUTED, decided_at=at, substitute=variant)
    _write_substitution(order, line, variant, by, at)
    OrderLine.objects.filter(pk=line.pk).update(variant=variant, sku=variant.sku, options=variant.label[:200])
    _go_on_if_solved(order, at)
    _refund_difference(order, line, variant, by, at)
    return problem


@transaction.atomic
def supply_order(*, order: Order, at: datetime) -> Order:
    """Stock may have come: give the order what it waits for, and let it go on once nothing is missing."""
    order = Order.objects.lock(order)
    problems = {
        problem.line.variant: problem
        for problem in order.stock_problems.open().select_related("line__variant__product")
    }
    if order.state != Order.State.STOCK_PROBLEM or not problems:
        return order
    wanted = {
        line.variant: line.units for line in order.lines.select_related("variant__product") if line.variant in problems
    }
    missing = secure_stock(quantities=wanted, reference=order.reference, at=at)
    for variant, problem in problems.items():
        left = missing.get(variant, 0)
        if not left:
            problem.move_to(StockProblem.State.SUPPLIED, decided_at=at)
        elif left != problem.units:
            StockProblem.objects.filter(pk=problem.pk).update(units=left)
    _go_on_if_solved(order, at)
    return order


@transaction.atomic
def give_up_waiting(*, problem: StockProblem, at: datetime) -> StockProblem:
    """Nobody decided, or the stock did not come in time: money back and something for the trouble."""
    problem = refund_missing(problem=problem, by=None, at=at, reason="not available in time")
    amount = Money(settings.GOODWILL_MINOR)
    if amount:
        _give_goodwill(problem.order, amount)
    return problem


def substitutes_for(problem: StockProblem) -> list[Variant]:
    """Other variants of the product that are there and cost no more than was paid for one."""
    line = problem.line
    cheaper = Variant.objects.buyable().filter(product=line.product_id, price__lte=line.unit_price)
    others = list(cheaper.exclude(pk__in=line.order.lines.values("variant")).select_related("product"))
    available = StockRecord.objects.filter(variant__in=others).available_by_variant()
    return [variant for variant in others if available.get(variant.pk, 0) >= line.units]


def _lock(problem: StockProblem) -> tuple[Order, StockProblem]:
    order = Order.objects.lock(problem.order)
    problem = StockProblem.objects.select_related("line__order").get(pk=problem.pk)
    if not problem.is_open:
        raise ProblemSolved
    problem.order = order
    return order, problem


def _go_on_if_solved(order: Order, at: datetime) -> None:
    if order.state == Order.State.STOCK_PROBLEM and not order.stock_problems.open().exists():
        confirm_order(order=order, at=at)


def _write_substitution(order: Order, line: OrderLine, variant: Variant, by: User | None, at: datetime) -> None:
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.CHANGED,
        reference=f"substitute/{line.pk}",
        actor=by,
        happened_at=at,
        data={"instead_of": line.sku, "sku": variant.sku, "units": line.units},
    )


def _refund_difference(order: Order, line: OrderLine, variant: Variant, by: User | None, at: datetime) -> None:
    """The same share of what was paid as the substitute is cheaper."""
    paid = line.cost.without_delivery - line.refunded
    cheaper = paid.share([variant.price.minor, (line.unit_price - variant.price).minor])[1]
    if cheaper:
        reference, parts = f"substitute/{line.pk}", [part_of_line(line, cheaper, units=line.units)]
        refund_order(order=order, parts=parts, reason="cheaper substitute", reference=reference, at=at, by=by)


def _give_goodwill(order: Order, amount: Money) -> None:
    purse = give_credit(
        order=order, amount=amount, reference=f"{order.reference}/goodwill", note="not available in time"
    )
    mail_goodwill(order, amount, code_for(order, purse))
