"""Cases made from the API's schema: what it allows and what it does not, sent to every call.

Every answer is judged by all checks of schemathesis: no server error, no status, header or body that the schema does
not name, nothing valid refused and nothing invalid taken, no call answered without its token. Half of the cases are
calls for themselves; the other half are sequences that go on with what the calls before them made.
"""

import itertools
import logging
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tqdm import tqdm

from accounts.rules.scopes import SCOPES
from config.wsgi import application
from core.audit import find_breaches
from demo.fake_stripe import FakeStripe
from orders.actions.return_requests import request_return
from orders.rules.returns import Wish
from tests.cast import ada, ben, delivered_order, make_points, make_product, paid_order, pia

SCHEMA = "/api/v1/schema/?format=json"
SHOWN = 12
"""Failures that are shown in full."""

SEQUENCES_AT_ONCE = 20
KEPT = 50
"""Rows of a collection, and values of a name, of which one is chosen."""

NAMES = {"sku", "location", "customer", "product", "category", "brand", "quantity", "amount", "quote", "method"}
"""Fields that name something which has to be there."""

NOT_A_CALL = ("/schema/", "/docs/", "/problems/")
MEANT_OTHERWISE = {
    "POST /api/v1/baskets/{id}/checkout/": "whether an address is one of its country is known to no schema",
}
"""Calls that may answer 400 to what the schema allows, and why."""


@dataclass
class Outcome:
    """What became of all cases: answers by status, and failures by call and kind with one example of each."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    number: int = 0

    @property
    def calls(self) -> int:
        return sum(self.statuses.values())

    def summary(self, seed: int) -> str:
        """In words, with the first failures in full."""
        told = ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses.items()))
        shown = "\n\n".join(f"{call} {kind}\n{text}" for (call, kind), text in list(self.failures.items())[:SHOWN])
        return f"seed {seed}: {self.calls} calls ({told}), {self.number} failures\n{shown}"


class Found:
    """What answers have shown: made-up ids lead to a 404 and nowhere else, so every second value is a real one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.values: dict[str, list[Any]] = defaultdict(list)

    def learn(self, path: str, answer: Any) -> None:
        """Rows of the collection that *path* ends with, and the values of fields that name something."""
        collection = [part for part in path.split("/") if part and not part.startswith("{")][-1]
        for row in answer.get("results", [answer]) if isinstance(answer, dict) else []:
            if isinstance(row, dict):
                self.rows[collection] = [*self.rows[collection][-KEPT:], row]
                self._note(row)

    def put_into(self, case: Any) -> None:
        """Real values in the place of made-up ones, here and there."""
        if case.path_parameters and self.random.random() < 0.5:
            rows = self.rows[case.operation.path.removeprefix("/api/v1/").split("/")[0]]
            row = self.random.choice(rows) if rows else {}
            real = {name: row[name] for name in case.path_parameters if row.get(name)}
            case.path_parameters.update({name: quote(str(value), safe="") for name, value in real.items()})
        if case.body and isinstance(case.body, dict | list):
            case.body = self._filled(case.body)

    def _note(self, data: Any) -> None:
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            if isinstance(value, dict | list):
                self._note(value)
            elif name in NAMES and value:
                self.values[name] = [*self.values[name][-KEPT:], value]

    def _filled(self, data: Any) -> Any:
        if isinstance(data, list):
            return [self._filled(value) for value in data]
        if isinstance(data, dict):
            return {name: self._value(name, value) for name, value in data.items()}
        return data

    def _value(self, name: str, value: Any) -> Any:
        like = [real for real in self.values.get(name, ()) if type(real) is type(value)]
        return self.random.choice(like) if like and self.random.random() < 0.5 else self._filled(value)


