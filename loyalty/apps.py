"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Membership")

    def ready(self) -> None:
        from loyalty import receivers  # noqa: F401  connects them; models are loaded only now
