"""Everything the provider remembers: its objects as Stripe's JSON, under one lock, with optional persistence."""

import copy
import json
import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import not_found

Json = dict[str, Any]

API_VERSION = "2026-10-28.endive"
OF_PREFIX = {
    "cs_test": "sessions",
    "pi": "intents",
    "ch": "charges",
    "re": "refunds",
    "du": "disputes",
    "evt": "events",
    "cus": "customers",
    "pm": "methods",
    "prod": "products",
    "price": "prices",
    "sub": "subscriptions",
    "in": "invoices",
    "inpay": "payments",
    "bps": "portals",
}
SHELVES = (*OF_PREFIX.values(), "keys")


class Books:
    """Hold `lock` while reading or writing. Names that start with "_" are private to the provider."""

    sessions: dict[str, Json]
    intents: dict[str, Json]
    charges: dict[str, Json]
    refunds: dict[str, Json]
    disputes: dict[str, Json]
    events: dict[str, Json]
    customers: dict[str, Json]
    methods: dict[str, Json]
    products: dict[str, Json]
    prices: dict[str, Json]
    subscriptions: dict[str, Json]
    invoices: dict[str, Json]
    payments: dict[str, Json]
    portals: dict[str, Json]
    keys: dict[str, Json]
    retry_days: tuple[float, ...] = (3, 5, 7)
    """Days from one failed attempt at an invoice to the next."""
    after_retries = "canceled"
    """What becomes of a subscription after the last one: `canceled`, `unpaid` or `past_due`."""
    base_url = ""
    is_dirty = True
    moment: int | None = None

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self._mine = threading.local()
        self.clear()

    def clear(self) -> None:
        for shelf in SHELVES:
            setattr(self, shelf, {})
        self.ahead, self.moment = 0.0, None
        self.take_fresh()
        self.is_dirty = True

    def now(self) -> int:
        """Seconds since 1970, UTC, as far ahead as a test has moved the provider's clock.

        While what was due is made up for, it is the moment at which that was due.
        """
        return int(self.clock() + self.ahead) if self.moment is None else self.moment

    def new(self, prefix: str, kind: str, **fields: Any) -> Json:
        """Write a new object on the shelf of its prefix."""
        thing = {"id": new_id(prefix), "object": kind, "created": self.now(), "livemode": False, **fields}
        getattr(self, OF_PREFIX[prefix])[thing["id"]] = thing
        return thing

    def record(self, type: str, thing: Json, previous: Json | None = None) -> None:
        """Write an event with a snapshot of the object; this thread hands it to the postman once the lock is free.

        `previous` holds what has changed, as it was before.
        """
        data = {"object": copy.deepcopy(public(thing)), **({"previous_attributes": previous} if previous else {})}
        origin = {"id": None, "idempotency_key": None}
        event = {"api_version": API_VERSION, "type": type, "data": data, "pending_webhooks": 1, "request": origin}
        self._mine.fresh = [*self._fresh(), self.new("evt", "event", **event)]

    def take_fresh(self) -> list[Json]:
        """This thread's events not yet handed on."""
        taken, self._mine.fresh = self._fresh(), []
        self.is_dirty = self.is_dirty or bool(taken)
        return taken

    def _fresh(self) -> list[Json]:
        return getattr(self._mine, "fresh", [])

    def find(self, id: str) -> Json | None:
        """Any object by its id, whatever its kind."""
        shelf = OF_PREFIX.get(id.rpartition("_")[0])
        return getattr(self, shelf).get(id) if shelf else None

    def get(self, kind: str, id: str) -> Json:
        thing = self.find(id)
        if thing is None or thing["object"] != kind:
            raise not_found(kind, id)
        return thing

    def dump(self) -> Json:
        """Copies of all objects as clients see them, newest last."""
        with self.lock:
            return {
                shelf: copy.deepcopy([public(thing) for thing in getattr(self, shelf).values()])
                for shelf in SHELVES[:-1]
            }

    def save(self, path: Path) -> None:
        """Write all at once or not at all; a request in flight is left out, so that its key can be used again."""
        with self.lock:
            state = {shelf: getattr(self, shelf) for shelf in SHELVES}
            done = {key: kept for key, kept in self.keys.items() if kept["status"]}
            text = json.dumps({**state, "keys": done, "ahead": self.ahead})
            self.is_dirty = False
        beside = path.with_name(path.name + ".new")
        beside.write_text(text)
        os.replace(beside, path)

    def load(self, path: Path) -> None:
        state = json.loads(path.read_text())
        for shelf in SHELVES:
            setattr(self, shelf, state.get(shelf, {}))
        self.ahead = state["ahead"]
        self._mine.fresh = [event for event in self.events.values() if event["pending_webhooks"]]


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def public(thing: Json) -> Json:
    return {name: value for name, value in thing.items() if not name.startswith("_")}
