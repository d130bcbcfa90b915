"""Which moments of an order's timeline partners are told, and what of them: ids and amounts, never words of people."""

from collections.abc import Mapping

TOLD = {
    "placed": "order.placed",
    "paid": "order.paid",
    "changed": "order.changed",
    "canceled": "order.canceled",
    "held": "order.held",
    "resumed": "order.resumed",
    "stock_problem": "order.short",
    "expected": "order.expected",
    "delayed": "order.delayed",
    "rerouted": "order.rerouted",
    "cancel_asked": "order.cancel_requested",
    "cancel_withdrawn": "order.cancel_withdrawn",
    "cancel_declined": "order.cancel_declined",
    "withdrawn": "order.withdrawn",
    "packed": "shipment.packed",
    "unpacked": "shipment.unpacked",
    "shipped": "shipment.shipped",
    "delivered": "shipment.delivered",
    "lost": "shipment.lost",
    "return_asked": "return.requested",
    "return_approved": "return.approved",
    "return_rejected": "return.rejected",
    "return_canceled": "return.canceled",
    "return_sent": "return.sent",
    "return_received": "return.received",
    "return_settled": "return.settled",
    "return_expired": "return.expired",
    "return_contested": "return.contested",
    "returned": "return.restocked",
    "claim_asked": "claim.requested",
    "claim_granted": "claim.granted",
    "claim_declined": "claim.declined",
}
"""Types by the kind of the moment. Money that goes back has two types: `refund_type`."""

ON_ITS_WAY = "refund/"
"""How the reference of a moment begins at which money was asked back of the payment provider."""


GOES_BACK = "goes-back/"
"""How the reference of a payment begins that pays for nothing: it came too late or is not what was asked."""


def type_of(kind: str, reference: str) -> str:
    """What goes to a card is on its way first; credit, gift cards and points are there at once. "" is not told.

    Nor is a payment that goes back at once: nobody may ship for it.
    """
    if reference.startswith(GOES_BACK):
        return ""
    if kind == "refunded":
        return "refund.requested" if reference.startswith(ON_ITS_WAY) else "refund.succeeded"
    return TOLD.get(kind, "")


def data_of(keys: tuple[str, ...], number: str, data: Mapping[str, object]) -> dict[str, object]:
    """Of a moment's data, those keys that its type tells."""
    return {"order": number} | {key: data[key] for key in keys if key in data}
