"""PaymentIntents: the life from asking for money to holding it."""

from .books import Books, Json, new_id
from .cards import BY_NUMBER, by_token
from .charging import attempt, unexpected
from .errors import Refusal, invalid, missing
from .money import check_payable, show
from .params import Form

CREATE = (
    "amount currency confirm capture_method payment_method payment_method_types automatic_payment_methods metadata"
    " description receipt_email statement_descriptor statement_descriptor_suffix shipping return_url off_session"
    " confirmation_method"
)
NOT_YET = (
    "payment_method latest_charge last_payment_error next_action canceled_at cancellation_reason customer processing"
    " review setup_future_usage shipping statement_descriptor statement_descriptor_suffix"
)
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
CANCELABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")


def create(books: Books, form: Form, _: str = "") -> Json:
    form.only(CREATE)
    amount, currency = form.required_whole("amount"), form.currency("currency")
    check_payable(amount, currency, "amount")
    token, may_redirect = form.text("payment_method"), _may_redirect(form)
    number, is_confirmed = by_token(token).number if token else None, form.flag("confirm")
    if is_confirmed and not number:
        raise missing("payment_method")
    if is_confirmed:
        _check_return(form, may_redirect)
    intent = open_intent(books, amount, currency, form)
    intent.update(_card=number, _may_redirect=may_redirect)
    if number:
        intent.update(payment_method=new_id("pm"), status="requires_confirmation")
    return _confirm_now(books, intent, form) if is_confirmed else intent


def open_intent(books: Books, amount: int, currency: str, form: Form) -> Json:
    """Start an intent over `amount` minor units; nothing is charged yet."""
    intent = books.new(
        "pi",
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        currency=currency,
        status="requires_payment_method",
        capture_method=form.choice("capture_method", "automatic", "automatic_async", "manual"),
        confirmation_method="automatic",
        payment_method_types=["card"],
        metadata=form.metadata(),
        description=form.text("description"),
        receipt_email=form.text("receipt_email"),
    )
    intent.update(dict.fromkeys(NOT_YET.split()), client_secret=f"{intent['id']}_secret_{new_id('x')[2:]}")
    return intent


def _may_redirect(form: Form) -> bool:
    """Whether Stripe would offer methods that leave the page, and so insist on a `return_url` at confirmation."""
    automatic = form.form("automatic_payment_methods").only("enabled allow_redirects")
    return not form.texts("payment_method_types") and automatic.choice("allow_redirects", "always", "never") == "always"


def _check_return(form: Form, may_redirect: bool) -> None:
    form.flag("off_session")
    if may_redirect and not form.link("return_url"):
        raise invalid("return_url", "Give a return_url, or set automatic_payment_methods[allow_redirects] to never.")


def confirm(books: Books, form: Form, id: str) -> Json:
    form.only("payment_method return_url off_session")
    intent = books.get("payment_intent", id)
    token = form.text("payment_method")
    number = by_token(token).number if token else intent["_card"]
    if intent["status"] not in ("requires_payment_method", "requires_confirmation") or not number:
        raise unexpected(intent, "confirm")
    _check_return(form, intent["_may_redirect"])
    intent["_card"] = number
    return _confirm_now(books, intent, form)


def _confirm_now(books: Books, intent: Json, form: Form) -> Json:
    intent["_return_url"] = form.link("return_url")
    attempt(books, intent, BY_NUMBER[intent["_card"]], off_session=form.flag("off_session"))
    return intent


def capture(books: Books, form: Form, id: str) -> Json:
    """Take all or part of an authorized amount (minor units); the rest is let go."""
    form.only("amount_to_capture metadata")
    intent = books.get("payment_intent", id)
    if intent["status"] != "requires_capture":
        raise unexpected(intent, "capture")
    whole = form.whole("amount_to_capture")
    amount = intent["amount_capturable"] if whole is None else whole
    if not 0 < amount <= intent["amount_capturable"]:
        most = show(intent["amount_capturable"], intent["currency"])
        words = f"The amount to capture may be at most {most}."
        raise Refusal(words, code="amount_too_large", param="amount_to_capture")
    books.charges[intent["latest_charge"]].update(captured=True, amount_captured=amount)
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    books.record("payment_intent.succeeded", intent)
    return intent


def cancel(books: Books, form: Form, id: str) -> Json:
    form.only("cancellation_reason")
    intent = books.get("payment_intent", id)
    reason = form.text("cancellation_reason")
    if reason and reason not in REASONS:
        raise invalid("cancellation_reason", f"Invalid cancellation_reason: must be one of {', '.join(REASONS)}")
    if intent.get("_session") or intent["status"] not in CANCELABLE:
        raise unexpected(intent, "cancel")
    void(books, intent, reason)
    return intent


def void(books: Books, intent: Json, reason: str | None) -> None:
    """Give up the intent and release what was authorized."""
    if intent["status"] == "requires_capture":
        books.charges[intent["latest_charge"]].update(refunded=True, amount_refunded=intent["amount"])
    intent.update(status="canceled", canceled_at=books.now(), cancellation_reason=reason)
    intent.update(amount_capturable=0, next_action=None)
    books.record("payment_intent.canceled", intent)
