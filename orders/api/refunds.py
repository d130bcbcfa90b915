"""Money back: what went, and sending some. Amounts are minor currency units."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Sparse, StrictSerializer, Text, Whole
from core.api.filters import words
from core.api.resources import Resource
from core.money import Money
from orders.actions.goodwill import refund_lines
from orders.actions.line_names import lines_named
from orders.api.orders import OfOrder
from orders.api.shapes import MOST_LINES, Minor
from orders.models import CreditNote, CreditNotePart, Refund
from orders.rules.refunds import PartKind

MOST_MINOR = 10**11


class RefundSerializer(Sparse, serializers.ModelSerializer):
    """Money on its way back through the payment provider."""

    id = serializers.CharField(source="public_id", read_only=True)
    order = serializers.CharField(source="payment.order.number", read_only=True)
    amount = Minor()

    class Meta:
        model = Refund
        fields = ["id", "order", "amount", "reason", "state", "created_at"]


class RefundFilter(filters.FilterSet):
    order = words("payment__order__number", 10)
    state = filters.ChoiceFilter(choices=Refund.State.choices)

    class Meta:
        model = Refund
        fields: list[str] = []


class CreditPartSerializer(serializers.ModelSerializer):
    kind = serializers.ChoiceField(PartKind.choices, read_only=True)
    sku = serializers.CharField(source="line.sku", default=None, read_only=True, allow_null=True)
    amount, tax = Minor(), Minor()

    class Meta:
        model = CreditNotePart
        fields = ["kind", "sku", "units", "amount", "tax"]


class CreditNoteSerializer(Sparse, serializers.ModelSerializer):
    """What went back, component by component; the way it goes is told by the refunds."""

    number = serializers.CharField(source="label", read_only=True, help_text="Without gaps in its series.")
    order = serializers.CharField(source="order.number", read_only=True)
    amount, tax, to_credit = Minor(), Minor(), Minor()
    parts = CreditPartSerializer(many=True, read_only=True)

    class Meta:
        model = CreditNote
        fields = ["number", "order", "amount", "tax", "to_credit", "reason", "parts", "created_at"]


class RefundLineInput(StrictSerializer):
    sku = Text(max_length=60)
    amount = Whole(min_value=1, max_value=MOST_MINOR)


class RefundInput(StrictSerializer):
    """So much of what was paid for each line, and of delivery; the goods stay with the buyer."""

    reason = Text(max_length=200)
    lines = serializers.ListField(child=RefundLineInput(), required=False, min_length=1, max_length=MOST_LINES)
    delivery = Whole(min_value=1, max_value=MOST_MINOR, required=False)

    any_of = ("lines", "delivery")

    def validate(self, given: dict) -> dict:
        if not given.get("lines") and "delivery" not in given:
            raise serializers.ValidationError({"lines": ["Name lines, delivery or both."]})
        return given


class RefundResource(Resource):
    """The refunds of the orders that the key sees."""

    scopes = {"list": "refunds:read", "retrieve": "refunds:read"}
    summaries = {"list": "List refunds", "retrieve": "Read a refund"}
    serializer_class = RefundSerializer
    filterset_class = RefundFilter
    queryset = Refund.objects.none()
    lookup_field, lookup_url_kwarg = "public_id", "id"
    tag = "refunds"

    def get_queryset(self) -> QuerySet[Refund]:
        return Refund.objects.visible_to(self.actor).select_related("payment__order")


class OrderRefundResource(OfOrder):
    """Pay money of an order back, the way it came: never more than was paid."""

    scopes = {"create": "refunds:write"}
    summaries = {"create": "Refund money of an order"}
    serializer_class = CreditNoteSerializer
    tag = "refunds"

    @extend_schema(request=RefundInput, responses={201: CreditNoteSerializer})
    def create(self, request: Request, number: str) -> Response:
        order, given = self.order(), self.given(RefundInput)
        rows = given.get("lines", [])
        lines_named(order, [(row["sku"], 1) for row in rows])
        note = refund_lines(
            order=order,
            amounts={row["sku"]: Money(row["amount"]) for row in rows},
            delivery=Money(given.get("delivery", 0)),
            reason=given["reason"],
            reference=f"{request.auth.partner.public_id}/{get_random_string(12)}",
            by=None,
            at=timezone.now(),
        )
        return self.created(CreditNote.objects.select_related("order").prefetch_related("parts__line").get(pk=note.pk))
