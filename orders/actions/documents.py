"""Writing invoices and credit notes. Each takes its number in the transaction that it tells of, as the last thing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import ZERO, Money, total
from orders.models import CreditNote, CreditNotePart, DocumentSeries, Invoice, Order
from orders.rules.refunds import RefundPart, parts_total


class RefundedAlready(Refused):
    code = "refunded_already"
    message = _("The money for this went back already.")


@transaction.atomic
def issue_invoice(*, order: Order, at: datetime) -> Invoice:
    """A locked order is paid: it is billed. The database refuses a second invoice."""
    series = settings.INVOICE_SERIES
    return Invoice.objects.create(
        order=order,
        reference=order.reference,
        words=_words(order),
        series=series,
        number=_next_number(series),
        issued_at=at,
    )


def refuse_second_note(*, order: Order, reference: str) -> None:
    """Raises RefundedAlready when money of a locked order went back for this cause."""
    if CreditNote.objects.filter(order=order, reference=reference).exists():
        raise RefundedAlready


@transaction.atomic(savepoint=False)
def issue_credit_note(
    *,
    order: Order,
    parts: Sequence[RefundPart],
    reason: str,
    reference: str,
    at: datetime,
    by: User | None,
    to_credit: Money = ZERO,
) -> CreditNote:
    """Money of a locked order goes back, or becomes store credit: what for, part by part."""
    amount = parts_total(parts)
    series = settings.CREDIT_NOTE_SERIES
    note = CreditNote.objects.create(
        order=order,
        reference=reference,
        series=series,
        number=_next_number(series),
        issued_at=at,
        amount=amount,
        to_credit=to_credit,
        tax=total(part.tax for part in parts),
        reason=reason[:200],
        by=by,
    )
    CreditNotePart.objects.bulk_create(
        CreditNotePart(note=note, reference=f"{reference}/{place}", **vars(part))
        for place, part in enumerate(parts, start=1)
    )
    return note


def _words(order: Order) -> dict[str, Any]:
    """Who sells what to whom, as it is called now."""
    lines = order.lines.all()
    return {
        "seller": [settings.SHOP_NAME, *settings.SHOP_ADDRESS],
        "vat_id": settings.SHOP_VAT_ID,
        "buyer": order.address.lines,
        "lines": {str(line.pk): ", ".join(filter(None, [line.title, line.options, line.sku])) for line in lines},
    }


def _next_number(series: str) -> int:
    """Count on by one statement: whoever comes meanwhile waits for our commit, and after a rollback has our number."""
    counted = DocumentSeries.objects.filter(name=series)
    if not counted.update(last=F("last") + 1):
        DocumentSeries.objects.get_or_create(name=series)
        counted.update(last=F("last") + 1)
    return counted.get().last
