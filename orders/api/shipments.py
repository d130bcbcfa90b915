"""Parcels: packed, handed to a carrier, followed."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Sparse, StrictSerializer, Text
from core.api.filters import words
from core.api.resources import Resource
from orders.actions.fulfillment import pack_shipment, ship_shipment
from orders.actions.line_names import lines_named
from orders.api.shapes import MOST_LINES, UnitsInput, named
from orders.models import Order, Shipment, ShipmentLine
from orders.models.shipments import Report


class ShipmentLineSerializer(serializers.ModelSerializer):
    sku = serializers.CharField(source="order_line.sku", read_only=True)

    class Meta:
        model = ShipmentLine
        fields = ["sku", "quantity"]


class ShipmentSerializer(Sparse, serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    order = serializers.CharField(source="order.number", read_only=True, help_text="The order's number.")
    carrier = serializers.ChoiceField(Shipment.Carrier.choices, read_only=True, allow_blank=True)
    carrier_says = serializers.ChoiceField(Report.choices, source="told_code", read_only=True, allow_blank=True)
    lines = ShipmentLineSerializer(many=True, read_only=True)

    class Meta:
        model = Shipment
        fields = [
            "id",
            "order",
            "state",
            "carrier",
            "tracking_number",
            "carrier_says",
            "promised_on",
            "lines",
            "created_at",
            "shipped_at",
            "delivered_at",
        ]


class ShipmentFilter(filters.FilterSet):
    order = words("order__number", 10)
    state = filters.ChoiceFilter(choices=Shipment.State.choices)

    class Meta:
        model = Shipment
        fields: list[str] = []


class ShipmentInput(StrictSerializer):
    """Without `lines` all that is here for the order."""

    lines = serializers.ListField(child=UnitsInput(), required=False, min_length=1, max_length=MOST_LINES)


class DispatchInput(StrictSerializer):
    carrier = serializers.ChoiceField(Shipment.Carrier.choices)
    tracking_number = Text(max_length=60)


class ShipmentResource(Resource):
    """The parcels of the orders that the key sees."""

    scopes = {"list": "shipments:read", "retrieve": "shipments:read", "dispatch_parcel": "shipments:write"}
    summaries = {"list": "List parcels", "retrieve": "Read a parcel", "dispatch_parcel": "Hand a parcel to its carrier"}
    serializer_class = ShipmentSerializer
    filterset_class = ShipmentFilter
    queryset = Shipment.objects.none()
    lookup_field, lookup_url_kwarg = "public_id", "id"
    tag = "shipments"

    def get_queryset(self) -> QuerySet[Shipment]:
        seen = Shipment.objects.visible_to(self.actor)
        return seen.select_related("order").prefetch_related("lines__order_line")

    @extend_schema(request=DispatchInput, responses={201: ShipmentSerializer})
    def dispatch_parcel(self, request: Request, id: str) -> Response:
        """The carrier has it: stock leaves the shelf and the buyer is told."""
        shipment, given = self.get_object(), self.given(DispatchInput)
        self.seen(Order.objects.packed_by(self.actor), pk=shipment.order_id)
        ship_shipment(shipment=shipment, by=None, at=timezone.now(), **given)
        return self.created(self.get_object())


class OrderShipmentResource(Resource):
    """Pack a parcel for an order, all of whose goods stand at locations that the caller may pack at."""

    scopes = {"create": "shipments:write"}
    summaries = {"create": "Pack a parcel"}
    serializer_class = ShipmentSerializer
    tag = "shipments"

    @extend_schema(request=ShipmentInput, responses={201: ShipmentSerializer})
    def create(self, request: Request, number: str) -> Response:
        order = self.seen(Order.objects.packed_by(self.actor), number=number)
        given = self.given(ShipmentInput)
        units = lines_named(order, named(given["lines"])) if "lines" in given else None
        parcel = pack_shipment(order=order, quantities=units, by=None, at=timezone.now())
        fresh = Shipment.objects.select_related("order").prefetch_related("lines__order_line").get(pk=parcel.pk)
        return self.created(fresh, f"/api/v1/shipments/{parcel.public_id}/")
