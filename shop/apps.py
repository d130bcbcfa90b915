"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("Catalog")

    def ready(self) -> None:
        from shop import receivers  # noqa: F401  connects them; models are loaded only now
