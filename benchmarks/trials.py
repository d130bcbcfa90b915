"""One shopper's whole way to a paid order, in a process that dies at a named moment; then the sweepers; then the proof.

Run by benchmarks/kills.py, which keeps the provider and the mail server. Each trial is a fork: Django is loaded once.
"""

import argparse
import json
import os
import random
import re
import signal
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import django

django.setup()  # what is imported below needs it, hence the order

from celery import current_app  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.proof import counts, violations  # noqa: E402
from benchmarks.till import ADDRESS  # noqa: E402
from core import jobs  # noqa: E402
from core.kills import VARIABLE  # noqa: E402
from demo.fake_stripe.webhooks import sign  # noqa: E402
from tests.cast import make_gift_card  # noqa: E402

POINTS = {
    "place_order:before_commit": "buy",
    "place_order:after_commit": "buy",
    "open_payment:before_call": "buy",
    "open_payment:after_call": "buy",
    "open_payment:after_store": "buy",
    "record_event:after_commit": "buy",
    "settle:after_fetch": "buy",
    "capture:before_commit": "buy",
    "capture:after_commit": "buy",
    "process_event:before_mark": "buy",
    "send_mail:claimed": "buy",
    "send_mail:handing_over": "buy",
    "send_mail:handed_over": "buy",
    "send_mail:sent": "buy",
    "give_up:before_commit": "leave",
    "give_up:after_commit": "leave",
    "release_stock:before_commit": "leave",
    "cancel_order:before_commit": "cancel",
    "cancel_order:after_commit": "cancel",
    "execute_refund:before_call": "cancel",
    "execute_refund:after_call": "cancel",
}
"""Where a shopper's story dies, and which story it is."""
SWEEPS = (
    "orders.sweep_payments",
    "orders.sweep_stock_problems",
    "shop.release_expired_stock",
    "orders.sweep_refunds",
    "core.sweep_mail",
)
LATER = (timedelta(minutes=4), timedelta(minutes=45), timedelta(minutes=60))
"""When the sweepers come after a death: soon, once nobody can pay any more, and once more for what they started."""
KILLED = -signal.SIGKILL
COOKIES = Path(os.environ["VAR_DIR"], "cookies.json")
bells: list[tuple[str, dict[str, object]]] = []


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", nargs="*", default=list(POINTS))
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--received", type=Path, required=True)
    parser.add_argument("--proof-only", action="store_true")
    parser.add_argument("--without-sweepers", action="store_true")
    options = parser.parse_args()
    jobs._ring = lambda task, ids: bells.append((task, ids))
    world = World(options.received, sweeps=not options.without_sweepers)
    if options.proof_only:
        world.prove("before the sweepers came", shown=0)
        world.sweep()
        sys.exit(bool(world.prove("after they came")))
    broken = [world.try_point(point, options.trials) for point in options.points]
    sys.exit(bool(sum(broken)))


class World:
    """The clock that runs ahead, and what is known outside of the shop."""

    def __init__(self, received: Path, *, sweeps: bool) -> None:
        self.received, self.sweeps = received, sweeps
        self.chance = random.Random(11)
        self.real_now = timezone.now
        self.ahead = timedelta()

    def try_point(self, point: str, trials: int) -> int:
        """Die there so many times; returns how many promises were broken."""
        died = 0
        for trial in range(trials):
            COOKIES.unlink(missing_ok=True)
            live = partial(Shopper().live, POINTS[point], card=trial % 2 == 0)
            died += self.fork(live, kill=f"{point}:1") == KILLED
            if self.chance.random() < 0.5:  # the shopper presses the button again
                self.fork(Shopper().return_to_pay)
            self.sweep()
        return self.prove(f"{point:28} {died:3} of {trials} died") + (died != trials)

    def sweep(self) -> None:
        """The scheduler's jobs, at each of LATER; nothing for the negative control."""
        for delay in LATER if self.sweeps else ():
            self.ahead += delay
            ask("/_advance", {"seconds": delay.total_seconds()})
            failed = self.fork(_sweep)
            if failed:
                sys.exit(f"A sweeper failed ({failed}).")

    def prove(self, title: str, *, shown: int = 20) -> int:
        books, received = ask("/_state"), Counter(self.received.read_text().split())
        found = violations(books, received)
        print(f"{title}; {len(found)} violations; {counts(books, received)}", flush=True)
        for problem in found[:shown]:
            print(f"    {problem}", flush=True)
        connections.close_all()
        return len(found)

    def fork(self, work: Callable[[], object], kill: str = "") -> int:
        """The work in a process of its own, with the clock ahead; returns how it ended."""
        pid = os.fork()
        if pid:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        timezone.now = lambda: self.real_now() + self.ahead
        os.environ[VARIABLE] = kill
        status = 1
        try:
            work()
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)


