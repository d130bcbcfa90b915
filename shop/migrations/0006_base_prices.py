"""What variants cost today is what staff set; and a price before that the history does not bear out is not shown."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models

BATCH = 1000


def fill_base_prices(apps: Any, schema_editor: Any) -> None:
    apps.get_model("shop", "Variant").objects.filter(base_price=None).update(base_price=models.F("price"))


def check_prices_before(apps: Any, schema_editor: Any) -> None:
    Variant = apps.get_model("shop", "Variant")
    corrected = set()
    for variant in Variant.objects.exclude(compare_at=None).iterator(chunk_size=BATCH):
        before = _price_before(apps.get_model("shop", "PriceChange"), variant)
        if before != variant.compare_at:
            Variant.objects.filter(pk=variant.pk).update(compare_at=before)
            corrected.add(variant.product_id)
    Product = apps.get_model("shop", "Product")
    for product_id in corrected:
        active = Variant.objects.filter(product=product_id, is_active=True).order_by("price", "pk")
        was_price = active.values_list("compare_at", flat=True).first()
        Product.objects.filter(pk=product_id).update(was_price=was_price, version=models.F("version") + 1)


def _price_before(changes: Any, variant: Any) -> Any:
    """The lowest price of the 30 days before the last change, when the present one is below it."""
    history = changes.objects.filter(variant=variant).order_by("-id")
    last = history.first()
    if last is None or last.old_price is None:
        return None
    before = history.filter(created_at__gte=last.created_at - timedelta(days=30), id__lt=last.id)
    prices = [last.old_price, *(price for row in before for price in (row.old_price, row.new_price) if price)]
    lowest = min(prices, key=lambda price: price.minor)
    return lowest if lowest.minor > variant.price.minor else None


class Migration(migrations.Migration):
    dependencies = [("shop", "0005_price_lists")]

    operations = [
        migrations.RunPython(fill_base_prices, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(check_prices_before, migrations.RunPython.noop, elidable=True),
    ]
