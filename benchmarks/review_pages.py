"""The shop's part of benchmarks/reviews.py, which runs it in its own database: the world, the pages, the counts."""

import gc
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # what is imported below needs it, hence the order

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.audit import all_checks, run_check  # noqa: E402
from core.cache import near  # noqa: E402
from reviews.actions.summaries import refresh_all, refresh_summary  # noqa: E402
from reviews.actions.themes import refresh_themes  # noqa: E402
from reviews.models import RatingSummary, Review  # noqa: E402
from shop.models import Product  # noqa: E402
from tests.cast import make_delivery, make_product  # noqa: E402

MOST_RATIO = 1.3
AIMED = ("product", "reviews")
"""Pages that are full with ten reviews already; what is narrowed has less to draw there."""


def make_world() -> None:
    make_delivery()
    for title in ("Mug", "Pan", "Kettle"):
        make_product(title)


def measure_pages(rounds: int, products: list[int]) -> bool:
    """Prints a line a page; tells whether the aims are kept."""
    for product in products:
        refresh_summary(product_id=product, at=timezone.now())
        read = partial(refresh_themes, product_id=product, at=timezone.now())
        _say(f"refresh_themes of {_count(product):,} reviews", read)
    found = [Product.objects.get(pk=product) for product in products]
    pages = {
        "product": "", "reviews": "reviews/", "reviews, 3 stars": "reviews/?stars=3",
        "reviews, newest": "reviews/?sort=new", "reviews, critical": "reviews/?sort=critical",
        "reviews, a theme": "reviews/?theme={theme}",
    }  # fmt: skip
    print(f"Load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print("page | reviews | queries: first, later | first p50 / p95 ms | ratio | later p50 / p95 ms | ratio")
    kept = True
    for name, path in pages.items():
        addresses = [product.get_absolute_url() + path.format(theme=_theme(product)) for product in found]
        kept &= _page(name, [_count(product.pk) for product in found], addresses, rounds)
    return kept


def measure_counts(product: int) -> bool:
    now = timezone.now()
    print(f"{Review.objects.count():,} reviews of {Product.objects.count():,} products")
    seconds = _say("refresh_all, the first time", lambda: refresh_all(at=now))
    _say("refresh_all, the same day", lambda: refresh_all(at=now))
    seconds = max(seconds, _say("refresh_all, a month later", lambda: refresh_all(at=now + timedelta(days=31))))
    for check in all_checks("reviews"):
        _say(f"audit: {check.id}", lambda known=check: run_check(known))
    _say(f"refresh_summary of {_count(product):,} reviews", lambda: refresh_summary(product_id=product, at=now))
    return seconds < 60


def _page(name: str, sizes: list[int], addresses: list[str], rounds: int) -> bool:
    client, times = Client(SERVER_NAME="127.0.0.1"), {(at, kind): [] for at in addresses for kind in ("first", "later")}
    queries: dict[tuple[str, str], int] = {}
    gc.collect()
    for number in range(rounds + 1):
        for at in addresses:
            cache.clear()
            near.clear()
            for kind in ("first", "later"):
                seconds, queries[at, kind] = _ask(client, at, is_counted=number == 0)
                if number:
                    times[at, kind].append(seconds * 1000)
                else:
                    counted = queries | {}
    least = {kind: _at(times[addresses[0], kind], 0.95) for kind in ("first", "later")}
    kept = True
    for size, at in zip(sizes, addresses, strict=True):
        ratio = {kind: _at(times[at, kind], 0.95) / least[kind] for kind in ("first", "later")}
        figures = [
            f"{_at(times[at, kind], 0.5):.1f} / {_at(times[at, kind], 0.95):.1f} | {ratio[kind]:.2f}" for kind in ratio
        ]
        print(f"{name} | {size:,} | {counted[at, 'first']}, {counted[at, 'later']} | {' | '.join(figures)}", flush=True)
        kept &= name not in AIMED or ratio["first"] <= MOST_RATIO
        kept &= counted[at, "first"] == counted[addresses[0], "first"]
    return kept


def _ask(client: Client, address: str, *, is_counted: bool) -> tuple[float, int]:
    if is_counted:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        return 0.0, len(captured)
    began = perf_counter()
    assert client.get(address).status_code == 200, address
    return perf_counter() - began, 0


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def _count(product: int) -> int:
    return sum(RatingSummary.objects.get(product=product).counts)


def _theme(product: Product) -> str:
    theme = product.review_themes.first()
    return theme.phrase if theme else "none"


def _say(what: str, act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    seconds = perf_counter() - began
    print(f"{what}: {seconds:.2f} s", flush=True)
    return seconds


if __name__ == "__main__":
    step, *given = sys.argv[1:]
    if step == "world":
        make_world()
    elif step == "pages":
        sys.exit(not measure_pages(int(given[0]), [int(product) for product in given[1:]]))
    else:
        sys.exit(not measure_counts(int(given[0])))
