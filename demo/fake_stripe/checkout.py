"""Checkout Sessions: what is sold on the hosted page, until when, and how it was paid."""

from . import intents
from .books import Books, Json, new_id, public
from .cards import Card, by_number
from .charging import attempt, authenticate
from .errors import Refusal, invalid, missing
from .money import check_payable
from .params import Form

CREATE = (
    "mode line_items success_url cancel_url expires_at customer_email client_reference_id metadata locale currency"
    " payment_intent_data payment_method_types ui_mode submit_type customer_creation billing_address_collection"
    " phone_number_collection consent_collection custom_text payment_method_options payment_method_configuration"
    " automatic_tax allow_promotion_codes saved_payment_method_options branding_settings integration_identifier"
)
INTENT_DATA = "metadata capture_method description receipt_email shipping"
PRICE_DATA = "currency unit_amount product_data tax_behavior"
PRODUCT_DATA = "name description images metadata tax_code"
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
"""How long a session may stay open, in seconds."""
PAID = ("succeeded", "requires_capture")
UNUSED = (
    "after_expiration allow_promotion_codes billing_address_collection client_secret consent customer invoice"
    " payment_link recovered_from setup_intent shipping_cost submit_type subscription payment_intent"
)


def create(books: Books, form: Form, _: str = "") -> Json:
    form.only(CREATE)
    form.choice("mode", "payment")
    form.choice("ui_mode", "hosted_page")
    if not form.link("success_url"):
        raise missing("success_url")
    _check_intent_data(form.form("payment_intent_data"))
    items = [_line(row) for row in form.forms("line_items")]
    total, currency = _total(items)
    check_payable(total, currency, "line_items")
    session = books.new("cs_test", "checkout.session", **common_fields(books, form), _items=items)
    session.update(dict.fromkeys(UNUSED.split()), amount_total=total, amount_subtotal=total, currency=currency)
    session.update(url=f"{books.base_url}/pay/{session['id']}", _intent_data=form.form("payment_intent_data").values)
    return session


def _check_intent_data(data: Form) -> None:
    """The intent is written at the first attempt to pay; what is wrong with it must be said now."""
    data.only(INTENT_DATA).metadata()
    data.choice("capture_method", "automatic", "automatic_async", "manual")
    for name in ("description", "receipt_email"):
        data.text(name)


def _line(row: Form) -> Json:
    price = row.only("price_data quantity").form("price_data").only(PRICE_DATA)
    product = price.form("product_data").only(PRODUCT_DATA)
    unit, quantity = price.required_whole("unit_amount", least=0), row.required_whole("quantity")
    currency = price.currency("currency")
    return {
        "id": new_id("li"),
        "object": "item",
        "quantity": quantity,
        "currency": currency,
        "amount_subtotal": unit * quantity,
        "amount_total": unit * quantity,
        "amount_discount": 0,
        "amount_tax": 0,
        "price": {"object": "price", "currency": currency, "unit_amount": unit, "type": "one_time"},
        "description": product.required("name"),
        "metadata": product.metadata(),
        "_about": product.text("description"),
    }


def _total(items: list[Json]) -> tuple[int, str]:
    currencies = {item["currency"] for item in items}
    if not items:
        raise missing("line_items")
    if len(currencies) > 1:
        raise invalid("line_items", "All line items must have the same currency.")
    return sum(item["amount_total"] for item in items), currencies.pop()


def common_fields(books: Books, form: Form) -> Json:
    email = form.text("customer_email", most=512)
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "status": "open",
        "payment_status": "unpaid",
        "payment_method_types": ["card"],
        "success_url": form.link("success_url"),
        "cancel_url": form.link("cancel_url"),
        "expires_at": _expiry(books, form),
        "customer_email": email,
        "customer_details": {"email": email, "name": None, "phone": None, "address": None} if email else None,
        "customer_creation": form.choice("customer_creation", "if_required", "always"),
        "client_reference_id": form.text("client_reference_id", most=200),
        "metadata": form.metadata(),
        "locale": form.text("locale"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        **{name: [] for name in ("custom_fields", "discounts", "shipping_options")},
    }


