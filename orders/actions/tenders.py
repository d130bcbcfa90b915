"""Paying with gift cards and store credit: taken when the order is placed, returned when it comes to nothing."""

from collections.abc import Sequence

from django.db import transaction

from loyalty.actions.purses import give_back, spend
from loyalty.models import Purse
from orders.models import Order, OrderLine, OrderTender, TenderShare
from orders.rules.pricing import Quote
from orders.rules.shares import tender_shares


@transaction.atomic
def take_tenders(*, order: Order, quote: Quote, lines: Sequence[OrderLine]) -> list[OrderTender]:
    """Pay with every purse in the order's price and store each line's share. Raises NotEnoughLeft."""
    purses = Purse.objects.in_bulk([tender.purse.id for tender in quote.tenders])
    for tender in sorted(quote.tenders, key=lambda tender: tender.purse.id):
        spend(purse=purses[tender.purse.id], amount=tender.amount, reference=order.reference)
    rows = OrderTender.objects.bulk_create(
        OrderTender(
            order=order,
            kind=tender.purse.kind,
            purse=purses[tender.purse.id],
            label=f"{purses[tender.purse.id].get_kind_display()} {tender.purse.label}"[:80],
            amount=tender.amount,
        )
        for tender in quote.tenders
    )
    _share(rows, lines)
    return rows


@transaction.atomic
def return_tenders(*, order: Order) -> None:
    """The order was never paid in full: every purse has its money back, once."""
    for tender in order.tenders.select_related("purse").order_by("purse_id"):
        give_back(purse=tender.purse, reference=order.reference)


def _share(tenders: Sequence[OrderTender], lines: Sequence[OrderLine]) -> None:
    shares = tender_shares([tender.amount for tender in tenders], [line.cost.paid for line in lines])
    TenderShare.objects.bulk_create(
        TenderShare(tender=tender, line=line, amount=amount)
        for tender, parts in zip(tenders, shares, strict=True)
        for line, amount in zip(lines, parts, strict=True)
    )
