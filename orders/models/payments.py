"""Payments, refunds, and the provider's events by which we hear of them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from core.fields import MoneyField
from core.money import Money
from core.states import Stateful, known_states
from orders.models.orders import Order

SETTLE_AFTER = timedelta(minutes=3)
"""A payment that is still open this long after it was last looked at is asked about again."""


def new_key() -> str:
    """An idempotency key for the provider."""
    return get_random_string(32)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def lock(self, payment: "Payment") -> "Payment":
        return self.select_for_update(of=("self",)).get(pk=payment.pk)

    def unsettled(self, at: datetime) -> "PaymentQuerySet":
        """Started, and nobody has asked the provider for a while."""
        return self.filter(state=Payment.State.STARTED, checked_at__lte=at - SETTLE_AFTER)


class PaymentState(models.TextChoices):
    STARTED = "started", _("Started")
    AUTHORIZED = "authorized", _("Authorized")
    CAPTURED = "captured", _("Captured")
    FAILED = "failed", _("Failed")
    VOIDED = "voided", _("Voided")


class Payment(Stateful):
    """One attempt to pay one order. Stored with its idempotency key before the provider is called."""

    State = PaymentState

    MOVES: ClassVar = {
        State.STARTED: (State.AUTHORIZED, State.CAPTURED, State.FAILED, State.VOIDED),
        State.AUTHORIZED: (State.CAPTURED, State.VOIDED),
        State.VOIDED: (State.CAPTURED,),  # paid in the moment we gave up: recorded, then refunded
        State.FAILED: (State.CAPTURED,),
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED)
    amount = MoneyField(_("amount"))
    refunded = MoneyField(_("refunded"), default=Money(0))
    credited = MoneyField(_("given as store credit"), default=Money(0), help_text="Instead of going back.")
    currency = models.CharField(_("currency"), max_length=3)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    session_id = models.CharField(_("checkout session"), max_length=120, unique=True, null=True, editable=False)
    session_url = models.URLField(max_length=1000, blank=True, editable=False)
    intent_id = models.CharField(_("payment at the provider"), max_length=120, blank=True)
    expires_at = models.DateTimeField(_("can be paid until"))
    checked_at = models.DateTimeField(_("last looked at"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "checked_at"])]
        constraints = [
            known_states("payment_state_known", PaymentState),
            models.CheckConstraint(
                condition=Q(amount__gte=Money(0), refunded__gte=Money(0)), name="payment_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(credited__gte=Money(0), refunded__lte=F("amount") - F("credited")),
                name="refunded_at_most_paid",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="started"), name="one_started_payment_per_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display()}"

    @property
    def left(self) -> Money:
        """What can still go back of it."""
        return self.amount - self.refunded - self.credited


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    SUCCEEDED = "succeeded", _("Sent back")
    FAILED = "failed", _("Failed")


def new_refund_id() -> str:
    """How partners know a refund: random."""
    return f"ref_{new_code(16)}"


class RefundQuerySet(models.QuerySet["Refund"]):
    def visible_to(self, actor: object) -> "RefundQuerySet":
        """The refunds of orders that the actor sees."""
        return self.filter(payment__order__in=Order.objects.visible_to(actor))


class Refund(Stateful):
    """Money on its way back. A row first; a task tells the provider, a sweeper finds what no task did."""

    State = RefundState

    MOVES: ClassVar = {State.REQUESTED: (State.SUCCEEDED, State.FAILED), State.FAILED: (State.REQUESTED,)}

    public_id = models.CharField(max_length=20, unique=True, default=new_refund_id, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    is_tried = models.BooleanField(default=False, editable=False)
    provider_id = models.CharField(_("refund at the provider"), max_length=120, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("requested at"), auto_now_add=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["id"]
        constraints = [
            known_states("refund_state_known", RefundState),
            models.CheckConstraint(condition=Q(amount__gt=Money(0)), name="refund_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.payment.order}: {self.get_state_display()}"

    @property
    def reference(self) -> str:
        """What the provider is told it is for: this refund and no other."""
        return f"{self.payment.order.reference}/refund/{self.pk}"


class StripeEvent(models.Model):
    """A webhook, stored by its id before anything is done about it. Only its ids are kept."""

    event_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120)
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Stripe event")
        verbose_name_plural = _("Stripe events")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
