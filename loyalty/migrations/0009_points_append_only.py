"""On PostgreSQL the database itself refuses to change a ledger's rows."""

from django.db import migrations

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["loyalty_pointsmove", "loyalty_pointsleg"]


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0008_points")]
    operations = [migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES))]
