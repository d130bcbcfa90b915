"""How long the audit takes on a large shop.

    python -m benchmarks.audit [--server postgres://root@127.0.0.1:5432/postgres] [--orders 1000000]

Ten orders of every kind are made by the shop's own verbs and multiplied in PostgreSQL with all that hangs on them:
lines, payments, refunds, parcels, stock holds and movements, purses, promotions, mails and reviews, over 20,000
variants. Then the audit runs, must find nothing, and the database is dropped.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

import psycopg

from benchmarks.till import ROOT, database

STEP = 1000
"""How far the ids of one copy stand from those of the next."""

WORLD = """
from django.test.utils import override_settings
from django.utils import timezone
from demo.fake_stripe import FakeStripe
from orders.actions.cancellation import cancel_order, cancel_units
from reviews.actions.reviews import Reviewer, Words, write_review
from tests.cast import *

now = timezone.now()
with FakeStripe(webhook_secret="whsec_demo") as provider, override_settings(STRIPE_API_BASE=provider.url):
    mug, pan, cup = make_product("Mug", stock=500), make_product("Pan", stock=500), make_product("Cup", stock=500)
    make_promotion("line", products=[cup])
    make_coupon("SPRING")
    card = make_gift_card(1000).code
    for number in range(7):
        order = delivered_order(provider, mug, pan, email=f"guest{number}@example.com", quantity=2)
    write_review(product=mug, words=Words(4, "Solid", "", "Ada", "en"), by=Reviewer(None, order), at=now)
    delivered_order(provider, mug, cup, codes=["SPRING", card], email="guest7@example.com")
    partly = paid_order(provider, mug, cup, quantity=3, email="guest8@example.com")
    cancel_units(order=partly, quantities={partly.lines.first().pk: 1}, by=None, at=now)
    cancel_order(order=paid_order(provider, pan, codes=["SPRING"], email="guest9@example.com"), by=None, at=now)
    deliver_mail()
"""


@dataclass(frozen=True)
class Copied:
    """A table whose rows are multiplied: with each order or, as goods, for each variant. `texts` must differ."""

    table: str
    is_goods: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    where: str = "true"


NUMBER = "substr(number, 1, 3) || lpad(g::text, 7, '0')"
REFERENCE = r"regexp_replace({}, '^order/(...).{{7}}', 'order/\1' || lpad(g::text, 7, '0'))"
APART = "md5({0} || '/' || g)"
COPIED = [
    Copied("shop_product", True, {"slug": "slug || '-' || g"}),
    Copied("shop_variant", True, {"sku": "sku || '-' || g"}),
    Copied("shop_stockrecord", True),
    Copied("shop_pricechange", True),
    Copied("shop_stockmovement", True, where="kind = 'received'"),
    Copied("shop_stockmovement", False, {"reference": REFERENCE.format("reference")}, "kind = 'shipped'"),
    Copied("orders_basket", texts={"token": APART.format("token")}),
    Copied("orders_order", texts={"number": NUMBER, "email": "g || email", "buyer_key": "g || buyer_key"}),
    Copied("orders_orderaddress"),
    Copied("orders_orderline"),
    Copied("orders_orderdiscount"),
    Copied("orders_orderevent"),
    Copied("orders_promotionuse"),
    Copied("loyalty_purse", texts={"code": "substr(md5(code || g), 1, 16)"}),
    Copied("loyalty_purseentry", texts={"reference": REFERENCE.format("reference")}),
    Copied("orders_ordertender"),
    Copied("orders_tendershare"),
    Copied("orders_payment", texts={name: APART.format(name) for name in ("key", "session_id", "intent_id")}),
    Copied("orders_refund", texts={name: APART.format(name) for name in ("key", "provider_id")}),
    Copied("orders_shipment"),
    Copied("orders_shipmentline"),
    Copied("shop_stockhold", texts={"reference": REFERENCE.format("reference")}),
    Copied("core_outgoingmail", texts={"key": "key || '/' || g", "message_id": APART.format("message_id")}),
    Copied("reviews_review", texts={"email": "g || email"}),
]
SHIPPED = "(SELECT record_id, sum(quantity) AS units FROM shop_stockmovement GROUP BY record_id)"
PROMISED = "(SELECT record_id, sum(quantity) AS units FROM shop_stockhold WHERE state = 'allocated' GROUP BY record_id)"
RATED = "(SELECT product_id, count(*) AS number FROM reviews_review GROUP BY product_id)"
USED = "(SELECT count(*) FROM orders_promotionuse WHERE {} AND given_back_at IS NULL)"
RECKONED = [
    "UPDATE shop_stockmovement SET quantity = 1000000 WHERE kind = 'received'",
    "UPDATE shop_stockrecord AS record SET allocated = 0, on_hand = 1000000",
    f"UPDATE shop_stockrecord AS record SET on_hand = moved.units FROM {SHIPPED} AS moved WHERE record_id = record.id",
    f"UPDATE shop_stockrecord AS record SET allocated = held.units FROM {PROMISED} AS held WHERE record_id = record.id",
    "UPDATE shop_product SET rating_count = 0, rating_hundredths = 0",
    f"UPDATE shop_product AS product SET rating_count = number, rating_hundredths = 400 FROM {RATED} AS rated "
    "WHERE rated.product_id = product.id",
    f"UPDATE orders_promotion SET used = {USED.format('promotion_id = orders_promotion.id')}",
    f"UPDATE orders_coupon SET used = {USED.format('coupon_id = orders_coupon.id')}",
]
FOREIGN = """
    SELECT conrelid::regclass::text, attname, confrelid::regclass::text FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'
