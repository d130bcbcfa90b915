"""The pages of a member: an invoice that waits to be paid, and the portal."""

from . import billing_pages, collecting, portal
from .books import Books, Json
from .card_form import card_tests
from .cards import BY_NUMBER, by_number
from .errors import Refusal
from .messages import Response


def answer(books: Books, kind: str, id: str, fields: dict[str, str] | None) -> Response:
    if kind == "invoice":
        return _invoice(books, books.get("invoice", id), fields)
    return _portal(books, portal.open_portal(books, id), fields)


def _invoice(books: Books, invoice: Json, fields: dict[str, str] | None) -> Response:
    if fields is None or invoice["status"] != "open":
        return billing_pages.invoice(invoice, {})
    problems = _problems(books, fields)
    if problems:
        return billing_pages.invoice(invoice, problems, 422)
    try:
        return _pay(books, invoice, fields["number"])
    except Refusal as refusal:
        return billing_pages.invoice(invoice, {"number": refusal.message}, 402)


def _problems(books: Books, fields: dict[str, str]) -> dict[str, str]:
    tests = card_tests(fields, books.now())
    return {name: words for name, (is_good, words) in tests.items() if not is_good}


def _pay(books: Books, invoice: Json, number: str) -> Response:
    """Pay while the shopper is there: the card replaces the one that failed."""
    card = by_number(number)
    method = portal.replace_card(books, books.customers[invoice["customer"]], card)
    intent = collecting.charge(books, invoice, (method, BY_NUMBER[card.number]), off_session=False)
    is_asked = intent["status"] == "requires_action"
    return Response.see_other(f"/authenticate/{intent['id']}" if is_asked else f"/invoice/{invoice['id']}")


def after(books: Books, intent: Json) -> Response:
    """The shopper comes back from the bank."""
    collecting.follow(books, intent)
    error = intent["last_payment_error"]
    problems = {"number": error["message"]} if error else {}
    return billing_pages.invoice(books.invoices[intent["_invoice"]], problems, 402 if problems else 200)


def _portal(books: Books, session: Json, fields: dict[str, str] | None) -> Response:
    if fields is None:
        return billing_pages.portal(books, session, portal.running(books, session), {})
    problems = _do(books, session, fields)
    if problems:
        return billing_pages.portal(books, session, portal.running(books, session), problems, 422)
    return Response.see_other(f"/portal/{session['id']}")


def _do(books: Books, session: Json, fields: dict[str, str]) -> dict[str, str]:
    """What the pressed button asks for; problems by field."""
    for name, renews in (("cancel", False), ("resume", True)):
        if name in fields:
            portal.set_renewal(books, session, fields[name], renews=renews)
            return {}
    problems = _problems(books, fields)
    try:
        if not problems:
            portal.replace_card(books, books.customers[session["customer"]], by_number(fields["number"]))
    except Refusal as refusal:
        return {"number": refusal.message}
    return problems
