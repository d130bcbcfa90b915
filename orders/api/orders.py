"""Orders: what was bought, for whom, and what became of it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Sparse, StrictSerializer, Text
from core.api.filters import moment
from core.api.resources import Resource
from orders.actions.cancel_requests import ask_to_cancel, is_stoppable
from orders.actions.cancellation import cancel_order, cancel_units
from orders.actions.line_names import lines_named
from orders.api.shapes import MOST_LINES, AddressSerializer, LineSerializer, Minor, UnitsInput, named
from orders.models import Order


class OrderSerializer(Sparse, serializers.ModelSerializer):
    payment_status = serializers.ChoiceField(["none", "paid", "partly_refunded", "refunded", "failed"], read_only=True)
    fulfillment_status = serializers.ChoiceField(
        ["none", "packing", "partly_shipped", "shipped", "delivered", "canceled"], read_only=True
    )
    email = serializers.SerializerMethodField(help_text="Null without `customers:read`.")
    customer = serializers.SerializerMethodField(help_text="The customer's id; null for guests and without the scope.")
    partner = serializers.CharField(source="partner.public_id", default=None, read_only=True, allow_null=True)
    goods, discount, delivery, delivery_tax = Minor(), Minor(), Minor(), Minor()
    tax, total, tendered = Minor(), Minor(), Minor()
    address = AddressSerializer(read_only=True, allow_null=True)
    lines = LineSerializer(many=True, read_only=True)
    shipments = serializers.SlugRelatedField("public_id", many=True, read_only=True)

    class Meta:
        model = Order
        fields = [
            "number",
            "state",
            "payment_status",
            "fulfillment_status",
            "email",
            "customer",
            "partner",
            "language",
            "currency",
            "prices_include_tax",
            "goods",
            "discount",
            "delivery",
            "delivery_tax",
            "tax",
            "total",
            "tendered",
            "delivery_method",
            "arrives_from",
            "arrives_until",
            "address",
            "lines",
            "shipments",
            "placed_at",
            "confirmed_at",
            "completed_at",
            "canceled_at",
        ]

    def get_email(self, order: Order) -> str | None:
        return order.email if self._knows_people else None

    def get_customer(self, order: Order) -> str | None:
        return order.customer.public_id if order.customer and self._knows_people else None

    @property
    def _knows_people(self) -> bool:
        access = self.context["request"].auth
        return access.customer is not None or "customers:read" in access.scopes


class OrderFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=Order.State.choices)
    placed_since = moment("placed_at", "gte")
    placed_before = moment("placed_at", "lt")

    class Meta:
        model = Order
        fields: list[str] = []


class CancellationInput(StrictSerializer):
    """Without `lines` the whole order."""

    reason = Text(max_length=200, required=False, allow_blank=True)
    lines = serializers.ListField(child=UnitsInput(), required=False, min_length=1, max_length=MOST_LINES)


class CancellationSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField(
        ["canceled", "requested"], help_text="`requested`: it is packed already, and the packer decides."
    )
    order = OrderSerializer()


class OfOrder(Resource):
    """Something that is made for an order the caller sees."""

    def order(self) -> Order:
        """Raises Http404 for one that the caller may see and not change."""
        orders = Order.objects.placed_through(self.actor)
        return self.seen(orders.select_related("address"), number=self.kwargs["number"])


class OrderResource(Resource):
    """The orders that the key may see: all, those it placed or has goods of, or a customer's own."""

    scopes = {"list": "orders:read", "retrieve": "orders:read"}
    summaries = {"list": "List orders", "retrieve": "Read an order"}
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    queryset = Order.objects.none()
    sorts = ("-id", "id", "placed_at", "-placed_at")
    lookup_field = "number"
    tag = "orders"

    def get_queryset(self) -> QuerySet[Order]:
        return whole(Order.objects.visible_to(self.actor))


class CancellationResource(OfOrder):
    """Cancel an order or units of it. Once it is packed the packer may still stop it."""

    scopes = {"create": "orders:write"}
    summaries = {"create": "Cancel an order or units of it"}
    serializer_class = CancellationSerializer
    tag = "orders"

    @extend_schema(request=CancellationInput, responses={201: CancellationSerializer})
    def create(self, request: Request, number: str) -> Response:
        order, given = self.order(), self.given(CancellationInput)
        by, now, reason = self.request.auth.customer, timezone.now(), given.get("reason", "")
        outcome = "canceled"
        if "lines" in given:
            cancel_units(
                order=order, quantities=lines_named(order, named(given["lines"])), by=by, at=now, reason=reason
            )
        elif is_stoppable(order):
            ask_to_cancel(order=order, words=reason, by=by, at=now)
            outcome = "requested"
        else:
            cancel_order(order=order, by=by, at=now, reason=reason)
        fresh = whole(Order.objects.all()).get(pk=order.pk)
        return Response(self.represent({"outcome": outcome, "order": fresh}), status=201)


def whole(orders: Any) -> Any:
    """With all that an answer shows."""
    related = orders.select_related("address", "customer", "partner")
    return related.prefetch_related("lines__product", "payments__refunds", "tenders", "shipments__lines")
