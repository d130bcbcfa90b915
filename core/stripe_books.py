"""What Stripe has in its books: charges, refunds and disputes, a page at a time, as small frozen values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, TypeVar

from core.stripe import ProviderRefused, call

PAGE = 100
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class ProviderCharge:
    """Money that came in, or failed to. Amounts in minor units, currency in upper case."""

    id: str
    intent_id: str
    reference: str
    amount_minor: int
    refunded_minor: int
    currency: str
    is_paid: bool


@dataclass(frozen=True)
class ProviderRefund:
    """Money that went out. `is_failed`: the bank did not take it, and the shop has it again."""

    id: str
    intent_id: str
    reference: str
    amount_minor: int
    currency: str
    is_failed: bool


@dataclass(frozen=True)
class ProviderDispute:
    """A buyer's bank took money back, or asks about it."""

    id: str
    intent_id: str
    amount_minor: int
    currency: str
    status: str


def charges_between(since: datetime, until: datetime) -> Iterator[list[ProviderCharge]]:
    return _pages(lambda client, params: client.v1.charges.list(params), _charge, since, until)


def refunds_between(since: datetime, until: datetime) -> Iterator[list[ProviderRefund]]:
    return _pages(lambda client, params: client.v1.refunds.list(params), _refund, since, until)


def disputes_between(since: datetime, until: datetime) -> Iterator[list[ProviderDispute]]:
    return _pages(lambda client, params: client.v1.disputes.list(params), _dispute, since, until)


def find_charge(intent_id: str) -> ProviderCharge | None:
    """The paid charge of a payment, else its last one; None when there is none."""
    made = call(lambda client: client.v1.charges.list({"payment_intent": intent_id, "limit": PAGE}))
    charges = [_charge(row) for row in made.data]
    return next((charge for charge in charges if charge.is_paid), charges[0] if charges else None)


def fetch_refund(refund_id: str) -> ProviderRefund | None:
    """None when the provider does not know it."""
    try:
        return _refund(call(lambda client: client.v1.refunds.retrieve(refund_id)))
    except ProviderRefused:
        return None


def _pages(
    ask: Callable[[Any, Any], Any], read: Callable[[Any], _Row], since: datetime, until: datetime
) -> Iterator[list[_Row]]:
    """Newest first; no more than one page is held."""
    created = {"gte": ceil(since.timestamp()), "lt": ceil(until.timestamp())}  # it counts whole seconds
    params: dict[str, Any] = {"limit": PAGE, "created": created}
    while True:
        page = call(lambda client, params=params: ask(client, params))  # type: ignore[misc]
        if page.data:
            yield [read(row) for row in page.data]
        if not page.has_more:
            return
        params = params | {"starting_after": page.data[-1].id}


def _charge(row: Any) -> ProviderCharge:
    return ProviderCharge(
        id=row.id,
        intent_id=row.payment_intent or "",
        reference=_reference(row),
        amount_minor=row.amount_captured,
        refunded_minor=row.amount_refunded,
        currency=row.currency.upper(),
        is_paid=bool(row.paid and row.captured),
    )


def _refund(row: Any) -> ProviderRefund:
    return ProviderRefund(
        id=row.id,
        intent_id=row.payment_intent or "",
        reference=_reference(row),
        amount_minor=row.amount,
        currency=row.currency.upper(),
        is_failed=row.status in ("failed", "canceled"),
    )


def _dispute(row: Any) -> ProviderDispute:
    return ProviderDispute(row.id, row.payment_intent or "", row.amount, row.currency.upper(), row.status)


def _reference(row: Any) -> str:
    return str(row.metadata["reference"]) if row.metadata and "reference" in row.metadata else ""
