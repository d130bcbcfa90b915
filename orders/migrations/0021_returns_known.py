"""Orders from before: their lines keep the days that their buyers' perks gave."""

from typing import Any

from django.db import migrations

from orders.rules.returns import RETURN_DAYS


def fill(apps: Any, schema_editor: Any) -> None:
    order_model, line_model = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderLine")
    for pk, perks in order_model.objects.exclude(perks={}).values_list("pk", "perks").iterator(chunk_size=500):
        days = perks.get("return_days", 0)
        if days > RETURN_DAYS:
            line_model.objects.filter(order=pk).update(return_days=days)


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_returns")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
