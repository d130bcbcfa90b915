"""Where an import puts things: categories, brands and attributes, made when a row first names them."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.text import slugify

from shop.actions.catalog import free_slug, place_category
from shop.models import Attribute, Brand, Category, FormerSlug, Product
from shop.rules.classification import CategoryPath
from shop.rules.gift_cards import GIFT_CARD_SLUG
from shop.rules.mappings import CatalogMapping, MappedAttribute
from shop.rules.tree import CategoryTree, Node

SLUG_LENGTH, LAST = 90, 9_999


class Shelves:
    """What there is, by the words a supplier uses for it. Read anew after a rollback: it holds what was undone."""

    def __init__(self, mapping: CatalogMapping) -> None:
        self.mapping = mapping
        self.tree = CategoryTree(Node(*row) for row in Category.rows_of_tree())
        by_id = Category.objects.in_bulk()
        self.categories = {_folded(self.names(pk)): category for pk, category in by_id.items()}
        self.brands = {brand.name.lower(): brand for brand in Brand.objects.all()}
        self.brand_slugs = {brand.slug for brand in self.brands.values()}
        self.attributes = {attribute.key: attribute for attribute in Attribute.objects.all()}
        self.slugs = set(Product.objects.values_list("slug", flat=True).order_by())
        self.slugs.update(FormerSlug.objects.values_list("slug", flat=True), [GIFT_CARD_SLUG])

    def names(self, category_id: int) -> list[str]:
        """From the department down."""
        return [node.name for node in self.tree.trail(category_id)]

    def category(self, path: CategoryPath) -> Category:
        found = self.categories.get(_folded(path))
        return found or _add_category(self, path)

    def brand_id(self, name: str) -> int | None:
        if not name:
            return None
        found = self.brands.get(name.lower())
        return (found or _add_brand(self, name)).pk

    def brand_name(self, name: str) -> str:
        """As we write it."""
        return self.brands[name.lower()].name if name else ""

    def slug(self, title: str) -> str:
        """One that is free, and from now on taken."""
        slug = free_slug(title, self.slugs)
        self.slugs.add(slug)
        return slug

    def learn(self, mapped: Iterable[MappedAttribute]) -> None:
        """Attributes nobody has named before."""
        new = {attribute.key: attribute for attribute in mapped if attribute.key not in self.attributes}
        if new:
            _add_attributes(self, list(new.values()))


@transaction.atomic
def _add_category(shelves: Shelves, path: CategoryPath) -> Category:
    parent = shelves.category(path[:-1]) if len(path) > 1 else None
    slugs = {node.slug for node in shelves.tree.by_id.values()}
    words = path[-1] if slugify(path[-1]) not in slugs else " ".join(path[-2:])
    category = Category.objects.create(
        parent=parent,
        name=path[-1],
        slug=free_slug(words, slugs, SLUG_LENGTH, "category"),
        icon=shelves.mapping.icon_of(path),
        position=LAST if path == shelves.mapping.classifier.other else 0,
    )
    place_category(category=category)
    shelves.categories[_folded(path)] = category
    shelves.tree = CategoryTree(Node(*row) for row in Category.rows_of_tree())
    return category


@transaction.atomic
def _add_brand(shelves: Shelves, name: str) -> Brand:
    brand = Brand.objects.create(name=name, slug=free_slug(name, shelves.brand_slugs, otherwise="brand"))
    shelves.brand_slugs.add(brand.slug)
    shelves.brands[name.lower()] = brand
    return brand


@transaction.atomic
def _add_attributes(shelves: Shelves, mapped: Sequence[MappedAttribute]) -> None:
    rows = [Attribute(key=new.key, label=new.label, kind=new.kind, unit=new.unit) for new in mapped]
    for attribute in Attribute.objects.bulk_create(rows):
        shelves.attributes[attribute.key] = attribute


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in path)
