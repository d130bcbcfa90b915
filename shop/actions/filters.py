"""Choosing by which attributes a category can be filtered, from what its products are."""

from collections.abc import Collection, Iterator

from django.db.models import Count

from shop.models import Category, Product, ProductAttribute
from shop.rules.facets import Counted, choose_facets


def choose_filters(*, category_ids: Collection[int]) -> int:
    """For these categories and those above them; returns how many have other filters than before."""
    paths = Category.objects.filter(pk__in=category_ids).order_by("path").values_list("path", flat=True)
    wanted = {pk for path in paths for pk in _ids(path)}
    roots = Category.objects.filter(pk__in=wanted, parent=None).order_by("pk")
    return sum(_choose_below(root, wanted) for root in roots)


def unfiltered_categories() -> set[int]:
    """With imported products and no filter: an import was ended before it came to choose them."""
    imported = Category.objects.filter(facets=[], products__source_id__isnull=False)
    return set(imported.order_by().values_list("pk", flat=True))


def _choose_below(root: Category, wanted: Collection[int]) -> int:
    """One department at a time, so that its counts fit in memory."""
    sizes = Product.objects.within(root).order_by().values_list("category__path").annotate(number=Count("pk"))
    chosen = choose_facets(((_ids(path), number) for path, number in sizes), _counted(root))
    changed = 0
    for category in Category.objects.filter(pk__in=wanted, path__startswith=root.path):
        facets = chosen.get(_ids(category.path), [])
        if facets != category.facets:
            Category.objects.filter(pk=category.pk).update(facets=facets)
            changed += 1
    return changed


def _counted(root: Category) -> Iterator[Counted]:
    """In how many products of each category below an attribute has a value."""
    rows = ProductAttribute.objects.filter(product__category__path__startswith=root.path).order_by()
    columns = ("product__category__path", "attribute__key", "value")
    for path, key, value, number in rows.values_list(*columns).annotate(number=Count("pk")).iterator():
        yield _ids(path), key, value, number


def _ids(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.split("/") if part)
