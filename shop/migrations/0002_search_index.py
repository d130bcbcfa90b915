"""The search index's tables, in whatever shape the database's full-text engine wants."""

from django.db import migrations

from shop.search import create_schema, drop_schema


def create(apps, schema_editor):
    create_schema(schema_editor.connection)


def drop(apps, schema_editor):
    drop_schema(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
