"""What can be taken out of the catalog: drafts too, at the prices everybody pays."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from core.exports import Export
from shop.actions.buyer_prices import prices_on
from shop.api.catalog import ProductSerializer
from shop.api.prices import PriceSerializer
from shop.api.stock import StockSerializer
from shop.models import Product, StockRecord, Variant


def _products() -> QuerySet[Product]:
    return Product.objects.select_related("brand", "category").prefetch_related("variants")


def _prices(products: Sequence[Product]) -> dict[str, Any]:
    variants = [variant for product in products for variant in product.variants.all()]
    return {"prices": prices_on(variants=variants, lists=())}


def _variants() -> QuerySet[Variant]:
    return Variant.objects.select_related("product")


def _stock() -> QuerySet[StockRecord]:
    return StockRecord.objects.select_related("variant", "location")


EXPORTS = [
    Export("products", _products, ProductSerializer, _prices),
    Export("prices", _variants, PriceSerializer),
    Export("stock", _stock, StockSerializer),
]
