"""Paying with gift cards, credit and points: taken when the order is placed, returned when it comes to nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_spending import capture_points, hold_points, release_points
from loyalty.actions.purses import give_back, spend
from loyalty.models import PointsAccount, PointsProgram, Purse
from orders.actions.refunds import move_back
from orders.models import Order, OrderLine, OrderTender, TenderShare
from orders.rules.pricing import Quote
from orders.rules.shares import tender_shares
from orders.rules.tenders import Tender, TenderKind


@transaction.atomic
def take_tenders(*, order: Order, quote: Quote, lines: Sequence[OrderLine], at: datetime) -> list[OrderTender]:
    """Pay with every purse and all points in the order's price and store each line's share.

    Points are held until the order is paid. Raises NotEnoughLeft and NotEnoughPoints.
    """
    purses = Purse.objects.in_bulk([row.purse.id for row in quote.tenders if row.purse.kind != TenderKind.POINTS])
    rows = {tender: _row(order, tender, purses) for tender in quote.tenders}
    for tender, row in sorted(rows.items(), key=lambda pair: (pair[0].purse.kind, pair[0].purse.id)):
        if row.points_account and row.points:
            hold_points(account=row.points_account, points=row.points, cause=cause_of(order, at))
        elif row.purse:
            spend(purse=row.purse, amount=tender.amount, reference=order.reference)
    written = OrderTender.objects.bulk_create(rows.values())
    _share(written, lines)
    return written


@transaction.atomic(savepoint=False)
def capture_tenders(*, order: Order, at: datetime) -> None:
    """The order is paid: points that were held for it are spent, once."""
    for tender in order.tenders.all():
        if tender.points_account:
            capture_points(account=tender.points_account, cause=cause_of(order, at))


@transaction.atomic
def return_tenders(*, order: Order, at: datetime) -> None:
    """The order was never paid in full: every purse has its money back and points are free again, once."""
    for tender in order.tenders.select_related("purse", "points_account", "source").order_by("purse_id"):
        if tender.points_account:
            release_points(account=tender.points_account, cause=cause_of(order, at))
        elif tender.source:
            OrderTender.objects.filter(pk=tender.pk).update(refunded=tender.amount)
            move_back(source=tender.source, amount=tender.amount, cause=order.reference, at=at)
        elif tender.purse:
            give_back(purse=tender.purse, reference=order.reference)


def cause_of(order: Order, at: datetime) -> Cause:
    """The order, as the reason why points move."""
    return Cause(order.reference, at, gettext("Order %s") % order.number)


def _row(order: Order, tender: Tender, purses: dict[int, Purse]) -> OrderTender:
    row = OrderTender(order=order, kind=tender.purse.kind, amount=tender.amount)
    if tender.purse.kind == TenderKind.POINTS:
        row.points = PointsProgram.current().points_for(tender.amount)
        row.points_account = PointsAccount.objects.get(pk=tender.purse.id)
        row.label = gettext("%s points") % row.points
    else:
        row.purse = purses[tender.purse.id]
        row.label = f"{row.purse.get_kind_display()} {tender.purse.label}"[:80]
    return row


def _share(tenders: Sequence[OrderTender], lines: Sequence[OrderLine]) -> None:
    shares = tender_shares([tender.amount for tender in tenders], [line.cost.paid for line in lines])
    TenderShare.objects.bulk_create(
        TenderShare(tender=tender, line=line, amount=amount)
        for tender, parts in zip(tenders, shares, strict=True)
        for line, amount in zip(lines, parts, strict=True)
    )
