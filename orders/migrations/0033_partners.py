import django.db.models.deletion
from django.db import migrations, models

import orders.models.payments
import orders.models.shipments

BATCH = 1000


def give_public_ids(apps, schema_editor):
    """Parcels and refunds that were there before get theirs, a thousand at a time."""
    makers = {"Shipment": orders.models.shipments.new_shipment_id, "Refund": orders.models.payments.new_refund_id}
    for name, new_id in makers.items():
        model = apps.get_model("orders", name)
        while batch := list(model.objects.filter(public_id="")[:BATCH]):
            for row in batch:
                row.public_id = new_id()
            model.objects.bulk_update(batch, ["public_id"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_partners"), ("orders", "0032_orders_by_day")]

    operations = [
        migrations.AddField(
            model_name="basket",
            name="partner",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partner"
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="partner",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="accounts.partner",
                verbose_name="placed through",
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="public_id",
            field=models.CharField(default="", editable=False, max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="refund",
            name="public_id",
            field=models.CharField(default="", editable=False, max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(give_public_ids, migrations.RunPython.noop),
    ]
