"""Charging an invoice to a saved card, again after days when it fails, or now because somebody asks."""

from dataclasses import replace

from . import intents, invoices, standing
from .books import Books, Json
from .cards import BY_NUMBER, Card
from .charging import attempt
from .customers import attach_token, card_of, owned
from .errors import Refusal
from .params import Form

DAY = 86_400
NO_CARD = "There is no `default_payment_method` set on this Customer or Invoice. Please set a `default_payment_method`."


def collect(books: Books, invoice: Json, saved: tuple[Json, Card] | None = None) -> Refusal | None:
    """Charge what is due while the shopper is away; the refusal says why it did not work."""
    subscription = books.subscriptions[invoice["_subscription"]]
    try:
        charge(books, invoice, saved or card_of(books, subscription), off_session=True)
    except Refusal as refusal:
        _fail(books, invoice, subscription, refusal)
        return refusal
    return None


def charge(books: Books, invoice: Json, saved: tuple[Json, Card] | None, *, off_session: bool) -> Json:
    """Try this card; an invoice keeps one intent through all attempts. A decline raises."""
    if not saved:
        raise Refusal(NO_CARD)
    method, card = saved
    intent = _intent(books, invoice)
    card = _as_it_acts_now(books.subscriptions[invoice["_subscription"]], card, off_session=off_session)
    attempt(books, intent, card, off_session=off_session, method=method["id"])
    follow(books, intent)
    return intent


def _as_it_acts_now(subscription: Json, card: Card, *, off_session: bool) -> Card:
    if off_session and subscription["_fails"]:
        subscription["_fails"] -= 1
        return replace(card, asks=False, code="card_declined", decline_code="generic_decline")
    return replace(card, asks=False) if off_session and card.is_known else card


def _intent(books: Books, invoice: Json) -> Json:
    if not invoice["_intent"]:
        intent = intents.open_intent(books, invoice["amount_due"], invoice["currency"], Form({}))
        intent.update(customer=invoice["customer"], _invoice=invoice["id"], _return_url=None, _may_redirect=False)
        invoice["_intent"] = intent["id"]
    return books.intents[invoice["_intent"]]


def follow(books: Books, intent: Json) -> None:
    """Settle the invoice whose intent has been paid."""
    invoice = books.invoices[intent["_invoice"]]
    if intent["status"] == "succeeded" and invoice["status"] == "open":
        invoice["attempt_count"] += 1
        invoices.settle(books, invoice, intent)


def _fail(books: Books, invoice: Json, subscription: Json, refusal: Refusal) -> None:
    """Only a renewal is tried again by itself; a first invoice waits for the shopper."""
    invoice.update(attempted=True, attempt_count=invoice["attempt_count"] + 1)
    tried, is_first = invoice["attempt_count"], subscription["status"] == "incomplete"
    is_last = is_first or tried > len(books.retry_days)
    wait = None if is_last else books.now() + int(books.retry_days[tried - 1] * DAY)
    invoice["next_payment_attempt"] = wait
    books.record("invoice.payment_failed", invoice)
    if refusal.details.get("code") == "authentication_required":
        books.record("invoice.payment_action_required", invoice)
    standing.owing(books, subscription)
    if is_last:
        standing.give_up(books, subscription)


def pay(books: Books, form: Form, id: str) -> Json:
    """Charge an open invoice now, to the card named or to the one that renewals use."""
    form.only("payment_method off_session")
    invoice = _open(books, id)
    named = form.text("payment_method")
    refusal = collect(books, invoice, _named(books, named, invoice) if named else None)
    if refusal:
        raise refusal
    return invoice


def _named(books: Books, id: str, invoice: Json) -> tuple[Json, Card]:
    customer = books.customers[invoice["customer"]]
    method = owned(books, id, customer) if books.find(id) else attach_token(books, id, customer)
    return method, BY_NUMBER[method["_card"]]


def _open(books: Books, id: str) -> Json:
    invoice = books.get("invoice", id)
    if invoice["status"] == "paid":
        raise Refusal("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] != "open":
        raise Refusal(f"This invoice can no longer be paid: it is {invoice['status']}.")
    return invoice


def void(books: Books, form: Form, id: str) -> Json:
    form.only("")
    invoice = _open(books, id)
    invoices.void(books, invoice)
    return invoice


def finalize(books: Books, form: Form, id: str) -> Json:
    """Open a draft that an unpaid subscription left, so that it can be paid."""
    form.only("auto_advance")
    invoice = books.get("invoice", id)
    if invoice["status"] != "draft":
        raise Refusal("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    invoices.finalize(books, invoice)
    return invoice
