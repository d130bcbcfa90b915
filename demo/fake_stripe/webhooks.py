"""The postman: signs events and carries them to the shop, again and again until the shop says yes."""

import hashlib
import heapq
import hmac
import http.client
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .books import Json, public
from .faults import Faults

PATIENCE = 10.0
"""Seconds the shop has to answer."""


def sign(payload: bytes, secret: str, at: int) -> str:
    """The value of `Stripe-Signature` for a payload sent `at` seconds since 1970, UTC."""
    code = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={code}"


@dataclass(order=True)
class Delivery:
    due: float
    number: int
    event: Json = field(compare=False)
    place: int = field(default=0, compare=False)
    attempt: int = field(default=0, compare=False)


class Postman:
    def __init__(self, url: str | None, secret: str, faults: Faults, retry_delays: Sequence[float]) -> None:
        self.url, self.secret, self.faults, self.retry_delays = url, secret, faults, retry_delays
        self.more: list[tuple[str, str]] = []
        self.log: deque[Json] = deque(maxlen=10_000)
        self._numbers = itertools.count()
        self._queue: list[Delivery] = []
        self._held: list[Json] = []
        self._busy = 0
        self._is_open = False
        self._changed = threading.Condition()

    def start(self, workers: int) -> None:
        self._is_open = True
        for _ in range(workers):
            threading.Thread(target=self._work, name="fake-stripe-postman", daemon=True).start()

    def stop(self) -> None:
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def post(self, events: Iterable[Json]) -> None:
        """Take events over, as the switches say: at once in this thread, later, many times, or not at all."""
        mode = self.faults.events if self._places() else "never"
        for event in events:
            if mode == "never":
                event["pending_webhooks"] = 0
            elif mode == "first":
                self._carry_to_all(event)
            elif mode in ("hold", "reversed"):
                self._held.append(event)
            else:
                times = range(20 if mode == "twenty" else 1)
                self._push(*(self._delivery(event, place) for place in self._places() for _ in times))

    def _places(self) -> list[int]:
        """Which of the addresses are known: 0 is `url`, the others those of `more`."""
        return [place for place in range(len(self.more) + 1) if place or self.url]

    def _address(self, place: int) -> tuple[str, str]:
        return self.more[place - 1] if place else (self.url or "", self.secret)

    def _carry_to_all(self, event: Json) -> None:
        for place in self._places():
            self._carry(self._delivery(event, place))

    def flush(self) -> int:
        """Carry the held events one by one, backwards under `reversed`; how many there were."""
        held, self._held = self._held, []
        for event in reversed(held) if self.faults.events == "reversed" else held:
            self._carry_to_all(event)
        return len(held)

    def drain(self, timeout: float = 5.0) -> bool:
        """Wait until nothing is on its way (held events aside)."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._busy, timeout)

    def clear(self) -> None:
        with self._changed:
            self._queue, self._held = [], []
            self.log.clear()

    def _delivery(self, event: Json, place: int, attempt: int = 0, delay: float = 0.0) -> Delivery:
        return Delivery(time.monotonic() + delay, next(self._numbers), event, place, attempt)

    def _push(self, *deliveries: Delivery) -> None:
        with self._changed:
            for delivery in deliveries:
                heapq.heappush(self._queue, delivery)
            self._changed.notify_all()

    def _work(self) -> None:
        while delivery := self._next():
            try:
                self._carry(delivery)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _next(self) -> Delivery | None:
        with self._changed:
            while self._is_open:
                wait = self._queue[0].due - time.monotonic() if self._queue else None
                if wait is not None and wait <= 0:
                    self._busy += 1
                    return heapq.heappop(self._queue)
                self._changed.wait(wait)
        return None

    def _carry(self, delivery: Delivery) -> None:
        event, attempt = delivery.event, delivery.attempt
        status = self._send(event, delivery.place)
        self.log.append({"event": event["id"], "type": event["type"], "attempt": attempt + 1, "status": status})
        if 200 <= status < 300:
            event["pending_webhooks"] = 0
        elif attempt < len(self.retry_delays):
            self._push(self._delivery(event, delivery.place, attempt + 1, self.retry_delays[attempt]))

    def _send(self, event: Json, place: int) -> int:
        """Status of the answer, 0 without one. Redirects are not followed, and count as a no."""
        url, secret = self._address(place)
        target = urlsplit(url)
        kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
        connection = kind(target.netloc, timeout=PATIENCE)
        payload = json.dumps(public(event)).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (fake)"}
        headers["Stripe-Signature"] = sign(payload, secret, int(time.time()))
        try:
            connection.request("POST", target.path + (f"?{target.query}" if target.query else ""), payload, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
