"""Send what the schema allows, and what it does not, to every call of the API.

    python -m benchmarks.fuzz [--server postgres://root@127.0.0.1:5432/postgres] [--cases 100000] [--seed 7]

The shop has goods, customers, orders, parcels and a return; the token may do everything. Half of the cases are calls
for themselves, the other half sequences. Ends with 1 when a check fails, or when the audit finds the books wrong.
"""

import argparse
import os
import random
import subprocess
import sys

from benchmarks.till import ROOT, database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="The same seed makes the same cases.")
    options = parser.parse_args()
    with database(options.server, "regulars_fuzz") as url:
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": "/tmp/regulars_fuzz", "REDIS_URL": ""}
        run = f"from benchmarks.fuzzing import run_all; run_all({options.cases}, {options.seed})"
        for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", run]):
            done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment)
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
