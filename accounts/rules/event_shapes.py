"""What an event looks like to its receiver, as JSON Schema 2020-12: told by the API's schema, checked by the suite."""

from typing import Any

from accounts.rules.events import EVENTS, TEST, VERSION

TEXT: dict[str, Any] = {"type": "string"}
AMOUNT: dict[str, Any] = {"type": "integer", "description": "In whole minor units of the shop's currency."}


def _id(words: str) -> dict[str, Any]:
    return {"type": "string", "description": words}


def _number(words: str) -> dict[str, Any]:
    return {"type": "integer", "description": words}


def _rows(**keys: dict[str, Any]) -> dict[str, Any]:
    row = {"type": "object", "required": list(keys), "properties": keys}
    return {"type": "array", "minItems": 1, "maxItems": 100, "items": row}


KEYS: dict[str, dict[str, Any]] = {
    "order": _id("Its number: `/api/v1/orders/{number}/`."),
    "shipment": _id("Its id: `/api/v1/shipments/{id}/`."),
    "return": _id("Its number: `/api/v1/returns/{number}/`."),
    "claim": _id("Its number, as buyer and staff see it."),
    "refund": _id("Its id: `/api/v1/refunds/{id}/`."),
    "amount": AMOUNT,
    "day": {"type": "string", "format": "date", "description": "On which it is expected now."},
    "carrier": _id("Who brings it, such as `dhl`."),
    "tracking_number": _id("The carrier's; empty if there is none."),
    "sku": _id("Of the variant."),
    "units": _number("So many."),
    "products": {
        "type": "array", "minItems": 1, "maxItems": 100, "items": TEXT,
        "description": "Their slugs: `/api/v1/products/{slug}/`.",
    },
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "The shop's one (ISO 4217)."},
    "prices": _rows(sku=TEXT, price=AMOUNT, list_price=AMOUNT),
    "location": _id("Its code, as `/api/v1/stock/` names it."),
    "stock": _rows(sku=TEXT, available=_number("Units that can be sold now.")),
    "review": _number("Its id: `/api/v1/reviews/{id}/`."),
    "question": _number("Its id: `/api/v1/questions/{id}/`."),
    "answer": _number("Its id: `/api/v1/answers/{id}/`."),
    "product": _id("Its slug: `/api/v1/products/{slug}/`."),
    "membership": _number("Its id: `/api/v1/memberships/{id}/`."),
    "customer": _id("Its id: `/api/v1/customers/{id}/`."),
    "kind": _id("What moved them, such as `granted` or `spent`."),
}  # fmt: skip
"""Each key that the data of an event may have."""

MAY_LACK = {"order.paid": {"amount"}, "refund.succeeded": {"refund"}}
"""Keys that are there only if there is something to say: what no payment paid, and what no card gets back."""


OF_TYPE: dict[str, dict[str, Any]] = {
    "order.paid": {"amount": AMOUNT | {"description": "What this payment brought, in whole minor units: less than the "
    "order's total if a gift card, credit or points paid the rest."}},
}  # fmt: skip
"""Where a key says more than elsewhere."""

READABLE = {
    "question.asked": "It can be read once it is published.",
    "shipment.unpacked": "It cannot be read any more.",
    "review.removed": "It cannot be read any more.",
    "question.removed": "It cannot be read any more.",
    "answer.removed": "It cannot be read any more.",
    "customer.closed": "They cannot be read any more.",
}
"""Types of what its address does not answer for: a 404."""


def data_shape(name: str) -> dict[str, Any]:
    """What `data` of this type holds. More keys may come without a new version."""
    if name == TEST:
        return {"type": "object"}
    keys = EVENTS[name].keys
    required = [key for key in keys if key not in MAY_LACK.get(name, ())]
    properties = {key: KEYS[key] for key in keys} | OF_TYPE.get(name, {})
    return {"type": "object", "required": required, "properties": properties}


def body_shape(name: str) -> dict[str, Any]:
    """What is sent."""
    keys: dict[str, Any] = {
        "id": _id("The same at every repetition, and in the header `webhook-id`."),
        "type": {"const": name},
        "version": {"const": VERSION},
        "timestamp": {"type": "string", "format": "date-time", "description": "When it happened, in UTC."},
        "data": data_shape(name),
    }
    return {"type": "object", "required": list(keys), "properties": keys}
