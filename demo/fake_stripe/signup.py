"""Checkout Sessions that sell a subscription; those that sell goods are left to `checkout`."""

from datetime import UTC, datetime

from . import checkout, customers, cycles, intents, invoices, subscriptions
from .books import Books, Json, new_id
from .cards import BY_NUMBER, Card
from .charging import attempt, authenticate
from .errors import Refusal, invalid, missing
from .money import show
from .params import Form
from .plans import recurring_price

CREATE = (
    "mode line_items success_url cancel_url expires_at customer customer_email client_reference_id metadata locale"
    " currency subscription_data payment_method_collection payment_method_types ui_mode billing_address_collection"
    " phone_number_collection consent_collection custom_text automatic_tax allow_promotion_codes"
    " saved_payment_method_options branding_settings integration_identifier"
)
DATA = "trial_period_days trial_end metadata trial_settings description"
SHORTEST_TRIAL = 48 * 3600


def create(books: Books, form: Form, _: str = "") -> Json:
    if form.text("mode") != "subscription":
        return checkout.create(books, form)
    form.only(CREATE)
    form.choice("ui_mode", "hosted_page")
    if not form.link("success_url"):
        raise missing("success_url")
    customer, agreed = _customer_named(books, form), _terms(books, form)
    item = _line(books, form, agreed["trial_end"])
    session = books.new("cs_test", "checkout.session", **checkout.common_fields(books, form), _items=[item])
    session.update(dict.fromkeys(checkout.UNUSED.split()), **_sums(item, agreed), mode="subscription")
    session.update(customer=customer and customer["id"], customer_creation=None if customer else "always")
    session.update(url=f"{books.base_url}/pay/{session['id']}", _known_email=customer and customer["email"])
    session.update(payment_method_collection=form.choice("payment_method_collection", "always", "if_required"))
    session.update(_data=form.form("subscription_data").values, _intent=None, _customer=session["customer"])
    return session


def _customer_named(books: Books, form: Form) -> Json | None:
    id = form.text("customer")
    if id and form.text("customer_email"):
        raise invalid("customer", "You may only specify one of these parameters: customer, customer_email.")
    return books.get("customer", id) if id else None


def _terms(books: Books, form: Form) -> Json:
    data = form.form("subscription_data").only(DATA)
    agreed = subscriptions.terms(books, data)
    if data.whole("trial_end") and agreed["trial_end"] < books.now() + SHORTEST_TRIAL:
        raise invalid(data.name("trial_end"), "The `trial_end` date has to be at least 2 days in the future.")
    return agreed


def _line(books: Books, form: Form, trial_end: int | None) -> Json:
    rows = form.forms("line_items")
    if len(rows) != 1:
        raise invalid("line_items", "Send one line item; this stand-in sells one price per subscription.")
    row = rows[0].only("price quantity")
    price = recurring_price(books, row.required("price"), row.name("price"))
    quantity = row.required_whole("quantity")
    due, product = 0 if trial_end else price["unit_amount"] * quantity, books.products[price["product"]]
    sums = {"amount_subtotal": due, "amount_total": due, "amount_discount": 0, "amount_tax": 0}
    named = {"quantity": quantity, "currency": price["currency"], "price": dict(price), "metadata": {}}
    about = _promise(price, quantity, trial_end)
    return {"id": new_id("li"), "object": "item", **named, **sums, "description": product["name"], "_about": about}


def _promise(price: Json, quantity: int, trial_end: int | None) -> str:
    """`Free until 6 December 2026, then €49.00 every year.`"""
    interval, count = price["recurring"]["interval"], price["recurring"]["interval_count"]
    sum_of = show(price["unit_amount"] * quantity, price["currency"])
    regularly = f"{sum_of} every {interval if count == 1 else f'{count} {interval}s'}"
    ends = datetime.fromtimestamp(trial_end, UTC) if trial_end else None
    return f"Free until {ends.day} {ends:%B %Y}, then {regularly}." if ends else f"{regularly}, from today."


