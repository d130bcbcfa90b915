"""Tenders: what paid for an order besides the payment provider, and each line's share of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.money import Money
from loyalty.models import PointsAccount, Purse
from orders.models.order_lines import OrderLine
from orders.models.orders import Order
from orders.rules.tenders import TenderKind


class OrderTender(models.Model):
    """So much was paid from a gift card, credit, with points or by what was sent back; `refunded` of it went back.

    `points` is how many of them paid it, at the rate of that day: what comes back is a share of those. `source` is the
    order whose goods were exchanged: its payments have the money, and get it back.
    """

    Kind = TenderKind

    order = models.ForeignKey(Order, models.PROTECT, related_name="tenders")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    purse = models.ForeignKey(Purse, models.PROTECT, null=True, related_name="tenders")
    points_account = models.ForeignKey(PointsAccount, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Order, models.PROTECT, null=True, related_name="exchange_tenders")
    points = models.PositiveIntegerField(_("points"), null=True)
    label = models.CharField(_("name"), max_length=80)
    amount = MoneyField(_("amount"))
    refunded = MoneyField(_("refunded"), default=Money(0))

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "purse"], name="one_tender_per_order_and_purse"),
            models.CheckConstraint(condition=Q(amount__gt=Money(0)), name="tender_above_zero"),
            models.CheckConstraint(
                condition=Q(
                    kind=TenderKind.POINTS, purse=None, source=None, points_account__isnull=False, points__gte=1
                )
                | Q(kind=TenderKind.EXCHANGE, purse=None, source__isnull=False, points_account=None, points=None)
                | ~Q(kind__in=[TenderKind.POINTS, TenderKind.EXCHANGE])
                & Q(purse__isnull=False, source=None, points_account=None, points=None),
                name="tender_from_a_purse_or_points",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=Money(0), refunded__lte=F("amount")), name="tender_refunded_at_most_paid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount}"


class TenderShare(models.Model):
    """How much of a line a tender paid; what no tender paid was paid at the provider."""

    tender = models.ForeignKey(OrderTender, models.PROTECT, related_name="shares")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="tender_shares")
    amount = MoneyField(_("amount"))
    is_money = models.BooleanField(default=False, help_text="An exchange for what was paid in money: it earns points.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tender", "line"], name="one_share_per_tender_and_line"),
            models.CheckConstraint(condition=Q(amount__gte=Money(0)), name="tender_share_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"
