"""Sorting a batch of imported rows: what is new, what changes a product, and what would tread on another's codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shop.models import Product, Variant
from shop.rules.feeds import ReadRow, Refusal
from shop.rules.mappings import MappedRow


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
    """A batch by what has to happen."""

    new: list[ReadRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def sort_rows(rows: Sequence[ReadRow], seen: Seen) -> SortedRows:
    """What is not refused is from now on seen."""
    products = {product.source_id: product.pk for product in _products(rows)}
    variants = _variants(products.values(), {read.row.sku for read in rows})
    owners, result = _owners(rows), SortedRows()
    for read in rows:
        product_id = products.get(read.row.source_id)
        variant_id = variants.get(product_id) if product_id else None
        reason = _reason(read.row, product_id, variant_id, owners, seen)
        if reason:
            result.refused.append(read.refused(reason))
            continue
        seen.ids.add(read.row.source_id)
        seen.codes.update(_codes(read.row))
        if product_id and variant_id:
            result.changes.append(Change(read, product_id, variant_id))
        else:
            result.new.append(read)
    return result


def _products(rows: Sequence[ReadRow]) -> Iterable[Product]:
    return Product.objects.filter(source_id__in=[read.row.source_id for read in rows]).only("source_id").order_by()


def _variants(product_ids: Iterable[int], skus: set[str]) -> dict[int, int]:
    """By product: the variant with the imported SKU, else (staff renamed it) the first."""
    found: dict[int, int] = {}
    rows = Variant.objects.filter(product__in=list(product_ids)).values_list("product_id", "pk", "sku")
    for product_id, pk, sku in rows:
        if product_id not in found or sku in skus:
            found[product_id] = pk
    return found


def _owners(rows: Sequence[ReadRow]) -> dict[str, int]:
    """Whose codes are taken, by variant."""
    skus = [read.row.sku for read in rows]
    gtins = [gtin for read in rows for gtin in read.row.gtins[:1]]
    by_sku = Variant.objects.filter(sku__in=skus).order_by().values_list("sku", "pk")
    by_gtin = Variant.objects.filter(gtin__in=gtins).order_by().values_list("gtin", "pk")
    return {f"SKU {sku}": pk for sku, pk in by_sku} | {f"GTIN {gtin}": pk for gtin, pk in by_gtin}


def _codes(row: MappedRow) -> list[str]:
    return [f"SKU {row.sku}", *(f"GTIN {gtin}" for gtin in row.gtins[:1])]


def _reason(
    row: MappedRow, product_id: int | None, variant_id: int | None, owners: Mapping[str, int], seen: Seen
) -> str:
    if row.source_id in seen.ids:
        return f"The id {row.source_id} stands in the file twice."
    if product_id and not variant_id:
        return "Its product has no variant any more."
    for code in _codes(row):
        if code in seen.codes:
            return f"The {code} stands in the file twice."
        if code in owners and owners[code] != variant_id:
            return f"The {code} belongs to another product."
    return ""
