"""Orders from before there were documents: an invoice for each that was paid, and one credit note for all that went
back of it, part by part as far as it is known: by line, and for the delivery."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import Q

from core.money import ZERO, Money, round_half_up

BATCH = 500
REFERENCE, REASON = "before", "Before credit notes were written"


def fill(apps: Any, schema_editor: Any) -> None:
    orders = apps.get_model("orders", "Order").objects.prefetch_related("lines", "events")
    paid = Q(confirmed_at__isnull=False) | ~Q(state__in=("pending", "canceled"))
    refunded_first = Q(state="canceled", lines__canceled__gt=0)
    counts = {settings.INVOICE_SERIES: 0, settings.CREDIT_NOTE_SERIES: 0}
    batch: list[Any] = []
    for order in orders.filter(paid | refunded_first).distinct().order_by("pk").iterator(chunk_size=BATCH):
        batch.append(order)
        if len(batch) == BATCH:
            write(apps, batch, counts)
            batch = []
    write(apps, batch, counts)
    series = apps.get_model("orders", "DocumentSeries")
    for name, last in counts.items():
        series.objects.update_or_create(name=name, defaults={"last": last})


def write(apps: Any, orders: list[Any], counts: dict[str, int]) -> None:
    invoice_model, note_model = apps.get_model("orders", "Invoice"), apps.get_model("orders", "CreditNote")
    part_model = apps.get_model("orders", "CreditNotePart")
    invoices, notes, parts = [], [], []
    for order in orders:
        issued_at = order.confirmed_at or order.canceled_at or order.placed_at
        reference = f"order/{order.number}"
        invoices.append(
            invoice_model(
                order=order, reference=reference, issued_at=issued_at, **_number(counts, settings.INVOICE_SERIES)
            )
        )
        found = [part for part in parts_of(order) if part["amount"]]
        if found:
            note = note_model(
                order=order,
                reference=REFERENCE,
                reason=REASON,
                issued_at=max(
                    [event.happened_at for event in order.events.all() if event.kind == "refunded"], default=issued_at
                ),
                amount=Money(sum(part["amount"].minor for part in found)),
                tax=Money(sum(part["tax"].minor for part in found)),
                **_number(counts, settings.CREDIT_NOTE_SERIES),
            )
            notes.append(note)
            parts += [(note, place, part) for place, part in enumerate(found, start=1)]
    invoice_model.objects.bulk_create(invoices)
    note_model.objects.bulk_create(notes)
    part_model.objects.bulk_create(
        part_model(note=note, reference=f"{REFERENCE}/{place}", **part) for note, place, part in parts
    )


def parts_of(order: Any) -> list[dict[str, Any]]:
    inclusive, parts = order.prices_include_tax, []
    for line in sorted(order.lines.all(), key=lambda line: line.pk):
        whole = line.amount - line.discount + (ZERO if inclusive else line.tax)
        parts.append({
            "kind": "goods", "line": line, "units": line.canceled, "amount": line.refunded,
            "tax": tax_inside(line.tax, whole, line.refunded), "tax_hundredths": line.tax_hundredths,
        })  # fmt: skip
    whole = order.delivery + (ZERO if inclusive else order.delivery_tax)
    parts.append({
        "kind": "delivery", "amount": order.delivery_refunded,
        "tax": tax_inside(order.delivery_tax, whole, order.delivery_refunded),
        "tax_hundredths": order.delivery_tax_hundredths,
    })  # fmt: skip
    return parts


def tax_inside(tax: Money, whole: Money, refunded: Money) -> Money:
    return Money(round_half_up(Decimal(tax.minor * refunded.minor) / whole.minor)) if whole else ZERO


def empty(apps: Any, schema_editor: Any) -> None:
    for table in ("creditnotepart", "creditnote", "invoice", "documentseries"):
        schema_editor.execute(f"DELETE FROM orders_{table}")  # noqa: S608  names of our own


def _number(counts: dict[str, int], series: str) -> dict[str, Any]:
    counts[series] += 1
    return {"series": series, "number": counts[series]}


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_documents")]
    operations = [migrations.RunPython(fill, empty)]