def _expiry(books: Books, form: Form) -> int:
    now, at = books.now(), form.whole("expires_at")
    if at is None:
        return now + LONGEST
    if at < now + SHORTEST:
        raise invalid("expires_at", "The `expires_at` timestamp must be at least 30 minutes from creation.")
    if at > now + LONGEST:
        raise invalid("expires_at", "The `expires_at` timestamp must be less than 24 hours from creation.")
    return at


def retrieve(books: Books, form: Form, id: str) -> Json:
    form.only("")
    session = books.get("checkout.session", id)
    if session["status"] == "open" and session["expires_at"] <= books.now():
        _close(books, session)
    return session


def line_items(books: Books, form: Form, id: str) -> Json:
    form.only("limit")
    items = [public(item) for item in books.get("checkout.session", id)["_items"]]
    return {"object": "list", "data": items, "has_more": False, "url": f"/v1/checkout/sessions/{id}/line_items"}


def expire(books: Books, form: Form, id: str) -> Json:
    form.only("")
    session = open_session(books, id, "expired")
    _close(books, session)
    return session


def expire_due(books: Books) -> None:
    """Close every open session whose time is over."""
    for id in [session["id"] for session in books.sessions.values() if session["status"] == "open"]:
        retrieve(books, Form({}), id)


def open_session(books: Books, id: str, wish: str) -> Json:
    session = retrieve(books, Form({}), id)
    if session["status"] != "open":
        words = f'Only Checkout Sessions with a status in ["open"] can be {wish}.'
        raise Refusal(f"{words} This Checkout Session has a status of `{session['status']}`.")
    return session


def _close(books: Books, session: Json) -> None:
    session.update(status="expired", url=None)
    if intent_id := session["payment_intent"] or session.get("_intent"):
        intents.void(books, books.intents[intent_id], "automatic")
    books.record("checkout.session.expired", session)


def pay(books: Books, id: str, card: Card, email: str | None = None) -> Json:
    """Try the card on an open session, as the hosted page does. A decline raises and leaves the session open."""
    session = open_session(books, id, "paid")
    session["_email"] = session["customer_email"] or email
    intent = _intent(books, session)
    if intent["status"] == "requires_action":
        authenticate(books, intent, succeeds=False)
    attempt(books, intent, card)
    return follow(books, intent)


def process(books: Books, id: str) -> Json:
    """Pay by something that takes days, such as a bank debit: the session is complete and not paid yet."""
    session = open_session(books, id, "paid")
    session["_email"] = session["customer_email"]
    _intent(books, session)["status"] = "processing"
    session.update(status="complete", payment_status="unpaid", url=None)
    books.record("checkout.session.completed", session)
    return session


def finish(books: Books, id: str, *, succeeds: bool) -> Json:
    """The days are over: the money came, or it never will."""
    session = books.get("checkout.session", id)
    intent = books.intents[session["payment_intent"]]
    if intent["status"] != "processing":
        raise Refusal(f"This payment is not being processed: it is {intent['status']}.")
    intent["status"] = "requires_payment_method"
    if succeeds:
        attempt(books, intent, by_number("4242424242424242"))
        session["payment_status"] = "paid"
    books.record(f"checkout.session.async_payment_{'succeeded' if succeeds else 'failed'}", session)
    return session


def _intent(books: Books, session: Json) -> Json:
    """Stripe opens the intent at the first attempt, and later attempts use the same one."""
    if not session["payment_intent"]:
        data = Form(session["_intent_data"], "payment_intent_data")
        intent = intents.open_intent(books, session["amount_total"], session["currency"], data)
        intent["_session"] = session["id"]
        session["payment_intent"] = intent["id"]
    return books.intents[session["payment_intent"]]


def follow(books: Books, intent: Json) -> Json:
    """Complete the session whose intent has been paid or authorized."""
    session = books.sessions[intent["_session"]]
    if intent["status"] in PAID and session["status"] == "open":
        paid = "paid" if intent["status"] == "succeeded" else "unpaid"
        session.update(status="complete", payment_status=paid, url=None)
        session["customer_details"] = {"email": session["_email"], "name": None, "phone": None, "address": None}
        books.record("checkout.session.completed", session)
    return session


def success_url(session: Json) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
