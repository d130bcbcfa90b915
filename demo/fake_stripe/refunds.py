"""Refunds: never more than the charge still holds; some cards settle them late or bring them back."""

from .books import Books, Json
from .errors import Refusal, missing
from .money import show
from .params import Form

REASONS = ("", "duplicate", "fraudulent", "requested_by_customer")


def create(books: Books, form: Form, _: str = "") -> Json:
    form.only("charge payment_intent amount reason metadata")
    charge = _charge(books, form)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = left if form.whole("amount") is None else form.required_whole("amount")
    _check_cap(charge, amount, left)
    refund = _write(books, form, charge, amount)
    _move(charge, amount)
    books.record("refund.created", refund)
    books.record("charge.refunded", charge)
    return refund


def _charge(books: Books, form: Form) -> Json:
    charge_id, intent_id = form.text("charge"), form.text("payment_intent")
    if not charge_id and not intent_id:
        raise missing("charge")
    if intent_id:
        charge_id = books.get("payment_intent", intent_id)["latest_charge"]
    charge = books.get("charge", charge_id) if charge_id else None
    if not charge or not charge["captured"]:
        raise Refusal(f"{intent_id or charge_id} does not have a successful charge to refund.")
    return charge


def _check_cap(charge: Json, amount: int, left: int) -> None:
    """`amount` and `left` in minor units."""
    if not left:
        raise Refusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > left:
        asked, held = show(amount, charge["currency"]), show(left, charge["currency"])
        what = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise Refusal(f"Refund amount ({asked}) is greater than {what} ({held})", param="amount")


def _write(books: Books, form: Form, charge: Json, amount: int) -> Json:
    is_late = charge["_refund"] == "pending"
    return books.new(
        "re",
        "refund",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        metadata=form.metadata(),
        reason=form.choice("reason", *REASONS) or None,
        status="pending" if is_late else "succeeded",
        pending_reason="processing" if is_late else None,
        failure_reason=None,
        receipt_number=None,
        balance_transaction=None,
        _becomes={"pending": "succeeded", "failed": "failed"}.get(charge["_refund"]),
    )


def _move(charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]


def settle_due(books: Books, *, age: int) -> None:
    """Bring late refunds of at least `age` seconds to their end; a failed one gives the money back to the shop."""
    for refund in list(books.refunds.values()):
        if refund["_becomes"] and refund["created"] + age <= books.now():
            _settle(books, refund)


def _settle(books: Books, refund: Json) -> None:
    refund.update(status=refund["_becomes"], pending_reason=None, _becomes=None)
    if refund["status"] == "failed":
        refund["failure_reason"] = "expired_or_canceled_card"
        _move(books.charges[refund["charge"]], -refund["amount"])
        books.record("refund.failed", refund)
    books.record("refund.updated", refund)
