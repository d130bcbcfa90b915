"""The whole provider in one object: books, faults, postman and server."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from . import api, checkout, clockwork, control, hosted, refunds
from .books import Books, Json
from .deeds import Deeds
from .errors import broken
from .faults import Faults
from .messages import Request, Response
from .server import Server
from .webhooks import Postman

TICK = 0.25
"""Seconds between looks at the clock: for expired sessions, late refunds, and books to save."""
logger = logging.getLogger(__name__)


class FakeStripe(Deeds):
    """Use as a context manager, or call `start` and `stop`. Port 0 takes any free one."""

    def __init__(
        self,
        *,
        webhook_url: str | None = None,
        webhook_secret: str = "whsec_demo",
        more_webhooks: Sequence[tuple[str, str]] = (),
        host: str = "127.0.0.1",
        port: int = 0,
        public_url: str | None = None,
        state: str | Path | None = None,
        retry_delays: Sequence[float] = (0.05, 0.1, 0.2, 0.4),
        workers: int = 2,
        refund_delay: int = 3,
        renewal_retries: Sequence[float] = (3, 5, 7),
        after_retries: str = "canceled",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`more_webhooks` are further addresses that hear of everything, each with its secret.

        `retry_delays` and `refund_delay` are in seconds, `workers` the deliveries that may run side by side.

        `renewal_retries` are the days between attempts to charge a renewal, `after_retries` is what the subscription
        becomes when the last one has failed: `canceled`, `unpaid` or `past_due`.
        """
        self.books, self.faults = Books(clock), Faults()
        self.books.retry_days, self.books.after_retries = tuple(renewal_retries), after_retries
        self.postman = Postman(webhook_url, webhook_secret, self.faults, retry_delays)
        self.calls: deque[Json] = deque(maxlen=10_000)
        self.postman.more = list(more_webhooks)
        self._path = Path(state) if state else None
        self._workers, self._refund_delay = workers, refund_delay
        self._stopped = threading.Event()
        self._server = Server((host, port), self.answer)
        self.url = f"http://{host}:{self._server.server_port}"
        self.books.base_url = (public_url or self.url).rstrip("/")

    def start(self) -> Self:
        if self._path and self._path.exists():
            self.books.load(self._path)
            self._post()
        self.postman.start(self._workers)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        threading.Thread(target=self._run_clock, daemon=True).start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self.postman.stop()
        if self._path:
            self.books.save(self._path)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def webhook_url(self) -> str | None:
        return self.postman.url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self.postman.url = url

    def answer(self, request: Request) -> Response | None:
        """Answer one request; None means that the connection ends without an answer."""
        try:
            return self._answer(request)
        except Exception:
            logger.exception("%s %s failed", request.method, request.path)
            return Response.refused(broken())

    def _answer(self, request: Request) -> Response | None:
        if request.path.startswith("/_"):
            return control.answer(self, request)
        plan = self.faults.take(request.method, request.path)
        if request.path.startswith("/v1/"):
            response = api.answer(self.books, request, plan)
        else:
            response = plan.run(lambda: hosted.answer(self.books, request))
        self._after(request, response)
        return None if plan.drops else response

    def _after(self, request: Request, response: Response) -> None:
        told = {"key": request.headers.get("idempotency-key"), "replayed": "Idempotent-Replayed" in response.headers}
        self.calls.append({"method": request.method, "path": request.path, "status": response.status, **told})
        self.books.is_dirty = self.books.is_dirty or request.method == "POST"
        self._post()

    def _post(self) -> None:
        self.postman.post(self.books.take_fresh())

    def flush(self) -> int:
        """Deliver the held events; how many there were."""
        return self.postman.flush()

    def drain(self, timeout: float = 5.0) -> bool:
        """Wait until no delivery or retry is due any more; False when that took longer than `timeout` seconds."""
        return self.postman.drain(timeout)

    def state(self) -> Json:
        """The provider's books, its deliveries and the calls it has answered."""
        return {**self.books.dump(), "deliveries": list(self.postman.log), "calls": list(self.calls)}

    def clear(self) -> None:
        """Forget everything, faults and waiting deliveries too."""
        with self.books.lock:
            self.books.clear()
        self.faults.clear()
        self.postman.clear()
        self.calls.clear()

    def _run_clock(self) -> None:
        while not self._stopped.wait(TICK):
            with self.books.lock:
                checkout.expire_due(self.books)
                clockwork.run(self.books)
                refunds.settle_due(self.books, age=self._refund_delay)
            self._post()
            if self._path and self.books.is_dirty:
                self.books.save(self._path)
