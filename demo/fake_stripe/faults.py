"""Faults to order: what goes wrong with the next calls, and what happens to events."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from .errors import Refusal, broken
from .messages import Response

CALL_FAULTS = ("slow", "error_before", "error_during", "error_after", "drop_after")
EVENT_MODES = ("normal", "first", "twenty", "reversed", "never", "hold")


@dataclass
class Fault:
    kind: str
    count: int
    path: str
    method: str
    seconds: float

    def meets(self, method: str, path: str) -> bool:
        return self.count > 0 and path.startswith(self.path) and method.startswith(self.method)


@dataclass(frozen=True)
class Plan:
    """What goes wrong with one call."""

    kinds: frozenset[str] = frozenset()
    seconds: float = 0.0

    @property
    def drops(self) -> bool:
        return "drop_after" in self.kinds

    def run(self, work: Callable[[], Response]) -> Response:
        time.sleep(self.seconds)
        if "error_before" in self.kinds:
            return Response.refused(Refusal("Temporarily unavailable.", status=500, kind="api_error", began=False))
        if "error_during" in self.kinds:
            return Response.refused(broken())
        response = work()
        return Response.refused(broken()) if "error_after" in self.kinds else response


@dataclass
class Faults:
    """The switches. `events` is one of EVENT_MODES and stays until it is changed."""

    events: str = "normal"
    _waiting: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(
        self,
        kind: str | None = None,
        *,
        count: int = 1,
        path: str = "/v1/",
        method: str = "",
        seconds: float = 1.0,
        events: str | None = None,
    ) -> None:
        """Order `kind` for the next `count` calls under `path`; `seconds` is for `slow`. Or change the events' mode."""
        if (kind and kind not in CALL_FAULTS) or (events and events not in EVENT_MODES):
            raise Refusal(f"Faults are {', '.join(CALL_FAULTS)}; events are {', '.join(EVENT_MODES)}.")
        waits = float(seconds) if kind == "slow" else 0.0
        fault = Fault(kind or "", int(count), str(path), str(method), waits)
        with self._lock:
            self.events = events or self.events
            self._waiting += [fault] if kind else []

    def take(self, method: str, path: str) -> Plan:
        """Use up one of each waiting fault that meets this call."""
        with self._lock:
            met = [fault for fault in self._waiting if fault.meets(method, path)]
            for fault in met:
                fault.count -= 1
            self._waiting = [fault for fault in self._waiting if fault.count > 0]
        return Plan(frozenset(fault.kind for fault in met), sum(fault.seconds for fault in met))

    def clear(self) -> None:
        with self._lock:
            self.events, self._waiting = "normal", []

    def as_json(self) -> dict[str, object]:
        with self._lock:
            return {"events": self.events, "calls": [asdict(fault) for fault in self._waiting]}
