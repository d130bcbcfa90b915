"""Partners and what listens at their end, for tests of webhooks."""

import json
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils import timezone

from accounts.actions.deliveries import deliver_next, spread_events
from accounts.actions.partners import issue_key
from accounts.actions.webhooks import create_endpoint
from accounts.models import Partner, WebhookDelivery, WebhookEndpoint
from accounts.rules.events import EVENTS
from accounts.rules.scopes import OF_ALL, SCOPES

READS = [scope for scope in SCOPES if scope.endswith(":read")]


class Receiver(ThreadingHTTPServer):
    """Notes what it hears; answers `status`, with `more` headers and `text`, after `pause` seconds. Shows a `page`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[dict[str, str], str]] = []
        self.status, self.more, self.text, self.pause = 200, {}, b"ok", threading.Event()
        self.waits, self.page = 0.0, ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def handle_error(self, request, client_address) -> None:
        """Whoever hangs up in the middle is part of the test."""

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.heard]

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _headers, body in self.heard]

    def contents(self) -> list[dict]:
        return [json.loads(body) for _headers, body in self.heard]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.pause.wait(self.server.waits)
        self.send_response(self.server.status)
        for name, value in self.server.more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.text)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *_args) -> None:
        """Quiet."""


@contextmanager
def listening() -> Iterator[Receiver]:
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.pause.set()
        receiver.shutdown()
        receiver.server_close()


def let_out(settings) -> None:
    """This machine may be sent to, on any port."""
    settings.OUTBOUND_HTTP, settings.OUTBOUND_NETWORKS = True, ["127.0.0.0/8"]
    settings.OUTBOUND_PORTS = range(1, 65536)


def make_partner(name: str = "Acme ERP", reach: str = "all", scopes: Collection[str] = READS) -> Partner:
    partner, created = Partner.objects.get_or_create(
        name=name, defaults={"contact_email": f"{name.split()[0].lower()}@example.com", "reach": reach}
    )
    if created:
        allowed = [scope for scope in scopes if reach == "all" or scope not in OF_ALL]
        issue_key(partner=partner, label="server", scopes=allowed, by=None, at=timezone.now())
    return partner


def make_endpoint(
    url: str, types: Collection[str] | None = None, partner: Partner | None = None
) -> tuple[WebhookEndpoint, str]:
    """An endpoint and its secret; without *types*, for all that *partner* may hear of."""
    partner = partner or make_partner()
    if types is None:
        types = [name for name, kind in EVENTS.items() if partner.reach == "all" or kind.scope not in OF_ALL]
    new = create_endpoint(partner=partner, url=url, types=types, by=None, at=timezone.now())
    return new.endpoint, new.secret


def deliver(most: int = 500) -> list[WebhookDelivery]:
    """What the worker does, once through all that is due now."""
    spread_events(at=timezone.now())
    sent = []
    while len(sent) < most and (delivery := deliver_next(at=timezone.now())):
        sent.append(delivery)
    return sent
