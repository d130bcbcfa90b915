"""How objects leave the house: expanded where asked, and in pages of a list, newest first."""

import copy
from typing import Any

from .books import Books, Json, public
from .errors import Refusal
from .params import Form

EXPANDABLE = {"payment_intent", "latest_charge", "charge"}
FILTERS = {
    "sessions": "payment_intent status",
    "intents": "",
    "charges": "payment_intent",
    "refunds": "charge payment_intent",
    "events": "type",
}


def render(books: Books, thing: Json, wishes: list[str]) -> Json:
    """A copy fit for the client; `wishes` are Stripe's `expand[]` paths."""
    shown = copy.deepcopy(public(thing))
    for wish in wishes:
        _expand(books, thing, shown, wish.split("."))
    return shown


def _expand(books: Books, thing: Json, shown: Json, path: list[str]) -> None:
    name, *rest = path
    if name in ("line_items", "refunds"):
        shown[name] = _included(books, thing, name)
        return
    if name not in EXPANDABLE or name not in thing:
        raise Refusal(f"This property cannot be expanded ({name}).", param="expand", began=False)
    inner = books.find(thing[name]) if thing[name] else None
    if inner is None:
        return
    if not isinstance(shown[name], dict):
        shown[name] = copy.deepcopy(public(inner))
    if rest:
        _expand(books, inner, shown[name], rest)


def _included(books: Books, thing: Json, name: str) -> Json:
    if name == "line_items":
        return envelope([public(item) for item in thing["_items"]], f"/v1/checkout/sessions/{thing['id']}/line_items")
    found = [copy.deepcopy(public(refund)) for refund in books.refunds.values() if refund["charge"] == thing["id"]]
    return envelope(found[::-1], f"/v1/charges/{thing['id']}/refunds")


def envelope(rows: list[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def page(books: Books, shelf: str, form: Form, url: str) -> Json:
    """One page of a shelf by `limit`, `starting_after`, `ending_before`, `created[gte|gt|lte|lt]` and its filters."""
    form.only(f"limit starting_after ending_before created types {FILTERS[shelf]}")
    rows = [thing for thing in reversed(getattr(books, shelf).values()) if _fits(thing, form, FILTERS[shelf])]
    limit = min(form.whole("limit") or 10, 100)
    rows, has_more = _cut(rows, form.text("starting_after"), form.text("ending_before"), max(limit, 1))
    return envelope([render(books, row, _inner(form)) for row in rows], url, has_more=has_more)


def _inner(form: Form) -> list[str]:
    return [wish.removeprefix("data.") for wish in form.texts("expand")]


def _fits(thing: Json, form: Form, filters: str) -> bool:
    types = form.texts("types")
    wanted = [(name, form.text(name)) for name in filters.split()]
    return (
        all(value is None or thing[name] == value for name, value in wanted)
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
