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


def live(first: int, last: int, steps: int, seed: int) -> None:
    """These lives, one process's share. Ends it with 1 at the first that differs."""
    for start in tqdm(range(first, last, BATCH), unit=f" x {BATCH} lives", disable=not sys.stderr.isatty()):
        with transaction.atomic():
            for number in range(start, min(start + BATCH, last)):
                _live(number, steps, seed)


def audit(lives: int, steps: int, began: float) -> None:
    """What all of them left behind. Ends the process with 1 when the audit finds a breach."""
    breaches = [finding.check.id for finding in find_breaches()]
    seconds = time.time() - began
    print(f"{lives:,} lives of {steps} steps, {seconds:.0f} s, 0 differences, breaches of the audit: {len(breaches)}")
    sys.exit(bool(breaches))


def _live(number: int, steps: int, seed: int) -> None:
    customer = User.objects.create(email=f"life-{number}@example.com", password="!")
    life = Life(customer, Random(f"{seed}/{number}"), timezone.now())
    for _step in range(steps):
        life.step()
    if wrong := life.differs():
        print(f"Life {number} of seed {seed} differs: {wrong}")
        sys.exit(1)
