"""The catalog for partners: what the storefront shows, as data. Amounts are minor currency units."""

from django.db.models import QuerySet
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny

from shop.models import Category, Product, Variant


class CategorySerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Category
        fields = ["slug", "name", "parent"]


class VariantSerializer(serializers.ModelSerializer):
    price = serializers.IntegerField(source="price.minor", read_only=True, help_text="Minor currency units.")

    class Meta:
        model = Variant
        fields = ["sku", "gtin", "options", "price"]


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
            "rating",
            "rating_count",
            "variants",
            "updated_at",
        ]

    def get_variants(self, product: Product) -> VariantSerializer(many=True):
        return VariantSerializer([variant for variant in product.variants.all() if variant.is_active], many=True).data


class ProductPages(CursorPagination):
    ordering = "-id"
    page_size = 50


class ProductViewSet(viewsets.ReadOnlyModelViewSet):
    """Published products, newest first; a single one by its slug, also when it is retired."""

    permission_classes = [AllowAny]
    serializer_class = ProductSerializer
    pagination_class = ProductPages
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Product]:
        products = Product.objects.visible_to(None).select_related("brand", "category").prefetch_related("variants")
        return products.listed() if self.action == "list" else products


class CategoryViewSet(viewsets.ReadOnlyModelViewSet):
    """All categories; `parent` is a slug."""

    permission_classes = [AllowAny]
    serializer_class = CategorySerializer
    lookup_field = "slug"
    queryset = Category.objects.select_related("parent").order_by("path")
