"""Returns: what they would bring, announcing them, and writing down what came. Amounts are minor currency units."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Flag, Prose, Sparse, StrictSerializer, Text, Whole
from core.api.filters import words
from core.api.resources import Resource
from core.money import Money
from orders.actions.line_names import lines_named, returned_lines_named, variants_named
from orders.actions.receiving import Found, inspect_return, receive_return
from orders.actions.return_quotes import outcomes_for
from orders.actions.return_requests import check_wishes, request_return
from orders.api.orders import OfOrder
from orders.api.shapes import MOST_LINES, Minor, named
from orders.models import Order, Return, ReturnLine
from orders.rules.returns import Outcome, Reason, Wish
from shop.models import Location


class ReturnLineSerializer(serializers.ModelSerializer):
    sku = serializers.CharField(source="order_line.sku", read_only=True)
    instead = serializers.CharField(source="instead.sku", default=None, read_only=True, allow_null=True)

    class Meta:
        model = ReturnLine
        fields = [
            "sku",
            "requested",
            "received",
            "accepted",
            "restocked",
            "damaged",
            "quarantined",
            "reason",
            "is_opened",
            "note",
            "finding",
            "instead",
        ]


class ReturnSerializer(Sparse, serializers.ModelSerializer):
    order = serializers.CharField(source="order.number", read_only=True)
    quoted, bonus, label_fee, paid_back = Minor(), Minor(), Minor(), Minor()
    lines = ReturnLineSerializer(many=True, read_only=True)

    class Meta:
        model = Return
        fields = [
            "number",
            "order",
            "state",
            "outcome",
            "is_withdrawal",
            "quoted",
            "bonus",
            "label_fee",
            "paid_back",
            "lines",
            "requested_at",
            "approved_at",
            "send_by",
            "sent_at",
            "received_at",
            "inspected_at",
            "settled_at",
        ]


class ReturnFilter(filters.FilterSet):
    order = words("order__number", 10)
    state = filters.ChoiceFilter(choices=Return.State.choices)

    class Meta:
        model = Return
        fields: list[str] = []


class WishInput(StrictSerializer):
    sku = Text(max_length=60)
    quantity = Whole(min_value=1, max_value=9_999)
    reason = serializers.ChoiceField(Reason.choices)
    is_opened = Flag(required=False, default=False)
    note = Prose(max_length=500, required=False, allow_blank=True)
    instead = Text(max_length=60, required=False, help_text="For an exchange: the SKU that is wanted.")


class ReturnQuoteInput(StrictSerializer):
    lines = serializers.ListField(child=WishInput(), min_length=1, max_length=MOST_LINES)


class ReturnInput(ReturnQuoteInput):
    outcome = serializers.ChoiceField(Outcome.choices)
    expected = Whole(
        min_value=-(10**11),
        max_value=10**11,
        required=False,
        help_text="The sum that the buyer saw and agreed to: another one is refused.",
    )


class OutcomeSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField(Outcome.choices)
    total = serializers.IntegerField(help_text="What the buyer gets, in minor currency units; below zero is to pay.")
    bonus = serializers.IntegerField(help_text="Of which an extra for taking store credit.")


class ReturnQuoteSerializer(serializers.Serializer):
    """What the buyer may choose from, each with what it brings, to the cent."""

    outcomes = OutcomeSerializer(many=True)


class FoundInput(StrictSerializer):
    sku = Text(max_length=60)
    received = Whole(min_value=0, max_value=9_999)
    accepted = Whole(min_value=0, max_value=9_999)
    restocked = Whole(min_value=0, max_value=9_999, required=False)
    damaged = Whole(min_value=0, max_value=9_999, required=False)
    quarantined = Whole(min_value=0, max_value=9_999, required=False)
    finding = Prose(max_length=300, required=False, allow_blank=True)


class InspectionInput(StrictSerializer):
    location = Text(max_length=40, help_text="The code of the place where it came.")
    lines = serializers.ListField(child=FoundInput(), min_length=1, max_length=MOST_LINES)


class ReturnResource(Resource):
    """The returns of the orders that the key sees."""

    scopes = {
        "list": "returns:read",
        "retrieve": "returns:read",
        "receive": "returns:receive",
        "inspect": "returns:receive",
    }
    summaries = {
        "list": "List returns",
        "retrieve": "Read a return",
        "receive": "Write down that a return came",
        "inspect": "Write down what came back",
    }
    serializer_class = ReturnSerializer
    filterset_class = ReturnFilter
    queryset = Return.objects.none()
    lookup_field = "number"
    tag = "returns"

    def get_queryset(self) -> QuerySet[Return]:
        return _whole(Return.objects.visible_to(self.actor))

    @extend_schema(request=None, responses={201: ReturnSerializer})
    def receive(self, request: Request, number: str) -> Response:
        """The parcel is here. Nothing is paid by that."""
        receive_return(sent_back=self._to_take(), by=None, at=timezone.now())
        return self.created(self.get_object())

    @extend_schema(request=InspectionInput, responses={201: ReturnSerializer})
    def inspect(self, request: Request, number: str) -> Response:
        """What came, and where it went. The shop's staff pay afterwards."""
        sent_back, given = self._to_take(), self.given(InspectionInput)
        place = self.seen(Location.objects.visible_to(self.actor), code=given["location"])
        ids = returned_lines_named(sent_back, [row["sku"] for row in given["lines"]])
        rows = [{name: value for name, value in row.items() if name != "sku"} for row in given["lines"]]
        found = {line_id: Found(**row) for line_id, row in zip(ids, rows, strict=True)}
        inspect_return(sent_back=sent_back, found=found, location=place, by=None, at=timezone.now())
        return self.created(self.get_object())

    def _to_take(self) -> Return:
        return self.seen(_whole(Return.objects.taken_by(self.actor)), number=self.kwargs["number"])


