"""Where a subscription stands: its eight statuses, and what moves it from one to the next.

https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from .books import Books, Json, public

STATUSES = ("incomplete", "incomplete_expired", "trialing", "active", "past_due", "canceled", "unpaid", "paused")
OVER = ("canceled", "incomplete_expired")
RENEWED = ("trialing", "active", "past_due", "unpaid")
"""Those whose periods follow one another; only the first three are charged for it."""


@contextmanager
def changing(books: Books, subscription: Json) -> Iterator[None]:
    """Announce what changes inside, with the values before, when anything does."""
    before = copy.deepcopy(public(subscription))
    yield
    previous = {name: value for name, value in before.items() if subscription[name] != value}
    if previous:
        books.record("customer.subscription.updated", subscription, previous)


def paid(books: Books, subscription: Json, invoice: Json) -> None:
    """The newest invoice is paid: whatever was owed before, the subscription is good again."""
    is_newest = subscription["latest_invoice"] == invoice["id"]
    if is_newest and subscription["status"] in ("incomplete", "past_due", "unpaid"):
        with changing(books, subscription):
            subscription["status"] = "active"


def owing(books: Books, subscription: Json) -> None:
    """An invoice was not paid and will be tried again; a first one leaves the subscription incomplete."""
    if subscription["status"] in ("active", "trialing"):
        with changing(books, subscription):
            subscription["status"] = "past_due"


def give_up(books: Books, subscription: Json) -> None:
    """All attempts have failed; the provider's settings say what follows."""
    if subscription["status"] != "past_due":
        return
    if books.after_retries == "canceled":
        end(books, subscription, "payment_failed")
    else:
        with changing(books, subscription):
            subscription["status"] = books.after_retries


def end(books: Books, subscription: Json, reason: str) -> None:
    """Cancel for good; open invoices stay open, and nobody tries to charge them any more."""
    now = books.now()
    subscription.update(status="canceled", ended_at=now, canceled_at=subscription["canceled_at"] or now)
    subscription["cancellation_details"]["reason"] = reason
    for invoice in of(books, subscription):
        invoice.update(next_payment_attempt=None, auto_advance=False)
    books.record("customer.subscription.deleted", subscription)


def of(books: Books, subscription: Json) -> list[Json]:
    """The subscription's invoices, oldest first."""
    return [invoice for invoice in books.invoices.values() if invoice["_subscription"] == subscription["id"]]
