"""A million random baskets through the one function that prices, on all cores.

    python -m benchmarks.baskets [--baskets 1000000] [--seed 7]

Currencies with 0, 2 and 3 decimals, prices with and without tax, both ways of rounding tax, promotions upon promotions,
gift cards and credit. Each quote must add up to the minor unit, as must its shares and a refund in random portions.
The first faults are printed with the seed that makes them again.
"""

import argparse
import os
import sys
import time
from multiprocessing import Pool
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from tests.baskets import faults_of, random_basket  # words in rules ask for settings

CHUNK = 1_000
SHOWN = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--baskets", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", metavar="CHUNK", type=int, help="Make one chunk again.")
    options = parser.parse_args()
    print(f"Seed {options.seed}", flush=True)
    chunks = range(options.baskets // CHUNK) if options.only is None else [options.only]
    started, found = time.monotonic(), []
    with Pool() as pool:
        for done, faults in enumerate(pool.imap_unordered(_run, [(options.seed, chunk) for chunk in chunks]), 1):
            found += faults
            _show(done / len(chunks))
    print(f"\n{len(chunks) * CHUNK:,} baskets in {time.monotonic() - started:.0f} s, {len(found)} do not add up")
    for fault in found[:SHOWN]:
        print(f"  {fault}")
    sys.exit(bool(found))


def _run(job: tuple[int, int]) -> list[str]:
    seed, chunk = job
    random = Random(f"{seed}/{chunk}")
    found = []
    for place in range(CHUNK):
        basket = random_basket(random)
        found += [f"--seed {seed} --only {chunk}, basket {place}: {fault}" for fault in faults_of(basket, random)]
    return found


def _show(share: float) -> None:
    if sys.stderr.isatty() or share == 1:
        print(f"\r[{'#' * int(share * 40):40}] {share:.1%}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
