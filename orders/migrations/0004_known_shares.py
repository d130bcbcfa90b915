"""Orders from before shares were stored: each line gets its share of delivery, each order the key of its buyer."""

from typing import Any

from django.db import migrations

from accounts.rules.emails import same_address

BATCH = 500


def fill(apps: Any, schema_editor: Any) -> None:
    order_model, line_model = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderLine")
    orders = order_model.objects.prefetch_related("lines").order_by("pk")
    for order in orders.iterator(chunk_size=BATCH):
        order.buyer_key = same_address(order.email)
        order.save(update_fields=["buyer_key"])
        lines = sorted(order.lines.all(), key=lambda line: line.pk)
        weights = [line.amount.minor for line in lines]
        if weights:
            shares = zip(order.delivery.share(weights), order.delivery_tax.share(weights), strict=True)
            for line, (delivery, tax) in zip(lines, shares, strict=True):
                line.delivery_share, line.delivery_tax_share = delivery, tax
        line_model.objects.bulk_update(lines, ["delivery_share", "delivery_tax_share"])


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_promotions_and_tenders")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
