"""Random lives of accounts, told to the ledger of points and to a simple model, which must agree in the end.

    python -m benchmarks.points [--server postgres://root@127.0.0.1:5432/postgres] [--lives 100000] [--steps 8]
        [--seed 1]

Each life earns, redeems, cancels, is refunded in part, expires and is adjusted in an order of its own. In the end the
audit of the books must find nothing. Ends with 1 at the first life that differs, which its seed repeats.
"""

import argparse
import os
import subprocess
import sys

from benchmarks.till import ROOT, database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--lives", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with database(options.server, "regulars_points") as url:
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": "/tmp/regulars_points", "REDIS_URL": ""}
        numbers = f"{options.lives}, {options.steps}, {options.seed}"
        run = f"from benchmarks.lives import live; live({numbers})"
        for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", run]):
            done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment)
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
