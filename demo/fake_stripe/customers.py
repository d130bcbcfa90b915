"""Customers, and the cards they have left with the provider."""

import hashlib

from .books import Books, Json, new_id
from .cards import BY_NUMBER, Card, by_token
from .errors import Refusal, invalid
from .params import Form

FIELDS = "email name phone description metadata preferred_locales address shipping invoice_settings tax_exempt"
TEXTS = ("email", "name", "phone", "description")


def create(books: Books, form: Form, _: str = "") -> Json:
    form.only(f"{FIELDS} payment_method")
    customer = write(books, form)
    if token := form.text("payment_method"):
        attach_token(books, token, customer)
    books.record("customer.created", customer)
    _set_default(books, form, customer)
    return customer


def write(books: Books, form: Form) -> Json:
    """A new customer without its event; `balance` is credit when negative, in minor units."""
    unused = dict.fromkeys(("address", "shipping", "currency", "default_source", "discount", "test_clock"))
    return books.new(
        "cus",
        "customer",
        **unused,
        **{name: form.text(name, most=512) for name in TEXTS},
        balance=0,
        delinquent=False,
        invoice_prefix=new_id("x")[2:10].upper(),
        invoice_settings={"custom_fields": None, "default_payment_method": None, "footer": None},
        metadata=form.metadata(),
        preferred_locales=form.texts("preferred_locales"),
        tax_exempt=form.choice("tax_exempt", "none", "exempt", "reverse"),
        _invoices=0,
    )


def update(books: Books, form: Form, id: str) -> Json:
    form.only(FIELDS)
    customer = books.get("customer", id)
    customer.update({name: form.text(name, most=512) for name in TEXTS if name in form.values})
    merge_metadata(customer, form)
    _set_default(books, form, customer)
    books.record("customer.updated", customer)
    return customer


def _set_default(books: Books, form: Form, customer: Json) -> None:
    settings = form.form("invoice_settings").only("default_payment_method")
    if id := settings.text("default_payment_method"):
        customer["invoice_settings"]["default_payment_method"] = owned(books, id, customer)["id"]


def merge_metadata(thing: Json, form: Form) -> None:
    """Named pairs are set, and an empty value removes its pair."""
    if form.values.get("metadata"):
        kept = {**thing["metadata"], **form.metadata()}
        given = form.values["metadata"]
        thing["metadata"] = {key: value for key, value in kept.items() if key not in given or given[key]}


def owned(books: Books, id: str, customer: Json) -> Json:
    """The customer's own saved card, or a refusal."""
    method = books.get("payment_method", id)
    if method["customer"] != customer["id"]:
        raise invalid("payment_method", f"The payment method {id} is not attached to the customer {customer['id']}.")
    return method


def attach(books: Books, form: Form, id: str) -> Json:
    customer = books.get("customer", form.only("customer").required("customer"))
    found = books.find(id)
    if found is None:
        return attach_token(books, id, customer)
    if found["customer"] not in (None, customer["id"]):
        raise Refusal("The payment method you provided has already been attached to a customer.")
    found["customer"] = customer["id"]
    books.record("payment_method.attached", found)
    return found


def attach_token(books: Books, token: str, customer: Json) -> Json:
    return save_card(books, by_token(token), customer)


def save_card(books: Books, card: Card, customer: Json, id: str | None = None) -> Json:
    """Keep a card for later charges; one that is declined already now cannot be kept."""
    check_savable(card)
    method = books.new("pm", "payment_method", id=id or new_id("pm"), type="card", customer=customer["id"])
    method.update(
        metadata={},
        allow_redisplay="always",
        card=_shown(card),
        billing_details={"email": customer["email"], "name": customer["name"]},
    )
    method["_card"] = card.number
    books.record("payment_method.attached", method)
    return method


def check_savable(card: Card) -> None:
    if card.code and not card.saves:
        details = {"code": card.code, "decline_code": card.decline_code}
        raise Refusal(card.message, status=402, kind="card_error", **details)


def _shown(card: Card) -> Json:
    """`fingerprint` is the same for the same number, whoever uses it."""
    print_of = hashlib.sha256(card.number.encode()).hexdigest()[:16]
    last_day = {"exp_month": 12, "exp_year": 2034}
    return {"brand": card.brand, "last4": card.number[-4:], "funding": "credit", "fingerprint": print_of, **last_day}


def detach(books: Books, form: Form, id: str) -> Json:
    form.only("")
    method = books.get("payment_method", id)
    settings = books.get("customer", method["customer"])["invoice_settings"] if method["customer"] else {}
    if settings.get("default_payment_method") == id:
        settings["default_payment_method"] = None
    method["customer"] = None
    books.record("payment_method.detached", method)
    return method


def card_of(books: Books, subscription: Json) -> tuple[Json, Card] | None:
    """What a renewal charges: the subscription's own card, or else the customer's default."""
    settings = books.customers[subscription["customer"]]["invoice_settings"]
    id = subscription["default_payment_method"] or settings["default_payment_method"]
    method = books.find(id) if id else None
    return (method, BY_NUMBER[method["_card"]]) if method and method["customer"] else None
