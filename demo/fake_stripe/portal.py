"""Billing portal sessions: a page where customers change their card, and cancel or resume what they have."""

from .books import Books, Json
from .cards import Card
from .customers import save_card
from .cycles import set_to_end
from .errors import Refusal
from .params import Form
from .standing import OVER, changing

OPEN_FOR = 3600
"""Seconds for which a page can be used; Stripe's own ends some while after its last use."""


def create(books: Books, form: Form, _: str = "") -> Json:
    form.only("customer return_url configuration locale")
    customer = books.get("customer", form.required("customer"))
    unused = dict.fromkeys(("configuration", "customer_account", "flow", "locale", "on_behalf_of"))
    portal = books.new("bps", "billing_portal.session", **unused, customer=customer["id"])
    portal.update(return_url=form.link("return_url"), url=f"{books.base_url}/portal/{portal['id']}")
    return portal


def open_portal(books: Books, id: str) -> Json:
    portal = books.get("billing_portal.session", id)
    if portal["created"] + OPEN_FOR <= books.now():
        raise Refusal("This page has expired. Open it again from the shop.", status=410)
    return portal


def running(books: Books, portal: Json) -> list[Json]:
    """The customer's subscriptions that are not over, oldest first."""
    rows = (row for row in books.subscriptions.values() if row["customer"] == portal["customer"])
    return [row for row in rows if row["status"] not in OVER]


def set_renewal(books: Books, portal: Json, id: str, *, renews: bool) -> None:
    subscription = next((row for row in running(books, portal) if row["id"] == id), None)
    if subscription is None:
        raise Refusal("This subscription is over.", status=404)
    with changing(books, subscription):
        set_to_end(books, subscription, not renews)


def replace_card(books: Books, customer: Json, card: Card) -> Json:
    """Keep the card, and charge it from now on for all the customer has."""
    method = save_card(books, card, customer)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    books.record("customer.updated", customer)
    for subscription in running(books, {"customer": customer["id"]}):
        with changing(books, subscription):
            subscription["default_payment_method"] = method["id"]
    return method
