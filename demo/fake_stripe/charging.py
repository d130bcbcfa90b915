"""What happens to the money when a card is used: charged, authorized, declined, or first asked to authenticate."""

from .books import Books, Json, new_id, public
from .cards import BY_NUMBER, Card
from .errors import Refusal

COPIED = ("amount", "currency", "payment_method", "description", "receipt_email", "customer")
NOT_AUTHENTICATED = "We are unable to authenticate your payment method. Please choose a different one and try again."


def attempt(books: Books, intent: Json, card: Card, *, off_session: bool = False, method: str | None = None) -> None:
    """Charge the card or ask its owner to authenticate; a declined one raises once its failed charge is written.

    `method` is the id of a saved card.
    """
    intent.update(payment_method=method or new_id("pm"), last_payment_error=None, next_action=None, _card=card.number)
    if card.asks and off_session:
        raise _decline(books, intent, card, "authentication_required", "authentication_required")
    if card.asks:
        _ask(books, intent)
    elif card.code:
        raise _decline(books, intent, card, card.code, card.decline_code)
    else:
        _charge(books, intent, card)


def _ask(books: Books, intent: Json) -> None:
    url = f"{books.base_url}/authenticate/{intent['id']}"
    target = {"url": url, "return_url": intent.get("_return_url")}
    intent.update(status="requires_action", next_action={"type": "redirect_to_url", "redirect_to_url": target})


def authenticate(books: Books, intent: Json, *, succeeds: bool) -> None:
    """The shopper came back from 3-D Secure."""
    if intent["status"] != "requires_action":
        raise unexpected(intent, "authenticate")
    intent["next_action"] = None
    if succeeds:
        return _charge(books, intent, BY_NUMBER[intent["_card"]])
    error = {"code": "payment_intent_authentication_failure", "message": NOT_AUTHENTICATED}
    _fail(books, intent, {"type": "invalid_request_error", **error})


def _charge(books: Books, intent: Json, card: Card) -> None:
    is_manual = intent["capture_method"] == "manual"
    charge = _write_charge(books, intent, card, captured=not is_manual, paid=True, status="succeeded")
    charge["amount_captured"] = 0 if is_manual else intent["amount"]
    if is_manual:
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        return books.record("payment_intent.amount_capturable_updated", intent)
    intent.update(status="succeeded", amount_received=intent["amount"])
    books.record("payment_intent.succeeded", intent)


def _write_charge(books: Books, intent: Json, card: Card, **outcome: object) -> Json:
    unused = dict.fromkeys(("balance_transaction", "outcome", "receipt_url", "shipping"))
    copied = {name: intent[name] for name in COPIED}
    shown = {"brand": card.brand, "last4": card.number[-4:] or None, "funding": "credit", "country": "US"}
    charge = books.new(
        "ch",
        "charge",
        **unused,
        **copied,
        payment_intent=intent["id"],
        metadata=dict(intent["metadata"]),
        amount_captured=0,
        amount_refunded=0,
        refunded=False,
        disputed=False,
        failure_code=None,
        failure_message=None,
        payment_method_details={"type": "card", "card": shown},
    )
    charge.update(outcome, _refund=card.refund)
    intent["latest_charge"] = charge["id"]
    return charge


def _decline(books: Books, intent: Json, card: Card, code: str, decline_code: str | None) -> Refusal:
    charge = _write_charge(books, intent, card, captured=False, paid=False, status="failed")
    charge.update(failure_code=code, failure_message=card.message)
    error = {"code": code, "decline_code": decline_code, "charge": charge["id"]}
    _fail(books, intent, {"type": "card_error", "message": card.message, **error})
    return Refusal(card.message, status=402, kind="card_error", payment_intent=public(intent), **error)


def _fail(books: Books, intent: Json, error: Json) -> None:
    """The method is used up: the intent waits for another."""
    intent.update(status="requires_payment_method", payment_method=None, last_payment_error=error, _card=None)
    books.record("payment_intent.payment_failed", intent)


def unexpected(intent: Json, verb: str) -> Refusal:
    state = intent["status"]
    message = f"You cannot {verb} this PaymentIntent because it has a status of {state}."
    if verb == "cancel" and intent.get("_session"):
        message = "You cannot cancel the PaymentIntent of a Checkout Session; expire the Session instead."
    return Refusal(message, code="payment_intent_unexpected_state", payment_intent=public(intent))
