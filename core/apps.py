"""The core: money, states, ledgers, mail, jobs, Stripe. It knows no word of the trade."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Mail"

    def ready(self) -> None:
        from core import checks  # noqa: F401  registers the checks; apps are not loaded before
