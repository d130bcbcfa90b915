"""Races of processes for what there is only so much of, each with a twin without its lock that has to go wrong.

    python -m benchmarks.races [--server postgres://root@127.0.0.1:5432/postgres] [--rounds 50]

200 buyers for a stock of 1, 2, 3 and so on; a code for ten orders; a gift card worth exactly five; one customer's
credit and points spent from many baskets; twenty refunds of one payment; one line announced as returned by many, and
returns and lower prices paid by many. Four processes of twelve threads each press at
once. After each race the audit must find nothing. Ends with 1 when anything is had once too often or not at all, when a
buyer is shown a fault such as a deadlock, or when a control does not fail.
"""

import argparse
import os
import subprocess
import sys

from benchmarks.till import ROOT, database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--rounds", type=int, default=50, help="Of the race for stock; the others run a fifth of them.")
    options = parser.parse_args()
    with database(options.server, "regulars_races") as url:
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": "/tmp/regulars_races", "REDIS_URL": ""}
        run = f"from benchmarks.contests import run_all; run_all({options.rounds})"
        for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", run]):
            done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment)
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
