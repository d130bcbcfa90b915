"""On PostgreSQL the database itself refuses to change the history of tiers."""

from django.db import migrations

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["loyalty_tiermove"]


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0013_tiers")]
    operations = [migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES))]
