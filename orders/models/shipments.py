"""Shipments: parcels, what is in them and where they are."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner
from core.codes import new_code
from core.states import Stateful, known_states
from orders.models.arrivals import has_come
from orders.models.order_lines import OrderLine
from orders.models.orders import Order, stood_with
from orders.rules.tracking import NEED_A_PERSON, NOT_THERE


def new_shipment_id() -> str:
    """How partners know a parcel: random."""
    return f"shp_{new_code(16)}"


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def visible_to(self, actor: object) -> "ShipmentQuerySet":
        """The parcels of orders that the actor sees."""
        return self.filter(order__in=Order.objects.visible_to(actor))

    def sent_by(self, actor: object) -> "ShipmentQuerySet":
        """Of those, the parcels whose way the actor may tell of: those with goods of its own places and no others."""
        seen = self.visible_to(actor)
        if not isinstance(actor, Partner) or actor.sees_all:
            return seen
        inside = ShipmentLine.objects.filter(shipment=OuterRef(OuterRef("pk"))).values("order_line__variant")
        return seen.filter(stood_with(actor, inside))

    def lock(self, shipment: "Shipment") -> "Shipment":
        return self.select_for_update(of=("self",)).get(pk=shipment.pk)

    def arrived(self) -> "ShipmentQuerySet":
        return self.filter(has_come())

    def silent(self, *, shipped_before: datetime, promised_before: date) -> "ShipmentQuerySet":
        """Shipped and promised long ago, and nobody has said that they arrived. Oldest first.

        Nor has the carrier said anything since, or that it has not arrived.
        """
        unheard = self.filter(state=Shipment.State.SHIPPED, presumed_at=None).exclude(told_code__in=NOT_THERE)
        late = unheard.filter(shipped_at__lte=shipped_before, order__arrives_until__lt=promised_before)
        late = late.filter(Q(heard_at=None) | Q(heard_at__lte=shipped_before))
        return late.order_by("shipped_at", "pk")

    def unheard(self, *, promised_before: date, heard_before: datetime) -> "ShipmentQuerySet":
        """On their way past their promise, with nothing heard of them for a while, nor looked after meanwhile."""
        late = self.filter(state=Shipment.State.SHIPPED, presumed_at=None, promised_on__lt=promised_before)
        quiet = Q(told_at=None, shipped_at__lt=heard_before) | Q(told_at__lt=heard_before)
        return late.filter(quiet, Q(looked_at=None) | Q(looked_at__lt=heard_before))

    def in_trouble(self) -> "ShipmentQuerySet":
        """Of which the carrier said last that something is wrong, and nobody has looked after that yet.

        So too a lost one that arrived after all.
        """
        wrong = Q(told_code__in=NEED_A_PERSON) & ~Q(state=Shipment.State.LOST)
        found = Q(told_code="delivered", state=Shipment.State.LOST)
        return self.filter(wrong | found, Q(looked_at=None) | Q(looked_at__lt=F("heard_at")))


class ShipmentState(models.TextChoices):
    PREPARING = "preparing", _("Packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    LOST = "lost", _("Lost")


class Report(models.TextChoices):
    """What a carrier can say of a parcel."""

    ACCEPTED = "accepted", _("The carrier has it")
    IN_TRANSIT = "in_transit", _("On its way")
    AT_DEPOT = "at_depot", _("At the depot near you")
    OUT_FOR_DELIVERY = "out_for_delivery", _("In the van, it comes today")
    DELIVERY_FAILED = "delivery_failed", _("Could not be handed over")
    HELD_AT_COUNTER = "held_at_counter", _("Ready to be collected")
    DELIVERED = "delivered", _("Delivered")
    RETURNED_TO_SENDER = "returned_to_sender", _("On its way back to us")
    EXCEPTION = "exception", _("Held up on the way")


class Shipment(Stateful):
    """One parcel of an order. `presumed_at` is when one that nobody tells anything of should have come.

    `promised_on` is the last day its buyer was promised when it left. `told_code`, `told_at` and `told_expected_on`
    repeat what all reports of the carrier say together (`standing_of`); `heard_at` is when the last one came in, and
    `looked_at` when somebody of the staff last looked after it.
    """

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

    public_id = models.CharField(max_length=20, unique=True, default=new_shipment_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    carrier = models.CharField(_("carrier"), max_length=10, choices=Carrier, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("packed"), auto_now_add=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    presumed_at = models.DateTimeField(_("presumed delivered"), null=True, editable=False)
    promised_on = models.DateField(_("promised by"), null=True, editable=False)
    told_code = models.CharField(_("the carrier says"), max_length=20, choices=Report, blank=True, editable=False)
    told_at = models.DateTimeField(_("as of"), null=True, editable=False)
    told_expected_on = models.DateField(_("carrier's day"), null=True, editable=False)
    heard_at = models.DateTimeField(_("last heard of"), null=True, editable=False)
    looked_at = models.DateTimeField(_("looked after"), null=True, editable=False)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["shipped_at"], condition=Q(state="shipped", presumed_at=None), name="silent_parcels"),
            models.Index(fields=["tracking_number"], condition=~Q(tracking_number=""), name="parcels_by_number"),
            models.Index(fields=["told_code"], condition=Q(told_code__in=NEED_A_PERSON), name="parcels_in_trouble"),
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

    @property
    def promise(self) -> date:
        """The last day its buyer was promised."""
        return self.promised_on or self.order.arrives_until


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
