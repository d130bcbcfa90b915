"""Keeping the search index true, inside the transaction that changed the product."""

from collections.abc import Collection

from shop.models import Category, Product
from shop.rules.tree import CategoryTree
from shop.search import backend
from shop.search.base import SearchDocument

BODY_AT_MOST = 4000
REST = "Other"
"""The shelf for what no rule could place: its name says nothing about a product."""


def index_products(product_ids: Collection[int]) -> None:
    """Index the published ones of these and forget the others."""
    products = Product.objects.filter(pk__in=product_ids).select_related("brand")
    products = products.prefetch_related("variants", "specification__attribute")
    tree = Category.tree()
    documents = [_document(product, tree) for product in products if product.state == Product.State.PUBLISHED]
    backend().remove(set(product_ids) - {document.product_id for document in documents})
    backend().index(documents)


def _document(product: Product, tree: CategoryTree) -> SearchDocument:
    variants = list(product.variants.all())
    codes = [product.part_number, *(code for variant in variants for code in (variant.sku, variant.gtin))]
    labels = [f"{row.attribute.label} {row.shown}" for row in product.specification.all()]
    options = [str(value) for variant in variants for value in variant.options.values()]
    trail = [node.name for node in tree.trail(product.category_id)]
    return SearchDocument(
        product_id=product.pk,
        title=product.title,
        brand=product.brand.name if product.brand else "",
        category=" > ".join(trail) if trail != [REST] else "",
        codes=tuple(code for code in codes if code),
        lead=product.description,
        body="\n".join([*product.bullet_points, *dict.fromkeys(options), *labels])[:BODY_AT_MOST],
        popularity=product.sold_count + product.rating_count,
        in_stock=product.is_available,
        price_minor=product.price_from.minor if product.price_from else 0,
    )
