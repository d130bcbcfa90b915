"""Processes killed at the worst moments and at random ones, and the proof that money, goods and mails are right after.

    python -m benchmarks.kills points [--trials 20] [--points NAME …] [--without-sweepers]
    python -m benchmarks.kills random [--kills 100]

`points` dies at each named moment of a purchase (core/kills.py) so many times. `random` kills the web server and the
worker with -9 under load, while the provider drops, repeats and reorders its events and its answers. After each the
scheduler's jobs run with the clock ahead, and benchmarks/proof.py compares the tables with the provider's books and
the mail server's count. Exits 1 for any violation. Without the sweepers, the negative control, there must be some.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller

from benchmarks.crowd import Crowd
from benchmarks.till import ROOT, database, free_port
from demo.fake_stripe import FakeStripe

NAME = f"regulars_kills_{os.getpid()}"
WORLD = """
from tests.cast import make_coupon, make_delivery, make_product, make_promotion
make_delivery()
make_product('Stoneware mug', stock=1_000_000)
make_promotion(max_uses=1_000_000, max_uses_per_buyer=5)
make_coupon(max_uses=1_000_000)
"""


@dataclass(frozen=True)
class Place:
    """Where everything is: for the shop's processes, and to look at from outside."""

    environment: dict[str, str]
    provider: FakeStripe
    received: Path
    port: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["points", "random"])
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--points", nargs="*", default=[])
    parser.add_argument("--without-sweepers", action="store_true")
    parser.add_argument("--kills", type=int, default=100)
    options = parser.parse_args()
    with place(options.server) as here:
        if options.what == "points":
            chosen = ["--points", *options.points] if options.points else []
            control = ["--without-sweepers"] if options.without_sweepers else []
            sys.exit(trials(here, "--trials", str(options.trials), *control, *chosen))
        with Crowd(here.environment, here.provider, here.port) as crowd:
            print(crowd.suffer(options.kills), flush=True)
        sys.exit(trials(here, "--proof-only"))


def trials(here: Place, *arguments: str) -> int:
    command = [sys.executable, "-m", "benchmarks.trials", "--received", str(here.received), *arguments]
    return bool(subprocess.run(command, cwd=ROOT, env=here.environment, check=False).returncode)


@contextmanager
def place(server: str) -> Iterator[Place]:
    """A database, a provider and a mail server of their own, gone at the end."""
    folder, port, mail = Path(tempfile.mkdtemp()), free_port(), free_port()
    received = folder / "received"
    received.touch()
    postbox = Controller(Postbox(received), hostname="127.0.0.1", port=mail)
    postbox.start()
    try:
        with database(server, NAME) as url, FakeStripe(webhook_secret="whsec_demo", retry_delays=(1, 2, 4)) as provider:
            environment = os.environ | {
                "DATABASE_URL": url, "BASE_URL": f"http://127.0.0.1:{port}", "STRIPE_API_BASE": provider.url,
                "EMAIL_URL": f"smtp://127.0.0.1:{mail}", "VAR_DIR": str(folder), "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "config.settings", "REDIS_URL": "",
            }  # fmt: skip
            for command in (
                ["migrate", "-v", "0"],
                ["collectstatic", "--noinput", "-v", "0"],
                ["shell", "-v", "0", "-c", WORLD],
            ):
                subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
            yield Place(environment, provider, received, port)
    finally:
        postbox.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Postbox:
    """A mail server that writes down each Message-ID it accepts."""

    def __init__(self, received: Path) -> None:
        self.received = received

    async def handle_DATA(self, server, session, envelope) -> str:
        key = envelope.content.decode().split("Message-ID: ")[1].splitlines()[0].strip()
        with self.received.open("a") as file:
            file.write(f"{key}\n")
        return "250 accepted"


if __name__ == "__main__":
    main()
