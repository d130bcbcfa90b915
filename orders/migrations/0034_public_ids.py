from django.db import migrations, models

import orders.models.payments
import orders.models.shipments


class Migration(migrations.Migration):
    """A step of its own: PostgreSQL changes no table whose rows were changed in the same transaction."""

    dependencies = [("orders", "0033_partners")]

    operations = [
        migrations.AlterField(
            model_name="shipment",
            name="public_id",
            field=models.CharField(
                default=orders.models.shipments.new_shipment_id, editable=False, max_length=20, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="public_id",
            field=models.CharField(
                default=orders.models.payments.new_refund_id, editable=False, max_length=20, unique=True
            ),
        ),
    ]