def _sums(item: Json, agreed: Json) -> Json:
    total, wish = item["amount_total"], "Start trial" if agreed["trial_end"] else None
    return {"amount_total": total, "amount_subtotal": total, "currency": item["currency"], "_wish": wish}


def needs_card(session: Json) -> bool:
    is_free = session["mode"] == "subscription" and not session["amount_total"]
    return not (is_free and session["payment_method_collection"] == "if_required")


def pay(books: Books, id: str, card: Card | None, email: str | None = None) -> Json:
    """Try the card on an open session of either mode; a decline raises, and another card may follow."""
    if books.get("checkout.session", id)["mode"] == "payment":
        return checkout.pay(books, id, card or BY_NUMBER["4242424242424242"], email)
    session = checkout.open_session(books, id, "paid")
    if card is None and needs_card(session):
        raise Refusal("This session needs a card.")
    customer = _customer(books, session, email)
    due = invoices.due_from(customer, session["amount_total"], session["currency"])
    if due and card:
        return _charge(books, session, customer, card, due)
    if card:
        customers.check_savable(card)
    return _complete(books, session, card, None)


def _customer(books: Books, session: Json, email: str | None) -> Json:
    """The customer named by the shop, or a new one, whom events tell of once the session is complete."""
    email = session["customer_email"] or email
    if not session["_customer"]:
        session["_customer"] = customers.write(books, Form({"email": email} if email else {}))["id"]
    return books.customers[session["_customer"]]


def _charge(books: Books, session: Json, customer: Json, card: Card, due: int) -> Json:
    if not session["_intent"]:
        intent = intents.open_intent(books, due, session["currency"], Form({}))
        intent.update(customer=customer["id"], _session=session["id"], setup_future_usage="off_session")
        session["_intent"] = intent["id"]
    intent = books.intents[session["_intent"]]
    if intent["status"] == "requires_action":
        authenticate(books, intent, succeeds=False)
    attempt(books, intent, card, method=new_id("pm"))
    return follow(books, intent)


def follow(books: Books, intent: Json) -> Json:
    """Complete the session whose intent has been paid."""
    session = books.sessions[intent["_session"]]
    if session["mode"] == "payment":
        return checkout.follow(books, intent)
    if intent["status"] == "succeeded" and session["status"] == "open":
        _complete(books, session, BY_NUMBER[intent["_card"]], intent)
    return session


def _complete(books: Books, session: Json, card: Card | None, intent: Json | None) -> Json:
    customer = books.customers[session["_customer"]]
    if not session["customer"]:
        books.record("customer.created", customer)
    subscription = _subscribe(books, session, customer)
    if card:
        method = customers.save_card(books, card, customer, intent and intent["payment_method"])
        subscription["default_payment_method"] = method["id"]
    invoice = cycles.open_first(books, subscription)
    if intent:
        intent["_invoice"], invoice["_intent"], invoice["attempt_count"] = invoice["id"], intent["id"], 1
        invoices.settle(books, invoice, intent)
    details = {"email": customer["email"], "name": customer["name"], "phone": customer["phone"], "address": None}
    paid = "paid" if session["amount_total"] else "no_payment_required"
    session.update(status="complete", payment_status=paid, url=None, customer_details=details)
    session.update(customer=customer["id"], subscription=subscription["id"], invoice=invoice["id"])
    books.record("checkout.session.completed", session)
    return session


def _subscribe(books: Books, session: Json, customer: Json) -> Json:
    """A trial of some days begins when the shopper subscribes, not when the page was made."""
    data, item = dict(session["_data"]), session["_items"][0]
    agreed = subscriptions.terms(books, Form(data, "subscription_data"))
    return subscriptions.write(books, customer, books.prices[item["price"]["id"]], item["quantity"], agreed)
