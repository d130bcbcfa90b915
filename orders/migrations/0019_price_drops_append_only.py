"""On PostgreSQL the database itself refuses to change what was paid back for lower prices."""

from django.db import migrations

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["orders_pricedrop"]


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_price_drops")]
    operations = [migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES))]
