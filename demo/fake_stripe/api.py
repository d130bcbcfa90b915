"""Stripe's REST paths and the verbs behind them."""

import base64
import re
from collections import Counter
from dataclasses import replace

from . import billing_api, checkout, intents, refunds, signup
from .books import API_VERSION, Books, Json
from .errors import Refusal, wrong_key
from .faults import Plan
from .idempotency import once
from .listing import render
from .messages import Request, Response
from .params import Form, decode
from .verbs import Verb, many, one


def _balance(books: Books, form: Form, _: str) -> Json:
    """What the shop holds: captured minus refunded (minor units) in each currency; the fake takes no fee."""
    held: Counter[str] = Counter()
    for charge in books.charges.values():
        held[charge["currency"]] += max(charge["amount_captured"] - charge["amount_refunded"], 0)
    available = [{"amount": amount, "currency": currency} for currency, amount in held.items()]
    return {"object": "balance", "available": available, "pending": [], "livemode": False}


def _route(method: str, path: str, verb: Verb) -> tuple[str, re.Pattern[str], Verb]:
    return method, re.compile(path.replace("{id}", r"(?P<id>[A-Za-z0-9_]{1,80})")), verb


ROUTES = [
    _route("POST", "/v1/checkout/sessions", signup.create),
    _route("GET", "/v1/checkout/sessions", many("sessions", "/v1/checkout/sessions")),
    _route("GET", "/v1/checkout/sessions/{id}", checkout.retrieve),
    _route("GET", "/v1/checkout/sessions/{id}/line_items", checkout.line_items),
    _route("POST", "/v1/checkout/sessions/{id}/expire", checkout.expire),
    _route("POST", "/v1/payment_intents", intents.create),
    _route("GET", "/v1/payment_intents", many("intents", "/v1/payment_intents")),
    _route("GET", "/v1/payment_intents/{id}", one("payment_intent")),
    _route("POST", "/v1/payment_intents/{id}/confirm", intents.confirm),
    _route("POST", "/v1/payment_intents/{id}/capture", intents.capture),
    _route("POST", "/v1/payment_intents/{id}/cancel", intents.cancel),
    _route("GET", "/v1/charges", many("charges", "/v1/charges")),
    _route("GET", "/v1/charges/{id}", one("charge")),
    _route("POST", "/v1/refunds", refunds.create),
    _route("GET", "/v1/refunds", many("refunds", "/v1/refunds")),
    _route("GET", "/v1/refunds/{id}", one("refund")),
    _route("GET", "/v1/disputes", many("disputes", "/v1/disputes")),
    _route("GET", "/v1/disputes/{id}", one("dispute")),
    _route("GET", "/v1/events", many("events", "/v1/events")),
    _route("GET", "/v1/events/{id}", one("event")),
    _route("GET", "/v1/balance", _balance),
    *(_route(*row) for row in billing_api.ROUTES),
]


def answer(books: Books, request: Request, plan: Plan) -> Response:
    try:
        _authenticate(request)
        response = once(books, request, lambda: plan.run(lambda: _perform(books, request)))
    except Refusal as refusal:
        response = Response.refused(refusal)
    told = {"Request-Id": request.id, "Stripe-Version": API_VERSION}
    if key := request.headers.get("idempotency-key"):
        told["Idempotency-Key"] = key[:255]
    return replace(response, headers={**response.headers, **told})


def _authenticate(request: Request) -> None:
    """Only test keys: a live key has no business near a fake."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        key = _basic(key)
    if not key.startswith("sk_test_"):
        raise wrong_key(f"{key[:7]}***" if key else "none given")


def _basic(coded: str) -> str:
    try:
        return base64.b64decode(coded, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def _perform(books: Books, request: Request) -> Response:
    try:
        form = Form(decode(request.body if request.method == "POST" else request.query))
        verb, id = _find(request)
        with books.lock:
            thing = verb(books, form, id)
            return Response.of(thing if thing["object"] == "list" else render(books, thing, form.texts("expand")))
    except Refusal as refusal:
        return Response.refused(refusal)


def _find(request: Request) -> tuple[Verb, str]:
    for method, pattern, verb in ROUTES:
        match = pattern.fullmatch(request.path)
        if match and method == request.method:
            return verb, match.groupdict().get("id", "")
    raise Refusal(f"Unrecognized request URL ({request.method}: {request.path[:200]}).", status=404, began=False)
