"""Customer groups: people who are offered something together, such as a company's staff or a club."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

KEEP_SECONDS = 5
WITHOUT_TAX_KEY = "customer-groups:without-tax"


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

    prices_without_tax = models.BooleanField(
        _("prices without tax"),
        default=False,
        help_text=_("For businesses: they see prices without tax first, and with tax beside. They pay the same."),
    )

    objects = CustomerGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(lambda: cache.delete(WITHOUT_TAX_KEY))

    @classmethod
    def sees_without_tax(cls, customer: Any) -> bool:
        """Whether this customer reads prices without tax first. No query where no group does, nor for guests."""
        if not getattr(customer, "is_authenticated", False):
            return False
        ids = cache.get_or_set(WITHOUT_TAX_KEY, cls._without_tax, KEEP_SECONDS) or []
        return bool(ids) and cls.objects.of(customer).filter(pk__in=ids).exists()

    @classmethod
    def _without_tax(cls) -> list[int]:
        return list(cls.objects.filter(prices_without_tax=True).values_list("pk", flat=True))
