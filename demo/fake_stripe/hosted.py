"""The pages a shopper sees: the payment page, and the bank's question after it."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from . import billing, checkout, pages, signup
from .books import Books, Json
from .card_form import card_tests
from .cards import BY_NUMBER, by_number
from .charging import authenticate
from .errors import Refusal
from .messages import Request, Response
from .params import Form

NO_EMAIL = "Write an email address, such as name@example.com."


def answer(books: Books, request: Request) -> Response:
    if request.path == "/pages.css":
        return Response(200, pages.CSS, "text/css; charset=utf-8", {"Cache-Control": "max-age=300"})
    match = re.fullmatch(r"/(pay|authenticate|invoice|portal)/(\w{1,80})", request.path)
    try:
        with books.lock:
            return _page(books, request, match[1], match[2]) if match else pages.message(404, "There is no such page.")
    except Refusal as refusal:
        return pages.message(refusal.status, refusal.message)


def _page(books: Books, request: Request, kind: str, id: str) -> Response:
    fields = dict(parse_qsl(request.body)) if request.method == "POST" else None
    if kind == "pay":
        return _pay(books, checkout.retrieve(books, Form({}), id), fields)
    if kind in ("invoice", "portal"):
        return billing.answer(books, kind, id, fields)
    return _authenticate(books, books.get("payment_intent", id), fields)


def _pay(books: Books, session: Json, fields: dict[str, str] | None) -> Response:
    if session["status"] == "complete":
        return Response.see_other(checkout.success_url(session))
    if session["status"] == "expired":
        return pages.message(410, "This payment page has expired. Nothing was charged.", session["cancel_url"])
    if fields is None:
        return pages.payment(session, {}, {})
    problems = _problems(books, session, fields)
    return pages.payment(session, _shown(fields), problems, 422) if problems else _try(books, session, fields)


def _problems(books: Books, session: Json, fields: dict[str, str]) -> dict[str, str]:
    """What is wrong with the form, by field."""
    email = pages.known_email(session) or fields.get("email", "")
    tests = {"email": (re.fullmatch(r"[^@\s]+@[^@\s]+", email), NO_EMAIL)}
    tests |= card_tests(fields, books.now()) if signup.needs_card(session) else {}
    return {name: words for name, (is_good, words) in tests.items() if not is_good}


def _shown(fields: dict[str, str]) -> dict[str, str]:
    """What may be shown again: never a number that is not a public test card."""
    is_test_card = "".join(fields.get("number", "").split()) in BY_NUMBER
    return fields if is_test_card else {**fields, "number": "", "cvc": ""}


def _try(books: Books, session: Json, fields: dict[str, str]) -> Response:
    try:
        card = by_number(fields["number"]) if signup.needs_card(session) else None
        signup.pay(books, session["id"], card, fields.get("email"))
    except Refusal as refusal:
        return pages.payment(session, _shown(fields), {"number": refusal.message}, 402)
    if session["status"] == "complete":
        return Response.see_other(checkout.success_url(session))
    return Response.see_other(f"/authenticate/{session['payment_intent'] or session['_intent']}")


def _authenticate(books: Books, intent: Json, fields: dict[str, str] | None) -> Response:
    session = books.sessions.get(intent.get("_session", ""))
    if session:
        checkout.retrieve(books, Form({}), session["id"])
    if intent["status"] == "requires_action" and fields is None:
        return pages.authentication(intent)
    if intent["status"] == "requires_action":
        authenticate(books, intent, succeeds=(fields or {}).get("answer") == "complete")
    if intent.get("_invoice") and not session:
        return billing.after(books, intent)
    return _after_session(books, intent, session) if session else _after_intent(intent)


def _after_session(books: Books, intent: Json, session: Json) -> Response:
    signup.follow(books, intent)
    error = intent["last_payment_error"]
    if session["status"] == "open" and error:
        return pages.payment(session, {}, {"number": error["message"]}, 402)
    return _pay(books, session, None)


def _after_intent(intent: Json) -> Response:
    """Back to the `return_url` that the confirmation named, as Stripe does it."""
    is_paid = intent["status"] in checkout.PAID
    if not intent.get("_return_url"):
        return pages.message(200, "Thank you. You can close this page." if is_paid else "The payment did not succeed.")
    told = {"payment_intent": intent["id"], "payment_intent_client_secret": intent["client_secret"]}
    told["redirect_status"] = "succeeded" if is_paid else "failed"
    joint = "&" if urlsplit(intent["_return_url"]).query else "?"
    return Response.see_other(intent["_return_url"] + joint + urlencode(told))
