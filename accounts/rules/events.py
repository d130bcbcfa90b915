"""The closed list of what partners can be told, each with the scope that lets them hear it (docs/webhooks.md)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

VERSION = 1
"""Of the shape of `data`. New keys come without a new version; a key that goes or changes its meaning raises it."""

TEST = "webhook.test"
"""Sent on demand to one endpoint; nobody subscribes to it."""

ORDER = ("order",)
PARCEL = ("order", "shipment")
RETURN = ("order", "return")
CLAIM = ("order", "claim")
MEMBERSHIP = ("membership", "customer")


@dataclass(frozen=True)
class EventType:
    """`keys` are what `data` holds. `is_owned`: a partner that sees only its own hears it only of its own."""

    scope: str
    meaning: str
    keys: tuple[str, ...]
    is_owned: bool = True


EVENTS = {
    "order.placed": EventType("orders:read", "An order was placed; it may still wait for its payment.", ORDER),
    "order.paid": EventType("orders:read", "All of an order is paid.", (*ORDER, "amount")),
    "order.changed": EventType("orders:read", "Its units or its address are others than before.", ORDER),
    "order.canceled": EventType("orders:read", "Nothing more of it will be sent.", ORDER),
    "order.held": EventType("orders:read", "It waits for staff; nothing of it is packed.", ORDER),
    "order.resumed": EventType("orders:read", "It goes on.", ORDER),
    "order.short": EventType("orders:read", "It is paid and units of it are gone; its buyer is asked.", ORDER),
    "order.expected": EventType("orders:read", "Units it waits for come on another day.", ORDER),
    "order.delayed": EventType("orders:read", "Its buyer was told a later day of arrival.", (*ORDER, "day")),
    "order.rerouted": EventType("orders:read", "What is left of it is packed somewhere else.", ORDER),
    "order.cancel_requested": EventType("orders:read", "Its buyer asks to cancel; packing waits.", ORDER),
    "order.cancel_withdrawn": EventType("orders:read", "Its buyer took that back.", ORDER),
    "order.cancel_declined": EventType("orders:read", "It could not be canceled any more.", ORDER),
    "order.withdrawn": EventType("orders:read", "Its buyer withdrew from the contract, or from a part of it.", ORDER),
    "shipment.packed": EventType("shipments:read", "A parcel is packed.", PARCEL),
    "shipment.unpacked": EventType("shipments:read", "A packed parcel was taken apart.", PARCEL),
    "shipment.shipped": EventType(
        "shipments:read", "Its carrier has a parcel.", (*PARCEL, "carrier", "tracking_number")
    ),
    "shipment.delivered": EventType("shipments:read", "Its buyer has a parcel.", PARCEL),
    "shipment.lost": EventType("shipments:read", "A parcel will not arrive.", PARCEL),
    "return.requested": EventType("returns:read", "Its buyer announced a return.", RETURN),
    "return.approved": EventType("returns:read", "It was agreed to.", RETURN),
    "return.rejected": EventType("returns:read", "It was not agreed to.", RETURN),
    "return.canceled": EventType("returns:read", "Its buyer keeps the goods.", RETURN),
    "return.sent": EventType("returns:read", "It is on its way to the shop.", RETURN),
    "return.received": EventType("returns:read", "It is here.", RETURN),
    "return.settled": EventType("returns:read", "It is paid for, or its exchange is on its way.", RETURN),
    "return.expired": EventType("returns:read", "It was not sent in time.", RETURN),
    "return.contested": EventType("returns:read", "Its buyer does not agree with what was decided.", RETURN),
    "return.restocked": EventType("returns:read", "Units of a line came back.", (*ORDER, "sku", "units")),
    "claim.requested": EventType("returns:read", "Something went wrong on the shop's side, its buyer says.", CLAIM),
    "claim.granted": EventType("returns:read", "It was put right.", CLAIM),
    "claim.declined": EventType("returns:read", "It was not agreed to.", CLAIM),
    "refund.requested": EventType("refunds:read", "Money is to go back to a card.", (*ORDER, "refund", "amount")),
    "refund.succeeded": EventType(
        "refunds:read", "It went back; without `refund` to credit, a gift card or points.", (*ORDER, "refund", "amount")
    ),
    "refund.failed": EventType("refunds:read", "The provider refused it; staff look.", (*ORDER, "refund", "amount")),
    "product.published": EventType("products:read", "Products went on sale.", ("products",), is_owned=False),
    "product.updated": EventType("products:read", "Something about products changed.", ("products",), is_owned=False),
    "product.retired": EventType("products:read", "Products went off sale.", ("products",), is_owned=False),
    "price.changed": EventType("prices:read", "What variants cost now.", ("currency", "prices"), is_owned=False),
    "stock.changed": EventType(
        "stock:read", "What of variants can be sold now, at one location.", ("location", "stock")
    ),
    "review.published": EventType("reviews:read", "A review is on the page.", ("review", "product"), is_owned=False),
    "review.removed": EventType("reviews:read", "It left the page.", ("review", "product"), is_owned=False),
    "question.asked": EventType("reviews:read", "A question was asked.", ("question", "product"), is_owned=False),
    "question.published": EventType("reviews:read", "It is on the page.", ("question", "product"), is_owned=False),
    "question.removed": EventType("reviews:read", "It left the page.", ("question", "product"), is_owned=False),
    "answer.published": EventType("reviews:read", "An answer is on the page.", ("answer", "product"), is_owned=False),
    "answer.removed": EventType("reviews:read", "It left the page.", ("answer", "product"), is_owned=False),
    "membership.started": EventType("memberships:read", "Somebody became a member.", MEMBERSHIP),
    "membership.renewed": EventType("memberships:read", "A membership was paid for anew.", MEMBERSHIP),
    "membership.payment_failed": EventType("memberships:read", "Its renewal was not paid; perks go on.", MEMBERSHIP),
    "membership.lapsed": EventType("memberships:read", "It was not paid; perks stopped.", MEMBERSHIP),
    "membership.recovered": EventType("memberships:read", "It was paid after all.", MEMBERSHIP),
    "membership.ended": EventType("memberships:read", "It is over.", MEMBERSHIP),
    "points.changed": EventType("points:read", "Points of a customer moved.", ("customer", "kind")),
    "customer.closed": EventType("customers:read", "A customer left for good: forget them.", ("customer",)),
}
"""Every type that can be subscribed to."""


def known_types(types: Iterable[str]) -> list[str]:
    """Those of `types` that exist, each once, in the order of the list."""
    wanted = set(types)
    return [name for name in EVENTS if name in wanted]


def heard_types(types: Iterable[str], scopes: Collection[str]) -> list[str]:
    """Those of `types` that these scopes let a partner hear."""
    return [name for name in known_types(types) if EVENTS[name].scope in scopes]


def may_hear(*, name: str, owners: Collection[int], partner: int, sees_all: bool, scopes: Collection[str]) -> bool:
    """Whether a partner hears an event: its scopes allow the type, and the event is its own where that matters."""
    if name == TEST:
        return partner in owners
    kind = EVENTS[name]
    return kind.scope in scopes and (sees_all or not kind.is_owned or partner in owners)
