"""How the races of `benchmarks.races` are run: many processes that press at once, then the control."""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection, connections
from django.test.utils import override_settings

from benchmarks.prizes import AT_THE_CHECKOUT
from benchmarks.prizes_after_sale import AFTER_THE_SALE
from benchmarks.race import Race
from core.audit import find_breaches
from core.errors import Refused
from demo.fake_stripe import FakeStripe
from orders.models import (
    Basket,
)

PROCESSES, THREADS = 4, 12
CONTROL_ROUNDS = 10
RACES = [*AT_THE_CHECKOUT, *AFTER_THE_SALE]


def run_all(rounds: int) -> None:
    """Every race and its control; ends the process with 1 when a promise or a control fails."""
    provider = FakeStripe(webhook_secret="whsec_demo")
    with _crowd() as press, provider, override_settings(STRIPE_API_BASE=provider.url):
        _say("race", "rounds", "attempts", "successes", "violations", "refusals", "seconds")
        plain = rounds // 5
        right = [_run(race, press, provider, rounds if race is RACES[0] else plain * race.often) for race in RACES]
        right += [_run_control(race, press, provider) for race in RACES]
    sys.exit(not all(right))


def _run(race: Race, press: Callable, provider: FakeStripe, rounds: int) -> bool:
    started, outcomes, violations = time.monotonic(), Counter(), 0
    for number in range(1, rounds + 1):
        before = race.had()
        jobs, most = race.prepare(race, number, provider)
        told = press(race, jobs, False)
        outcomes += told
        _put_baskets_away()
        wrong = [race.had() - before != most, told["done"] != most, *(finding.check.id for finding in find_breaches())]
        violations += sum(map(bool, wrong))
        if sys.stderr.isatty():
            print(f"\r{race.name}: {number}/{rounds}", end="", file=sys.stderr, flush=True)
    faults = {kind: count for kind, count in outcomes.items() if kind[0].isupper()}
    refusals = {kind: count for kind, count in outcomes.items() if kind != "done" and kind not in faults}
    seconds = f"{time.monotonic() - started:.0f}"
    _say(race.name, rounds, outcomes.total(), outcomes["done"], violations, refusals, seconds)
    if faults:
        print(f"  shown to buyers: {faults}")
    return not violations and not faults


def _run_control(race: Race, press: Callable, provider: FakeStripe) -> bool:
    """Rounds without the lock until more is had than there is. The database is not to be used for anything after it."""
    for table, name in race.constraints:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for number in range(1, CONTROL_ROUNDS + 1):
        before = race.had()
        jobs, most = race.prepare(race, 1 + number, provider)
        press(race, jobs, True)
        had = race.had() - before
        if had > most:
            print(f"Control of {race.name}: {had} had of {most}, in round {number}", flush=True)
            return True
    print(f"Control of {race.name} does not fail: the race proves nothing", flush=True)
    return False


@contextmanager
def _crowd() -> Iterator[Callable[[Race, list[Any], bool], Counter]]:
    """Processes that wait for jobs and start each round together; yields how to let them press."""
    forking = multiprocessing.get_context("fork")
    gate, pipes, crowd = forking.Barrier(PROCESSES), [], []
    for _process in range(PROCESSES):
        ours, theirs = forking.Pipe()
        crowd.append(forking.Process(target=_wait_for_jobs, args=(theirs, gate), daemon=True))
        crowd[-1].start()
        pipes.append(ours)

    def press(race: Race, jobs: list[Any], is_control: bool) -> Counter:
        for place, pipe in enumerate(pipes):
            pipe.send((RACES.index(race), jobs[place::PROCESSES], is_control))
        return sum((pipe.recv() for pipe in pipes), Counter())

    yield press
    for process in crowd:
        process.terminate()


def _wait_for_jobs(pipe: Any, gate: Any) -> None:
    with ThreadPoolExecutor(THREADS) as pool, ExitStack() as always:
        always.enter_context(patch("core.jobs._ring", lambda task, ids: None))
        while True:
            number, jobs, is_control = pipe.recv()
            race = RACES[number]
            with ExitStack() as loosened:
                for name, instead in race.patches if is_control else ():
                    loosened.enter_context(patch(name, instead))
                gate.wait()
                outcomes = Counter(pool.map(lambda job, race=race: _outcome(race, job), jobs))
            pipe.send(outcomes)


def _outcome(race: Race, job: Any) -> str:
    """ "done", the code of a refusal, or the name of a fault that a buyer would see as an error page."""
    try:
        race.attempt(job)
    except Refused as refusal:
        return refusal.code
    except Exception as fault:  # every kind counts against the race
        connections.close_all()
        return f"{type(fault).__name__}: {str(fault).splitlines()[0]}"
    return "done"


def _say(*cells: object) -> None:
    print("\r" * sys.stdout.isatty() + " | ".join(str(cell) for cell in cells), flush=True)


def _put_baskets_away() -> None:
    """Those of a customer that lost the race, so that the audit finds one open basket at most."""
    Basket.objects.open().exclude(owner=None).update(state=Basket.State.MERGED)
