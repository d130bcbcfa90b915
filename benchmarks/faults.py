"""Real servers taken away from a running shop, one after the other, and what its visitors met meanwhile.

    python -m benchmarks.faults [--seconds 20]

PostgreSQL, Redis, a mail server and the payment provider are started for this alone, with web and worker as in
production. Shoppers browse and buy all the time. For each fault: the answers by kind, the longest browsing and the
longest press of "Pay" in seconds. Afterwards everybody shops on without a restart, and benchmarks/proof.py compares the
books. Exits 1 for a bare 500, for an answer to "Pay" after more than ten seconds, or for any violation.
"""

import argparse
import http.client
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

from benchmarks.crowd import broker_command, end, web_command, worker_command
from benchmarks.kills import Place, Postbox, prepare, trials
from benchmarks.till import ADDRESS, ROOT, Buyer, free_port, wait_for
from demo.fake_stripe import FakeStripe

POSTGRES = Path("/usr/lib/postgresql")
PATHS = ("/", "/c/mugs/", "/search/?q=mug", "/p/stoneware-mug-1/")
CLIENTS = 3
MOST_SECONDS = 10.0
AFTERWARDS_SECONDS = 10


class Watch:
    """Shoppers who browse and shoppers who buy, with the answers they got since the last look."""

    def __init__(self, port: int, provider: FakeStripe) -> None:
        self.port, self.provider, self.is_open = port, provider, True
        self.lock = threading.Lock()
        self.look()
        self.threads = [threading.Thread(target=self._go_on, args=(self._browse,)) for _client in range(CLIENTS)]
        self.threads += [threading.Thread(target=self._go_on, args=(self._buy,)) for _client in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def look(self) -> tuple[dict[str, Counter[str]], dict[str, float]]:
        """Answers and longest waits by what was done, since the last look."""
        with self.lock:
            seen = getattr(self, "answers", {}), getattr(self, "longest", {})
            self.answers = {"browsing": Counter[str](), "pay": Counter[str]()}
            self.longest = {"browsing": 0.0, "pay": 0.0}
        return seen

    def close(self) -> None:
        self.is_open = False
        for thread in self.threads:
            thread.join(timeout=60)

    def _go_on(self, shop: Callable[[Buyer], None]) -> None:
        while self.is_open:
            try:
                shop(Buyer(self.port))
            except (OSError, http.client.HTTPException, TypeError, ValueError):
                time.sleep(0.3)

    def _browse(self, buyer: Buyer) -> None:
        for path in PATHS:
            self._note("browsing", lambda path=path: buyer.send("GET", path))
            time.sleep(0.05)

    def _buy(self, buyer: Buyer) -> None:
        buyer.fill_basket()
        form = buyer.open_checkout() | ADDRESS | {"email": f"buyer{random.randrange(10**9)}@example.com"}
        _status, _page, target = self._note("pay", lambda: buyer.pay(form))
        if "/pay/" in target:
            paid = self.provider.pay(target.rsplit("/", 1)[1])
            back = urlsplit(paid["success_url"])
            buyer.send("GET", f"{back.path}?{back.query}")

    def _note(self, deed: str, ask: Callable[[], tuple[int, str, str]]) -> tuple[int, str, str]:
        began = time.monotonic()
        try:
            answer = ask()
            kind = _kind(*answer)
        except (OSError, http.client.HTTPException) as error:
            kind = f"no answer ({type(error).__name__})"
            raise
        finally:
            with self.lock:
                self.answers[deed][kind] += 1
                self.longest[deed] = max(self.longest[deed], time.monotonic() - began)
        return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--seconds", type=float, default=20, help="how long each service is away; the provider a minute"
    )
    options = parser.parse_args()
    with ExitStack() as stack:
        town = Town(stack)
        watch = Watch(town.port, town.provider)
        stack.callback(watch.close)
        wrong = 0
        for title, away, seconds in town.faults(options.seconds):
            time.sleep(AFTERWARDS_SECONDS)
            watch.look()
            with away():
                time.sleep(seconds)
            wrong += tell(f"{title}, {seconds:.0f} s", *watch.look())
            time.sleep(AFTERWARDS_SECONDS)
            wrong += tell("    afterwards", *watch.look()) + town.count_the_dead()
        watch.close()
        town.close_doors()
        sys.exit(bool(wrong + trials(town.place, "--proof-only")))


def tell(title: str, answers: dict[str, Counter[str]], longest: dict[str, float]) -> int:
    """Print what was met; returns how much of it nobody should meet."""
    for deed, kinds in answers.items():
        met = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        print(f"{title}: {deed}: {met}; longest {longest[deed]:.1f} s", flush=True)
    bare = sum(number for kinds in answers.values() for kind, number in kinds.items() if kind.startswith("bare"))
    return bare + (longest["pay"] > MOST_SECONDS)


