"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

STYLESHEETS = [
    f"css/{name}.css"
    for name in [
        "tokens",
        "base",
        "header",
        "buttons",
        "forms",
        "messages",
        "tiles",
        "listing",
        "product",
        "reviews",
        "questions",
        "basket",
        "checkout",
        "codes",
        "orders",
        "returns",
        "account",
        "membership",
        "developers",
        "tiers",
        "footer",
    ]
]


def shop(request: HttpRequest) -> dict[str, Any]:
    """The shop's name and address, and the page's own canonical address (never from the Host header)."""
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_email": settings.SHOP_EMAIL,
        "base_url": settings.BASE_URL,
        "canonical_url": settings.BASE_URL + request.path,
        "is_demo": settings.DEMO,
        "stylesheets": STYLESHEETS,
        "currency": settings.SHOP_CURRENCY,
    }