class Shopper:
    """A guest with a browser that survives the shop's death: its cookies are a file."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": urlsplit(settings.BASE_URL).netloc})
        if COOKIES.exists():
            for name, value in json.loads(COOKIES.read_text()).items():
                self.client.cookies[name] = value

    def live(self, story: str, *, card: bool) -> None:
        """Buy; then perhaps cancel, or leave the provider's page without paying."""
        code = self._without_dying(lambda: make_gift_card(150).shown_code) if card else ""
        self._send("/basket/lines/", {"sku": "SKU-1", "quantity": "2"})
        for text in (code, "SPRING"):
            if text:
                self._send("/basket/codes/", {"code": text})
        page = self.client.get("/checkout/").content.decode()
        session = self._press_pay(page)
        if story == "leave":
            back = ask("/v1/checkout/sessions/" + session)["cancel_url"]
            self._visit(back)
        else:
            self._pay(session)
            if story == "cancel":
                self._cancel()
        self._work()

    def return_to_pay(self) -> None:
        """After the shop died: press the button again, and pay if there is something to pay."""
        answer = self.client.get("/checkout/")
        if answer.status_code == 200:
            self._pay(self._press_pay(answer.content.decode()))
        elif page := re.search(r"/pay/(\w+)", answer.url + self.client.get("/basket/").content.decode()):
            self._pay(page[1])
        self._work()

    def _press_pay(self, page: str) -> str:
        form = ADDRESS | {"email": f"buyer{random.randrange(10**9)}@example.com"}
        form |= {name: re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("method", "quote")}
        return self._send("/checkout/", form).url.rsplit("/", 1)[1]

    def _pay(self, session: str) -> None:
        """At the provider; its event arrives, and the shopper comes back."""
        paid = ask(f"/_pay/{session}", {})
        event = {"id": f"evt_{session}", "object": "event", "type": "checkout.session.completed"}
        body = json.dumps(event | {"data": {"object": paid}}).encode()
        signed = {"Stripe-Signature": sign(body, settings.STRIPE_WEBHOOK_SECRET, int(time.time()))}
        self.client.post("/webhooks/stripe/", body, content_type="application/json", headers=signed)
        self._work()
        self.order = self._visit(paid["success_url"])

    def _cancel(self) -> None:
        self._send(urlsplit(self.order).path + "cancellation/", {})

    def _send(self, path: str, fields: dict[str, str]):
        answer = self.client.post(path, fields)
        COOKIES.write_text(json.dumps({name: morsel.value for name, morsel in self.client.cookies.items()}))
        return answer

    def _visit(self, url: str) -> str:
        """Open an address of the shop; returns where it leads."""
        target = urlsplit(url)
        return self.client.get(f"{target.path}?{target.query}").url

    @staticmethod
    def _work() -> None:
        """What the workers do for the bells that were rung."""
        while bells:
            task, ids = bells.pop(0)
            current_app.tasks[task](**ids)

    @staticmethod
    def _without_dying(work: Callable[[], str]) -> str:
        kill = os.environ.pop(VARIABLE, "")
        found = work()
        os.environ[VARIABLE] = kill
        return found


def _sweep() -> None:
    for name in SWEEPS:
        current_app.tasks[name]()


def ask(path: str, fields: dict[str, object] | None = None):
    """The provider's own answer."""
    body = None if fields is None else json.dumps(fields).encode()
    headers = {"Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}"}
    request = urllib.request.Request(settings.STRIPE_API_BASE + path, body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


current_app.loader.import_default_modules()
if __name__ == "__main__":
    main()
