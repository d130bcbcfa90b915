"""On PostgreSQL the database itself refuses to change a ledger's rows."""

from django.db import migrations

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["shop_pricechange", "shop_stockmovement"]


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_search_index")]
    operations = [migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES))]
