"""How objects leave the house: expanded where asked, and in pages of a list, newest first."""

import copy
from collections.abc import Callable
from typing import Any

from .books import Books, Json, public
from .errors import Refusal
from .params import Form

EXPANDABLE = (
    *("payment_intent", "latest_charge", "charge", "customer", "subscription", "invoice", "latest_invoice"),
    *("default_payment_method", "payment_method", "product", "price"),
)
Keeps = Callable[[Json], bool]
FLAGS = {"true": True, "false": False}
INCLUDED = {"checkout.session": ("line_items",), "charge": ("refunds",), "invoice": ("payments",)}
INCLUDES = {"refunds": ("refunds", "charge"), "payments": ("payments", "invoice")}
FILTERS = {
    "sessions": "payment_intent status",
    "intents": "",
    "charges": "payment_intent",
    "refunds": "charge payment_intent",
    "disputes": "charge payment_intent",
    "events": "type",
    "customers": "email",
    "methods": "customer type",
    "products": "active",
    "prices": "active product type currency",
    "subscriptions": "customer",
    "invoices": "customer status collection_method",
    "payments": "invoice status",
}


def render(books: Books, thing: Json, wishes: list[str]) -> Json:
    """A copy fit for the client; `wishes` are Stripe's `expand[]` paths."""
    shown = copy.deepcopy(public(thing))
    for wish in wishes:
        _expand(books, shown, wish.split("."))
    return shown


def _expand(books: Books, shown: Any, path: list[str]) -> None:
    """Walk the copy along the path, through lists as well, and put objects in the place of their ids."""
    if isinstance(shown, list):
        for row in shown:
            _expand(books, row, path)
        return
    name, *rest = path
    if name in INCLUDED.get(shown.get("object", ""), ()):
        shown[name] = _included(books, shown["id"], name)
    elif isinstance(shown.get(name), str) or name in EXPANDABLE:
        _replace(books, shown, name)
    elif name not in shown:
        raise _cannot_be_expanded(name)
    if rest and isinstance(shown[name], dict | list):
        _expand(books, shown[name], rest)


def _replace(books: Books, shown: Json, name: str) -> None:
    if name not in EXPANDABLE or name not in shown:
        raise _cannot_be_expanded(name)
    inner = books.find(shown[name]) if isinstance(shown[name], str) else None
    if inner:
        shown[name] = copy.deepcopy(public(inner))


def _cannot_be_expanded(name: str) -> Refusal:
    return Refusal(f"This property cannot be expanded ({name}).", param="expand", began=False)


def _included(books: Books, id: str, name: str) -> Json:
    if name == "line_items":
        rows = [public(item) for item in books.sessions[id]["_items"]]
        return envelope(copy.deepcopy(rows), f"/v1/checkout/sessions/{id}/line_items")
    shelf, owner = INCLUDES[name]
    found = [copy.deepcopy(public(row)) for row in getattr(books, shelf).values() if row[owner] == id]
    return envelope(found[::-1], f"/v1/{owner}s/{id}/{name}")


def envelope(rows: list[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def page(books: Books, shelf: str, form: Form, url: str, more: str = "", keeps: Keeps = lambda _: True) -> Json:
    """One page of a shelf by `limit`, `starting_after`, `ending_before`, `created[gte|gt|lte|lt]` and its filters.

    `more` names filters that the caller applies by `keeps`.
    """
    form.only(f"limit starting_after ending_before created types {FILTERS[shelf]} {more}")
    rows = [thing for thing in reversed(getattr(books, shelf).values()) if _fits(thing, form, FILTERS[shelf])]
    rows = [thing for thing in rows if keeps(thing)]
    limit = min(form.whole("limit") or 10, 100)
    rows, has_more = _cut(rows, form.text("starting_after"), form.text("ending_before"), max(limit, 1))
    return envelope([render(books, row, _inner(form)) for row in rows], url, has_more=has_more)


def _inner(form: Form) -> list[str]:
    return [wish.removeprefix("data.") for wish in form.texts("expand")]


def _fits(thing: Json, form: Form, filters: str) -> bool:
    types = form.texts("types")
    wanted = [(name, form.text(name)) for name in filters.split()]
    return (
        all(value is None or thing[name] in (value, FLAGS.get(value, value)) for name, value in wanted)
        and (not types or thing["type"] in types)
        and _in_time(thing["created"], form.values.get("created"))
    )


def _in_time(created: int, wanted: Any) -> bool:
    limits = Form(wanted if isinstance(wanted, dict) else {}, "created")
    tests = {"gt": created.__gt__, "gte": created.__ge__, "lt": created.__lt__, "lte": created.__le__}
    bounds = [(test, limits.whole(name)) for name, test in tests.items()]
    return all(bound is None or test(bound) for test, bound in bounds)


def _cut(rows: list[Json], after: str | None, before: str | None, limit: int) -> tuple[list[Json], bool]:
    places = {row["id"]: place for place, row in enumerate(rows)}
    if before:
        rest = rows[: places.get(before, 0)]
        return rest[-limit:], len(rest) > limit
    rest = rows[places[after] + 1 :] if after in places else rows
    return rest[:limit], len(rest) > limit
