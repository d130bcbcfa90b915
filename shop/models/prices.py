"""Price history: append-only from the first day, because it cannot be filled in later."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.ledger import LedgerEntry
from shop.models.catalog import Variant


class PriceChange(LedgerEntry):
    """From `old_price` to `new_price` at `created_at`; `old_price` is empty for a variant's first price.

    `reference` names the cause: "staff", "import/<file>", "demo".
    """

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="price_history", db_index=False)
    old_price = MoneyField(_("from"), null=True)
    new_price = MoneyField(_("to"))
    compare_at = MoneyField(_("price before"), null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(LedgerEntry.Meta):
        verbose_name = _("price change")
        verbose_name_plural = _("price history")
        indexes = [models.Index(fields=["variant", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.new_price}"
