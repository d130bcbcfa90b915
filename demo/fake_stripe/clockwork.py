"""What the passing of time brings to subscriptions, in the order in which it falls due."""

from collections.abc import Callable, Iterator

from . import cycles, invoices
from .books import Books, Json
from .collecting import DAY, collect
from .customers import card_of
from .invoices import sketch, void
from .standing import RENEWED, changing, end, of

GIVEN_TO_PAY = 23 * 3600
"""Seconds in which a first invoice must be paid."""
WARNED_BEFORE = 3 * DAY
ANNOUNCED_BEFORE = 7 * DAY
Deed = tuple[int, int, Callable[[Books, Json], None], Json]


def run(books: Books) -> None:
    """Make up for all that is due; each deed is dated at its own moment."""
    until = books.now()
    try:
        while due := min(_due(books, until), key=lambda deed: deed[:2], default=None):
            moment, _, deed, thing = due
            books.moment = moment
            deed(books, thing)
    finally:
        books.moment = None


def _due(books: Books, until: int) -> Iterator[Deed]:
    deeds = [deed for row in books.subscriptions.values() for deed in _of_subscription(row)]
    deeds += [
        (row["next_payment_attempt"], 2, _retry, row)
        for row in books.invoices.values()
        if row["status"] == "open" and row["next_payment_attempt"]
    ]
    return (deed for deed in deeds if deed[0] <= until)


def _of_subscription(subscription: Json) -> Iterator[Deed]:
    status, item = subscription["status"], subscription["items"]["data"][0]
    ends = item["current_period_end"]
    if status == "incomplete":
        yield subscription["created"] + GIVEN_TO_PAY, 3, _expire, subscription
    if status == "trialing" and not subscription["_warned"]:
        yield max(subscription["trial_end"] - WARNED_BEFORE, subscription["trial_start"]), 0, _warn, subscription
    is_charged = status in RENEWED and status != "unpaid" and not subscription["cancel_at_period_end"]
    if is_charged and subscription["_announced"] != ends:
        yield max(ends - ANNOUNCED_BEFORE, item["current_period_start"]), 1, _announce, subscription
    if status in RENEWED:
        yield ends, 4, _turn, subscription


def _warn(books: Books, subscription: Json) -> None:
    subscription["_warned"] = True
    books.record("customer.subscription.trial_will_end", subscription)


def _announce(books: Books, subscription: Json) -> None:
    """An invoice without id, as it would be; the period it announces begins when the current one ends."""
    item = subscription["items"]["data"][0]
    subscription["_announced"] = item["current_period_end"]
    price, span = item["price"], (item["current_period_end"], item["current_period_end"])
    amount = price["unit_amount"] * item["quantity"]
    words = f"{item['quantity']} × {books.products[price['product']]['name']}"
    line = invoices.charge_line(item, price, amount, span, words, prorated=False)
    fields = sketch(books, subscription, [*subscription["_pending"], line], "upcoming", cycles.span_of(item))
    extra = {"object": "invoice", "created": span[0], "livemode": False, "next_payment_attempt": span[0]}
    books.record("invoice.upcoming", {**fields, **extra})


def _turn(books: Books, subscription: Json) -> None:
    """The end of a period, or of a trial."""
    if subscription["cancel_at_period_end"]:
        return end(books, subscription, "cancellation_requested")
    missing = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if subscription["status"] != "trialing" or card_of(books, subscription) or missing == "create_invoice":
        return cycles.roll(books, subscription)
    if missing == "cancel":
        return end(books, subscription, "payment_failed")
    with changing(books, subscription):
        subscription["status"] = "paused"
    books.record("customer.subscription.paused", subscription)


def _retry(books: Books, invoice: Json) -> None:
    collect(books, invoice)


def _expire(books: Books, subscription: Json) -> None:
    """The first invoice was not paid in time: the subscription is over for good."""
    with changing(books, subscription):
        subscription.update(status="incomplete_expired", ended_at=books.now())
    for invoice in of(books, subscription):
        if invoice["status"] == "open":
            void(books, invoice)
