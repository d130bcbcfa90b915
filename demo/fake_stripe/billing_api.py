"""The REST paths of what is sold again and again."""

from . import changing_plans, collecting, customers, plans, portal, subscriptions
from .books import Books, Json
from .listing import page
from .params import Form
from .verbs import Verb, many, one


def _prices(books: Books, form: Form, _: str) -> Json:
    keys = form.texts("lookup_keys")
    return page(books, "prices", form, "/v1/prices", "lookup_keys", lambda row: not keys or row["lookup_key"] in keys)


def _invoices(books: Books, form: Form, _: str) -> Json:
    id = form.text("subscription")
    return page(books, "invoices", form, "/v1/invoices", "subscription", lambda row: id in (None, row["_subscription"]))


def _lines(books: Books, form: Form, id: str) -> Json:
    form.only("limit")
    return dict(books.get("invoice", id)["lines"])


def _payments(books: Books, form: Form, _: str) -> Json:
    wanted = form.form("payment").only("type payment_intent").text("payment_intent")
    keeps = lambda row: wanted in (None, row["payment"]["payment_intent"])  # noqa: E731
    return page(books, "payments", form, "/v1/invoice_payments", "payment", keeps)


def _cards_of(books: Books, form: Form, id: str) -> Json:
    books.get("customer", id)
    url = f"/v1/customers/{id}/payment_methods"
    return page(books, "methods", form, url, "", lambda row: row["customer"] == id)


ROUTES: list[tuple[str, str, Verb]] = [
    ("POST", "/v1/customers", customers.create),
    ("GET", "/v1/customers", many("customers", "/v1/customers")),
    ("GET", "/v1/customers/{id}", one("customer")),
    ("POST", "/v1/customers/{id}", customers.update),
    ("GET", "/v1/customers/{id}/payment_methods", _cards_of),
    ("GET", "/v1/payment_methods", many("methods", "/v1/payment_methods")),
    ("GET", "/v1/payment_methods/{id}", one("payment_method")),
    ("POST", "/v1/payment_methods/{id}/attach", customers.attach),
    ("POST", "/v1/payment_methods/{id}/detach", customers.detach),
    ("POST", "/v1/products", plans.create_product),
    ("GET", "/v1/products", many("products", "/v1/products")),
    ("GET", "/v1/products/{id}", one("product")),
    ("POST", "/v1/products/{id}", plans.update_product),
    ("POST", "/v1/prices", plans.create_price),
    ("GET", "/v1/prices", _prices),
    ("GET", "/v1/prices/{id}", one("price")),
    ("POST", "/v1/prices/{id}", plans.update_price),
    ("POST", "/v1/subscriptions", subscriptions.create),
    ("GET", "/v1/subscriptions", subscriptions.many),
    ("GET", "/v1/subscriptions/{id}", one("subscription")),
    ("POST", "/v1/subscriptions/{id}", changing_plans.update),
    ("DELETE", "/v1/subscriptions/{id}", subscriptions.cancel),
    ("POST", "/v1/subscriptions/{id}/resume", subscriptions.resume),
    ("GET", "/v1/invoices", _invoices),
    ("POST", "/v1/invoices/create_preview", changing_plans.preview),
    ("GET", "/v1/invoices/{id}", one("invoice")),
    ("GET", "/v1/invoices/{id}/lines", _lines),
    ("POST", "/v1/invoices/{id}/pay", collecting.pay),
    ("POST", "/v1/invoices/{id}/finalize", collecting.finalize),
    ("POST", "/v1/invoices/{id}/void", collecting.void),
    ("GET", "/v1/invoice_payments", _payments),
    ("GET", "/v1/invoice_payments/{id}", one("invoice_payment")),
    ("POST", "/v1/billing_portal/sessions", portal.create),
]
