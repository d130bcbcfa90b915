"""Shipments: parcels, what is in them and where they are."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import Stateful, known_states
from orders.models.arrivals import has_come
from orders.models.orders import Order, OrderLine


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def lock(self, shipment: "Shipment") -> "Shipment":
        return self.select_for_update(of=("self",)).get(pk=shipment.pk)

    def arrived(self) -> "ShipmentQuerySet":
        return self.filter(has_come())

    def silent(self, *, shipped_before: datetime, promised_before: date) -> "ShipmentQuerySet":
        """Shipped and promised long ago, and nobody has said that they arrived. Oldest first."""
        unheard = self.filter(state=Shipment.State.SHIPPED, presumed_at=None)
        late = unheard.filter(shipped_at__lte=shipped_before, order__arrives_until__lt=promised_before)
        return late.order_by("shipped_at", "pk")


class ShipmentState(models.TextChoices):
    PREPARING = "preparing", _("Packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    LOST = "lost", _("Lost")


class Shipment(Stateful):
    """One parcel of an order. `presumed_at` is when one that nobody tells anything of should have come."""

    State = ShipmentState

    class Carrier(models.TextChoices):
        DHL = "dhl", "DHL"
        DPD = "dpd", "DPD"
        GLS = "gls", "GLS"
        UPS = "ups", "UPS"
        FEDEX = "fedex", "FedEx"
        OTHER = "other", _("Other")

    MOVES: ClassVar = {
        State.PREPARING: (State.SHIPPED,),
        State.SHIPPED: (State.DELIVERED, State.LOST),
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    carrier = models.CharField(_("carrier"), max_length=10, choices=Carrier, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("packed"), auto_now_add=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    presumed_at = models.DateTimeField(_("presumed delivered"), null=True, editable=False)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["shipped_at"], condition=Q(state="shipped", presumed_at=None), name="silent_parcels"),
        ]
        constraints = [known_states("shipment_state_known", ShipmentState)]

    def __str__(self) -> str:
        return f"{self.order} / {self.pk}"

    @property
    def has_come(self) -> bool:
        """The same as `has_come` of query sets, of one row."""
        is_presumed = self.state == Shipment.State.SHIPPED and self.presumed_at is not None
        return self.state == Shipment.State.DELIVERED or is_presumed

    @property
    def came_at(self) -> datetime | None:
        """The moment it came, as far as anybody knows."""
        return (self.delivered_at or self.presumed_at) if self.has_come else None


class ShipmentLine(models.Model):
    """How many units of an order line are in the parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="shipment_lines")
    quantity = models.PositiveSmallIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("packed line")
        verbose_name_plural = _("packed lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "order_line"], name="one_line_per_shipment_order_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="shipment_line_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.order_line.title}"
