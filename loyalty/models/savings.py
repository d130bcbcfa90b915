"""What members saved, order by order."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.ledger import LedgerEntry, LedgerQuerySet
from core.money import ZERO, Money
from loyalty.models.memberships import Membership


class SavingQuerySet(LedgerQuerySet):
    def sum(self) -> Money:
        return self.aggregate(sum=Sum("amount"))["sum"] or ZERO

    def since(self, moment: datetime) -> "SavingQuerySet":
        return self.filter(happened_at__gte=moment)


class Saving(LedgerEntry):
    """Money that a membership saved on an order (+), or what of it was taken back with the goods (-).

    `reference` is the order's; the rows of one order sum up to what is saved on what of it was kept.
    """

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Delivery")
        GOODS = "goods", _("Member prices and offers")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="savings")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="savings")
    kind = models.CharField(_("on"), max_length=8, choices=Kind)
    amount = MoneyField(_("amount"))
    happened_at = models.DateTimeField(_("when"))

    objects = SavingQuerySet.as_manager()  # type: ignore[misc]  # the ledger's, with a sum

    class Meta(LedgerEntry.Meta):
        verbose_name = _("saving of a member")
        verbose_name_plural = _("savings of members")
        indexes = [models.Index(fields=["reference"], name="savings_by_order")]
        constraints = [models.CheckConstraint(condition=~Q(amount=Money(0)), name="saving_not_zero")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount}"
