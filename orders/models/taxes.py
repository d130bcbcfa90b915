"""Tax rates by country, region and tax class, with the days they are valid."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.models import Product


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    def valid(self, on: date) -> "TaxRateQuerySet":
        return self.filter(Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class TaxRate(models.Model):
    """`hundredths` is the rate in hundredths of a percent: 19 % is 1900, so no rate is ever rounded."""

    country_code = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=20, blank=True)
    tax_class = models.CharField(_("tax class"), max_length=10, choices=Product.TaxClass)
    hundredths = models.PositiveSmallIntegerField(_("rate in 1/100 %"))
    valid_from = models.DateField(_("valid from"), default=date(2000, 1, 1))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = TaxRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["country_code", "region", "tax_class"]
        constraints = [
            models.UniqueConstraint(
                fields=["country_code", "region", "tax_class", "valid_from"], name="one_rate_per_place_class_day"
            ),
            models.CheckConstraint(condition=Q(hundredths__lte=10_000), name="tax_at_most_100_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.country_code} {self.tax_class}: {self.hundredths / 100:g} %"