"""
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--orders", type=int, default=1_000_000)
    options = parser.parse_args()
    with database(options.server, "regulars_audit") as url:
        started = time.monotonic()
        _manage(url, "migrate", "-v", "0")
        _manage(url, "shell", "-v", "0", "-c", WORLD)
        with psycopg.connect(url, autocommit=True) as connection:
            multiply(connection, copies=options.orders // 10, goods=min(7_000, options.orders // 10))
        print(f"Made in {time.monotonic() - started:.0f} s", flush=True)
        started = time.monotonic()
        code = _manage(url, "audit", check=False)
        print(f"{options.orders:,} orders audited in {time.monotonic() - started:.1f} s")
    sys.exit(code)


def multiply(connection: psycopg.Connection, copies: int, goods: int) -> None:
    """Every row again `copies` times, less one, with its own ids, texts and references; then the sums are reckoned."""
    connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    connection.execute(  # ten orders, told apart by their first three signs in all that refers to them
        "CREATE TEMP TABLE names AS SELECT number AS old, 'S' || lpad(row_number() OVER (ORDER BY id)::text, 2, '0') "
        "|| '0000000' AS new FROM orders_order"
    )
    for table, column in (("orders_order", "number"), ("shop_stockhold", "reference"),
                          ("shop_stockmovement", "reference"), ("loyalty_purseentry", "reference")):  # fmt: skip
        connection.execute(
            f"UPDATE {table} SET {column} = replace({column}, old, new) FROM names WHERE strpos({column}, old) > 0"
        )
    foreign = {(table, column): target for table, column, target in connection.execute(FOREIGN)}
    families = {copied.table: copied.is_goods for copied in reversed(COPIED)}
    for copied in COPIED:
        columns = [name for (name,) in connection.execute(COLUMNS, [copied.table])]
        values = [_value(copied, name, foreign.get((copied.table, name)), families, goods) for name in columns]
        names = ", ".join(f'"{name}"' for name in columns)
        connection.execute(
            f"INSERT INTO {copied.table} ({names}) SELECT {', '.join(values)} FROM {copied.table}, "
            f"generate_series(1, {(goods if copied.is_goods else copies) - 1}) AS g WHERE {copied.where}"
        )
        print(f"  {copied.table}", flush=True)
    for statement in RECKONED:
        connection.execute(statement)
    connection.execute("VACUUM ANALYZE")


def _value(copied: Copied, column: str, target: str | None, families: dict[str, bool], goods: int) -> str:
    """What a copy has in this column: another text, or an id moved by as much as the row that it names."""
    if column in copied.texts:
        return copied.texts[column]
    named = copied.table if column == "id" else target
    if named not in families:
        return f'"{column}"'
    is_goods = copied.is_goods if column == "id" else families[named]
    return f'"{column}" + {f"(g % {goods})" if is_goods else "g"} * {STEP}'


def _manage(url: str, *command: str, check: bool = True) -> int:
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": "/tmp/regulars_audit"}
    return subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=check).returncode


if __name__ == "__main__":
    main()
