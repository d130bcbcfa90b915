"""The schema never lies: cases made from it, with a seed that stays and one that is new each time."""

import random

import pytest

from benchmarks.fuzzing import Fuzzer, furnish, quiet
from config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]
CASES = 760


@pytest.mark.parametrize("seed", [7, random.randrange(10**6)], ids=["the same", "another"])
def test_no_call_does_what_the_schema_does_not_say(provider, seed):
    with quiet():
        outcome = Fuzzer(application, furnish(provider), seed=seed).calls(CASES)
    assert outcome.calls >= CASES * 0.8
    assert not outcome.failures, outcome.summary(seed)


def test_no_sequence_of_calls_does_either(provider):
    seed = random.randrange(10**6)
    with quiet():
        outcome = Fuzzer(application, furnish(provider), seed=seed).sequences(CASES)
    assert outcome.calls >= CASES
    assert not outcome.failures, outcome.summary(seed)
