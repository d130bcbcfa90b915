"""Disputes: a cardholder's bank takes the money back and asks the shop to prove its side."""

from .books import Books, Json
from .errors import Refusal, invalid

REASONS = ("fraudulent", "product_not_received", "duplicate", "general")
ENDS = ("won", "lost")
DAYS_TO_ANSWER = 7


def open_dispute(books: Books, intent_id: str, *, reason: str = "fraudulent") -> Json:
    """Over all that the charge still holds."""
    if reason not in REASONS:
        raise invalid("reason", f"Invalid reason: must be one of {', '.join(REASONS)}")
    charge = books.get("charge", books.get("payment_intent", intent_id)["latest_charge"])
    if charge["disputed"] or not charge["captured"]:
        raise Refusal(f"Charge {charge['id']} cannot be disputed.")
    charge["disputed"] = True
    dispute = books.new(
        "du",
        "dispute",
        amount=charge["amount_captured"] - charge["amount_refunded"],
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=intent_id,
        reason=reason,
        status="needs_response",
        is_charge_refundable=False,
        metadata={},
        evidence_details={"due_by": books.now() + DAYS_TO_ANSWER * 86_400, "has_evidence": False},
    )
    books.record("charge.dispute.created", dispute)
    return dispute


def close_dispute(books: Books, dispute_id: str, *, status: str) -> Json:
    dispute = books.get("dispute", dispute_id)
    if status not in ENDS:
        raise invalid("status", f"Invalid status: must be one of {', '.join(ENDS)}")
    dispute["status"] = status
    books.record("charge.dispute.closed", dispute)
    return dispute
