"""The demo world: a shop three years old, with customers, orders and reviews, from one seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import User
from core.models import OutgoingMail
from demo import catalog
from demo.fake_stripe import FakeStripe
from demo.history import History, spread
from demo.opinions import Opinions
from demo.past import Clock, Timeline, story_time
from demo.people import STAFF_EMAIL, Shopper, write_ada, write_customers, write_memberships, write_staff
from demo.places import write_delivery, write_location, write_pages, write_taxes
from demo.shelves import Shelves
from demo.shortages import leave_shortages
from orders.models import Order
from reviews.actions.requests import _wait
from reviews.models import Review, ReviewRequest
from shop.actions.search import index_products
from shop.models import Category, Product

OPENED, FIRST_ORDER = timedelta(days=1090), timedelta(days=548)
CUSTOMERS, ORDERS = 60, 240
PROVIDER = "http://127.0.0.1:8420"


@dataclass(frozen=True)
class Count:
    """What was written."""

    products: int
    orders: int
    reviews: int


def is_loaded() -> bool:
    return User.objects.filter(email=STAFF_EMAIL).exists()


def load_world(*, seed: int = 7, scale: float = 1.0, books: Path | None = None, quiet: bool = True) -> Count:
    """Write the whole world in one transaction; `books` is where the payment provider keeps what it charged."""
    now = timezone.now()
    clock = Clock(now)
    provider = FakeStripe(public_url=settings.STRIPE_API_BASE or PROVIDER, clock=lambda: clock().timestamp())
    with provider, override_settings(STRIPE_API_BASE=provider.url), story_time(clock), transaction.atomic():
        _live(Random(seed), Timeline(clock, now), provider, scale, quiet)
    if books:
        _keep_books(provider, books)
    return Count(Product.objects.count(), Order.objects.count(), Review.objects.count())


def _live(rng: Random, timeline: Timeline, provider: FakeStripe, scale: float, quiet: bool) -> None:
    end = timeline.end
    timeline.clock.moment = end - OPENED
    staff, location = write_staff(), write_location()
    write_delivery()
    write_taxes()
    write_pages()
    items = list(catalog.items())
    shelves = Shelves(timeline, rng, location)
    shelves.plan(items if scale >= 1 else rng.sample(items, max(12, int(len(items) * scale))))
    shoppers = write_customers(rng, max(8, int(CUSTOMERS * scale)), end - FIRST_ORDER, end)
    ada = write_ada(end - timedelta(days=500))
    write_memberships(shoppers, rng, end)
    opinions = Opinions(timeline, rng)
    history = History(timeline, rng, provider, staff, location, opinions.plan)
    _plan_orders(history, rng, shoppers, int(ORDERS * scale))
    _plan_ada(history, ada)
    timeline.run(quiet)
    leave_shortages(shelves.products, rng, staff)
    _settle_mail()
    _settle_requests(end, ada)
    index_products(list(Product.objects.values_list("pk", flat=True)))
    Category.forget_tree()


def _plan_orders(history: History, rng: Random, shoppers: list[Shopper], number: int) -> None:
    end = history.timeline.end
    for index in range(number):
        at = spread(rng, end - FIRST_ORDER, end - timedelta(days=1))
        history.plan(shoppers[index % len(shoppers)], at, rng.choice((2, 3, 3, 4, 4, 5, 5, 6, 7)))
    today = rng.sample(shoppers, min(16, len(shoppers)))
    for shopper, fate in zip(today, ["to pack"] * 9 + ["packed"] * 3 + ["part sent"] * 2 + ["pending"] * 2, strict=False):
        minutes = {"to pack": rng.randint(40, 900), "pending": rng.randint(1, 12)}.get(fate, rng.randint(1600, 3000))
        history.plan(shopper, end - timedelta(minutes=minutes), rng.choice((1, 2, 3, 4)), fate)


def _plan_ada(history: History, ada: Shopper) -> None:
    """One of each kind; the one delivered sixteen days ago waits for her review."""
    days = [(480, ""), (390, "delivered"), (300, "two parcels"), (210, "refunded"), (150, "delivered"), (96, "canceled"),
            (70, "delivered"), (21, "delivered"), (6, "part sent"), (4, "on its way")]  # fmt: skip
    for ago, fate in days:
        history.plan(ada, history.timeline.end - timedelta(days=ago), 3, fate or "delivered")
    history.plan(ada, history.timeline.end - timedelta(minutes=95), 2, "to pack")


def _settle_mail() -> None:
    """What history wrote was read long ago: no worker sends it again."""
    for mail in OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).iterator():
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=OutgoingMail.State.SENT, sent_at=mail.created_at, claimed_at=mail.created_at,
            handed_over_at=mail.created_at, tries=1,
        )


def _settle_requests(now: datetime, ada: Shopper) -> None:
    """Buyers were asked for reviews when their wait was over; Ada's last order is still to be asked about."""
    done = Order.objects.filter(state=Order.State.COMPLETED).prefetch_related("lines__product__category").order_by("completed_at")
    latest = done.filter(customer=ada.user).last()
    asked = [(order, order.completed_at + _wait(order)) for order in done if order != latest]
    ReviewRequest.objects.bulk_create(ReviewRequest(order=order, created_at=at) for order, at in asked if at <= now)


def _keep_books(provider: FakeStripe, path: Path) -> None:
    """The demo's provider starts with these charges; what it told the shop back then it does not tell again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    provider.books.events.clear()
    provider.books.keys.clear()
    provider.books.save(path)
