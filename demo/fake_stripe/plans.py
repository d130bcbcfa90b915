"""Products, and their prices: paid once, or again and again."""

from .books import Books, Json
from .customers import merge_metadata
from .errors import invalid, missing
from .params import Form

PRODUCT = "name description active metadata images tax_code unit_label statement_descriptor url"
PRICE = (
    "currency unit_amount product product_data recurring nickname lookup_key transfer_lookup_key metadata active"
    " tax_behavior billing_scheme"
)
LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}
"""Stripe's longest period: three years."""


def create_product(books: Books, form: Form, _: str = "") -> Json:
    form.only(PRODUCT)
    return _write_product(books, form)


def _write_product(books: Books, form: Form) -> Json:
    product = books.new(
        "prod",
        "product",
        active=form.choice("active", "true", "false") == "true",
        name=form.required("name"),
        description=form.text("description"),
        metadata=form.metadata(),
        images=form.texts("images"),
        type="service",
        updated=books.now(),
        default_price=None,
        unit_label=form.text("unit_label"),
        url=form.text("url"),
        tax_code=form.text("tax_code"),
        marketing_features=[],
    )
    books.record("product.created", product)
    return product


def update_product(books: Books, form: Form, id: str) -> Json:
    form.only(PRODUCT)
    return _update(books, form, books.get("product", id), ("name", "description"))


def _update(books: Books, form: Form, thing: Json, texts: tuple[str, ...]) -> Json:
    thing.update({name: form.text(name) for name in texts if name in form.values})
    if "active" in form.values:
        thing["active"] = form.flag("active")
    merge_metadata(thing, form)
    books.record(f"{thing['object']}.updated", thing)
    return thing


def create_price(books: Books, form: Form, _: str = "") -> Json:
    form.only(PRICE)
    amount, currency = form.required_whole("unit_amount", least=0), form.currency("currency")
    recurring, key = _recurring(form), form.text("lookup_key", most=200)
    _free_key(books, form, key)
    price = books.new(
        "price",
        "price",
        active=form.choice("active", "true", "false") == "true",
        billing_scheme="per_unit",
        currency=currency,
        custom_unit_amount=None,
        lookup_key=key,
        metadata=form.metadata(),
        nickname=form.text("nickname"),
        product=_product(books, form),
        recurring=recurring,
        tax_behavior=form.choice("tax_behavior", "unspecified", "inclusive", "exclusive"),
        tiers_mode=None,
        transform_quantity=None,
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    books.record("price.created", price)
    return price


def _product(books: Books, form: Form) -> str:
    if id := form.text("product"):
        return str(books.get("product", id)["id"])
    if not form.values.get("product_data"):
        raise missing("product")
    return str(_write_product(books, form.form("product_data").only(PRODUCT))["id"])


def _recurring(form: Form) -> Json | None:
    if not form.values.get("recurring"):
        return None
    given = form.form("recurring").only("interval interval_count usage_type")
    given.required("interval")
    interval = given.choice("interval", *LONGEST)
    count = 1 if given.whole("interval_count") is None else given.required_whole("interval_count")
    if count > LONGEST[interval]:
        raise invalid(given.name("interval_count"), "A period may last three years at most.")
    usage = given.choice("usage_type", "licensed")
    unused = {"meter": None, "trial_period_days": None}
    return {"interval": interval, "interval_count": count, "usage_type": usage, **unused}


def _free_key(books: Books, form: Form, key: str | None) -> None:
    """A lookup key names one price; it is taken from another only when that was asked for."""
    holders = [price for price in books.prices.values() if key and price["lookup_key"] == key]
    if holders and not form.flag("transfer_lookup_key"):
        raise invalid("lookup_key", f"A price ({holders[0]['id']}) already uses that lookup key.")
    for price in holders:
        price["lookup_key"] = None
        books.record("price.updated", price)


def update_price(books: Books, form: Form, id: str) -> Json:
    form.only("active metadata nickname lookup_key transfer_lookup_key tax_behavior")
    price = books.get("price", id)
    if (key := form.text("lookup_key")) and price["lookup_key"] != key:
        _free_key(books, form, key)
    return _update(books, form, price, ("nickname", "lookup_key"))


def recurring_price(books: Books, id: str, param: str) -> Json:
    """A price a subscription may have; refused are those that are archived or paid once."""
    price = books.get("price", id)
    if not price["active"]:
        raise invalid(param, "The price specified is inactive. This field only accepts active prices.")
    if not price["recurring"]:
        raise invalid(
            param,
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        )
    return price
