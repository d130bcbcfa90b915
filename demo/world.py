"""The demo world: a shop three years old, with customers, orders and reviews, from one seed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import User
from core.money import Money
from demo import catalog
from demo.alerts import wait_for_goods
from demo.carriers import tell_of_parcels
from demo.fake_stripe import FakeStripe
from demo.history import History
from demo.members import Members, plan_mia, write_mia, write_plan
from demo.offers import plan_offers, start_promotions
from demo.opinions import Opinions
from demo.past import Clock, Timeline, refresh_shop_window, story_time
from demo.people import ADA_EMAIL, STAFF_EMAIL, Shopper, write_ada, write_customers, write_staff
from demo.places import write_delivery, write_location, write_pages, write_taxes
from demo.plans import FIRST_ORDER, plan_ada, plan_days, plan_today
from demo.points import offer_rewards, settle_points, start_points
from demo.presence import settle_mail, settle_requests
from demo.questions import Curiosity
from demo.returns import send_things_back, start_returns
from demo.shelves import Shelves
from demo.shortages import announce_arrivals, ask_for_a_stop, doubt_an_address, leave_shortages
from demo.tiers import settle_tiers, start_tiers
from demo.voices import ask_aspects, write_voices
from orders.models import Order
from reviews.models import Review
from shop.models import Category, Location, Product

OPENED = timedelta(days=1090)
CUSTOMERS, ORDERS, SAMPLE = 60, 180, 300
DEAREST = Money(400_00)
"""Nobody in the story buys a server: what people order of an imported catalog costs at most this much."""
PROVIDER = "http://127.0.0.1:8420"


@dataclass(frozen=True)
class Count:
    """What is there in the end."""

    products: int
    orders: int
    reviews: int


def is_loaded() -> bool:
    return User.objects.filter(email=STAFF_EMAIL).exists()


def load_world(
    *, seed: int = 7, scale: float = 1.0, imported: Path | None = None, books: Path | None = None, quiet: bool = True
) -> Count:
    """Write the whole world in one transaction.

    `scale` below 1 makes a smaller one; `imported` is a product file to sell instead of our own things; `books` is
    where the payment provider keeps what it charged.
    """
    if imported:
        call_command("import_catalog", imported, mapping="icecat")
    clock = Clock(timezone.now())
    provider = FakeStripe(public_url=settings.STRIPE_API_BASE or PROVIDER, clock=lambda: clock().timestamp())
    with provider, override_settings(STRIPE_API_BASE=provider.url), story_time(clock), transaction.atomic():
        World(Random(seed), Timeline(clock, clock.moment), provider, scale).live(imported is not None, quiet)
    if books:
        _keep_books(provider, books)
    return Count(Product.objects.count(), Order.objects.count(), Review.objects.count())


class World:
    """Everything in its order: places, people, goods, then the years."""

    def __init__(self, rng: Random, timeline: Timeline, provider: FakeStripe, scale: float) -> None:
        self.rng, self.timeline, self.provider, self.scale = rng, timeline, provider, scale

    def live(self, is_imported: bool, quiet: bool) -> None:
        self.timeline.clock.moment = self.timeline.end - OPENED
        staff = write_staff()
        write_delivery()
        write_taxes()
        write_pages()
        start_points()
        start_tiers(self.timeline)
        start_returns()
        cache.clear()  # a page asked for earlier may have kept that nothing is delivered anywhere
        if is_imported:
            sample = self._sample()
            self._shop(staff, Location.objects.filter(is_active=True).first() or write_location(), sample, quiet)
            refresh_shop_window(sample)
        else:
            shelves = Shelves(self.timeline, self.rng, write_location())
            shelves.plan(self._items())
            self._shop(staff, shelves.location, None, quiet)
            leave_shortages(shelves.products, self.rng, staff)
            send_things_back(staff, User.objects.get(email=ADA_EMAIL), self.timeline.end)
            refresh_shop_window(shelves.products)
            announce_arrivals(staff, self.timeline.end)
            doubt_an_address(staff, self.timeline.end)
            wait_for_goods(User.objects.get(email=ADA_EMAIL), self.timeline.end)
            ask_for_a_stop(self.timeline.end)
            tell_of_parcels(self.timeline.end)
            settle_mail()
        Category.forget_tree()

    def _items(self) -> list[catalog.Item]:
        items = list(catalog.items())
        return items if self.scale >= 1 else self.rng.sample(items, max(12, int(len(items) * self.scale)))

    def _sample(self) -> Collection[int]:
        """Imported products that people buy in this story."""
        affordable = Product.objects.listed().filter(is_available=True, price_from__lte=DEAREST)
        available = list(affordable.order_by("pk").values_list("pk", flat=True))
        return set(self.rng.sample(available, min(len(available), int(SAMPLE * self.scale))))

    def _shop(self, staff: User, location: Location, only: Collection[int] | None, quiet: bool) -> None:
        end = self.timeline.end
        shoppers = write_customers(self.rng, max(8, int(CUSTOMERS * self.scale)), end - FIRST_ORDER, end)
        ada = write_ada(end - timedelta(days=500))
        mia = write_mia(end - timedelta(days=420))
        members = Members(self.timeline, self.provider, write_plan(end), Random(self.rng.random()))
        members.plan(shoppers, mia)
        opinions = Opinions(self.timeline, self.rng)
        curiosity = Curiosity(self.timeline, Random(self.rng.random()), staff, shoppers)

        def hear_from(shopper: Shopper, order: Order, at: datetime) -> None:
            opinions.plan(shopper, order, at)
            curiosity.plan(shopper, order, at)

        history = History(self.timeline, self.rng, self.provider, staff, location, hear_from, only)
        plan_days(history, shoppers, int(ORDERS * self.scale))
        plan_today(history, shoppers)
        plan_ada(history, ada)
        plan_mia(history, mia)
        if only is None:
            plan_offers(self.timeline, ada.user)
            curiosity.plan_waiting()
        self.timeline.run(quiet)
        members.settle()
        settle_points(end)
        settle_tiers(self.timeline)
        if only is None:
            offer_rewards(end)
        start_promotions(ada.user)
        ask_aspects()
        write_voices(shoppers, staff, self.rng, self.timeline)
        settle_mail()
        settle_requests(end, ada)


def _keep_books(provider: FakeStripe, path: Path) -> None:
    """The demo's provider starts with these charges; what it told the shop back then it does not tell again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    provider.books.events.clear()
    provider.books.keys.clear()
    provider.books.save(path)
