"""The lives of `benchmarks.points`."""

import sys
import time
from random import Random

from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from core.audit import find_breaches
from tests.loyalty.points_run import Life

BATCH = 200
"""Lives in one transaction: what is measured is the ledger, not the disk."""


def live(lives: int, steps: int, seed: int) -> None:
    """Ends the process with 1 at the first life that differs, or when the audit finds a breach."""
    started, done = time.monotonic(), 0
    for first in tqdm(range(0, lives, BATCH), unit=f" x {BATCH} lives", disable=not sys.stderr.isatty()):
        with transaction.atomic():
            for number in range(first, min(first + BATCH, lives)):
                done += _live(number, steps, seed)
    breaches = [finding.check.id for finding in find_breaches()]
    seconds = time.monotonic() - started
    print(f"{lives} lives, {done} steps, {seconds:.0f} s, 0 differences, breaches of the audit: {len(breaches)}")
    sys.exit(bool(breaches))


def _live(number: int, steps: int, seed: int) -> int:
    customer = User.objects.create(email=f"life-{number}@example.com", password="!")
    life = Life(customer, Random(f"{seed}/{number}"), timezone.now())
    for _step in range(steps):
        life.step()
    if wrong := life.differs():
        print(f"Life {number} of seed {seed} differs: {wrong}")
        sys.exit(1)
    return steps
