"""Fail closed: in production an unsafe setting is an error and the process does not start."""

from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from core.api.routes import api_routes


@register(Tags.security)
def production_is_safe(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Errors for every setting that may not go live. Runs before each command and when the web process loads."""
    if not settings.PRODUCTION:
        return []
    return [
        Error(what, hint=hint, id=f"core.E{number:03}") for number, (bad, what, hint) in enumerate(_rules(), 1) if bad
    ]


@register(Tags.urls)
def api_routes_name_their_scopes(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Errors for every route of the API one of whose actions no scope lets through: it would be open to nobody."""
    return [
        Error(f"{route} {method} ({action}) names no scope.", hint="Add it to `scopes` of the view.", id="core.E100")
        for route, method, action, view in api_routes()
        if action not in getattr(view, "scopes", {})
    ]


def _is_inner_network(text: str) -> bool:
    try:
        network = ip_network(text)
    except ValueError:
        return False
    return network.is_private and not network.is_loopback and network.prefixlen >= 8


def _rules() -> list[tuple[bool, str, str]]:
    return [
        (
            settings.SECRET_KEY == settings.DEMO_SECRET_KEY or len(settings.SECRET_KEY) < 50,
            "SECRET_KEY is missing, short or the demo's.",
            "Set SECRET_KEY to 50 or more random characters.",
        ),
        (settings.DEBUG, "DEBUG is on.", "Leave DEBUG unset in production."),
        (
            not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS allows any host or none.",
            "List the shop's host names.",
        ),
        (not settings.IS_HTTPS, "BASE_URL is not https.", "Set BASE_URL to the shop's https address."),
        (
            not settings.STRIPE_WEBHOOK_SECRET or settings.STRIPE_WEBHOOK_SECRET == "whsec_demo",
            "STRIPE_WEBHOOK_SECRET is missing.",
            "Copy it from the webhook endpoint's page at Stripe.",
        ),
        (
            not settings.STRIPE_SECRET_KEY or settings.STRIPE_SECRET_KEY == "sk_test_demo",
            "STRIPE_SECRET_KEY is missing.",
            "Copy it from the keys' page at Stripe.",
        ),
        (
            not settings.STRIPE_MEMBERSHIP_SECRET or settings.STRIPE_MEMBERSHIP_SECRET == "whsec_demo_membership",
            "STRIPE_MEMBERSHIP_SECRET is missing.",
            "Copy it from the page of the second webhook endpoint at Stripe, .../webhooks/stripe/membership/.",
        ),
        (bool(settings.STRIPE_API_BASE), "STRIPE_API_BASE points away from Stripe.", "Unset it in production."),
        (settings.IS_SQLITE, "The database is SQLite.", "Set DATABASE_URL to a PostgreSQL address."),
        (not settings.REDIS_URL, "REDIS_URL is missing: limits and caches would count per process.", "Set REDIS_URL."),
        (not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"), "EMAIL_URL is not a mail server.", "Set EMAIL_URL."),
        ("demo" in settings.INSTALLED_APPS, "The demo is installed.", "Set SHOP_MODE=production."),
        (
            not all(map(_is_inner_network, settings.OUTBOUND_NETWORKS)),
            "OUTBOUND_NETWORKS names what is no network, or this machine, or everything.",
            "Name single private networks, such as 10.1.2.0/24.",
        ),
        (settings.TRUSTED_PROXIES < 1, "TRUSTED_PROXIES is unknown.", "Say how many proxies stand before the shop."),
    ]