class ReturnQuoteResource(OfOrder):
    """What sending these things back would bring."""

    scopes = {"create": "returns:write"}
    summaries = {"create": "Ask what a return would bring"}
    serializer_class = ReturnQuoteSerializer
    tag = "returns"

    @extend_schema(request=ReturnQuoteInput, responses={201: ReturnQuoteSerializer})
    def create(self, request: Request, number: str) -> Response:
        order = self.order()
        wishes = _wishes(order, self.given(ReturnQuoteInput)["lines"])
        check_wishes(order=order, wishes=wishes, at=timezone.now())
        rows = [
            {"outcome": outcome, "total": quote.shown.minor, "bonus": quote.bonus.minor}
            for outcome, quote in outcomes_for(order=order, wishes=wishes)
        ]
        return Response({"outcomes": rows}, status=201)


class OrderReturnResource(OfOrder):
    """Announce what comes back."""

    scopes = {"create": "returns:write"}
    summaries = {"create": "Announce a return"}
    serializer_class = ReturnSerializer
    tag = "returns"

    @extend_schema(request=ReturnInput, responses={201: ReturnSerializer})
    def create(self, request: Request, number: str) -> Response:
        order, given = self.order(), self.given(ReturnInput)
        sent_back = request_return(
            order=order,
            wishes=_wishes(order, given["lines"]),
            outcome=given["outcome"],
            expected=Money(given["expected"]) if "expected" in given else None,
            by=request.auth.customer,
            at=timezone.now(),
        )
        return self.created(_whole(Return.objects.all()).get(pk=sent_back.pk), f"/api/v1/returns/{sent_back.number}/")


def _whole(returns: Any) -> Any:
    return returns.select_related("order").prefetch_related("lines__order_line", "lines__instead")


def _wishes(order: Order, rows: list[dict[str, Any]]) -> list[Wish]:
    units = lines_named(order, named(rows))
    wanted = variants_named(row["instead"] for row in rows if "instead" in row)
    return [
        Wish(
            line_id=line_id,
            units=quantity,
            reason=row["reason"],
            is_opened=row["is_opened"],
            note=row.get("note", ""),
            instead=wanted[row["instead"]] if "instead" in row else None,
        )
        for row, (line_id, quantity) in zip(rows, units.items(), strict=True)
    ]
