"""The last word before a process serves: an unsafe production does not."""

from django.conf import settings
from django.core.checks import run_checks


def refuse_unsafe_production() -> None:
    """End the process with every error of the security checks. Says nothing when all is well."""
    if not settings.PRODUCTION:
        return
    errors = [message for message in run_checks(tags=["security"]) if message.is_serious()]
    if errors:
        raise SystemExit("This production is not safe to start:\n" + "\n".join(map(str, errors)))
