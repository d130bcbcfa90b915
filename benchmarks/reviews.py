"""Reading pages with few and very many reviews, and counting a million of them.

    python -m benchmarks.reviews [--server postgres://root@127.0.0.1:5432/postgres] [--reviews 1000000] [--texts FILE]

In a PostgreSQL database of its own, dropped at the end. First three products with 10, 1,000 and 10,966 reviews: the
product's page and its reviews' page are asked for in turn, with nothing kept and right afterwards, and must take the
same number of queries and, at the 95th percentile, at most 1.3 times as long whatever the number of reviews. Then
reviews of 20,000 products, made by the database itself: counting all of them, auditing them, counting one product, and
the same pages among them. --texts is a CSV file (plain or .gz) whose column "reviews.text" gives the words of the three
products; otherwise they are made up.
"""

import argparse
import csv
import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import psycopg

from benchmarks.till import ROOT, database

NAME = "regulars_reviews"
SIZES = (10, 1_000, 10_966)
PRODUCTS = 20_000
WORDS = [
    "The battery life is great, but the screen is dim.", "Lovely handle. It keeps the coffee warm for two hours.",
    "Solid build, fair price. The lid leaks a little.", "Battery life could be better; the sound is clear.",
    "My kids love the colour.", "The screen broke after a week, and the case did not help.",
]  # fmt: skip
REVIEW = """
    INSERT INTO reviews_review (
        product_id, stars, title, text, language, state, author_name, email, reason, risk, risks, created_at,
        updated_at, submitted_at, published_at, is_verified, is_returned, is_insider, aspects, source, source_name,
        source_key, incentive, trust, weighed_day, helpful, unhelpful, imported_helpful, usefulness, photo_count
    )
    SELECT {product}, 1 + (hashint8(n) & 3) + (hashint8(n + 7) & 1), 'Review ' || n, {text}, 'en', 'published',
        'Ada L.', '', '', 0, '[]', day, day, day, day, false, false, hashint8(n) % 97 = 0, '{{}}', 'import',
        'Benchmark', {key} || n, 'none', 100 - 20 * (hashint8(n + 3) & 1), extract(epoch FROM day)::bigint / 86400,
        hashint8(n + 9) & 31, hashint8(n + 11) & 7, hashint8(n + 9) & 31,
        20000 + (hashint8(n + 13) & 4095) + extract(epoch FROM day)::bigint / 86400, 0
    FROM (
        SELECT n, now() - interval '1 day' - (hashint8(n) & 2047) * interval '1 day' AS day
        FROM generate_series(1, {number}) AS n
    ) AS numbered
"""
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--reviews", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    with database(options.server, NAME) as url:
        _run(url, "manage.py", "migrate", "-v", "0")
        _run(url, "manage.py", "collectstatic", "--noinput", "-v", "0")
        _run(url, "-m", "benchmarks.review_pages", "world")
        with psycopg.connect(url, autocommit=True) as connection:
            products = write_reviews(connection, options.texts)
        asked = ["pages", str(options.rounds), *map(str, products)]
        code = _run(url, "-m", "benchmarks.review_pages", *asked, check=False)
        with psycopg.connect(url, autocommit=True) as connection:
            write_crowd(connection, products[0], options.reviews)
        code |= _run(url, "-m", "benchmarks.review_pages", "counts", str(products[-1]), check=False)
        code |= _run(url, "-m", "benchmarks.review_pages", *asked, check=False)
    sys.exit(code)


def write_reviews(connection: psycopg.Connection, texts: Path | None) -> list[int]:
    """The products of SIZES with so many reviews each; returns their ids."""
    connection.execute("CREATE TABLE benchmark_text (n int PRIMARY KEY, text text)")
    with connection.cursor() as cursor, cursor.copy("COPY benchmark_text FROM STDIN") as rows:
        for row in enumerate(islice(cycle(_texts(texts)), max(SIZES)), 1):
            rows.write_row(row)
    products = [pk for (pk,) in connection.execute("SELECT id FROM shop_product ORDER BY id")]
    for product, number in zip(products, SIZES, strict=True):
        text = "(SELECT text FROM benchmark_text AS known WHERE known.n = numbered.n)"
        connection.execute(REVIEW.format(product=product, text=text, key=f"'{product}/'", number=number))
    connection.execute("VACUUM ANALYZE")
    return products


def write_crowd(connection: psycopg.Connection, like: int, number: int) -> None:
    """PRODUCTS more products, and so many reviews of them: the first ones have the most."""
    names = [name for (name,) in connection.execute(COLUMNS, ["shop_product"])]
    values = {"id": "1000 + g", "slug": "'product-' || g", "title": "'Product ' || g", "rating_count": "0",
              "rating_hundredths": "0", "rating_rank": "0", "source_id": "NULL", "source_hash": "''"}  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in names)
    chosen = ", ".join(values.get(name, f'"{name}"') for name in names)
    connection.execute(
        f"INSERT INTO shop_product ({columns}) SELECT {chosen} FROM shop_product, generate_series(1, {PRODUCTS}) AS g "
        f"WHERE id = {like}"
    )
    share = f"1001 + (({PRODUCTS} - 1) * power((hashint8(n + 5) & 65535) / 65536.0, 2))::int"
    connection.execute("SET synchronous_commit = off")
    connection.execute(REVIEW.format(product=share, text="md5(n::text)", key="'crowd/'", number=number))
    connection.execute("VACUUM ANALYZE")


def _texts(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from (f"{first} {second}" for first in WORDS for second in WORDS)
        return
    csv.field_size_limit(10_000_000)
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8", newline="") as rows:
        yield from (row["reviews.text"][:5000].replace("\0", "") for row in csv.DictReader(rows))


def _run(url: str, *command: str, check: bool = True) -> int:
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": f"/tmp/{NAME}", "PYTHONUNBUFFERED": "1"}
    environment.pop("REDIS_URL", None)
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=check).returncode


if __name__ == "__main__":
    main()
