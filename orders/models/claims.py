"""Claims: what went wrong on the shop's side, and how it was put right. The goods may stay where they are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from core.fields import MoneyField
from core.files import private_files
from core.money import Money
from core.rights import sees_all
from core.states import Stateful, known_states
from orders.models.order_lines import OrderLine
from orders.models.orders import Order
from orders.models.shipments import Shipment
from orders.rules.claims import ClaimKind, ClaimSign, Remedy


def new_claim_number() -> str:
    return new_code(9)


class ClaimState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    IN_REVIEW = "in_review", _("Being looked at")
    GRANTED = "granted", _("Put right")
    DECLINED = "declined", _("Not agreed")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, actor: object) -> "ClaimQuerySet":
        """Staff with the right see all, customers those of their orders; guests come by the order's signed link."""
        return self if sees_all(actor, self.model) else self.filter(order__in=Order.objects.visible_to(actor))

    def lock(self, claim: "Claim") -> "Claim":
        return self.select_for_update(of=("self",)).get(pk=claim.pk)

    def by_key(self, order: Order, key: str | None) -> "Claim | None":
        """What the form with this key has written already."""
        return self.filter(order=order, key=key).first() if key else None


class Claim(Stateful):
    """One thing that went wrong, with the remedy its buyer chose."""

    State = ClaimState
    Kind = ClaimKind
    Remedy = Remedy

    MOVES: ClassVar = {
        State.ASKED: (State.IN_REVIEW, State.GRANTED),
        State.IN_REVIEW: (State.GRANTED, State.DECLINED),
    }

    number = models.CharField(_("number"), max_length=9, unique=True, default=new_claim_number)
    order = models.ForeignKey(Order, models.PROTECT, related_name="claims")
    shipment = models.ForeignKey(Shipment, models.PROTECT, null=True, related_name="claims")
    kind = models.CharField(_("what went wrong"), max_length=15, choices=ClaimKind)
    remedy = models.CharField(_("the buyer wishes"), max_length=12, choices=Remedy)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    signs = models.JSONField(_("looked at because"), default=list, blank=True)
    key = models.CharField(max_length=32, unique=True, null=True, editable=False, help_text="Of the form.")
    text = models.CharField(_("in the buyer's words"), max_length=500, blank=True)
    note = models.CharField(_("why"), max_length=500, blank=True)
    amount = MoneyField(_("went back"), default=Money(0))
    replacement = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+", verbose_name=_("sent instead"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-id"]
        constraints = [
            known_states("claim_state_known", ClaimState),
            models.CheckConstraint(condition=Q(amount__gte=Money(0)), name="claim_amount_not_negative"),
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(kind="never_arrived") & ~Q(state="declined"), name="one_claim_per_loss"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def reference(self) -> str:
        """How money and events name it."""
        return f"claim/{self.number}"

    @property
    def sign_words(self) -> str:
        return ", ".join(str(ClaimSign(sign).label) for sign in self.signs)


class ClaimLine(models.Model):
    """How many units of which line it is about."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="claim_lines")
    units = models.PositiveSmallIntegerField(_("units"))

    class Meta:
        verbose_name = _("claimed line")
        verbose_name_plural = _("claimed lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "order_line"], name="one_claim_line_per_order_line"),
            models.CheckConstraint(condition=Q(units__gte=1), name="claim_line_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.units} x {self.order_line.title}"


class ClaimPhoto(models.Model):
    """A picture of what went wrong: encoded anew, seen by the buyer and staff alone."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="photos")
    file = models.FileField(_("file"), upload_to="claims/%Y/%m", storage=private_files)
    created_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.claim} / {self.pk}"
