"""Keeping the search index true, inside the transaction that changed the product."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Prefetch

from shop.models import Category, Product, ProductAttribute, Variant
from shop.rules.search_index import body_text, category_text
from shop.rules.tree import CategoryTree
from shop.search import backend
from shop.search.base import SearchDocument

BATCH = 200
"""Products read at once: SQLite refuses a question with too many values."""


def index_products(product_ids: Collection[int], tree: CategoryTree | None = None) -> None:
    """Index the published ones of these and forget the others. `tree` is for who has just planted a new one."""
    tree = tree or Category.tree()
    waiting = sorted(product_ids)
    for start in range(0, len(waiting), BATCH):
        _index_batch(waiting[start : start + BATCH], tree)


def _index_batch(product_ids: Collection[int], tree: CategoryTree) -> None:
    specification = Prefetch("specification", ProductAttribute.objects.select_related("attribute"))
    products = Product.objects.filter(pk__in=product_ids).select_related("brand")
    products = products.prefetch_related("variants", specification)
    documents = [_document(product, tree) for product in products if product.state == Product.State.PUBLISHED]
    backend().remove(set(product_ids) - {document.product_id for document in documents})
    backend().index(documents)


def document_of(
    product: Product, *, brand: str, trail: Sequence[str], variants: Sequence[Variant], specification: Iterable[str]
) -> SearchDocument:
    """What search reads of a product. `trail` are the names of its categories from the root down, `specification` its
    attributes as "label value unit"."""
    codes = [product.part_number, *(code for variant in variants for code in (variant.sku, variant.gtin))]
    options = [str(value) for variant in variants for value in variant.options.values()]
    return SearchDocument(
        product_id=product.pk,
        title=product.title,
        brand=brand,
        category=category_text(trail),
        codes=tuple(code for code in codes if code),
        lead=product.description,
        body=body_text(product.bullet_points, options, specification),
        popularity=product.sold_count + product.rating_count,
        in_stock=product.is_available,
        price_minor=product.price_from.minor if product.price_from else 0,
    )


def _document(product: Product, tree: CategoryTree) -> SearchDocument:
    return document_of(
        product,
        brand=product.brand.name if product.brand else "",
        trail=[node.name for node in tree.trail(product.category_id)],
        variants=list(product.variants.all()),
        specification=[f"{row.attribute.label} {row.shown}" for row in product.specification.all()],
    )
