"""A shop with a till: an empty PostgreSQL database, the fake payment provider and the web server, for one run."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from demo.fake_stripe import FakeStripe

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = {
    "email": "buyer@example.com", "name": "Grace Hopper", "street_address": "Lindenweg 7", "postal_code": "10115",
    "city": "Berlin", "country_code": "DE",
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """A fresh database of this name, dropped at the end; yields its address."""
    url = urllib.parse.urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield url
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def open_shop(environment: dict[str, str], port: int, threads: int = 16) -> Iterator[None]:
    """The web server with two workers, ready to serve."""
    command = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--port", str(port)]
    command += ["--host", "127.0.0.1", "--workers", "2", "--blocking-threads", str(threads), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)


@contextmanager
def till(server: str, name: str, stock: int) -> Iterator[tuple[int, FakeStripe, dict[str, str]]]:
    """The whole: yields the port, the provider and the environment. One product, SKU-1, with `stock` units."""
    port = free_port()
    with database(server, name) as url, FakeStripe(webhook_secret="whsec_demo") as provider:
        base = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "DATABASE_URL": url, "BASE_URL": base, "STRIPE_API_BASE": provider.url, "VAR_DIR": f"/tmp/{name}",
        }  # fmt: skip
        for command in (
            ["migrate", "-v", "0"],
            ["collectstatic", "--noinput", "-v", "0"],
            ["shell", "-c", _stock(stock)],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        with open_shop(environment, port):
            yield port, provider, environment


class Buyer:
    """A browser without a face: keeps its cookies, reads the form's token, follows nothing by itself."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connect()

    def connect(self) -> None:
        """A new line to the shop: at the start, and after the shop died."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def fill_basket(self, sku: str = "SKU-1", quantity: int = 1) -> None:
        self.get("/basket/")
        self.post("/basket/lines/", {"sku": sku, "quantity": str(quantity)})

    def open_checkout(self) -> dict[str, str]:
        """The form filled in, ready to send."""
        page = self.get("/checkout/")
        method = re.search(r'name="method" value="(\d+)"', page)[1]
        quote = re.search(r'name="quote" value="(\w+)"', page)[1]
        return ADDRESS | {"method": method, "quote": quote}

    def pay(self, form: dict[str, str]) -> tuple[int, str, str]:
        """Press "Pay": status, page, and where it leads."""
        return self.send("POST", "/checkout/", form)

    def get(self, path: str) -> str:
        return self.send("GET", path)[1]

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, str]:
        return self.send("POST", path, fields)

    def send(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value.strip('"')
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")


def _stock(units: int) -> str:
    return (
        "from tests.cast import make_delivery, make_product\n"
        f"make_delivery(); make_product('Stoneware mug', stock={units})\n"
    )


def wait_for(port: int, seconds: int = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    raise TimeoutError("The shop did not come up.")