class Town:
    """All the servers of a shop, each of which can be taken away."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)  # PostgreSQL runs as somebody else
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.port, self.redis_port, self.mail_port = free_port(), free_port(), free_port()
        self.database = Cluster(self.folder / "database")
        stack.callback(self.database.stop)
        self.received = self.folder / "received"
        self.received.touch()
        self.mail = self._open_mail()
        stack.callback(lambda: self.mail.stop())
        self.redis = subprocess.Popen(broker_command(self.redis_port), stdout=subprocess.DEVNULL)
        stack.callback(lambda: end(self.redis))
        self.provider = stack.enter_context(FakeStripe(webhook_secret="whsec_demo", retry_delays=(1, 2, 4, 8, 16)))
        self.place = Place(self._environment(), self.provider, self.received, self.port)
        prepare(self.place.environment)
        running = self.place.environment | {"REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0"}
        self.shop = [self._run(web_command(self.port), running), self._run(worker_command(self.folder), running)]
        stack.callback(self.close_doors)
        wait_for(self.port)
        self.provider.webhook_url = f"http://127.0.0.1:{self.port}/webhooks/stripe/"

    def faults(self, seconds: float) -> list[tuple[str, Callable, float]]:
        return [
            ("Redis stopped (cache and broker)", self.without_redis, seconds),
            ("Redis silent", self.with_silent_redis, seconds),
            ("mail server stopped", self.without_mail, seconds),
            ("payment provider silent", self.with_silent_provider, max(seconds, 60)),
            ("PostgreSQL restarted", self.restarting_database, seconds / 2),
            ("PostgreSQL stopped", self.without_database, seconds),
        ]

    def count_the_dead(self) -> int:
        """Processes of the shop that a fault has ended: none should, as nobody may be there to start them again."""
        dead = [process for process in self.shop if process.poll() is not None]
        for process in dead:
            print(f"    ended: {process.args[2]}\n{(self.folder / 'log').read_text()[-3000:]}", flush=True)
        return len(dead)

    def close_doors(self) -> None:
        for process in self.shop:
            end(process)

    @contextmanager
    def without_redis(self) -> Iterator[None]:
        end(self.redis)
        yield
        self.redis = subprocess.Popen(broker_command(self.redis_port), stdout=subprocess.DEVNULL)

    @contextmanager
    def with_silent_redis(self) -> Iterator[None]:
        """It accepts connections and never answers."""
        self.redis.send_signal(signal.SIGSTOP)
        yield
        self.redis.send_signal(signal.SIGCONT)

    @contextmanager
    def without_mail(self) -> Iterator[None]:
        self.mail.stop()
        yield
        self.mail = self._open_mail()

    @contextmanager
    def with_silent_provider(self) -> Iterator[None]:
        """Its books are shut: every call is accepted and waits."""
        with self.provider.books.lock:
            yield

    @contextmanager
    def restarting_database(self) -> Iterator[None]:
        self.database.stop()
        self.database.start()
        yield

    @contextmanager
    def without_database(self) -> Iterator[None]:
        self.database.stop()
        yield
        self.database.start()

    def _open_mail(self) -> Controller:
        controller = Controller(Postbox(self.received), hostname="127.0.0.1", port=self.mail_port)
        controller.start()
        return controller

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.database.url, "BASE_URL": f"http://127.0.0.1:{self.port}",
            "STRIPE_API_BASE": self.provider.url, "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "VAR_DIR": str(self.folder), "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "config.settings",
            "REDIS_URL": "",
        }  # fmt: skip

    def _run(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        log = (self.folder / "log").open("ab")
        return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=log)


class Cluster:
    """A PostgreSQL of our own, run as its own user because it refuses to run as root."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.tools = max(POSTGRES.iterdir()) / "bin"
        owner = pwd.getpwnam("postgres")
        folder.mkdir()
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._do("initdb", "--auth", "trust", "--username", "postgres")
        self.start()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._do("pg_ctl", "--wait", "--log", str(self.folder / "log"), "--options", options, "start")

    def stop(self) -> None:
        """At once, as a machine that fails over: running transactions are lost."""
        self._do("pg_ctl", "--wait", "--mode", "immediate", "stop", check=False)

    def _do(self, tool: str, *arguments: str, check: bool = True) -> None:
        command = [str(self.tools / tool), "--pgdata", str(self.folder), *arguments]
        user = {"user": "postgres"} if os.geteuid() == 0 else {}
        subprocess.run(command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)


def _kind(status: int, page: str, target: str) -> str:
    if status == 500:
        return "bare 500"
    if status in (422, 503):
        return f"{status} in kind words" if "Nothing was charged" in page else f"bare {status}"
    if status == 302:
        return "on to payment" if "/pay/" in target else "sent back"
    return str(status)


if __name__ == "__main__":
    main()
