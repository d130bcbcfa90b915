"""Invoices and credit notes: numbered without gaps, and never changed once they are written."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.ledger import LedgerEntry, LedgerQuerySet
from core.money import Money
from core.rights import sees_all
from loyalty.models import Purse
from orders.models.order_lines import OrderLine
from orders.models.orders import Order
from orders.rules.refunds import DEDUCTIONS, OF_LINES, PartKind


class DocumentSeries(models.Model):
    """Counts the documents of one series. Its row is locked last and shortly before the commit."""

    name = models.CharField(_("series"), max_length=20, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of documents")
        verbose_name_plural = _("series of documents")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class DocumentQuerySet(LedgerQuerySet):
    def visible_to(self, actor: Any) -> "DocumentQuerySet":
        """Whoever sees the order sees its documents; staff with the right see all."""
        return self if sees_all(actor, self.model) else self.filter(order__in=Order.objects.visible_to(actor))


class Document(LedgerEntry):
    """A paper with a number. `reference` names its cause, once for each order."""

    series = models.CharField(_("series"), max_length=20, editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    issued_at = models.DateTimeField(_("issued"))

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta(LedgerEntry.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as people read it."""
        return f"{self.series}-{self.number:06d}"


class Invoice(Document):
    """What a paid order is billed by. Its amounts never change, so they are the order's; `words` are what may change
    later: the seller and the buyer, line by line, the seller's VAT ID, and by order line (id) what it was called."""

    words = models.JSONField(_("words"), default=dict, editable=False)
    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice", verbose_name=_("order"))

    class Meta(Document.Meta):
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="invoice_number_once")]


class CreditNote(Document):
    """Money that went back for one cause. Its amount is the sum of its parts, and nothing when all was deducted."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="credit_notes", verbose_name=_("order"))
    amount = MoneyField(_("amount"))
    tax = MoneyField(_("tax"))
    to_credit = MoneyField(
        _("as store credit"), default=Money(0), help_text="So much of the amount became credit instead of going back."
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    purse: Purse | None = None
    """Where store credit went, in the moment in which it is given: a guest's gift card shows its code only then."""

    class Meta(Document.Meta):
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="credit_note_number_once"),
            models.UniqueConstraint(fields=["order", "reference"], name="one_credit_note_per_cause"),
            models.CheckConstraint(condition=Q(amount__gte=Money(0)), name="credit_note_not_negative"),
            models.CheckConstraint(
                condition=Q(to_credit__gte=Money(0), to_credit__lte=models.F("amount")),
                name="credit_note_to_credit_at_most_all",
            ),
        ]


class CreditNotePart(LedgerEntry):
    """One component of what went back; `amount` with its `tax` inside, deductions below zero."""

    Kind = PartKind

    note = models.ForeignKey(CreditNote, models.PROTECT, related_name="parts", verbose_name=_("credit note"))
    kind = models.CharField(_("what"), max_length=10, choices=PartKind)
    line = models.ForeignKey(
        OrderLine, models.PROTECT, null=True, related_name="credit_parts", verbose_name=_("order line")
    )
    units = models.PositiveSmallIntegerField(_("units"), default=0)
    amount = MoneyField(_("amount"))
    tax = MoneyField(_("tax"), default=Money(0))
    tax_hundredths = models.PositiveSmallIntegerField(_("tax rate in 1/100 %"), default=0)

    class Meta(LedgerEntry.Meta):
        verbose_name = _("part of a credit note")
        verbose_name_plural = _("parts of credit notes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DEDUCTIONS, amount__lte=Money(0))
                | ~Q(kind__in=DEDUCTIONS) & Q(amount__gte=Money(0)),
                name="credit_part_deducts_or_gives",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_LINES, line__isnull=False) | ~Q(kind__in=OF_LINES) & Q(line=None),
                name="credit_part_of_a_line",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.about}: {self.amount}"

    @property
    def about(self) -> str:
        """What went back, as the buyer reads it."""
        if self.line is None:
            return str(self.get_kind_display())
        name = f"{self.units} × {self.line.title}" if self.units else self.line.title
        return name if self.kind == PartKind.GOODS else f"{self.get_kind_display()}: {name}"
