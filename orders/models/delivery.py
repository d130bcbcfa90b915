"""Where the shop delivers, by which methods, and what they cost."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField


class DeliveryZone(models.Model):
    """Countries that share delivery methods."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    countries = models.JSONField(
        _("countries"), default=list, help_text=_("Country codes such as DE, one on each line.")
    )

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class DeliveryMethod(models.Model):
    """A way to deliver into a zone, with its business days in transit."""

    zone = models.ForeignKey(DeliveryZone, models.CASCADE, related_name="methods")
    name = models.CharField(_("name"), max_length=80)
    min_days = models.PositiveSmallIntegerField(_("fewest business days"))
    max_days = models.PositiveSmallIntegerField(_("most business days"))
    free_from = MoneyField(_("free from"), null=True, blank=True, help_text=_("Value of goods; empty for never."))
    free_for_members = models.BooleanField(_("free for members"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(max_days__gte=F("min_days")), name="delivery_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.zone})"


class DeliveryRate(models.Model):
    """A row of the price table: the first row whose limits hold applies."""

    method = models.ForeignKey(DeliveryMethod, models.CASCADE, related_name="rates")
    up_to_weight_g = models.PositiveIntegerField(_("up to grams"), null=True, blank=True)
    from_value = MoneyField(_("from value of goods"), null=True, blank=True)
    price = MoneyField(_("price"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery price")
        verbose_name_plural = _("delivery prices")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.method}: {self.price}"
