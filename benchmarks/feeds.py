"""Feeds of a large catalog: how long they take, how large they are, how much memory they need.

    python -m benchmarks.feeds [--server postgres://root@127.0.0.1:5432/postgres] [--products 20000]

In a PostgreSQL database of its own, dropped at the end: products with one or two variants, two pictures, a stock record
for each variant and a review for each product. Each run is a process of its own, so that its memory is its own; the
catalog is measured at a quarter of its size first, to show that memory does not grow with it.
"""

import argparse
import os
import shutil
import subprocess
import sys

from benchmarks.till import ROOT, database

NAME = "regulars_feeds"
FILL = """
from django.utils import timezone
from core.money import Money
from reviews.models import Review
from shop.models import *

shelf = Category.objects.filter(slug="bench").first()
if shelf is None:
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen")
    Category.objects.filter(pk=kitchen.pk).update(path=f"/{{kitchen.pk}}/")
    shelf = Category.objects.create(name="Mugs", slug="bench", parent=kitchen)
    Category.objects.filter(pk=shelf.pk).update(path=f"/{{kitchen.pk}}/{{shelf.pk}}/")
    Brand.objects.create(name="Kiln & Sons", slug="kiln")
    Location.objects.create(name="Back room", country_code="DE")
brand, place, now = Brand.objects.get(), Location.objects.get(), timezone.now()
WORDS = "Thrown by hand, glazed twice, at home in the dishwasher & the oven. " * 8
for start in range({first}, {last}, 1000):
    numbers = range(start, min(start + 1000, {last}))
    products = Product.objects.bulk_create(
        Product(title=f"Stoneware mug {{n}}", slug=f"mug-{{n}}", brand=brand, category=shelf, description=WORDS,
                part_number=f"K-{{n}}", state="published", weight_g=350, option_names=["Color"])
        for n in numbers
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"{{product.slug}}-{{color}}", options={{"Color": color}}, price=Money(1290),
                base_price=Money(1290), content_amount=300, content_unit="ml")
        for product in products for color in (("Blue", "White") if product.pk % 2 else ("Blue",))
    )
    StockRecord.objects.bulk_create(StockRecord(variant=row, location=place, on_hand=row.pk % 3) for row in variants)
    Picture.objects.bulk_create(
        Picture(product=product, file=f"pictures/{{product.slug}}-{{n}}.jpg", alt="A mug", position=n, state="ready",
                renditions={{"jpeg": {{"640": f"pictures/{{n}}-640.jpg", "1280": f"pictures/{{n}}-1280.jpg"}}}})
        for product in products for n in range(2)
    )
    Review.objects.bulk_create(
        Review(product=product, author_name="Ada", title="Good", text=WORDS[:300], language="en", state="published",
               stars=1 + product.pk % 5, created_at=now, published_at=now)
        for product in products
    )
"""
RUN = """
import resource, time
from django.utils import timezone
from core.exports import all_exports, read_rows
from core.feeds import offset_after, cursor_of
from reviews.actions.review_feeds import build_review_feed, refresh_review_feed
from shop.actions.product_feeds import build_product_feed, refresh_product_feed

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before, began = memory(), time.monotonic()
{call}
print(f"{name}: {{said}} in {{time.monotonic() - began:.1f}} s, {{before}} MB before, {{memory()}} MB at most")
"""
BUILD = """
edition = build_{kind}_feed(at=timezone.now())
sizes = [edition.path(kind, is_packed=packed).stat().st_size / 1e6 for kind in ("xml", "jsonl") for packed in (0, 1)]
said = f"{{edition.rows:,}} rows, MB " + ", ".join(f"{{size:.1f}}" for size in sizes)
"""
UNCHANGED = """
said = f"{refresh_product_feed(at=timezone.now())} and {refresh_review_feed(at=timezone.now())}"
"""
EXPORT = "said = f\"{sum(1 for _row in read_rows(all_exports()['products'], 0)):,} rows\""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--products", type=int, default=20_000)
    options = parser.parse_args()
    quarter = options.products // 4
    with database(options.server, NAME) as url:
        _manage(url, "migrate", "-v", "0")
        for first, last in ((0, quarter), (quarter, options.products)):
            _manage(url, "shell", "-v", "0", "-c", FILL.format(first=first, last=last))
            print(f"{last:,} products, load {os.getloadavg()[0]:.1f}", flush=True)
            for name, call in (
                ("products (xml, packed, jsonl, packed)", BUILD.format(kind="product")),
                ("reviews (xml, packed, jsonl, packed)", BUILD.format(kind="review")),
                ("nothing changed", UNCHANGED),
                ("export of products", EXPORT),
            ):
                _manage(url, "shell", "-v", "0", "-c", RUN.format(name=name, call=call))
    shutil.rmtree(f"/tmp/{NAME}", ignore_errors=True)


def _manage(url: str, *command: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": f"/tmp/{NAME}", "STATEMENT_SECONDS": "60"}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
