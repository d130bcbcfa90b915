"""The catalog for partners: what the storefront shows, as data. Amounts are minor currency units."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny

from shop.actions.buyer_prices import BuyerPrice, buyer_prices
from shop.models import Category, Product, Variant


class CategorySerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Category
        fields = ["slug", "name", "parent"]


class UnitPriceSerializer(serializers.Serializer):
    price = serializers.IntegerField(source="price.minor", help_text="Minor currency units.")
    unit = serializers.ChoiceField(["kg", "l", "m", "m²", "piece"], help_text="What that buys one of.")


class VariantSerializer(serializers.ModelSerializer):
    price = serializers.SerializerMethodField(help_text="What you pay, in minor currency units.")
    list_price = serializers.IntegerField(source="base_price.minor", read_only=True, help_text="Without price lists.")
    price_before = serializers.SerializerMethodField(
        help_text="While the price is reduced for everybody: the lowest of the 30 days before."
    )
    member_price = serializers.IntegerField(
        source="member_price.minor", default=None, read_only=True, allow_null=True, help_text="Where members pay less."
    )
    price_list = serializers.SerializerMethodField(help_text="The price list that made the price lower.")
    unit_price = serializers.SerializerMethodField()

    class Meta:
        model = Variant
        fields = [
            "sku",
            "gtin",
            "options",
            "price",
            "list_price",
            "price_before",
            "member_price",
            "price_list",
            "unit_price",
        ]

    def get_price(self, variant: Variant) -> int:
        return self._price(variant).price.minor

    def get_price_before(self, variant: Variant) -> int | None:
        return variant.compare_at.minor if variant.compare_at and not self._price(variant).is_personal else None

    def get_price_list(self, variant: Variant) -> str:
        return self._price(variant).price_list

    def get_unit_price(self, variant: Variant) -> UnitPriceSerializer(allow_null=True):
        found = variant.unit_price(self._price(variant).price)
        return UnitPriceSerializer(found).data if found else None

    def _price(self, variant: Variant) -> BuyerPrice:
        return self.context["prices"][variant.pk]


class ProductSerializer(serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.name", default=None, read_only=True, allow_null=True)
    category = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    variants = serializers.SerializerMethodField()
    rating = serializers.FloatField(read_only=True, help_text="Stars, 0 to 5.")

    class Meta:
        model = Product
        fields = [
            "slug",
            "title",
            "brand",
            "category",
            "description",
            "bullet_points",
            "state",
            "is_available",
            "expected_on",
            "rating",
            "rating_count",
            "variants",
            "updated_at",
        ]

    def get_variants(self, product: Product) -> VariantSerializer(many=True):
        active = [variant for variant in product.variants.all() if variant.is_active]
        return VariantSerializer(active, many=True, context=self.context).data


class ProductPages(CursorPagination):
    ordering = "-id"
    page_size = 50


class ProductViewSet(viewsets.ReadOnlyModelViewSet):
    """Published products, newest first; a single one by its slug, also when it is retired.

    Prices are those of whoever asks: a signed-in customer sees the ones of their own price lists.
    """

    permission_classes = [AllowAny]
    serializer_class = ProductSerializer
    pagination_class = ProductPages
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Product]:
        products = Product.objects.visible_to(None).select_related("brand", "category").prefetch_related("variants")
        return products.listed() if self.action == "list" else products

    def paginate_queryset(self, queryset: Any) -> Any:
        self.shown = super().paginate_queryset(queryset)
        return self.shown

    def get_object(self) -> Product:
        product = super().get_object()
        self.shown = [product]
        return product

    def get_serializer_context(self) -> dict[str, Any]:
        """With the prices of all products shown, asked for at once."""
        variants = [variant for product in getattr(self, "shown", ()) for variant in product.variants.all()]
        prices = buyer_prices(variants=variants, customer=self.request.user, at=timezone.now()) if variants else {}
        return super().get_serializer_context() | {"prices": prices}


class CategoryViewSet(viewsets.ReadOnlyModelViewSet):
    """All categories; `parent` is a slug."""

    permission_classes = [AllowAny]
    serializer_class = CategorySerializer
    lookup_field = "slug"
    queryset = Category.objects.select_related("parent").order_by("path")
