"""Tiles: how a product looks in any list. Facts are read fresh, drawn tiles are kept per product version."""

from collections.abc import Sequence

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shop.actions.buyer_prices import show_prices_on
from shop.models import Product
from shop.views.shoppers import ANYBODY, Shopper

KEEP_SECONDS = 600


def versions_of(ids: Sequence[int]) -> dict[int, int]:
    """The state the products are in now; those that are not listed any more are left out."""
    return dict(Product.objects.listed().filter(pk__in=ids).order_by().values_list("pk", "version"))


def tiles_for(
    ids: Sequence[int],
    *,
    form: str = "tile",
    shopper: Shopper = ANYBODY,
    versions: dict[int, int] | None = None,
) -> list[SafeString]:
    """The drawn tiles of these products, in this order, for their `versions` of now as `shopper` is shown prices."""
    versions = versions_of(ids) if versions is None else versions
    keys = {pk: f"{form}:{get_language()}:{pk}:{versions[pk]}:{shopper}" for pk in ids if pk in versions}
    kept = cache.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in kept]
    if missing:
        drawn = _draw(missing, form, shopper)
        fresh = {keys[pk]: html for pk, html in drawn.items()}
        cache.set_many(fresh, KEEP_SECONDS)
        kept |= fresh
    return [mark_safe(kept[key]) for key in keys.values() if key in kept]  # noqa: S308  escaped when drawn


def _draw(ids: list[int], form: str, shopper: Shopper) -> dict[int, str]:
    products = Product.objects.filter(pk__in=ids).select_related("brand", "main_picture", "second_picture", "category")
    show_prices_on(products=list(products), lists=shopper.lists)
    return {
        product.pk: str(render_to_string(f"shop/products/_{form}.html", {"product": product, "shopper": shopper}))
        for product in products
    }
