"""Who orders when, and how it ends."""

from datetime import datetime, timedelta

from demo.history import History
from demo.people import Shopper

FIRST_ORDER = timedelta(days=548)
LINES = (3, 4, 5, 5, 6, 7, 7, 8, 9)
"""How many different things an order holds: few orders of many lines fill the shop with reviews soonest."""
HOURS = (6, 8, 10, 11, 12, 14, 16, 17, 18, 19, 20, 21)

TODAY = ["to pack"] * 9 + ["packed"] * 3 + ["part sent"] * 2 + ["pending"] * 2 + ["sold out"]
"""What staff find on their desk."""

ADA = {480: "delivered", 390: "delivered", 300: "two parcels", 210: "refunded", 150: "delivered", 110: "canceled",
       88: "delivered", 54: "not reviewed", 13: "not reviewed", 6: "part sent", 4: "on its way"}  # fmt: skip
"""Days ago, and what became of it: one of each kind."""


HABIT, HABIT_DAYS = "Olive soap, 125 g", (166, 124, 83, 40)
"""What Ada buys again and again, so many days ago."""


def plan_days(history: History, shoppers: list[Shopper], number: int) -> None:
    """So many orders up to yesterday, everybody in turn."""
    end = history.timeline.end
    for index in range(number):
        at = _daytime(history, end - FIRST_ORDER, end - timedelta(days=1))
        history.plan(shoppers[index % len(shoppers)], at, history.rng.choice(LINES))


def plan_today(history: History, shoppers: list[Shopper]) -> None:
    """What came in last night and this morning and waits for somebody."""
    today = history.rng.sample(shoppers, len(shoppers))
    for index, fate in enumerate(TODAY):
        ages = {"to pack": (40, 900), "pending": (1, 12), "sold out": (2, 9)}
        minutes = history.rng.randint(*ages.get(fate, (1600, 3000)))
        history.plan(
            today[index % len(today)],
            history.timeline.end - timedelta(minutes=minutes),
            history.rng.choice((1, 2, 3, 4)),
            fate,
        )


def plan_ada(history: History, ada: Shopper) -> None:
    """Her past, and an order of this morning."""
    for ago, fate in ADA.items():
        history.plan(ada, history.timeline.end - timedelta(days=ago), 3, fate)
    for ago in HABIT_DAYS:
        history.plan_again(ada, history.timeline.end - timedelta(days=ago), HABIT)
    history.plan(ada, history.timeline.end - timedelta(minutes=95), 2, "to pack")


def _daytime(history: History, start: datetime, end: datetime) -> datetime:
    """A moment between them by day, later ones more often: the shop grew."""
    moment = start + (end - start) * history.rng.random() ** 0.72
    return moment.replace(hour=history.rng.choice(HOURS), minute=history.rng.randint(0, 59))
