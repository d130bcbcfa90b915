"""What invoices call people and goods; those of old orders say what is known of them now."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from core.ledger import guard_ledgers, unguard_ledgers

BATCH = 500
GUARDED = ["orders_invoice"]
ADDRESS = ("name", "company_name", "street_address", "city_area")


def fill(apps: Any, schema_editor: Any) -> None:
    invoice_model = apps.get_model("orders", "Invoice")
    batch = []
    rows = invoice_model.objects.select_related("order__address").prefetch_related("order__lines").order_by("pk")
    for invoice in rows.iterator(chunk_size=BATCH):
        invoice.words = words_of(invoice.order)
        batch.append(invoice)
        if len(batch) == BATCH:
            invoice_model.objects.bulk_update(batch, ["words"])
            batch = []
    invoice_model.objects.bulk_update(batch, ["words"])


def words_of(order: Any) -> dict[str, Any]:
    address = getattr(order, "address", None)
    buyer = [getattr(address, name) for name in ADDRESS] if address else [order.email]
    if address:
        buyer += [f"{address.postal_code} {address.city}".strip(), address.country_code]
    return {
        "seller": [settings.SHOP_NAME, *settings.SHOP_ADDRESS],
        "vat_id": settings.SHOP_VAT_ID,
        "buyer": [line for line in buyer if line],
        "lines": {
            str(line.pk): ", ".join(filter(None, [line.title, line.options, line.sku])) for line in order.lines.all()
        },
    }


class Migration(migrations.Migration):
    dependencies = [("orders", "0016_documents_append_only")]
    operations = [
        migrations.AddField(
            model_name="invoice",
            name="words",
            field=models.JSONField(default=dict, editable=False, verbose_name="words"),
        ),
        migrations.RunPython(unguard_ledgers(GUARDED), guard_ledgers(GUARDED)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard_ledgers(GUARDED), unguard_ledgers(GUARDED)),
    ]
