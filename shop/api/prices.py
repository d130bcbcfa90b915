"""List prices: read, set one by one, or thousands in a call. Amounts are minor currency units."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Flag, Sparse, StrictSerializer, Text, Whole
from core.api.filters import words
from core.api.resources import Resource
from core.money import Money
from shop.actions.price_batches import MOST_ROWS, PriceRow, set_prices
from shop.models import Product, Variant


class PriceSerializer(Sparse, serializers.ModelSerializer):
    product = serializers.CharField(source="product.slug", read_only=True)
    list_price = serializers.IntegerField(source="base_price.minor", read_only=True)
    price = serializers.IntegerField(source="price.minor", read_only=True, help_text="What everybody pays now.")
    price_before = serializers.IntegerField(
        source="compare_at.minor", read_only=True, allow_null=True, default=None, help_text="Shown beside, if reduced."
    )

    class Meta:
        model = Variant
        fields = ["sku", "product", "list_price", "price", "price_before"]


class PriceInput(StrictSerializer):
    list_price = Whole(min_value=1, max_value=10**11)
    announce = Flag(required=False, default=False, help_text="Show a reduction beside the lowest price of 30 days.")


class PriceRowInput(PriceInput):
    sku = Text(max_length=60)


class PriceBatchInput(StrictSerializer):
    rows = serializers.ListField(child=PriceRowInput(), min_length=1, max_length=MOST_ROWS)


class RowResultSerializer(serializers.Serializer):
    """What became of a row."""

    row = serializers.IntegerField(help_text="Its number in the call, from 0.")
    outcome = serializers.ChoiceField(["changed", "unchanged", "refused"])
    code = serializers.CharField(help_text="Why it was refused; empty otherwise.")
    detail = serializers.CharField(help_text="The same in words.")


class BatchResultSerializer(serializers.Serializer):
    """Rows are done one by one: a refused one keeps none of the others behind."""

    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = RowResultSerializer(many=True)


def batch_result(outcomes: Any) -> dict[str, Any]:
    """What became of the rows of a call, counted and row by row."""
    rows = [
        {"row": number, "outcome": found.outcome, "code": found.code, "detail": found.detail}
        for number, found in enumerate(outcomes)
    ]
    counts = {kind: sum(row["outcome"] == kind for row in rows) for kind in ("changed", "unchanged", "refused")}
    return counts | {"results": rows}


class PriceFilter(filters.FilterSet):
    product = words("product__slug", 140)

    class Meta:
        model = Variant
        fields: list[str] = []


class PriceResource(Resource):
    """The list price of each variant, and what everybody pays of it now."""

    scopes = {"list": "prices:read", "retrieve": "prices:read", "update": "prices:write"}
    summaries = {"list": "List prices", "retrieve": "Read a price", "update": "Set a list price"}
    serializer_class = PriceSerializer
    filterset_class = PriceFilter
    queryset = Variant.objects.none()
    matched = ("update",)
    lookup_field = "sku"
    tag = "prices"

    def get_queryset(self) -> QuerySet[Variant]:
        seen = Product.objects.visible_to(self.request.auth.partner)
        return Variant.objects.filter(product__in=seen).select_related("product")

    @extend_schema(request=PriceInput, responses=PriceSerializer)
    def update(self, request: Request, sku: str) -> Response:
        variant, given = self.get_object(), self.given(PriceInput)
        row = PriceRow(variant.sku, Money(given["list_price"]), given["announce"])
        set_prices(rows=[row], reference=self.request.auth.partner.public_id, check=self.check_match)
        return Response(self.represent(self.get_object()))


class PriceBatchResource(Resource):
    """Up to 5,000 list prices in a call."""

    scopes = {"create": "prices:write"}
    summaries = {"create": "Set many list prices"}
    serializer_class = BatchResultSerializer
    tag = "prices"

    @extend_schema(request=PriceBatchInput, responses={200: BatchResultSerializer})
    def create(self, request: Request) -> Response:
        given = self.given(PriceBatchInput)["rows"]
        rows = [PriceRow(row["sku"], Money(row["list_price"]), row["announce"]) for row in given]
        return Response(batch_result(set_prices(rows=rows, reference=self.request.auth.partner.public_id)))
