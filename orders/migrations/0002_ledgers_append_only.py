"""On PostgreSQL the database itself refuses to change a ledger's rows."""

from django.db import migrations

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["orders_orderevent"]


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES))]
