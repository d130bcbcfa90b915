"""Parcels that left before keep what their buyers were promised, and carriers' reports are never changed."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["orders_carrierevent"]


def keep_promises(apps, schema_editor):
    shipment, order = apps.get_model("orders", "Shipment"), apps.get_model("orders", "Order")
    promise = order.objects.filter(pk=OuterRef("order_id")).values("arrives_until")
    shipment.objects.exclude(shipped_at=None).filter(promised_on=None).update(promised_on=Subquery(promise[:1]))


class Migration(migrations.Migration):
    dependencies = [("orders", "0022_tracking")]
    operations = [
        migrations.RunPython(keep_promises, migrations.RunPython.noop),
        migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES)),
    ]
