"""On PostgreSQL the database itself refuses to change what was billed and credited."""

from django.db import migrations

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["orders_invoice", "orders_creditnote", "orders_creditnotepart"]


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_documents_before")]
    operations = [migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES))]
