"""Subscriptions: begun, changed and ended. Each sells one price."""

from . import collecting, cycles
from .books import Books, Json, new_id
from .customers import merge_metadata, owned
from .errors import Refusal, invalid, missing
from .listing import page
from .params import Form
from .periods import next_boundary
from .plans import recurring_price
from .standing import OVER, STATUSES, end

CREATE = (
    "customer items default_payment_method trial_period_days trial_end metadata payment_behavior off_session"
    " cancel_at_period_end trial_settings description proration_behavior collection_method payment_settings"
)
UNUSED = (
    "application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at canceled_at"
    " customer_account days_until_due default_source ended_at next_pending_invoice_item_invoice on_behalf_of"
    " pause_collection pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock"
    " transfer_data latest_invoice"
)
MISSING_CARD = ("create_invoice", "cancel", "pause")
LONGEST_TRIAL = 730 * 86_400


def create(books: Books, form: Form, _: str = "") -> Json:
    form.only(CREATE)
    customer = books.get("customer", form.required("customer"))
    price, quantity = chosen(books, form)
    subscription = write(books, customer, price, quantity, terms(books, form))
    if id := form.text("default_payment_method"):
        subscription["default_payment_method"] = owned(books, id, customer)["id"]
    return _begin(books, subscription, form)


def chosen(books: Books, form: Form) -> tuple[Json, int]:
    """The one price and its quantity."""
    items = form.forms("items")
    if len(items) != 1:
        raise missing("items") if not items else invalid("items", "This stand-in sells one price per subscription.")
    row = items[0].only("price quantity metadata")
    quantity = 1 if row.whole("quantity") is None else row.required_whole("quantity")
    return recurring_price(books, row.required("price"), row.name("price")), quantity


def terms(books: Books, form: Form) -> Json:
    """When the trial ends, and what is to be remembered; `form` is the subscription's or Checkout's data about it."""
    ending = form.form("trial_settings").only("end_behavior").form("end_behavior").only("missing_payment_method")
    return {
        "trial_end": trial_end(books, form),
        "metadata": form.metadata(),
        "description": form.text("description"),
        "missing": ending.choice("missing_payment_method", *MISSING_CARD),
    }


def trial_end(books: Books, form: Form) -> int | None:
    days, at = form.whole("trial_period_days"), None
    if form.text("trial_end") != "now":
        at = form.whole("trial_end")
    if days is not None and at is not None:
        raise invalid(form.name("trial_end"), "You may only specify one of trial_period_days and trial_end.")
    if days is not None:
        at = books.now() + form.required_whole("trial_period_days") * 86_400
    if at is not None and not books.now() < at <= books.now() + LONGEST_TRIAL:
        raise invalid(form.name("trial_end"), "The trial end must be in the future, two years ahead at most.")
    return at


def write(books: Books, customer: Json, price: Json, quantity: int, agreed: Json) -> Json:
    """A new subscription without invoice and event: in its trial, or incomplete until it is paid."""
    now, ends = books.now(), agreed["trial_end"]
    subscription = books.new(
        "sub",
        "subscription",
        **dict.fromkeys(UNUSED.split()),
        automatic_tax={"enabled": False, "disabled_reason": None, "liability": None},
        billing_cycle_anchor=ends or now,
        billing_mode={"type": "flexible", "flexible": {"proration_discounts": "included"}, "updated_at": None},
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        currency=price["currency"],
        customer=customer["id"],
        default_payment_method=None,
        default_tax_rates=[],
        description=agreed["description"],
        discounts=[],
        invoice_settings={"account_tax_ids": None, "issuer": {"type": "self"}},
        metadata=agreed["metadata"],
        payment_settings={"payment_method_types": None, "save_default_payment_method": "off"},
        start_date=now,
        status="trialing" if ends else "incomplete",
        trial_start=now if ends else None,
        trial_end=ends,
        trial_settings={"end_behavior": {"missing_payment_method": agreed["missing"]}},
        _fails=0,
        _pending=[],
        _warned=False,
        _announced=None,
    )
    span = now, ends or next_boundary(now, now, price["recurring"])
    rows = [_item(books, subscription, price, quantity, span)]
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = {"object": "list", "data": rows, "has_more": False, "total_count": 1, "url": url}
    return subscription


