"""Send what the schema allows, and what it does not, to every call of the API.

    python -m benchmarks.fuzz [--server postgres://root@127.0.0.1:5432/postgres] [--cases 100000] [--seed 7] [--jobs 2]

Each job has a database of its own and its share of the cases, with the seed and its number. The shop has goods,
customers, orders, parcels and a return; the token may do everything. Half of the cases are calls for themselves, the
other half sequences. Ends with 1 when a check fails, or when the audit finds the books wrong.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.till import ROOT, database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="The same seed makes the same cases.")
    parser.add_argument("--jobs", type=int, default=2, help="At once, each in a process of its own.")
    options = parser.parse_args()
    began = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        share = -(-options.cases // options.jobs)
        ended = list(pool.map(lambda job: _run(options.server, job, share, options.seed + job), range(options.jobs)))
    print(f"{options.jobs} jobs, {time.monotonic() - began:.0f} s, {sum(map(bool, ended))} with failures")
    sys.exit(max(ended))


def _run(server: str, job: int, cases: int, seed: int) -> int:
    with database(server, f"regulars_fuzz_{job}") as url:
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": f"/tmp/regulars_fuzz_{job}", "REDIS_URL": ""}
        run = f"from benchmarks.fuzzing import run_all; run_all({cases}, {seed}, {job})"
        for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", run]):
            done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment)
            if done.returncode:
                return 1
    return 0


if __name__ == "__main__":
    main()
