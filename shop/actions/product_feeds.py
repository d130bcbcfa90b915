"""The feed of everything on sale, for shopping sites: built anew when something of it changed."""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import quote, urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from core.actions.feeds import is_old, publish_feed
from core.currency import exponent, to_major
from core.feeds import Edition, line_of
from core.money import Money
from shop.models import Category, Picture, Product, StockRecord, Variant
from shop.rules.product_feeds import FOOT, Item, attributes, head_xml, item_xml
from shop.rules.tree import CategoryTree, Node

FEED = "products"
BATCH = 500
"""Variants that are read at once, in a fixed number of queries."""


def refresh_product_feed(*, at: datetime) -> Edition | None:
    """A new edition if anything it tells has changed, or a day has passed; None otherwise."""
    mark = _mark()
    return build_product_feed(at=at, mark=mark) if is_old(feed=FEED, mark=mark, at=at) else None


def build_product_feed(*, at: datetime, mark: str = "") -> Edition:
    """All variants on sale, without gift cards, at the prices everybody pays."""
    head, rows = head_xml(settings.SHOP_NAME, settings.BASE_URL), _rows(timezone.localdate(at))
    return publish_feed(feed=FEED, mark=mark or _mark(), at=at, head=head, foot=FOOT, rows=rows)


def _mark() -> str:
    """A product's version grows with whatever its page shows: words, prices, stock, pictures."""
    facts = Product.objects.listed().aggregate(number=Count("pk"), versions=Sum("version"), last=Max("updated_at"))
    return "/".join(str(fact) for fact in facts.values())


def _rows(today: date) -> Iterator[tuple[str, str]]:
    tree = CategoryTree(Node(*row) for row in Category.rows_of_tree())
    for variants in _batches():
        pks = [variant.pk for variant in variants]
        records = StockRecord.objects.filter(variant__in=pks)
        here = records.available_by_variant()
        coming = records.selling_ahead(today).order_by().values_list("variant").annotate(Min("expected_on"))
        days = dict(coming)
        for variant in variants:
            found = attributes(_item(variant, tree, bool(here.get(variant.pk)), days.get(variant.pk), today))
            yield item_xml(found), line_of(variant.pk, dict(found))


def _batches() -> Iterator[list[Variant]]:
    """In the order of their ids, from where the last batch ended: no list of all is ever made, and none is skipped."""
    on_sale = Variant.objects.buyable().order_by("pk")
    whole = on_sale.select_related("product__brand", "picture").prefetch_related("product__pictures")
    last = 0
    while batch := list(whole.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _item(variant: Variant, tree: CategoryTree, is_here: bool, expected_on: date | None, today: date) -> Item:
    product = variant.product
    amount, unit = variant.content_amount, variant.content_unit
    return Item(
        sku=variant.sku,
        title=str(variant),
        description=product.description or " ".join(map(str, product.bullet_points)),
        link=f"{settings.BASE_URL}{product.get_absolute_url()}?sku={quote(variant.sku, safe='')}",
        price=_words(variant.price),
        price_before=_words(variant.compare_at) if variant.compare_at else "",
        pictures=[address for picture in _pictures(variant) if (address := _address(picture))],
        is_here=is_here,
        expected_on=expected_on,
        is_preorder=bool(expected_on and product.released_on and product.released_on > today),
        brand=product.brand.name if product.brand else "",
        gtin=variant.gtin or "",
        part_number=product.part_number,
        group=product.slug if variant.options else "",
        options=variant.options,
        shelves=[node.name for node in tree.trail(product.category_id)],
        weight_g=product.weight_g,
        content=(amount, unit) if amount else None,
    )


def _words(amount: Money) -> str:
    """As the specification wants amounts: a point, the currency's decimals, its code."""
    return f"{to_major(amount):.{exponent()}f} {settings.SHOP_CURRENCY}"


def _pictures(variant: Variant) -> list[Picture]:
    """The variant's own first."""
    every = [picture for picture in variant.product.pictures.all() if picture.state != Picture.State.BROKEN]
    return sorted(every, key=lambda picture: picture.pk != variant.picture_id)


def _address(picture: Picture) -> str:
    """The largest JPEG; "" for drawings, which shopping sites do not take."""
    if picture.is_drawing:
        return ""
    sizes = picture.renditions.get("jpeg", {})
    largest = max(sizes, key=int, default=None)
    return urljoin(settings.BASE_URL, default_storage.url(sizes[largest]) if largest else picture.file.url)
