"""The sandbox: a database of its own with demo data, and the fake payment provider. Partners' test keys act there.

Whoever works inside has that database as the default one, so no verb knows of it. What is kept in caches is kept under
other keys, no bell is rung for the shop's workers, and payments go to the sandbox's provider. A shop that shows demo
data is its own sandbox. docs/deploy.md says how a production shop gets one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

ALIAS = "sandbox"
_inside: ContextVar[bool] = ContextVar("sandbox", default=False)


def is_inside() -> bool:
    """Whether this thread works in the sandbox."""
    return _inside.get()


def has_sandbox() -> bool:
    """Whether test keys have somewhere to act: a sandbox beside the shop, or a shop that is one."""
    return ALIAS in settings.DATABASES or settings.DEMO


@contextmanager
def in_sandbox() -> Iterator[None]:
    """All that is done below is done in the sandbox. Nothing changes in a shop that is its own."""
    if ALIAS not in settings.DATABASES or is_inside():
        yield
        return
    real, token = connections[DEFAULT_DB_ALIAS], _inside.set(True)
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = real
        _inside.reset(token)


def cache_key(key: str, prefix: str, version: int) -> str:
    """Django's, apart for the sandbox: nothing that is kept there is ever shown in the shop, nor the other way."""
    return f"{'sandbox:' if is_inside() else ''}{prefix}:{version}:{key}"


def payment_settings() -> tuple[str, str]:
    """The payment provider's key and address, of the shop or of its sandbox."""
    if is_inside():
        return settings.SANDBOX_STRIPE_SECRET_KEY, settings.SANDBOX_STRIPE_API_BASE
    return settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE
