"""Purses: money put by with the shop, as a gift card's balance or a customer's store credit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from core.fields import MoneyField
from core.ledger import LedgerEntry
from core.money import Money
from core.rights import sees_all

CODE_LENGTH = 16
"""Characters of a gift card's code: 78 random bits."""


def new_gift_code() -> str:
    """A code for a gift card."""
    return new_code(CODE_LENGTH)


class PurseKind(models.TextChoices):
    GIFT_CARD = "gift_card", _("Gift card")
    STORE_CREDIT = "store_credit", _("Store credit")


class PurseQuerySet(models.QuerySet["Purse"]):
    def lock(self, purse: "Purse") -> "Purse":
        return self.select_for_update(of=("self",)).get(pk=purse.pk)

    def visible_to(self, actor: object) -> "PurseQuerySet":
        """Staff with the right see all, customers their own credit; a gift card is whoever's who has its code."""
        if sees_all(actor, self.model):
            return self
        return self.filter(owner=actor) if getattr(actor, "is_authenticated", False) else self.none()

    def usable(self) -> "PurseQuerySet":
        return self.filter(is_frozen=False, balance__gt=Money(0))


class Purse(models.Model):
    """An account with a balance. A gift card has a code and belongs to whoever has it; store credit has an owner.

    `balance` is the sum of the entries and the row that is locked; `issued` is all that was ever put in.
    """

    Kind = PurseKind

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="purse")
    code = models.CharField(_("code"), max_length=20, unique=True, null=True, blank=True, editable=False)
    balance = MoneyField(_("balance"), default=Money(0), editable=False)
    issued = MoneyField(_("issued"), default=Money(0), editable=False)
    is_frozen = models.BooleanField(_("frozen"), default=False, help_text=_("Nothing can be paid from it."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PurseQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift card or store credit")
        verbose_name_plural = _("gift cards and store credit")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(balance__gte=Money(0), balance__lte=F("issued")), name="purse_balance_from_0_to_issued"
            ),
            models.CheckConstraint(
                condition=Q(kind="gift_card", code__isnull=False, owner=None)
                | Q(kind="store_credit", code=None, owner__isnull=False),
                name="purse_has_a_code_or_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.hint}"

    @property
    def hint(self) -> str:
        """What tells one card from another without giving it away: the last four characters, or the owner."""
        return f"…{self.code[-4:]}" if self.code else str(self.owner)

    @property
    def shown_code(self) -> str:
        """The code in groups of four, as it is printed."""
        code = self.code or ""
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


class PurseEntry(LedgerEntry):
    """Money into (+) or out of (-) a purse, once for each cause. A correction is a new entry."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        SPENT = "spent", _("Paid")
        RETURNED = "returned", _("Payment undone")
        REFUNDED = "refunded", _("Refund")
        ADJUSTED = "adjusted", _("Adjusted")

    purse = models.ForeignKey(Purse, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = MoneyField(_("amount"))
    note = models.CharField(_("reason"), max_length=200, blank=True)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(LedgerEntry.Meta):
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["purse", "kind", "reference"], name="one_purse_entry_per_cause"),
            models.CheckConstraint(condition=~Q(amount=Money(0)), name="purse_entry_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.purse_id}: {self.amount}"
