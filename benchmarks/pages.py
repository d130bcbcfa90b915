"""How fast pages are for a visitor without an account, against the floor: a page that reads one row and draws it.

`python benchmarks/pages.py --catalog CATALOG` makes the database "regulars_benchmark" on the PostgreSQL server of
--database (or DATABASE_URL) once and uses it again afterwards; REDIS_URL is used when it answers. Each address is asked
for once with nothing kept ("first ms"), then many in turn and a single one as fast as they come; right before that
the floor, since machines have moods. Queries are those of a first and of a second look.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import redis
from databases import ROOT, beside, create, environment, manage
from load import Speed, ask, ask_once
from servers import serving

NAME = "regulars_benchmark"
DATABASE = "postgres://root@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
HEADER = "page              addresses first ms   req/s  p50 ms  p95 ms  floor  ratio    kB  queries"


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = environment(var, beside(options.database, NAME))
        prepare(options, env)
        pages, seen = _look(env)
        served = env | ({"REDIS_URL": REDIS} if _has_redis() else {})
        print(f"PostgreSQL, {'Redis' if _has_redis() else 'no Redis'}, {os.cpu_count()} cores, 2 workers of 2 threads")
        floor = stack.enter_context(serving(served, "benchmarks.floor.settings", var / "floor.log"))
        shop = stack.enter_context(serving(served, "config.settings", var / "shop.log"))
        lines = list(_measure(pages, seen, shop, floor, options.seconds))
    if options.json:
        Path(options.json).write_text(json.dumps(lines, indent=1) + "\n")


def prepare(options: argparse.Namespace, env: dict[str, str]) -> None:
    """The database with the catalog in it, and static files."""
    create(options.database, NAME)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "collectstatic", "--noinput", "--verbosity", "0")
    if options.catalog:
        print(manage(env, "import_catalog", str(options.catalog.resolve())).splitlines()[0])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure pages against the floor.")
    parser.add_argument("--catalog", type=Path, help="the file to import; needed only the first time")
    parser.add_argument("--json", help="write the figures here too")
    parser.add_argument("--seconds", type=int, default=4, help="how long each address is asked for")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL") or DATABASE)
    return parser.parse_args()


def _has_redis() -> bool:
    try:
        return bool(redis.from_url(REDIS, socket_connect_timeout=1).ping())
    except redis.RedisError:
        return False


def _look(env: dict[str, str]) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """The addresses of each kind of page, and what its first one asks of the database and weighs."""
    sys.path.insert(0, str(ROOT))
    os.environ.update(env, DJANGO_SETTINGS_MODULE="config.settings")
    os.environ.pop("REDIS_URL", None)
    from addresses import addresses, counted  # noqa: PLC0415  Django is set up there, and wants its settings first

    pages = addresses()
    if not pages["product"]:
        sys.exit("The database is empty: name a catalog file with --catalog.")
    return pages, {name: counted(paths[-1]) for name, paths in pages.items()}


def _measure(
    pages: dict[str, list[str]], seen: dict[str, dict[str, int]], shop: int, floor: int, seconds: int
) -> Iterator[dict[str, object]]:
    print(HEADER)
    floors = pages.pop("floor")
    for name, paths in pages.items():
        first = ask_once(shop, paths)
        for asked in [paths, paths[:1]] if len(paths) > 1 else [paths]:
            below, speed = ask(floor, floors, seconds), ask(shop, asked, seconds)
            print(_line(name, len(asked), first, speed, below, seen[name]), flush=True)
            figures = vars(speed) | seen[name] | {"first": first, "floor": below.per_second}
            yield {"page": name, "addresses": len(asked), **figures}


def _line(name: str, number: int, first: float, speed: Speed, floor: Speed, seen: dict[str, int]) -> str:
    figures = f"{first:9.0f}{speed.per_second:8.0f}{speed.p50:8.1f}{speed.p95:8.1f}{floor.per_second:7.0f}"
    ratio = speed.per_second / floor.per_second
    wrong = f"  {speed.wrong} wrong answers" if speed.wrong else ""
    asked = f"{seen['bytes'] / 1000:6.0f}{seen['cold']:5} {seen['warm']:3}"
    return f"{name:<18}{number:9}{figures}{ratio:7.2f}{asked}{wrong}"


if __name__ == "__main__":
    main()
