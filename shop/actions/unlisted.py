"""Goods that are known only because somebody bought them elsewhere: drafts that no list shows and nobody can buy."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext

from core.money import Money
from shop.actions.catalog import free_slug, place_category
from shop.models import Category, FormerSlug, Product, Variant
from shop.rules.gift_cards import GIFT_CARD_SLUG
from shop.rules.tree import UNLISTED


class Good(NamedTuple):
    """What is known of it. `price` is what it was sold for; no price history begins with that."""

    sku: str
    title: str
    price: Money


@transaction.atomic
def add_unlisted(*, goods: Iterable[Good]) -> list[Variant]:
    """Make a draft with one variant of each, in the category "Imported". Staff may fill them in and publish them."""
    goods, shelf, slugs = list(goods), _shelf(), _Slugs()
    products = Product.objects.bulk_create(
        Product(title=good.title, slug=slugs.take(f"{good.title} {good.sku}"), category=shelf) for good in goods
    )
    return Variant.objects.bulk_create(
        Variant(product=product, sku=good.sku, price=good.price, base_price=good.price)
        for good, product in zip(goods, products, strict=True)
    )


def _shelf() -> Category:
    category, created = Category.objects.get_or_create(slug=UNLISTED, defaults={"name": gettext("Imported")})
    return place_category(category=category) if created else category


class _Slugs:
    """Those that are taken: asked one by one, as a catalog's are too many to hold."""

    def __init__(self) -> None:
        self.new: set[str] = {GIFT_CARD_SLUG}

    def __contains__(self, slug: object) -> bool:
        products, former = Product.objects.filter(slug=slug), FormerSlug.objects.filter(slug=slug)
        return slug in self.new or products.exists() or former.exists()

    def take(self, title: str) -> str:
        slug = free_slug(title, self)
        self.new.add(slug)
        return slug
