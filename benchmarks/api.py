"""How fast the API answers, against the same floor as pages: `python benchmarks/api.py --catalog CATALOG`.

A single product, lists of 100, the first and the thousandth page by cursor, and 100,000 counts of stock in calls of
5,000 rows. Queries are those of a list of 10 and of 100, which have to be the same.
"""

import http.client
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from databases import ROOT, beside, environment
from load import ask, ask_once
from pages import NAME, REDIS, _has_redis, _options, prepare
from servers import serving

ROWS, ROWS_A_CALL, PLACES = 100_000, 5_000, 6
PAGE, DEEP = 10, 1_000


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = environment(var, beside(options.database, NAME)) | {"API_CALLS_OF_ANYBODY": "1000000000"}
        prepare(options, env)
        sys.path.insert(0, str(ROOT))
        os.environ.update(env, DJANGO_SETTINGS_MODULE="config.settings")
        os.environ.pop("REDIS_URL", None)
        from api_parts import counts_of, paths, queries, token  # noqa: PLC0415  Django is set up there

        asked, counts, bearer = paths(PAGE, DEEP), counts_of(ROWS, PLACES), token()
        floors = asked.pop("floor")
        served = env | ({"REDIS_URL": REDIS} if _has_redis() else {})
        print(f"PostgreSQL, {'Redis' if _has_redis() else 'no Redis'}, {os.cpu_count()} cores, 2 workers of 2 threads")
        print(f"queries: {queries()}")
        floor = stack.enter_context(serving(served, "benchmarks.floor.settings", var / "floor.log"))
        shop = stack.enter_context(serving(served, "config.settings", var / "shop.log"))
        for name, addresses in asked.items():
            first = ask_once(shop, addresses)
            below, speed = ask(floor, floors, options.seconds), ask(shop, addresses, options.seconds)
            ratio = speed.per_second / below.per_second
            told = (
                f"first {first:5.0f} ms {speed.per_second:7.0f} req/s {speed.p50:7.1f} ms p50 {speed.p95:7.1f} ms p95"
            )
            print(
                f"{name:<24}{told}  floor {below.per_second:6.0f}  ratio {ratio:5.2f}  wrong {speed.wrong}", flush=True
            )
        print(f"{ROWS:,} counts of stock in calls of {ROWS_A_CALL:,}: {_send(shop, bearer, counts):.1f} s")


def _send(port: int, bearer: str, counts: list[dict[str, object]]) -> float:
    began = time.monotonic()
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for start in range(0, len(counts), ROWS_A_CALL):
        body = json.dumps({"rows": counts[start : start + ROWS_A_CALL]})
        connection.request("POST", "/api/v1/stock-batches/", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status != 200 or told["changed"] != ROWS_A_CALL:
            sys.exit(f"{answer.status}: {str(told)[:300]}")
    return time.monotonic() - began


if __name__ == "__main__":
    main()
