"""What happened to an order: the shopper's timeline and the staff's audit."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ledger import LedgerEntry
from orders.models.orders import Order


class OrderEvent(LedgerEntry):
    """A moment in an order's life: the shopper's timeline and the staff's audit. `reference` is unique per kind."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("Order placed")
        PAID = "paid", _("Payment received")
        PAYMENT_FAILED = "payment_failed", _("Payment failed")
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        CANCELED = "canceled", _("Canceled")
        REFUNDED = "refunded", _("Money sent back")
        LOST = "lost", _("Lost on the way")
        STOCK_PROBLEM = "stock_problem", _("Something is missing")
        CHANGED = "changed", _("Order changed")
        RETURNED = "returned", _("Came back")
        HELD = "held", _("Put on hold")
        RESUMED = "resumed", _("Goes on")
        EXPECTED = "expected", _("Another day of arrival")
        REROUTED = "rerouted", _("Packed somewhere else")
        DELAYED = "delayed", _("Later than promised")
        CANCEL_ASKED = "cancel_asked", _("You asked to cancel")
        CANCEL_WITHDRAWN = "cancel_withdrawn", _("Request to cancel taken back")
        CANCEL_DECLINED = "cancel_declined", _("Could not be canceled any more")
        UNPACKED = "unpacked", _("Taken out of the parcel again")
        RETURN_ASKED = "return_asked", _("Return announced")
        RETURN_APPROVED = "return_approved", _("Return agreed")
        RETURN_REJECTED = "return_rejected", _("Return not agreed")
        RETURN_CANCELED = "return_canceled", _("Return canceled")
        RETURN_SENT = "return_sent", _("Return on its way to us")
        RETURN_RECEIVED = "return_received", _("Return here")
        RETURN_SETTLED = "return_settled", _("Return done")
        RETURN_EXPIRED = "return_expired", _("Return not sent in time")
        RETURN_CONTESTED = "return_contested", _("Return contested")
        WITHDRAWN = "withdrawn", _("Withdrawal declared")
        CLAIM_ASKED = "claim_asked", _("Claim made")
        CLAIM_GRANTED = "claim_granted", _("Claim put right")
        CLAIM_DECLINED = "claim_declined", _("Claim not agreed")

    FOR_STAFF = (Kind.REROUTED, Kind.UNPACKED)

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField(_("when"))

    class Meta(LedgerEntry.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("timeline")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "kind", "reference"], name="one_event_per_cause")]

    def __str__(self) -> str:
        return self.get_kind_display()
