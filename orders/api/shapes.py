"""Shapes that several resources of orders share. Amounts are minor currency units."""

from typing import Any

from rest_framework import serializers

from core.api.fields import StrictSerializer, Text, Whole
from orders.models import OrderAddress, OrderLine

MOST_LINES = 200


class Minor(serializers.IntegerField):
    """A sum of money in minor currency units."""

    def __init__(self, **how: Any) -> None:
        super().__init__(read_only=True, **how)

    def to_representation(self, value: Any) -> int:
        return int(value.minor)


class AddressSerializer(serializers.ModelSerializer):
    class Meta:
        model = OrderAddress
        fields = [
            "name",
            "company_name",
            "street_address",
            "city_area",
            "postal_code",
            "city",
            "country_area",
            "country_code",
            "phone",
        ]


class AddressInput(StrictSerializer):
    name = Text(max_length=120)
    company_name = Text(max_length=120, required=False, allow_blank=True)
    street_address = Text(max_length=250)
    city_area = Text(max_length=120, required=False, allow_blank=True)
    postal_code = Text(max_length=20, required=False, allow_blank=True)
    city = Text(max_length=120, required=False, allow_blank=True)
    country_area = Text(max_length=120, required=False, allow_blank=True)
    country_code = serializers.RegexField("^[A-Z]{2}$", help_text="ISO 3166-1, such as DE.")
    phone = Text(max_length=20, required=False, allow_blank=True)


class UnitsInput(StrictSerializer):
    """So many units of the line with this SKU."""

    sku = Text(max_length=60)
    quantity = Whole(min_value=1, max_value=9_999)


class LineSerializer(serializers.ModelSerializer):
    product = serializers.CharField(source="product.slug", read_only=True, help_text="The product's slug.")
    list_price, unit_price, amount, discount, tax, refunded = Minor(), Minor(), Minor(), Minor(), Minor(), Minor()

    class Meta:
        model = OrderLine
        fields = [
            "sku",
            "product",
            "title",
            "options",
            "quantity",
            "canceled",
            "returned",
            "list_price",
            "unit_price",
            "amount",
            "discount",
            "tax",
            "refunded",
            "expected_on",
        ]


def named(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """SKUs with units, as they were sent."""
    return [(row["sku"], row["quantity"]) for row in rows]
