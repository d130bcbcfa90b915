"""Shoppers at a shop whose processes are killed without warning, and whose provider is in a bad mood."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from benchmarks.till import ADDRESS, ROOT, Buyer, free_port, wait_for
from demo.fake_stripe import FakeStripe

CLIENTS = 6
MOODS = ("normal", "twenty", "reversed", "hold", "never")
FAULTS = ("drop_after", "error_before", "error_during", "error_after", "slow")
STOPS = (OSError, http.client.HTTPException, AttributeError, ValueError, TypeError)
"""What a shopper meets when the shop dies under their hands: no answer, or a page without what they look for."""


class Crowd:
    """Web, worker and broker as in production, with shoppers that never give up."""

    def __init__(self, environment: dict[str, str], provider: FakeStripe, port: int) -> None:
        self.provider, self.port = provider, port
        broker = free_port()
        self.environment = environment | {"REDIS_URL": f"redis://127.0.0.1:{broker}/0"}
        self.commands = {"web": web_command(port), "worker": worker_command(Path(environment["VAR_DIR"]))}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.chance, self.done, self.killed = random.Random(5), Counter[str](), Counter[str]()
        self.is_open = True
        self._broker = broker_command(broker)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            redis = subprocess.Popen(self._broker, stdout=subprocess.DEVNULL)
            stack.callback(end, redis)
            for name in self.commands:
                self._start(name)
            stack.callback(lambda: [end(process) for process in self.running.values()])
            wait_for(self.port)
            self.provider.webhook_url = f"http://127.0.0.1:{self.port}/webhooks/stripe/"
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_open = False
        self.provider.webhook_url = None
        self._stack.close()

    def suffer(self, kills: int) -> str:
        """Kill so many times while people buy; returns what happened, in a line."""
        shoppers = [threading.Thread(target=self._shop, args=(number,), daemon=True) for number in range(CLIENTS)]
        for shopper in shoppers:
            shopper.start()
        for number in range(kills):
            self._spoil_moods()
            time.sleep(self.chance.uniform(0.2, 2.5))
            self._kill_and_start("web" if number % 2 else "worker")
        self.provider.faults.set(events="normal")
        time.sleep(5)
        self.is_open = False
        for shopper in shoppers:
            shopper.join(timeout=30)
        deaths = ", ".join(f"{number} of {name}" for name, number in self.killed.items())
        deeds = ", ".join(f"{number} {name}" for name, number in self.done.most_common())
        return f"killed: {deaths}; shoppers: {deeds}"

    def _start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(
            self.commands[name],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,  # so that the kill reaches every process of it
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _kill_and_start(self, name: str) -> None:
        end(self.running[name])
        self.killed[name] += 1
        self._start(name)
        if name == "web":
            wait_for(self.port)

    def _spoil_moods(self) -> None:
        """The provider's events go astray, and some of its next answers too."""
        self.provider.faults.set(events=self.chance.choice(MOODS))
        self.provider.faults.set(self.chance.choice(FAULTS), count=self.chance.randint(1, 3), seconds=0.5)
        if self.chance.random() < 0.5:
            threading.Thread(target=self.provider.flush, daemon=True).start()

    def _shop(self, number: int) -> None:
        chance = random.Random(number)
        while self.is_open:
            try:
                self._buy(chance)
            except STOPS:
                self.done["interrupted"] += 1
                time.sleep(0.3)

    def _buy(self, chance: random.Random) -> None:
        """One purchase: paid, left at the provider's page, or canceled afterwards; taken up again after a death."""
        buyer = Buyer(self.port)
        buyer.fill_basket(quantity=chance.randint(1, 3))
        if chance.random() < 0.5:
            buyer.post("/basket/codes/", {"code": "SPRING"})
        form = buyer.open_checkout() | ADDRESS | {"email": f"buyer{chance.randrange(10**9)}@example.com"}
        page = self._press_until_answered(buyer, form)
        if "/pay/" not in page:
            self.done["turned away"] += 1
            return
        session = page.rsplit("/", 1)[1]
        if chance.random() < 0.15:
            self.done["left without paying"] += 1
            return
        paid = self.provider.pay(session)
        self.done["paid"] += 1
        if chance.random() < 0.7:
            back = urlsplit(paid["success_url"])
            order = buyer.send("GET", f"{back.path}?{back.query}")[2]
            if chance.random() < 0.3:
                buyer.post(urlsplit(order).path + "cancellation/", {})
                self.done["canceled afterwards"] += 1

    def _press_until_answered(self, buyer: Buyer, form: dict[str, str]) -> str:
        """Where the button leads in the end; whoever gets no answer presses again."""
        while self.is_open:
            try:
                return buyer.pay(form)[2]
            except STOPS:
                self.done["pressed again"] += 1
                time.sleep(0.5)
                buyer.connect()
        return ""


def end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL) if process.pid == os.getpgid(process.pid) else process.kill()
    process.wait()


def broker_command(port: int) -> list[str]:
    return ["redis-server", "--port", str(port), "--save", "", "--loglevel", "warning"]


def web_command(port: int) -> list[str]:
    web = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--host", "127.0.0.1"]
    return [*web, "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]


def worker_command(folder: Path) -> list[str]:
    worker = [sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "--beat", "--pool", "threads"]
    return [*worker, "--concurrency", "4", "--loglevel", "ERROR", "--schedule", str(folder / "celerybeat")]
