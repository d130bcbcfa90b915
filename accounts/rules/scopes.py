"""What a partner may be allowed to do: one scope for each resource and verb. The list is closed."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

SCOPES = {
    "products:read": _("Read products, categories and brands, also those not on sale yet"),
    "products:write": _("Change products: words, state, dates"),
    "prices:read": _("Read list prices and their history"),
    "prices:write": _("Set list prices"),
    "stock:read": _("Read what stands at which location"),
    "stock:write": _("Set what stands at which location"),
    "customers:read": _("Read customers: name and e-mail address"),
    "baskets:write": _("Fill baskets and place orders"),
    "orders:read": _("Read orders, and where they are sent"),
    "orders:write": _("Cancel orders"),
    "shipments:read": _("Read parcels"),
    "shipments:write": _("Pack and ship parcels, and report what carriers say"),
    "returns:read": _("Read returns"),
    "returns:write": _("Announce returns"),
    "returns:receive": _("Write down what came back"),
    "refunds:read": _("Read refunds"),
    "refunds:write": _("Pay money back"),
    "reviews:read": _("Read reviews, questions and answers"),
    "reviews:write": _("Write reviews, questions and answers for a customer who signed in"),
    "memberships:read": _("Read memberships"),
    "points:read": _("Read points"),
    "points:write": _("Give points"),
    "webhooks:read": _("Read the own webhook endpoints and their deliveries"),
    "webhooks:write": _("Change the own webhook endpoints"),
}
"""Every scope, with the words that staff and customers read."""

OF_ALL = frozenset({"products:read", "products:write", "prices:read", "prices:write"})
"""What is of the whole shop: only for partners that see everything."""

FOR_CUSTOMERS = frozenset(
    {
        "customers:read",
        "baskets:write",
        "orders:read",
        "orders:write",
        "shipments:read",
        "returns:read",
        "returns:write",
        "refunds:read",
        "reviews:read",
        "reviews:write",
        "memberships:read",
        "points:read",
    }
)
"""What a customer can let an app do in their name: only with what is their own."""


def known_scopes(scopes: Iterable[str]) -> list[str]:
    """Those of `scopes` that exist, each once, in the order of the list."""
    wanted = set(scopes)
    return [scope for scope in SCOPES if scope in wanted]
