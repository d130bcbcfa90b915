"""The shop's part of benchmarks/flood.py, which runs it in its own databases: the world, the flood, the pages."""

import json
import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
logging.disable(logging.WARNING)  # a refusal is no news here
django.setup()  # what is imported below needs it, hence the order

from django.conf import settings  # noqa: E402  Django is set up just above
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.flood import FIRST  # noqa: E402
from core.audit import all_checks, run_check  # noqa: E402
from demo.fake_stripe import FakeStripe  # noqa: E402
from reviews.actions.moderation import appeal_entry, reject_entry  # noqa: E402
from reviews.actions.reviews import Reviewer, Words, write_review  # noqa: E402
from reviews.models import EntryState, Review  # noqa: E402
from reviews.models.queue import count_to_decide, entries_to_decide  # noqa: E402
from shop.models import Product  # noqa: E402
from tests.cast import ada, ben, delivered_order, make_delivery, make_product, stan  # noqa: E402

FLOODED = 100
PAGES, QUEUE, ROUNDS = ("flooded", "quiet"), "/staff/reviews/review/queue/", 40
WORDS = ["warm", "light", "heavy", "nice", "small", "big", "quick", "loud", "soft", "red", "solid", "thin", "smooth"]
PER_PERSON, PER_PRODUCT = 30, 300
"""What the door lets through in an hour: reviews/views/reviews.py."""
MOST_RATIO = 1.3


def make_world() -> None:
    """A hundred products to flood, one that the others bought, a quiet one with a review, and an appeal that waits."""
    cache.clear()
    make_delivery()
    products = [make_product(f"Thing {number}", stock=50) for number in range(FLOODED + 2)]
    now = timezone.now()
    with FakeStripe(webhook_secret="whsec_demo") as provider, override_settings(STRIPE_API_BASE=provider.url):
        delivered_order(provider, products[-1], owner=ben())
        delivered_order(provider, products[-1], products[0], owner=ada())
    words = Words(4, "Solid", "See https://example.com", "Ben Franklin", "en")
    waiting = write_review(product=products[-1], words=words, by=Reviewer(ben()), at=now)
    appeal_entry(
        entry=reject_entry(entry=waiting, reason="advertising", by=stan(), at=now), note="It is my blog", at=now
    )
    write_review(product=products[-1], words=Words(5, "", "Fine.", "Ada", "en"), by=Reviewer(ada()), at=now)


