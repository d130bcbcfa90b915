"""Typed attributes: what a specification table lists and listings filter by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.catalog import Product


class Attribute(models.Model):
    """A property products can have: its label, its kind and its unit."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        BOOLEAN = "boolean", _("Yes or no")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    label = models.CharField(_("label"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["label"]

    def __str__(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label


class ProductAttribute(models.Model):
    """A product's value. `value` is what people read and filter by, without the unit."""

    # No index of their own: the constraint and the index below begin with them.
    product = models.ForeignKey(Product, models.CASCADE, related_name="specification", db_index=False)
    attribute = models.ForeignKey(Attribute, models.PROTECT, related_name="values", db_index=False)
    value = models.CharField(_("value"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("specification")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["attribute", "value", "product"])]
        constraints = [models.UniqueConstraint(fields=["product", "attribute"], name="one_value_per_product_attribute")]

    def __str__(self) -> str:
        return f"{self.attribute.label}: {self.shown}"

    @property
    def shown(self) -> str:
        """The value with its unit."""
        return f"{self.value} {self.attribute.unit}".strip()
