"""A flood of reviews: ten thousand handed in as fast as they come, from many accounts and from one.

    python -m benchmarks.flood [--server postgres://root@127.0.0.1:5432/postgres] [--reviews 10000]
                               [--redis redis://127.0.0.1:6379/11] [--floods 1 2 3]

In a PostgreSQL database and a Redis database of its own, emptied at the end. So many customers have an order that has
arrived (the first by the shop's verbs, the others copied from it by the database; every second of them bought what is
flooded). Two processes post the review form as signed-in customers through all of the shop but the socket:

1. all of them on a hundred products, 2. all of them on one, 3. one of them on a hundred.

Meanwhile a third process reads the flooded product's page and a quiet one's. Ends with 1 when anything but "thank you",
a refusal in words or "wait" was answered, when a limit let more through than it says, when a summary is not what
counting gives, when what was riskiest before is not first in the moderators' queue, when that queue asks more queries
than before, or when a page takes more than 1.3 times as long at the 95th percentile once the flood is over.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from benchmarks.reviews import COLUMNS
from benchmarks.till import ROOT, database

NAME = "regulars_flood"
PROCESSES = 2
FLOODS = ("many on a hundred products", "many on one product", "one on a hundred products")
FIRST = 1_000_000
"""Ids of copied rows begin here."""
COPIED = {
    "accounts_user": {
        "email": "'buyer' || g || '@example.com'", "name": "'Buyer ' || g", "is_staff": "false",
        "is_superuser": "false",
    },
    "orders_order": {
        "number": "'F' || lpad(g::text, 9, '0')", "email": "'buyer' || g || '@example.com'",
        "buyer_key": "'buyer' || g", "customer_id": "{first} + g", "basket_id": "NULL",
    },
    "orders_orderline": {"order_id": "{first} + g", "product_id": "{product}", "variant_id": "{variant}"},
    "orders_shipment": {"order_id": "{first} + g"},
    "orders_shipmentline": {"shipment_id": "{first} + g", "order_line_id": "{first} + g"},
}  # fmt: skip
PLACE = "CASE WHEN g % 2 = 0 THEN g / 2 % 100 ELSE 100 END"
GOODS = f"(SELECT {{column}} FROM shop_variant ORDER BY product_id OFFSET {PLACE} LIMIT 1)"
"""Of a hundred flooded products and one beside them: every second customer bought one of the hundred."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/11")
    parser.add_argument("--reviews", type=int, default=10_000)
    parser.add_argument("--floods", type=int, nargs="+", choices=[1, 2, 3], default=[1, 2, 3])
    options = parser.parse_args()
    with database(options.server, NAME) as url:
        how = {**os.environ, "DATABASE_URL": url, "VAR_DIR": f"/tmp/{NAME}", "REDIS_URL": options.redis}
        Path(how["VAR_DIR"]).mkdir(exist_ok=True)
        _run(how, "manage.py", "migrate", "-v", "0")
        _run(how, "manage.py", "collectstatic", "--noinput", "-v", "0")
        _run(how, "-m", "benchmarks.flood_parts", "world")
        with psycopg.connect(url, autocommit=True) as connection:
            copy_buyers(connection, options.reviews)
        sys.exit(flood(how, options.reviews, [FLOODS[number - 1] for number in options.floods]))


def flood(how: dict[str, str], number: int, names: list[str]) -> int:
    """Measures, floods, measures again; tells whether anything is wrong."""
    before = _measured(how, "before")
    wrong = 0
    for name in names:
        reader = subprocess.Popen(_part("read", name), cwd=ROOT, env=how)
        start = [_part("attack", name, str(number), str(place), str(PROCESSES)) for place in range(PROCESSES)]
        attackers = [subprocess.Popen(command, cwd=ROOT, env=how) for command in start]
        wrong |= max(attacker.wait() for attacker in attackers)
        reader.terminate()
        reader.wait(timeout=30)
        wrong |= _run(how, "-m", "benchmarks.flood_parts", "told", name, check=False)
    after = _measured(how, "after")
    return wrong | _run(how, "-m", "benchmarks.flood_parts", "compare", before, after, check=False)


def copy_buyers(connection: psycopg.Connection, number: int) -> None:
    """So many customers, each with an order that has arrived."""
    for table, values in COPIED.items():
        names = [name for (name,) in connection.execute(COLUMNS, [table])]
        words = {"first": FIRST, "product": GOODS.format(column="product_id"), "variant": GOODS.format(column="id")}
        chosen = {name: values.get(name, f'"{name}"').format(**words) for name in names} | {"id": f"{FIRST} + g"}
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(chosen.values())} FROM "
            f"(SELECT * FROM {table} ORDER BY id DESC LIMIT 1) AS one, generate_series(1, {number}) AS g"
        )
    connection.execute("VACUUM ANALYZE")


def _measured(how: dict[str, str], when: str) -> str:
    file = Path(how["VAR_DIR"]) / f"{when}.json"
    _run(how, "-m", "benchmarks.flood_parts", "measure", str(file))
    return str(file)


def _part(*words: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.flood_parts", *words]


def _run(how: dict[str, str], *command: str, check: bool = True) -> int:
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=how, check=check).returncode


if __name__ == "__main__":
    main()
