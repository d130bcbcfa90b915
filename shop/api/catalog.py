"""The catalog: what the storefront shows as data, and what partners may change of it. Amounts are minor units."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import PUBLIC
from core.api.fields import NamedTexts, Prose, Sparse, StrictSerializer, Text, Whole
from core.api.filters import flag, moment, words
from core.api.resources import Resource
from core.money import Money
from shop.actions.buyer_prices import BuyerPrice, buyer_prices
from shop.actions.catalog import publish_product, retire_product
from shop.actions.catalog_changes import NewVariant, add_product, change_product
from shop.models import Brand, Category, Product, Variant
from shop.rules.gtin import same_gtins

KEEP_SECONDS = 300
"""As long as pages: the name of a brand or the place of a category may lag so much."""


class CategorySerializer(Sparse, serializers.ModelSerializer):
    parent = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)

    class Meta:
        model = Category
        fields = ["slug", "name", "parent"]


class BrandSerializer(Sparse, serializers.ModelSerializer):
    class Meta:
        model = Brand
        fields = ["slug", "name"]


class UnitPriceSerializer(serializers.Serializer):
    price = serializers.IntegerField(source="price.minor", help_text="Minor currency units.")
    unit = serializers.ChoiceField(["kg", "l", "m", "m²", "piece"], help_text="What that buys one of.")


class VariantSerializer(Sparse, serializers.ModelSerializer):
    product = serializers.CharField(source="product.slug", read_only=True, help_text="The product's slug.")
    options = serializers.DictField(child=serializers.CharField(), read_only=True)
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
            "product",
            "gtin",
            "options",
            "is_active",
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


class ProductSerializer(Sparse, serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.name", default=None, read_only=True, allow_null=True)
    category = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    bullet_points = serializers.ListField(child=serializers.CharField(), read_only=True)
    variants = serializers.SerializerMethodField(help_text="Those that are on sale.")
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
            "part_number",
            "state",
            "released_on",
            "is_available",
            "expected_on",
            "rating",
            "rating_count",
            "variants",
            "updated_at",
        ]

    def get_variants(self, product: Product) -> VariantSerializer(many=True):
        active = [variant for variant in product.variants.all() if variant.is_active]
        for variant in active:
            variant.product = product
        return [self._variant_shape.to_representation(variant) for variant in active]

    @cached_property
    def _variant_shape(self) -> VariantSerializer:
        """Made once for all products of an answer: to make it takes longer than to use it."""
        return VariantSerializer(context=self.context | {"only": None})


class ProductWords(StrictSerializer):
    """What may be changed. Fields that are left out stay as they are."""

    title = Text(max_length=300, required=False)
    description = Prose(max_length=20_000, required=False, allow_blank=True)
    bullet_points = serializers.ListField(child=Text(max_length=500), max_length=20, required=False)
    part_number = Text(max_length=120, required=False, allow_blank=True)
    released_on = serializers.DateField(required=False, allow_null=True)
    weight_g = Whole(min_value=0, max_value=10_000_000, required=False, allow_null=True)


class VariantInput(StrictSerializer):
    sku = Text(max_length=60)
    price = Whole(min_value=1, max_value=10**11, help_text="The list price in minor currency units.")
    gtin = serializers.RegexField("^[0-9]{8,14}$", required=False)
    options = NamedTexts(most=8, most_letters=80, required=False, help_text='Such as {"Color": "Blue"}.')


class ProductInput(ProductWords):
    """A product to begin with: it is a draft until it is published."""

    title = Text(max_length=300)
    category = Text(max_length=100, help_text="The slug of its category.")
    brand = Text(max_length=120, required=False, help_text="Its name; a new one is made known.")
    variants = serializers.ListField(child=VariantInput(), min_length=1, max_length=100)


class Catalog(Resource):
    """Shows what the storefront does, and more to whom it may."""

    def _seer(self) -> object:
        """Drafts are seen with the scope for it."""
        auth = self.request.auth
        return auth.partner if auth and not auth.customer and "products:read" in auth.scopes else None


class Priced(Catalog):
    """With the prices of all variants shown, asked for at once."""

    def get_serializer_context(self) -> dict[str, Any]:
        variants = self._variants(getattr(self, "shown", ()))
        customer = self.request.auth.customer if self.request and self.request.auth else None
        prices = buyer_prices(variants=variants, customer=customer, at=timezone.now()) if variants else {}
        return super().get_serializer_context() | {"prices": prices}

    @staticmethod
    def _variants(rows: Any) -> list[Variant]:
        return [variant for product in rows for variant in product.variants.all()]


class ProductFilter(filters.FilterSet):
    category = words("category__slug", 100, method="within", help_text="A slug, with all below it.")
    brand = words("brand__slug", 140)
    is_available = flag("is_available")
    updated_since = moment("updated_at", "gte")

    class Meta:
        model = Product
        fields: list[str] = []

    def within(self, rows: QuerySet[Product], name: str, slug: str) -> QuerySet[Product]:
        paths = Category.objects.filter(slug=slug).values_list("path", flat=True)
        return rows.filter(category__path__startswith=paths[0]) if paths else rows.none()


class ProductResource(Priced):
    """Products, newest first. With `products:read` also those not on sale yet, else what the storefront shows.

    Prices are those of whoever asks: for a customer those of their own price lists.
    """

    scopes = {
        "list": PUBLIC,
        "retrieve": PUBLIC,
        "create": "products:write",
        "partial_update": "products:write",
        "publish": "products:write",
        "retire": "products:write",
    }
    summaries = {
        "list": "List products",
        "retrieve": "Read a product",
        "create": "Create a product",
        "partial_update": "Change a product",
        "publish": "Put a product on sale",
        "retire": "Take a product off sale",
    }
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    sorts = ("-id", "id", "updated_at", "-updated_at")
    matched = ("partial_update",)
    lookup_field = "slug"
    tag = "products"

    def get_queryset(self) -> QuerySet[Product]:
        products = self._visible()
        return products if self._is_kept else whole(products)

    def list(self, request: Request) -> Response:
        if not self._is_kept:
            return super().list(request)
        # What is kept of them is shown, and the others are read at once.
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset().only("version", "updated_at")))
        return self.get_paginated_response(self._kept(rows))

    def retrieve(self, request: Request, slug: str) -> Response:
        if not self._is_kept:
            return super().retrieve(request)
        return Response(self._kept([self.seen(self.get_queryset().only("version"), slug=slug)])[0])

    @property
    def _is_kept(self) -> bool:
        """Whoever is no customer reads the same: it is drawn once for each version of a product."""
        auth = self.request.auth
        return self.action in ("list", "retrieve") and not (auth and auth.customer)

    def _visible(self) -> QuerySet[Product]:
        writes = self.action not in ("list", "retrieve")
        actor = self.request.auth.partner if writes and self.request.auth else self._seer()
        products = Product.objects.visible_to(actor)
        return products.listed() if self.action == "list" and actor is None else products

    def readings(self, row: Any) -> Iterator[Any]:
        """Also as it is kept: the name of its brand may be an older one there, and that is no change of the product."""
        yield from super().readings(row)
        yield self._kept([row])[0]

    def _kept(self, rows: Sequence[Product]) -> Any:
        only, keys = self._only(), {row.pk: f"api:product:{row.pk}:{row.version}" for row in rows}
        found = cache.get_many(keys.values())
        missing = [pk for pk, key in keys.items() if key not in found]
        if missing:
            self.shown = [*whole(Product.objects.filter(pk__in=missing))]
            context = self.get_serializer_context() | {"only": None}
            drawn = ProductSerializer(self.shown, many=True, context=context).data
            fresh = {keys[product.pk]: dict(row) for product, row in zip(self.shown, drawn, strict=True)}
            cache.set_many(fresh, KEEP_SECONDS)
            found |= fresh
        every = [found[keys[row.pk]] for row in rows]
        return [{name: row[name] for name in row if name in only} for row in every] if only else every

    @extend_schema(request=ProductInput, responses={201: ProductSerializer})
    def create(self, request: Request) -> Response:
        given = self.given(ProductInput)
        category = get_object_or_404(Category, slug=given.pop("category"))
        variants = [
            NewVariant(row["sku"], Money(row["price"]), row.get("gtin") or None, row.get("options", {}))
            for row in given.pop("variants")
        ]
        product = add_product(category=category, brand=given.pop("brand", ""), variants=variants, words=given)
        return self.created(self._again(product), reverse("api:product-detail", args=[product.slug]))

    @extend_schema(request=ProductWords, responses=ProductSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        product, given = self.get_object(), self.given(ProductWords)
        product = change_product(product=product, words=given, check=self.check_match)
        return Response(self.represent(self._again(product)))

    @extend_schema(request=None, responses={201: ProductSerializer})
    def publish(self, request: Request, slug: str) -> Response:
        """Put it on sale."""
        return self.created(self._again(publish_product(product=self.get_object())))

    @extend_schema(request=None, responses={201: ProductSerializer})
    def retire(self, request: Request, slug: str) -> Response:
        """Take it off sale for good; its page stays."""
        return self.created(self._again(retire_product(product=self.get_object())))

    def _again(self, product: Product) -> Product:
        return self.get_queryset().get(pk=product.pk)


def whole(products: QuerySet[Product]) -> QuerySet[Product]:
    """With all that an answer shows."""
    return products.select_related("brand", "category").prefetch_related("variants")


class VariantFilter(filters.FilterSet):
    product = words("product__slug", 140)
    gtin = words("gtin", 14, method="with_gtin")

    class Meta:
        model = Variant
        fields: list[str] = []

    def with_gtin(self, rows: QuerySet[Variant], name: str, gtin: str) -> QuerySet[Variant]:
        """However many zeros stand in front."""
        return rows.filter(gtin__in=same_gtins(gtin))


class VariantResource(Priced):
    """What is bought: one SKU with its options and price. With `products:read` also those that are not on sale."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    summaries = {"list": "List variants", "retrieve": "Read a variant"}
    serializer_class = VariantSerializer
    filterset_class = VariantFilter
    lookup_field = "sku"
    lookup_value_regex = "[^/]+"
    tag = "variants"

    def get_queryset(self) -> QuerySet[Variant]:
        seer = self._seer()
        variants = Variant.objects.filter(product__in=Product.objects.visible_to(seer)).select_related("product")
        return variants if seer else variants.filter(is_active=True)

    @staticmethod
    def _variants(rows: Any) -> list[Variant]:
        return list(rows)


class CategoryResource(Resource):
    """All categories; `parent` is a slug."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    summaries = {"list": "List categories", "retrieve": "Read a category"}
    serializer_class = CategorySerializer
    lookup_field = "slug"
    queryset = Category.objects.select_related("parent")
    sorts = ("id",)
    tag = "categories"


class BrandResource(Catalog):
    """Brands of products that have a page; with `products:read` all of them."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    summaries = {"list": "List brands", "retrieve": "Read a brand"}
    serializer_class = BrandSerializer
    lookup_field = "slug"
    queryset = Brand.objects.none()
    sorts = ("id",)
    tag = "brands"

    def get_queryset(self) -> QuerySet[Brand]:
        seer, brands = self._seer(), Brand.objects.all()
        shown = Product.objects.visible_to(None).filter(brand=OuterRef("pk"))
        return brands if seer else brands.filter(Exists(shown))