def attack(name: str, number: int, place: int, processes: int) -> bool:
    """One process's share of a flood. Writes what was answered; tells whether a fault was shown."""
    products = list(Product.objects.order_by("pk")[:FLOODED])
    people = [User.objects.get(email="ada@example.com")] * number if name.startswith("one") else _buyers(number)
    ones = name.endswith("one product")
    step = 1 if name.startswith("one") else 2  # every second buyer bought what they write about
    targets = [products[0] if ones else products[(turn // step) % FLOODED] for turn in range(1, number + 1)]
    mine = list(zip(people, targets, strict=True))[place::processes]
    _file(name, f"attack-{place}").unlink(missing_ok=True)
    clients = _clients([person for person, _target in mine])
    for client in clients:
        client.raise_request_exception = False
    answers, times, began = Counter[int](), [], time.time()
    for turn, (client, (_person, target)) in enumerate(zip(clients, mine, strict=True)):
        at = time.perf_counter()
        answers[client.post(reverse("reviews:review-create", args=[target.slug]), _form(turn)).status_code] += 1
        times.append(time.perf_counter() - at)
    done = {"began": began, "ended": time.time(), "answers": answers, "times": times}
    _file(name, f"attack-{place}").write_text(json.dumps(done))
    return set(answers) <= {302, 422, 429}


def read(name: str) -> None:
    """Both pages in turn until told to stop, with a breath between."""
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stop.append(number))
    client, times = Client(SERVER_NAME="127.0.0.1"), {page: [] for page in PAGES}
    while not stop:
        for page in PAGES:
            times[page].append(_seconds(client, _address(page)))
        time.sleep(0.2)
    _file(name, "read").write_text(json.dumps(times))


def tell(name: str) -> bool:
    """A line of what came of one flood; tells whether a limit held less than it says."""
    shares = [json.loads(_file(name, f"attack-{place}").read_text()) for place in range(2)]
    answers = sum((Counter(share["answers"]) for share in shares), Counter[str]())
    times = [seconds for share in shares for seconds in share["times"]]
    pages = json.loads(_file(name, "read").read_text())
    took = max(share["ended"] for share in shares) - min(share["began"] for share in shares)
    most = {"one product": PER_PRODUCT, "one": PER_PERSON}
    limit = most["one product"] if name.endswith("one product") else most["one"] if name.startswith("one") else None
    print(
        f"{name} | {len(times):,} in {took:.0f} s | {answers['302']:,} in, {answers['422']:,} refused in words, "
        f"{answers['429']:,} told to wait | "
        f"p50 / p95 {_ms(times, 0.5)} / {_ms(times, 0.95)} ms | pages meanwhile p50 / p95 "
        + ", ".join(f"{page} {_ms(seen, 0.5)} / {_ms(seen, 0.95)} ms" for page, seen in pages.items())
        + f" | {count_to_decide():,} to decide | load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return limit is None or answers["302"] <= limit


def measure(file: str) -> None:
    """The pages drawn anew, the queue, and the numbers behind them."""
    client, staff = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    staff.force_login(User.objects.get(email="stan@example.com"))
    found: dict[str, object] = {"load": os.getloadavg()[0], "to_decide": count_to_decide()}
    for page in PAGES:
        client.get(_address(page))
        found[page] = [_seconds(client, _address(page), anew=True) for _round in range(ROUNDS)]
    staff.get(QUEUE)
    with CaptureQueriesContext(connection) as captured:
        assert staff.get(QUEUE).status_code == 200
        found["queue_queries"] = len(captured)
    found["queue"] = [_seconds(staff, QUEUE) for _round in range(ROUNDS)]
    found["first"] = f"{entries_to_decide()[0].kind}/{entries_to_decide()[0].pk}"
    found["breaches"] = sum(len(run_check(check).rows) for check in all_checks("reviews"))
    found["states"] = dict(Counter(Review.objects.values_list("state", flat=True)))
    Path(file).write_text(json.dumps(found))


def compare(before: str, after: str) -> bool:
    """Prints what the flood left behind; tells whether all is as it was promised."""
    was, now = (json.loads(Path(file).read_text()) for file in (before, after))
    print(f"load {was['load']:.1f}, then {now['load']:.1f}; p50 / p95 ms before, after, ratio of p95")
    for page in (*PAGES, "queue"):
        figures = [f"{_ms(found[page], 0.5)} / {_ms(found[page], 0.95)}" for found in (was, now)]
        print(f"{page} | {' | '.join(figures)} | {_ms(now[page], 0.95) / _ms(was[page], 0.95):.2f}")
    print(f"queue: {was['queue_queries']} queries, then {now['queue_queries']}")
    print(f"first in it: {was['first']}, then {now['first']}; {now['to_decide']:,} to decide")
    print(f"{now['states']}, {now['breaches']} breaches; a page of the queue decided in {_decide():.1f} s")
    waiting = Review.objects.filter(state=EntryState.PENDING)
    held = all(_ms(now[page], 0.95) <= MOST_RATIO * _ms(was[page], 0.95) for page in PAGES)
    same = was["first"] == now["first"] and was["queue_queries"] == now["queue_queries"]
    return held and same and not now["breaches"] and waiting.exists()


def _decide() -> float:
    """A moderator turns down all that one page of the queue shows, in one press."""
    staff = Client(SERVER_NAME="127.0.0.1")
    staff.force_login(User.objects.get(email="stan@example.com"))
    names = [f"{entry.kind}/{entry.pk}" for entry in entries_to_decide() if entry.state == EntryState.PENDING]
    began = time.perf_counter()
    staff.post("/staff/reviews/review/queue/decide/", {"entry": names, "deed": "reject", "reason": "fake"})
    assert not Review.objects.filter(pk__in=[name.split("/")[1] for name in names], state=EntryState.PENDING).exists()
    return time.perf_counter() - began


def _buyers(number: int) -> list[User]:
    return list(User.objects.filter(pk__gt=FIRST).order_by("pk")[:number])


def _clients(people: list[User]) -> list[Client]:
    """Signed in before the flood begins. All of them in one shop: each would open its own, with all its files."""
    known: dict[int, Client] = {}
    shop = Client().handler
    for person in people:
        if person.pk not in known:
            known[person.pk] = Client(SERVER_NAME="127.0.0.1")
            known[person.pk].handler = shop
            known[person.pk].force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return [known[person.pk] for person in people]


def _form(turn: int) -> dict[str, object]:
    dice = random.Random(f"{os.getpid()}/{turn}")
    text = " ".join(dice.choices(WORDS, k=dice.randint(3, 25)))
    return {"stars": dice.choice([1, 5]), "title": "", "text": text.capitalize() + ".", "author_name": "Buyer"}


def _address(page: str) -> str:
    products = Product.objects.order_by("pk")
    return (products[0] if page == "flooded" else products[FLOODED + 1]).get_absolute_url()


def _seconds(client: Client, address: str, *, anew: bool = False) -> float:
    if anew:
        Product.objects.update(version=F("version") + 1)
    began = time.perf_counter()
    assert client.get(address).status_code == 200, address
    return time.perf_counter() - began


def _ms(times: list[float], share: float) -> int:
    return round(1000 * (median(times) if share == 0.5 else sorted(times)[int(len(times) * share)]))


def _file(name: str, part: str) -> Path:
    return Path(os.environ["VAR_DIR"]) / f"{name.replace(' ', '-')}-{part}.json"


if __name__ == "__main__":
    step, *given = sys.argv[1:]
    if step == "world":
        make_world()
    elif step == "attack":
        sys.exit(not attack(given[0], *map(int, given[1:])))
    elif step == "read":
        read(given[0])
    elif step == "told":
        sys.exit(not tell(given[0]))
    elif step == "measure":
        measure(given[0])
    else:
        sys.exit(not compare(*given))
