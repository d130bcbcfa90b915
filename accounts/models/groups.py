"""Customer groups: people who are offered something together, such as a company's staff or a club."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerGroupQuerySet(models.QuerySet["CustomerGroup"]):
    def of(self, customer: Any) -> "CustomerGroupQuerySet":
        """The groups a customer is in; none, without a query, for a visitor who is not signed in."""
        return self.filter(members=customer) if getattr(customer, "is_authenticated", False) else self.none()


class CustomerGroup(models.Model):
    """Customers who belong together; what that is worth is said by price lists."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="customer_groups", blank=True, verbose_name=_("customers")
    )

    objects = CustomerGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
