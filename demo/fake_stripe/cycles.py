"""The periods of a subscription and their invoices: the first, each next one, and one that begins before its time."""

from . import collecting, invoices
from .books import Books, Json
from .periods import next_boundary
from .standing import changing


def first_lines(books: Books, subscription: Json) -> list[Json]:
    """What the first invoice asks for: nothing in a trial."""
    item = subscription["items"]["data"][0]
    name = books.products[item["price"]["product"]]["name"]
    is_free = subscription["status"] == "trialing"
    words = f"Trial period for {name}" if is_free else f"{item['quantity']} × {name}"
    amount = 0 if is_free else item["price"]["unit_amount"] * item["quantity"]
    return [invoices.charge_line(item, item["price"], amount, span_of(item), words, prorated=False)]


def span_of(item: Json) -> tuple[int, int]:
    return item["current_period_start"], item["current_period_end"]


def open_first(books: Books, subscription: Json) -> Json:
    """Write the first invoice, then announce the subscription and it."""
    now = books.now()
    invoice = invoices.draft(books, subscription, first_lines(books, subscription), "subscription_create", (now, now))
    books.record("customer.subscription.created", subscription)
    invoices.issue(books, invoice)
    return invoice


def restart(books: Books, subscription: Json, reason: str, credits: list[Json] | None = None) -> Json:
    """Begin a whole period now, and charge it; `credits` are lines for what was paid twice."""
    now, item = books.now(), subscription["items"]["data"][0]
    with changing(books, subscription):
        if subscription["status"] in ("trialing", "paused"):
            subscription.update(status="active", trial_end=min(subscription["trial_end"], now))
        subscription["billing_cycle_anchor"] = now
        item.update(current_period_start=now)
        item.update(current_period_end=next_boundary(now, now, item["price"]["recurring"]))
        mark_end(books, subscription)
        lines = [*(credits or []), *_pending(subscription), *first_lines(books, subscription)]
        invoice = invoices.draft(books, subscription, lines, reason, (now, now))
    bill(books, invoice)
    return invoice


def _pending(subscription: Json) -> list[Json]:
    lines, subscription["_pending"] = subscription["_pending"], []
    return lines


def bill(books: Books, invoice: Json) -> None:
    invoices.issue(books, invoice)
    if invoice["status"] == "open":
        collecting.collect(books, invoice)


def roll(books: Books, subscription: Json) -> None:
    """The period is over: the next one begins and is charged, or nothing more comes."""
    item = subscription["items"]["data"][0]
    start = item["current_period_end"]
    with changing(books, subscription):
        is_unpaid = subscription["status"] == "unpaid"
        subscription["status"] = "active" if subscription["status"] == "trialing" else subscription["status"]
        ends = next_boundary(subscription["billing_cycle_anchor"], start, item["price"]["recurring"])
        previous = span_of(item)
        item.update(current_period_start=start, current_period_end=ends)
        lines = [*_pending(subscription), *first_lines(books, subscription)]
        invoice = invoices.draft(books, subscription, lines, "subscription_cycle", previous)
    if is_unpaid:
        invoice["auto_advance"] = False
        return books.record("invoice.created", invoice)
    bill(books, invoice)


def mark_end(books: Books, subscription: Json) -> None:
    """When it will end of itself, and since when that is known."""
    ends = subscription["cancel_at_period_end"]
    subscription["cancel_at"] = subscription["items"]["data"][0]["current_period_end"] if ends else None
    subscription["canceled_at"] = books.now() if ends else None
    subscription["cancellation_details"]["reason"] = "cancellation_requested" if ends else None


def set_to_end(books: Books, subscription: Json, ends: bool) -> None:
    """Let it end with its period, or take that back."""
    if ends != subscription["cancel_at_period_end"]:
        subscription["cancel_at_period_end"] = ends
        mark_end(books, subscription)
