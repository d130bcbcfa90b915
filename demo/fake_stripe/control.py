"""The provider's own paths under `/_`: for demos, tests and benchmarks, JSON in and out. Stripe has none of them."""

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

from .books import Json
from .errors import Refusal
from .faults import Faults
from .messages import Request, Response


class Controlled(Protocol):
    """What can be done to the provider from outside."""

    faults: Faults

    def state(self) -> Json: ...
    def pay(self, session_id: str, card: str | None = ..., *, authenticate: bool | None = None) -> Json: ...
    def subscribe(self, session_id: str, card: str | None = ..., *, authenticate: bool | None = ...) -> Json: ...
    def renew(self, subscription_id: str) -> Json: ...
    def fail_next_renewal(self, subscription_id: str, times: int = ...) -> Json: ...
    def process(self, session_id: str) -> Json: ...
    def finish(self, session_id: str, *, succeeds: bool = ...) -> Json: ...
    def dispute(self, intent_id: str, reason: str = ...) -> Json: ...
    def close_dispute(self, dispute_id: str, status: str) -> Json: ...
    def expire(self, session_id: str) -> Json: ...
    def advance(self, seconds: float) -> None: ...
    def settle_refunds(self) -> None: ...
    def flush(self) -> int: ...
    def clear(self) -> None: ...


Deed = Callable[[Controlled, str, dict[str, Any]], Any]
DEEDS: dict[str, Deed] = {
    "GET /_state": lambda fake, id, given: fake.state(),
    "GET /_faults": lambda fake, id, given: fake.faults.as_json(),
    "POST /_faults": lambda fake, id, given: fake.faults.set(**given) if given else fake.faults.clear(),
    "POST /_pay/": lambda fake, id, given: fake.pay(id, **given),
    "POST /_subscribe/": lambda fake, id, given: fake.subscribe(id, **given),
    "POST /_renew/": lambda fake, id, given: fake.renew(id),
    "POST /_fail/": lambda fake, id, given: fake.fail_next_renewal(id, **given),
    "POST /_process/": lambda fake, id, given: fake.process(id),
    "POST /_finish/": lambda fake, id, given: fake.finish(id, **given),
    "POST /_dispute/": lambda fake, id, given: fake.dispute(id, **given),
    "POST /_close/": lambda fake, id, given: fake.close_dispute(id, **given),
    "POST /_expire/": lambda fake, id, given: fake.expire(id),
    "POST /_advance": lambda fake, id, given: fake.advance(**given),
    "POST /_settle": lambda fake, id, given: fake.settle_refunds(),
    "POST /_flush": lambda fake, id, given: {"delivered": fake.flush()},
    "POST /_clear": lambda fake, id, given: fake.clear(),
}


def answer(fake: Controlled, request: Request) -> Response:
    try:
        deed, id = _find(request)
        told = deed(fake, id, _given(request.body))
    except Refusal as refusal:
        return Response.refused(refusal)
    except (TypeError, ValueError):
        return Response.refused(Refusal("This path does not take such fields."))
    return Response.of(told if told is not None else {"done": True})


def _find(request: Request) -> tuple[Deed, str]:
    match = re.fullmatch(r"(/_[a-z]+/?)(\w{0,80})", request.path)
    deed = DEEDS.get(f"{request.method} {match[1]}") if match else None
    if not match or not deed:
        raise Refusal(f"Unrecognized request URL ({request.method}: {request.path[:200]}).", status=404)
    return deed, match[2]


def _given(body: str) -> dict[str, Any]:
    given = json.loads(body or "{}")
    if not isinstance(given, dict):
        raise Refusal("Send a JSON object.")
    return given
