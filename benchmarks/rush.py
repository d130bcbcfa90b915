"""200 buyers press "Pay" at once for a stock of 50.

    python -m benchmarks.rush [--server postgres://root@127.0.0.1:5432/postgres] [--buyers 200] [--stock 50]

Prints how many orders there are, how many units are held, and what the others were told. Then the negative control: the
same crowd at a till whose conditional statement and constraint are switched off oversells.
"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg

from benchmarks.till import ROOT, Buyer, database, till

CONTROL = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone
from core.errors import Refused
from orders.actions.checkout import Contact, place_order
from shop.actions import stock
from shop.models import StockRecord
from tests.cast import ADDRESS, filled_basket, make_delivery, make_product

BUYERS, STOCK, AT_ONCE = {buyers}, {stock}, 40
method, product = make_delivery(), make_product(stock=STOCK)
baskets = [filled_basket(product) for _buyer in range(BUYERS)]
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE shop_stockrecord DROP CONSTRAINT stock_not_promised_twice")

def hold_blindly(record_id, quantity):
    return StockRecord.objects.filter(pk=record_id).update(held=F("held") + quantity)

stock._hold_units = hold_blindly
gate = Barrier(AT_ONCE)

def buy(basket):
    gate.wait()
    try:
        contact = Contact("a@example.com", "en", dict(ADDRESS))
        place_order(basket=basket, contact=contact, method_id=method.pk, expected=None, by=None,
                    at=timezone.now())
        return 1
    except Refused:
        return 0
    finally:
        connections.close_all()

with ThreadPoolExecutor(AT_ONCE) as pool:
    print(sum(pool.map(buy, baskets)))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--buyers", type=int, default=200)
    parser.add_argument("--stock", type=int, default=50)
    options = parser.parse_args()
    outcomes, held, orders = race(options)
    print(f"{options.buyers} buyers, stock {options.stock}: {orders} orders, {held} units held")
    for words, number in outcomes.most_common():
        print(f"  {number:4} {words}")
    sold = control(options)
    print(f"Negative control without the conditional statement: {sold} sold of {options.stock}")
    if orders != options.stock or held != options.stock or sold <= options.stock:
        sys.exit("The promise does not hold, or the control does not show the fault.")


def race(options: argparse.Namespace) -> tuple[Counter[str], int, int]:
    """Everybody at the checkout, then everybody presses at the same moment."""
    with till(options.server, "regulars_rush", options.stock) as (port, _provider, environment):
        buyers = [Buyer(port) for _buyer in range(options.buyers)]
        for buyer in buyers:
            buyer.fill_basket()
        forms = [buyer.open_checkout() for buyer in buyers]
        gate = Barrier(options.buyers)
        with ThreadPoolExecutor(options.buyers) as pool:
            outcomes = Counter(pool.map(lambda pair: _press(gate, *pair), zip(buyers, forms, strict=True)))
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            held = connection.execute("SELECT sum(held) FROM shop_stockrecord").fetchone()[0]
            orders = connection.execute("SELECT count(*) FROM orders_order WHERE state = 'pending'").fetchone()[0]
    return outcomes, held, orders


def control(options: argparse.Namespace) -> int:
    """How many the crowd buys when the lock is off."""
    with database(options.server, "regulars_rush_control") as url:
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": "/tmp/regulars_rush"}
        for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", CONTROL.format(**vars(options))]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
        return int(done.stdout.split()[-1])


def _press(gate: Barrier, buyer: Buyer, form: dict[str, str]) -> str:
    gate.wait()
    status, page, target = buyer.pay(form)
    if status == 302 and "/pay/" in target:
        return "went on to pay"
    kind = status == 422 and ("sold out" in page or "left of" in page)
    return "told kindly that it is sold out" if kind else f"got an answer {status}"


if __name__ == "__main__":
    main()
