"""What the payment provider wrote about memberships: its customers, its events, invoices, and money sent back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.money import Money
from core.states import Stateful, known_states
from loyalty.models.memberships import Membership, new_key


class BillingAccountQuerySet(models.QuerySet["BillingAccount"]):
    def lock(self, account: "BillingAccount") -> "BillingAccount":
        return self.select_for_update(of=("self",)).get(pk=account.pk)


class BillingAccount(models.Model):
    """The one customer at the provider that stands for a customer of ours; the row that joining locks."""

    customer = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="billing_account")
    stripe_id = models.CharField(_("customer at Stripe"), max_length=120, blank=True)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)

    objects = BillingAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("billing account")
        verbose_name_plural = _("billing accounts")
        constraints = [
            models.UniqueConstraint(fields=["stripe_id"], condition=~Q(stripe_id=""), name="one_account_per_stripe_id")
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.stripe_id}"


class BillingEvent(models.Model):
    """A webhook about memberships, stored by its id before anything is done about it. Only its ids are kept."""

    event_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120)
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("billing event")
        verbose_name_plural = _("billing events")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class MembershipInvoice(models.Model):
    """An invoice of the provider's, one row for each of its ids, with what of it went back."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        OPEN = "open", _("To be paid")
        PAID = "paid", _("Paid")
        VOID = "void", _("Void")
        UNCOLLECTIBLE = "uncollectible", _("Given up")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="invoices")
    stripe_id = models.CharField(max_length=120, unique=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    status = models.CharField(_("state"), max_length=13, choices=Status)
    reason = models.CharField(max_length=40, blank=True)
    amount_due = MoneyField(_("amount"))
    amount_paid = MoneyField(_("paid"))
    refunded = MoneyField(_("sent back"), default=Money(0))
    currency = models.CharField(_("currency"), max_length=3)
    intent_id = models.CharField(max_length=120, blank=True)
    url = models.TextField(blank=True)
    pdf_url = models.TextField(blank=True)
    issued_at = models.DateTimeField(_("issued"))
    paid_at = models.DateTimeField(_("paid on"), null=True)

    class Meta:
        verbose_name = _("invoice of a membership")
        verbose_name_plural = _("invoices of memberships")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=Money(0), refunded__lte=F("amount_paid"), amount_due__gte=Money(0)),
                name="invoice_refunded_at_most_paid",
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="invoice_currency_three_capitals"),
        ]

    def __str__(self) -> str:
        return self.number or self.stripe_id


class MembershipRefundState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    SUCCEEDED = "succeeded", _("Sent back")
    FAILED = "failed", _("Failed")


class MembershipRefund(Stateful):
    """Money of a period on its way back. A row first; a task tells the provider, a sweeper finds what no task did."""

    State = MembershipRefundState

    MOVES: ClassVar = {State.REQUESTED: (State.SUCCEEDED, State.FAILED), State.FAILED: (State.REQUESTED,)}

    invoice = models.ForeignKey(MembershipInvoice, models.PROTECT, related_name="refunds")
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    is_tried = models.BooleanField(default=False, editable=False)
    provider_id = models.CharField(_("refund at the provider"), max_length=120, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("requested at"), auto_now_add=True)

    class Meta:
        verbose_name = _("refund of a membership")
        verbose_name_plural = _("refunds of memberships")
        ordering = ["-id"]
        constraints = [
            known_states("membership_refund_state_known", MembershipRefundState),
            models.CheckConstraint(condition=Q(amount__gt=Money(0)), name="membership_refund_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_state_display()}"

    @property
    def reference(self) -> str:
        """What the provider is told it is for: this refund and no other."""
        return f"membership/{self.invoice.membership_id}/refund/{self.pk}"
