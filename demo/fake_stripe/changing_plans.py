"""Changes to a running subscription: another price or quantity, the end of its trial, and whether it renews.

Prorations are by seconds, each line rounded to a minor unit: https://docs.stripe.com/billing/subscriptions/prorations
"""

from . import cycles, invoices, subscriptions
from .books import Books, Json
from .customers import owned
from .errors import Refusal, invalid
from .params import Form
from .periods import next_boundary, share
from .plans import recurring_price
from .standing import changing

UPDATE = (
    "cancel_at_period_end items proration_behavior trial_end default_payment_method metadata cancellation_details"
    " payment_behavior description trial_settings proration_date"
)
BEHAVIORS = ("create_prorations", "always_invoice", "none")


def update(books: Books, form: Form, id: str) -> Json:
    form.only(UPDATE)
    subscription = subscriptions.living(books, id)
    form.choice("payment_behavior", "allow_incomplete")
    behavior, wish = form.choice("proration_behavior", *BEHAVIORS), _wish(books, form, subscription)
    ends, moment = _new_trial_end(books, form, subscription, behavior), proration_moment(books, form, subscription)
    with changing(books, subscription):
        _note(books, form, subscription)
    if ends and subscription["status"] != "trialing":
        return _wait_until(books, subscription, wish, ends)
    if wish:
        _switch(books, subscription, *wish, behavior, moment)
    if form.text("trial_end") == "now" and subscription["status"] == "trialing":
        cycles.restart(books, subscription, "subscription_update")
    elif ends:
        _move_trial(books, subscription, ends)
    return subscription


def _note(books: Books, form: Form, subscription: Json) -> None:
    if "cancel_at_period_end" in form.values:
        cycles.set_to_end(books, subscription, form.flag("cancel_at_period_end"))
    if id := form.text("default_payment_method"):
        customer = books.customers[subscription["customer"]]
        subscription["default_payment_method"] = owned(books, id, customer)["id"]
    subscriptions.remember(subscription, form)


def _wish(books: Books, form: Form, subscription: Json) -> tuple[Json, int] | None:
    """The new price and quantity, when they differ from the old ones."""
    rows, item = form.forms("items"), subscription["items"]["data"][0]
    if not rows:
        return None
    row = rows[0].only("id price quantity")
    if len(rows) > 1 or row.text("id") not in (None, item["id"]):
        raise invalid("items", "This stand-in sells one price per subscription; name its item by `items[0][id]`.")
    if not row.text("id"):
        raise invalid("items", "Name the item to change by `items[0][id]`; without it Stripe would add a second one.")
    id = row.text("price") or item["price"]["id"]
    price = item["price"] if id == item["price"]["id"] else recurring_price(books, id, row.name("price"))
    if price["currency"] != subscription["currency"]:
        raise invalid(row.name("price"), "The currency of a subscription cannot be changed.")
    quantity = item["quantity"] if row.whole("quantity") is None else row.required_whole("quantity")
    return None if (price["id"], quantity) == (item["price"]["id"], item["quantity"]) else (price, quantity)


def proration_moment(books: Books, form: Form, subscription: Json) -> int:
    """As of when prorations are counted: now, unless the shop names a moment of the current period."""
    moment = form.whole("proration_date")
    if moment is None:
        return books.now()
    start, end = cycles.span_of(subscription["items"]["data"][0])
    if not start <= moment <= end:
        words = "Cannot specify a proration date outside of the subscription's current period."
        raise invalid("proration_date", words)
    return moment


def _switch(books: Books, subscription: Json, price: Json, quantity: int, behavior: str, now: int) -> None:
    if subscription["status"] == "incomplete":
        raise Refusal("The first invoice of this subscription must be paid before its price can change.")
    item = subscription["items"]["data"][0]
    is_free = subscription["status"] in ("trialing", "paused")
    old, keeps_cycle = dict(item), _same_cycle(item["price"], price)
    unused = [] if is_free or behavior == "none" else [_prorated(books, old, now, is_credit=True)]
    with changing(books, subscription):
        item.update(price=dict(price), plan=subscriptions.plan_of(price), quantity=quantity)
    if not (is_free or keeps_cycle):
        cycles.restart(books, subscription, "subscription_update", unused)
    elif unused:
        _bill_or_keep(books, subscription, [*unused, _prorated(books, item, now, is_credit=False)], behavior)