class Fuzzer:
    """Cases for one application and one token."""

    def __init__(self, app: Any, token: str, *, seed: int) -> None:
        self.schema = schemathesis.openapi.from_wsgi(SCHEMA, app)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.seed, self.outcome, self.found = seed, Outcome(), Found(seed)
        self.keys = (f"fuzz-{seed}-{number}" for number in itertools.count())

    def calls(self, cases: int, progress: Any = None) -> Outcome:
        """At most so many cases, shared among all calls, each for itself: some have fewer that differ."""
        operations = [found.ok() for found in self.schema.get_all_operations()]
        operations = [one for one in operations if not one.path.endswith(NOT_A_CALL)]
        each = max(1, cases // len(operations))
        for operation in operations:
            self._run(operation, each)
            if progress:
                progress.update(self.outcome.calls - progress.n)
        return self.outcome

    def sequences(self, cases: int, steps: int = 12, progress: Any = None) -> Outcome:
        """About so many cases in sequences, each of `steps` that use what came before."""
        fuzzer = self

        class Machine(self.schema.as_state_machine()):  # type: ignore[misc]  # made at run time
            def get_call_kwargs(self, case: Any) -> dict[str, Any]:
                fuzzer._prepare(case)
                return {"headers": fuzzer.headers}

            def validate_response(self, response: Any, case: Any, additional_checks: Any = (), **how: Any) -> None:
                fuzzer._judge(case, response)

        wanted = self.outcome.calls + cases
        for batch in range(cases):
            if self.outcome.calls >= wanted:
                break
            with suppress(FlakyStrategyDefinition):  # what sequences before it made is still there, and it wonders
                seed(self.seed + batch)(Machine).run(settings=_settings(SEQUENCES_AT_ONCE, stateful_step_count=steps))
            if progress:
                progress.update(self.outcome.calls - progress.n)
        return self.outcome

    def _run(self, operation: Any, cases: int) -> None:
        @_settings(cases)
        @seed(self.seed)
        @given(case=operation.as_strategy())
        def one(case: Any) -> None:
            self._prepare(case)
            self._judge(case, case.call(headers=self.headers))

        one()

    def _prepare(self, case: Any) -> None:
        """A cursor is taken from an answer, and a key is new for each call: neither can be made up."""
        if case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
            if case.query:
                case.query.pop("cursor", None)
            self.found.put_into(case)
        if case.headers and "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = next(self.keys)

    def _judge(self, case: Any, response: Any) -> None:
        self.outcome.statuses[response.status_code] += 1
        if response.status_code in (200, 201) and "json" in response.headers.get("content-type", [""])[0]:
            self.found.learn(case.operation.path, response.json())
        try:
            case.validate_response(response, headers=self.headers, excluded_checks=_excluded(case, response))
        except BaseExceptionGroup as group:
            self._note(case, response, group.exceptions)
        except schemathesis.Failure as failure:
            self._note(case, response, [failure])

    def _note(self, case: Any, response: Any, failures: Any) -> None:
        for failure in failures:
            self.outcome.number += 1
            example = f"{failure}\n{case.as_curl_command()[:600]}\n{response.status_code} {response.text[:300]}"
            kind = (case.operation.label, type(failure).__name__)
            if kind not in self.outcome.failures:  # said at once: a long run need not be waited for
                self.outcome.failures[kind] = example
                tqdm.write(f"{kind}\n{example}", file=sys.stderr)


@contextmanager
def quiet() -> Iterator[None]:
    """Without the limit of calls, and with the database's connection left open between calls of one thread."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with patch("core.api.limits.count_try", lambda *_names: 1):
            yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def _settings(cases: int, **more: Any) -> settings:
    return settings(
        max_examples=cases,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )


def _excluded(case: Any, response: Any) -> list[Any]:
    """A made-up ETag is of no state of the thing, and 412 says so."""
    refuses = case.operation.label in MEANT_OTHERWISE or response.status_code == 412
    return [positive_data_acceptance] if refuses else []


def furnish(provider: Any) -> str:
    """A shop with something of everything, and a token that may do all of it."""
    make_points(ada(), 10)
    product = make_product()
    order = delivered_order(provider, product, owner=ada(), quantity=2)
    paid_order(provider, make_product("Bowl"), owner=ben())
    wishes = [Wish(order.lines.get().pk, 1, "not_liked")]
    request_return(order=order, wishes=wishes, outcome="original", by=ada(), at=timezone.now())
    return pia(*SCOPES).token


def run_all(cases: int, seed: int, job: int = 0) -> None:
    """The benchmark: cases, sequences, the audit. Ends the process with 1 when anything is wrong."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    with (
        FakeStripe(webhook_secret="whsec_demo") as provider,
        override_settings(STRIPE_API_BASE=provider.url),
        quiet(),
        tqdm(total=cases, position=job, desc=f"job {job}", mininterval=5) as progress,
    ):
        fuzzer = Fuzzer(application, furnish(provider), seed=seed)
        fuzzer.calls(cases // 2, progress)
        fuzzer.sequences(cases - fuzzer.outcome.calls, progress=progress)
    breaches = find_breaches()
    print(fuzzer.outcome.summary(seed))
    print(f"audit: {len(breaches)} breaches", *breaches, flush=True)
    sys.exit(1 if fuzzer.outcome.number or breaches else 0)