def _item(books: Books, subscription: Json, price: Json, quantity: int, span: tuple[int, int]) -> Json:
    """The period stands here and no longer on the subscription (since 2025-03-31.basil)."""
    return {
        "id": new_id("si"),
        "object": "subscription_item",
        "created": books.now(),
        "billed_until": None,
        "billing_thresholds": None,
        "current_period_start": span[0],
        "current_period_end": span[1],
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": dict(price),
        "quantity": quantity,
        "subscription": subscription["id"],
        "tax_rates": [],
    }


def plan_of(price: Json) -> Json:
    """The price in the older shape, which items still carry."""
    same = ("id", "active", "created", "currency", "livemode", "metadata", "nickname", "product", "billing_scheme")
    period = {name: price["recurring"][name] for name in ("interval", "interval_count", "usage_type")}
    amounts = {"amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"]}
    unused = dict.fromkeys(("tiers_mode", "transform_usage", "meter", "trial_period_days"))
    return {"object": "plan", **unused, **{name: price[name] for name in same}, **period, **amounts}


def _begin(books: Books, subscription: Json, form: Form) -> Json:
    behavior = form.choice("payment_behavior", "allow_incomplete", "default_incomplete")
    subscription["cancel_at_period_end"] = form.flag("cancel_at_period_end")
    cycles.mark_end(books, subscription)
    invoice = cycles.open_first(books, subscription)
    if invoice["status"] == "open" and behavior == "allow_incomplete":
        collecting.collect(books, invoice)
    return subscription


def remember(subscription: Json, form: Form) -> None:
    merge_metadata(subscription, form)
    details = form.form("cancellation_details").only("comment feedback")
    subscription["cancellation_details"].update({name: details.text(name) for name in details.values})


def cancel(books: Books, form: Form, id: str) -> Json:
    """End it now, without giving money back."""
    form.only("cancellation_details invoice_now prorate")
    if form.flag("invoice_now") or form.flag("prorate"):
        raise invalid("prorate", "This stand-in does not prorate what is canceled; refund the payment instead.")
    subscription = living(books, id)
    remember(subscription, form)
    end(books, subscription, "cancellation_requested")
    return subscription


def living(books: Books, id: str) -> Json:
    subscription = books.get("subscription", id)
    if subscription["status"] in OVER:
        words = "A canceled subscription can only update its cancellation_details and metadata."
        raise Refusal(words, status=404 if subscription["status"] == "incomplete_expired" else 400)
    return subscription


def resume(books: Books, form: Form, id: str) -> Json:
    """Let a paused one go on, in a new period from now."""
    form.only("billing_cycle_anchor proration_behavior")
    subscription = living(books, id)
    if subscription["status"] != "paused":
        raise Refusal("Only paused subscriptions can be resumed.")
    cycles.restart(books, subscription, "subscription_update")
    books.record("customer.subscription.resumed", subscription)
    return subscription


def many(books: Books, form: Form, _: str = "") -> Json:
    """All but the canceled ones, unless a status or `all` is asked for."""
    status, price = form.text("status"), form.text("price")
    if status not in (None, "all", "ended", *STATUSES):
        raise invalid("status", f"Invalid status: must be one of all, ended, {', '.join(STATUSES)}")
    statuses = {None: set(STATUSES) - {"canceled"}, "all": set(STATUSES), "ended": set(OVER)}.get(status, {status})

    def keeps(row: Json) -> bool:
        return row["status"] in statuses and price in (None, row["items"]["data"][0]["price"]["id"])

    return page(books, "subscriptions", form, "/v1/subscriptions", "status price", keeps)
