"""Whole guest purchases a second: product, basket, checkout, payment, return, order page.

    python -m benchmarks.checkout [--server postgres://root@127.0.0.1:5432/postgres] [--seconds 15]

At 1, 8 and 32 clients against two web workers on PostgreSQL with the fake payment provider. The provider shares the
machine's cores, so the figures say what this machine does with both. Counts the SQL statements of one purchase, too.
"""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from benchmarks.till import ADDRESS, ROOT, Buyer, till
from demo.fake_stripe import FakeStripe

COUNT = """
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.db import connection
from django.urls import reverse
from core.links import sign_link
from orders.actions.payments import RETURN
from orders.models import Payment
import re, urllib.request
client = Client(headers={{"host": "127.0.0.1"}})
fields = {address}
steps = {{}}
def step(name, request):
    with CaptureQueriesContext(connection) as statements:
        answer = request()
    steps[name] = len(statements)
    return answer
def purchase():
    step("product", lambda: client.get("/p/stoneware-mug-1/"))
    step("basket", lambda: client.post("/basket/lines/", {{"sku": "SKU-1", "quantity": "1"}}, follow=True))
    page = step("checkout", lambda: client.get("/checkout/")).content.decode()
    form = fields | {{"method": re.search(r'name="method" value="(\\d+)"', page)[1]}}
    pay = step("placing", lambda: client.post("/checkout/", form)).url.rsplit("/", 1)[1]
    urllib.request.urlopen(urllib.request.Request("{provider}/_pay/" + pay, method="POST", data=b"{{}}"))
    address = reverse("orders:payment-return", args=[sign_link(RETURN, str(Payment.objects.get(session_id=pay).pk))])
    step("return and order page", lambda: client.get(address, follow=True))
for _round in range(2):
    client.cookies.clear()
    purchase()
for name, number in steps.items():
    print(f"{{number:4}}  {{name}}")
print(f"{{sum(steps.values()):4}}  in all")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    with till(options.server, "regulars_checkout", 1_000_000) as (port, provider, environment):
        script = COUNT.format(address=ADDRESS, provider=provider.url)
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", script]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        print(f"SQL statements of one purchase:\n{done.stdout.rstrip()}")
        for clients in (1, 8, 32):
            number, failed = crowd(port, provider, clients, options.seconds)
            print(f"{clients:3} clients: {number / options.seconds:6.1f} purchases/s, {failed} failed")


def crowd(port: int, provider: FakeStripe, clients: int, seconds: float) -> tuple[int, int]:
    """Purchases finished and failed by so many clients in so many seconds."""
    deadline = time.monotonic() + seconds

    def shop_until_closing(_client: int) -> tuple[int, int]:
        done = failed = 0
        while time.monotonic() < deadline:
            if purchase(port, provider):
                done += 1
            else:
                failed += 1
        return done, failed

    with ThreadPoolExecutor(clients) as pool:
        results = list(pool.map(shop_until_closing, range(clients)))
    return sum(done for done, _failed in results), sum(failed for _done, failed in results)


def purchase(port: int, provider: FakeStripe) -> bool:
    buyer = Buyer(port)
    buyer.get("/p/stoneware-mug-1/")
    buyer.fill_basket()
    _status, _page, target = buyer.pay(buyer.open_checkout())
    session = provider.pay(target.rsplit("/", 1)[1])
    back = urlsplit(session["success_url"])
    _status, _page, order = buyer.send("GET", f"{back.path}?{back.query}")
    return "Thank you" in buyer.get(order)


if __name__ == "__main__":
    main()
