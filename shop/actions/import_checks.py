"""Sorting a batch of imported rows: what is new, what changes a product, and what would tread on another's codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from shop.models import Category, Product, ProductAttribute, Variant
from shop.rules.feeds import ReadRow
from shop.rules.gift_cards import GIFT_CARD_SKU
from shop.rules.gtin import same_gtins, whole_gtin
from shop.rules.mappings import MappedRow
from shop.rules.rows import Refusal
from shop.rules.tree import CategoryTree, Node


class Change(NamedTuple):
    """A row that describes a product we have."""

    read: ReadRow
    product_id: int
    variant_id: int


@dataclass
class Seen:
    """Ids and codes of the rows before, because what stands in a file twice is refused."""

    ids: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


@dataclass
class SortedRows:
    """A batch by what has to happen. The `same` say what we know already, in other words or by another mapping."""

    new: list[ReadRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: list[Change] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def sort_rows(rows: Sequence[ReadRow], seen: Seen) -> SortedRows:
    """What is not refused is from now on seen."""
    standing, owners, result = _standing(rows), _owners(rows), SortedRows()
    for read in rows:
        product, variant = standing.of(read.row)
        reason = _reason(read.row, product, variant, owners, seen)
        if reason:
            result.refused.append(read.refused(reason))
            continue
        seen.ids.add(read.row.source_id)
        seen.codes.update(_codes(read.row))
        if product and variant:
            known = result.same if standing.is_same(read.row, product, variant) else result.changes
            known.append(Change(read, product.pk, variant.pk))
        else:
            result.new.append(read)
    return result


def columns_of(row: MappedRow) -> dict[str, object]:
    """The product's plain columns that a row decides, at its first import and at later ones."""
    return {
        "title": row.title,
        "description": row.description,
        "bullet_points": list(row.bullet_points),
        "part_number": row.mpn,
        "released_on": row.released_on,
        "weight_g": row.weight_g,
        "width_mm": row.width_mm,
        "height_mm": row.height_mm,
        "depth_mm": row.depth_mm,
    }


@dataclass
class _Standing:
    """What the database holds of the rows' products: by id in the source, and by our own."""

    products: dict[str | None, Product]
    variants: dict[int, Variant]
    specifications: dict[int, list[tuple[str, str]]]
    tree: CategoryTree

    def of(self, row: MappedRow) -> tuple[Product | None, Variant | None]:
        product = self.products.get(row.source_id)
        return product, self.variants.get(product.pk) if product else None

    def is_same(self, row: MappedRow, product: Product, variant: Variant) -> bool:
        trail = [node.name.lower() for node in self.tree.trail(product.category_id)]
        brand = product.brand.name if product.brand else ""
        return (
            (variant.base_price.minor, variant.gtin) == (row.price_minor, next(iter(row.gtins), variant.gtin))
            and row.content in (None, (variant.content_amount, variant.content_unit))
            and (trail, brand.lower()) == ([name.lower() for name in row.category_path], row.brand.lower())
            and all(getattr(product, name) == value for name, value in columns_of(row).items())
            and self.specifications.get(product.pk, []) == [(mapped.key, mapped.value) for mapped in row.attributes]
        )


def _standing(rows: Sequence[ReadRow]) -> _Standing:
    ids = [read.row.source_id for read in rows]
    products = list(Product.objects.filter(source_id__in=ids).select_related("brand").order_by())
    lines = ProductAttribute.objects.filter(product__in=products).order_by("product", "position", "id")
    specifications: dict[int, list[tuple[str, str]]] = {}
    for product_id, key, value in lines.values_list("product_id", "attribute__key", "value") if products else ():
        specifications.setdefault(product_id, []).append((key, value))
    return _Standing(
        {product.source_id: product for product in products},
        _variants(products, {read.row.sku for read in rows}) if products else {},
        specifications,
        CategoryTree(Node(*row) for row in Category.rows_of_tree()),
    )


def _variants(products: Sequence[Product], skus: set[str]) -> dict[int, Variant]:
    """By product: the variant with the imported SKU, else (staff renamed it) the first."""
    found: dict[int, Variant] = {}
    for variant in Variant.objects.filter(product__in=products):
        if variant.product_id not in found or variant.sku in skus:
            found[variant.product_id] = variant
    return found


def _owners(rows: Sequence[ReadRow]) -> dict[str, int]:
    """Whose codes are taken, by variant."""
    skus = [read.row.sku for read in rows]
    gtins = [same for read in rows for gtin in read.row.gtins[:1] for same in same_gtins(gtin)]
    variants = Variant.objects.filter(Q(sku__in=skus) | Q(gtin__in=gtins)).order_by()
    taken = list(variants.values_list("pk", "sku", "gtin"))
    by_gtin = {f"GTIN {whole_gtin(gtin)}": pk for pk, _sku, gtin in taken if gtin}
    return {f"SKU {sku}": pk for pk, sku, _gtin in taken} | by_gtin


def _codes(row: MappedRow) -> dict[str, str]:
    """What is the row's alone, in the one way to write it, with what the row calls it."""
    own = f"SKU {row.sku}"
    return {own: own} | {f"GTIN {whole_gtin(gtin)}": f"GTIN {gtin}" for gtin in row.gtins[:1]}


def _reason(
    row: MappedRow, product: Product | None, variant: Variant | None, owners: Mapping[str, int], seen: Seen
) -> str:
    if row.source_id in seen.ids:
        return f"The id {row.source_id} stands in the file twice."
    if product and not variant:
        return "Its product has no variant any more."
    if row.sku == GIFT_CARD_SKU:
        return f"The SKU {row.sku} is kept for the shop's gift cards."
    for code, shown in _codes(row).items():
        if code in seen.codes:
            return f"The {shown} stands in the file twice."
        if code in owners and (variant is None or owners[code] != variant.pk):
            return f"The {shown} belongs to another product."
    return ""