def _same_cycle(old: Json, new: Json) -> bool:
    """Another interval starts a new period at once; the same one keeps its dates."""
    return all(old["recurring"][name] == new["recurring"][name] for name in ("interval", "interval_count"))


def _prorated(books: Books, item: Json, now: int, *, is_credit: bool) -> Json:
    """The rest of the period at the item's price, given back or charged."""
    price, (start, end) = item["price"], cycles.span_of(item)
    worth = share(price["unit_amount"] * item["quantity"], end - now, end - start)
    name = books.products[price["product"]]["name"]
    words = f"{'Unused' if is_credit else 'Remaining'} time on {name}"
    return invoices.charge_line(item, price, -worth if is_credit else worth, (now, end), words, prorated=True)


def _bill_or_keep(books: Books, subscription: Json, lines: list[Json], behavior: str) -> None:
    """Invoice the difference now, or with the next renewal."""
    if behavior == "always_invoice":
        now = books.now()
        cycles.bill(books, invoices.draft(books, subscription, lines, "subscription_update", (now, now)))
    else:
        subscription["_pending"] += lines


def _wait_until(books: Books, subscription: Json, wish: tuple[Json, int] | None, ends: int) -> Json:
    """A running one becomes free until a moment, from which on the price (a new one, if wished) is charged."""
    item = subscription["items"]["data"][0]
    with changing(books, subscription):
        if wish:
            item.update(price=dict(wish[0]), plan=subscriptions.plan_of(wish[0]), quantity=wish[1])
        subscription.update(status="trialing", trial_start=books.now(), trial_end=ends, billing_cycle_anchor=ends)
        subscription["_warned"] = False
        item.update(current_period_start=books.now(), current_period_end=ends)
        cycles.mark_end(books, subscription)
        lines, span = cycles.first_lines(books, subscription), (books.now(), books.now())
        invoice = invoices.draft(books, subscription, lines, "subscription_update", span)
    cycles.bill(books, invoice)
    return subscription


def _new_trial_end(books: Books, form: Form, subscription: Json, behavior: str) -> int | None:
    ends = subscriptions.trial_end(books, form)
    if ends and subscription["status"] not in ("trialing", "active"):
        raise invalid("trial_end", "This stand-in gives free time to a running subscription only.")
    if ends and subscription["status"] == "active" and behavior != "none":
        raise invalid("trial_end", "This stand-in gives free time without prorations only: proration_behavior=none.")
    return ends


def _move_trial(books: Books, subscription: Json, ends: int) -> None:
    item = subscription["items"]["data"][0]
    with changing(books, subscription):
        subscription.update(trial_end=ends, billing_cycle_anchor=ends, _warned=False)
        item["current_period_end"] = ends
        cycles.mark_end(books, subscription)


PREVIEW = "subscription subscription_details customer expand"


def preview(books: Books, form: Form, _: str = "") -> Json:
    """The invoice that a change would cause, written nowhere. `proration_date` makes it the same as the real one."""
    form.only(PREVIEW)
    subscription = subscriptions.living(books, form.required("subscription"))
    details = form.form("subscription_details").only("items proration_behavior proration_date")
    behavior, wish = details.choice("proration_behavior", *BEHAVIORS), _wish(books, details, subscription)
    moment = proration_moment(books, details, subscription)
    lines = _lines_of_change(books, subscription, wish, behavior, moment) if wish else []
    sketched = invoices.sketch(books, subscription, lines, "subscription_update", (moment, moment))
    return {**sketched, "id": f"upcoming_{subscription['id']}", "object": "invoice", "created": moment}


def _lines_of_change(books: Books, subscription: Json, wish: tuple[Json, int], behavior: str, now: int) -> list[Json]:
    price, quantity = wish
    item = dict(subscription["items"]["data"][0])
    unused = [] if behavior == "none" else [_prorated(books, item, now, is_credit=True)]
    changed = {**item, "price": dict(price), "quantity": quantity}
    if subscription["status"] in ("trialing", "paused"):
        return []
    if _same_cycle(item["price"], price):
        return [*unused, _prorated(books, changed, now, is_credit=False)] if unused else []
    changed |= {"current_period_start": books.now()}
    changed |= {"current_period_end": next_boundary(books.now(), books.now(), price["recurring"])}
    after = {**subscription, "status": "active", "items": {"data": [changed]}}
    return [*unused, *cycles.first_lines(books, after)]
