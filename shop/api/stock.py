"""What stands where: read, counted one by one, or thousands in a call."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import PUBLIC
from core.api.fields import Sparse, StrictSerializer, Text, Whole
from core.api.filters import words
from core.api.resources import Resource
from shop.actions.stock import StockPromised
from shop.actions.stock_counts import MOST_ROWS, CountRow, count_stock
from shop.api.prices import BatchResultSerializer, batch_result
from shop.models import Location, StockRecord
from shop.rules.gift_cards import GIFT_CARD_SKU

MOST_UNITS = 1_000_000


class StoreSerializer(Sparse, serializers.ModelSerializer):
    class Meta:
        model = Location
        fields = ["code", "name", "country_code", "is_active"]


class StockSerializer(Sparse, serializers.ModelSerializer):
    sku = serializers.CharField(source="variant.sku", read_only=True)
    location = serializers.CharField(source="location.code", read_only=True)
    available = serializers.SerializerMethodField(help_text="What can be promised now.")

    class Meta:
        model = StockRecord
        fields = ["sku", "location", "on_hand", "allocated", "held", "safety", "awaited", "expected_on", "available"]

    def get_available(self, record: StockRecord) -> int:
        return record.available


class CountInput(StrictSerializer):
    on_hand = Whole(min_value=0, max_value=MOST_UNITS, help_text="All that stand there, promised ones included.")


class CountRowInput(CountInput):
    sku = Text(max_length=60)
    location = Text(max_length=40)


class CountBatchInput(StrictSerializer):
    rows = serializers.ListField(child=CountRowInput(), min_length=1, max_length=MOST_ROWS)


class StockFilter(filters.FilterSet):
    sku = words("variant__sku", 60)
    location = words("location__code", 40)

    class Meta:
        model = StockRecord
        fields: list[str] = []


class StoreResource(Resource):
    """Our stores and warehouses."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    summaries = {"list": "List stores and warehouses", "retrieve": "Read a store or warehouse"}
    serializer_class = StoreSerializer
    lookup_field = "code"
    queryset = Location.objects.filter(is_active=True)
    sorts = ("id",)
    tag = "stores"


class StockResource(Resource):
    """What stands at which location: all of them, or those of the partner."""

    scopes = {"list": "stock:read", "retrieve": "stock:read", "update": "stock:write"}
    summaries = {"list": "List stock", "retrieve": "Read stock at a location", "update": "Set stock at a location"}
    serializer_class = StockSerializer
    filterset_class = StockFilter
    matched = ("update",)
    tag = "stock"

    def get_queryset(self) -> QuerySet[StockRecord]:
        places = Location.objects.visible_to(self.actor)
        goods = StockRecord.objects.filter(location__in=places).exclude(variant__sku=GIFT_CARD_SKU)
        return goods.select_related("variant", "location")

    def get_object(self) -> StockRecord:
        return get_object_or_404(
            self.get_queryset(), variant__sku=self.kwargs["sku"], location__code=self.kwargs["location"]
        )

    @extend_schema(parameters=[OpenApiParameter("sku", str, "path"), OpenApiParameter("location", str, "path")])
    def retrieve(self, request: Request, sku: str, location: str) -> Response:
        return super().retrieve(request)

    @extend_schema(
        request=CountInput,
        responses=StockSerializer,
        parameters=[OpenApiParameter("sku", str, "path"), OpenApiParameter("location", str, "path")],
    )
    def update(self, request: Request, sku: str, location: str) -> Response:
        """Write down what was counted there; a variant that was never there is put there."""
        places = Location.objects.visible_to(self.actor)
        place = get_object_or_404(places, code=location)
        row = CountRow(sku, location, self.given(CountInput)["on_hand"])
        if not self.get_queryset().filter(variant__sku=sku, location=place).exists():
            self.check_match(None)
        reference = self.request.auth.partner.public_id
        [found] = count_stock(rows=[row], locations=[place], reference=reference, check=self.check_match)
        if found.code == StockPromised.code:
            raise StockPromised
        return Response(self.represent(self.get_object()))


class StockBatchResource(Resource):
    """Up to 5,000 counts in a call."""

    scopes = {"create": "stock:write"}
    summaries = {"create": "Set stock of many variants"}
    serializer_class = BatchResultSerializer
    tag = "stock"

    @extend_schema(request=CountBatchInput, responses={200: BatchResultSerializer})
    def create(self, request: Request) -> Response:
        rows = [CountRow(**row) for row in self.given(CountBatchInput)["rows"]]
        places = list(Location.objects.visible_to(self.actor))
        found = count_stock(rows=rows, locations=places, reference=self.request.auth.partner.public_id)
        return Response(batch_result(found))
