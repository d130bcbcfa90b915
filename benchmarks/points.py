"""Random lives of accounts, told to the ledger of points and to a simple model, which must agree in the end.

    python -m benchmarks.points [--server postgres://root@127.0.0.1:5432/postgres] [--lives 100000] [--steps 8]
        [--seed 1] [--processes 2]

Each life earns, redeems, cancels, is refunded in part, expires and is adjusted in an order of its own. In the end the
audit of the books must find nothing. Ends with 1 at the first life that differs, which its seed repeats.
"""

import argparse
import os
import subprocess
import sys
import time
from itertools import pairwise

from benchmarks.till import ROOT, database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--lives", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    with database(options.server, "regulars_points") as url:
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": "/tmp/regulars_points", "REDIS_URL": ""}
        environment["STATEMENT_SECONDS"] = "600"  # the audit reads all of it
        began = time.time()
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
        bounds = [options.lives * place // options.processes for place in range(options.processes + 1)]
        shares = [
            _shell(environment, f"live({first}, {last}, {options.steps}, {options.seed})")
            for first, last in pairwise(bounds)
        ]
        wrong = max([share.wait() for share in shares])
        sys.exit(wrong or _shell(environment, f"audit({options.lives}, {options.steps}, {began})").wait())


def _shell(environment: dict[str, str], call: str) -> subprocess.Popen[bytes]:
    code = f"from benchmarks.lives import audit, live; {call}"
    return subprocess.Popen([sys.executable, "manage.py", "shell", "-v", "0", "-c", code], cwd=ROOT, env=environment)


if __name__ == "__main__":
    main()
