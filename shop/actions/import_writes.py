"""Writing a sorted batch of imported rows: products with price, history, stock, specification and search index."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core.money import Money
from shop.actions.import_checks import Change, SortedRows, columns_of
from shop.actions.listings import refresh_prices
from shop.actions.partner_events import note_products
from shop.actions.prices import set_price
from shop.actions.search import document_of, index_products
from shop.actions.shelves import Shelves
from shop.actions.specifications import add_specifications, replace_specifications
from shop.models import Location, PriceChange, Product, StockMovement, StockRecord, Variant
from shop.rules.feeds import ReadRow
from shop.rules.prices import Ware, tile_prices
from shop.search import backend
from shop.search.base import SearchDocument

STOCK_UNKNOWN = 25
"""Pieces put on the shelf for a new product whose supplier does not say how many there are."""


@transaction.atomic
def write_rows(*, rows: SortedRows, shelves: Shelves, reference: str, by: User | None) -> set[int]:
    """Create and change products; returns the categories they are in. A product is written whole or not at all."""
    _remember(rows.same)
    reads = [*rows.new, *(change.read for change in rows.changes)]
    shelves.learn(attribute for read in reads for attribute in read.row.attributes)
    return _create(rows.new, shelves, reference, by) | _change(rows.changes, shelves, reference, by)


def _create(reads: Sequence[ReadRow], shelves: Shelves, reference: str, by: User | None) -> set[int]:
    products = Product.objects.bulk_create([_new_product(read, shelves) for read in reads])
    pairs = list(zip(reads, products, strict=True))
    variants = Variant.objects.bulk_create([_new_variant(read, product) for read, product in pairs])
    PriceChange.objects.bulk_create(
        [
            PriceChange(variant=variant, old_price=None, new_price=variant.price, reference=reference, changed_by=by)
            for variant in variants
        ]
    )
    _stock_up(reads, variants, reference, by)
    add_specifications({product.pk: read.row.attributes for read, product in pairs}, shelves.attributes)
    documents = [_document(pair, variant, shelves) for pair, variant in zip(pairs, variants, strict=True)]
    backend().index(documents, {read.texts: read.entry for read in reads})
    for type in ("product.published", "price.changed", "stock.changed"):
        note_products(type, [product.pk for product in products])
    return {product.category_id for product in products}


def _fields(read: ReadRow, shelves: Shelves) -> dict[str, object]:
    """The product's columns that a row decides."""
    return columns_of(read.row) | {
        "source_hash": read.fingerprint,
        "brand_id": shelves.brand_id(read.row.brand),
        "category_id": shelves.category(read.row.category_path).pk,
    }


def _new_product(read: ReadRow, shelves: Shelves) -> Product:
    return Product(
        **_fields(read, shelves),
        source_id=read.row.source_id,
        slug=shelves.slug(read.row.title),
        state=Product.State.PUBLISHED,
        **tile_prices([Ware(Money(read.row.price_minor), None, *(read.row.content or (None, "")))]),
        is_available=_units(read) > 0,
    )


def _new_variant(read: ReadRow, product: Product) -> Variant:
    price, (amount, unit) = Money(read.row.price_minor), read.row.content or (None, "")
    return Variant(
        product=product,
        sku=read.row.sku,
        gtin=_gtin(read),
        base_price=price,
        price=price,
        content_amount=amount,
        content_unit=unit,
    )


def _gtin(read: ReadRow) -> str | None:
    return next(iter(read.row.gtins), None)


def _units(read: ReadRow) -> int:
    return STOCK_UNKNOWN if read.row.stock is None else read.row.stock


def _stock_up(reads: Sequence[ReadRow], variants: Sequence[Variant], reference: str, by: User | None) -> None:
    if not reads:
        return
    location = _location()
    records = StockRecord.objects.bulk_create(
        [
            StockRecord(variant=variant, location=location, on_hand=_units(read))
            for read, variant in zip(reads, variants, strict=True)
        ]
    )
    StockMovement.objects.bulk_create(
        [
            StockMovement(
                record=record,
                kind=StockMovement.Kind.RECEIVED,
                quantity=record.on_hand,
                reference=reference,
                moved_by=by,
            )
            for record in records
            if record.on_hand
        ]
    )


def _location() -> Location:
    """The first that is in use; a shop without any gets one."""
    location = Location.objects.filter(is_active=True).first()
    if location is None:
        location, _created = Location.objects.update_or_create(
            name="Warehouse", defaults={"is_active": True}, create_defaults={"country_code": settings.SHOP_COUNTRY}
        )
    return location


def _document(pair: tuple[ReadRow, Product], variant: Variant, shelves: Shelves) -> SearchDocument:
    read, product = pair
    ours = ((shelves.attributes[mapped.key], mapped.value) for mapped in read.row.attributes)
    return document_of(
        product,
        brand=shelves.brand_name(read.row.brand),
        trail=shelves.names(product.category_id),
        variants=[variant],
        specification=[f"{attribute.label} {f'{value} {attribute.unit}'.strip()}" for attribute, value in ours],
    )


def _remember(same: Sequence[Change]) -> None:
    """The next import knows these rows at a glance."""
    products = [Product(pk=change.product_id, source_hash=change.read.fingerprint) for change in same]
    Product.objects.bulk_update(products, ["source_hash"])


def _change(changes: Sequence[Change], shelves: Shelves, reference: str, by: User | None) -> set[int]:
    """Variants are locked before products, as everywhere."""
    if not changes:
        return set()
    variant_ids = [change.variant_id for change in changes]
    locked = Variant.objects.select_for_update(of=("self",)).filter(pk__in=variant_ids).order_by("pk")
    variants = {variant.pk: variant for variant in locked}
    products = {product.pk: product for product in Product.objects.lock([change.product_id for change in changes])}
    touched = {product.category_id for product in products.values()}
    for change in changes:
        fields = _fields(change.read, shelves) | {"version": F("version") + 1, "updated_at": timezone.now()}
        Product.objects.filter(pk=change.product_id).update(**fields)
        touched.add(shelves.category(change.read.row.category_path).pk)
        _change_variant(variants[change.variant_id], products[change.product_id], change.read, reference, by)
    specifications = {change.product_id: change.read.row.attributes for change in changes}
    replace_specifications(specifications, shelves.attributes)
    index_products(list(products), shelves.tree)
    note_products("product.updated", products)
    return touched


def _change_variant(variant: Variant, product: Product, read: ReadRow, reference: str, by: User | None) -> None:
    """What a feed calls the price before is a wish to show one: which, the history says."""
    gtin, price = _gtin(read) or variant.gtin, Money(read.row.price_minor)
    content = read.row.content or (variant.content_amount, variant.content_unit)
    if (gtin, *content) != (variant.gtin, variant.content_amount, variant.content_unit):
        Variant.objects.filter(pk=variant.pk).update(gtin=gtin, content_amount=content[0], content_unit=content[1])
        refresh_prices([product.pk])
    if price != variant.base_price:
        set_price(variant=variant, price=price, announce=read.row.is_reduced, reference=reference, by=by)
