"""Filling the shelves: categories, brands, products with their pictures and leaflets, and how prices moved."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import product as combinations
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import slugify

from core.money import Money
from demo import catalog
from demo.catalog import Department, Item
from demo.drawings import pictures
from demo.leaflets import leaflet
from demo.past import Timeline
from shop.actions.catalog import place_category, publish_product, record_edit, retire_product
from shop.actions.prices import set_price
from shop.actions.stock import receive_stock
from shop.models import Attribute, Brand, Category, Document, Location, Picture, Product, ProductAttribute, Variant

REFERENCE = "demo"


class Shelves:
    """Puts items on sale on the day they came out, and changes their prices on the day those changed."""

    def __init__(self, timeline: Timeline, rng: Random, location: Location) -> None:
        self.timeline, self.rng, self.location = timeline, rng, location
        self.categories = {
            key: row for department in catalog.departments() for key, row in write_categories(department)
        }
        self.brands = {name: Brand.objects.create(name=name, slug=slugify(name)) for name in catalog.brands()}
        self.attributes = {key: _write_attribute(key, *row) for key, row in catalog.attributes().items()}
        self.products: dict[int, Item] = {}

    def plan(self, items: list[Item]) -> None:
        """Decide when each came out: half of them before anybody ordered, a few this month."""
        for number, item in enumerate(items, 1):
            age = self.rng.choice([self.rng.randint(570, 1080), self.rng.randint(570, 1080), self.rng.randint(4, 560)])
            released = self.timeline.end - timedelta(days=age, hours=self.rng.randint(1, 9))
            self.timeline.plan(released, partial(self._put_on_sale, item, number, released))

    def _put_on_sale(self, item: Item, number: int, released: datetime) -> None:
        product = self._write_product(item, released)
        first_price = self._first_price(item)
        by_color = _write_pictures(product, item)
        _write_variants(product, item, number, first_price - item.price, by_color)
        _write_specification(product, item, self.attributes)
        if item.manual:
            _write_leaflet(product, item)
        self._open_life(product, item)
        if item.state != "draft" and first_price != item.price:
            self._plan_price(product, item, released)
        self.products[product.pk] = item

    def _open_life(self, product: Product, item: Item) -> None:
        if item.state == "draft":
            record_edit(product=product)
            return
        publish_product(product=product)
        for variant in product.variants.all():
            receive_stock(
                variant=variant, location=self.location, quantity=self.rng.randint(24, 70), reference=REFERENCE, by=None
            )
        if item.state == "retired":
            when = self.timeline.end - timedelta(days=self.rng.randint(20, 60))
            self.timeline.plan(when, partial(retire_product, product=product))

    def _write_product(self, item: Item, released: datetime) -> Product:
        return Product.objects.create(
            title=item.title,
            slug=slugify(item.title),
            brand=self.brands[item.brand],
            category=self.categories[item.category],
            description=item.description,
            bullet_points=item.bullets,
            option_names=list(item.options),
            released_on=released.date(),
            tax_class=item.tax_class,
            weight_g=item.weight,
            ships_to=item.ships_to,
        )

    def _first_price(self, item: Item) -> Money:
        """What it cost at first: more for an offer, a little less for some, the same for most."""
        if item.was:
            return item.was
        if self.rng.random() < 0.2:
            return Money(max(100, round(item.price.minor * self.rng.choice((0.9, 0.93, 0.95)) / 50) * 50))
        return item.price

    def _plan_price(self, product: Product, item: Item, released: datetime) -> None:
        latest = self.timeline.end - timedelta(days=self.rng.randint(5, 50 if item.was else 400))
        moment = max(latest, released + timedelta(days=2))
        self.timeline.plan(moment, partial(_reprice, product, item))


def write_categories(department: Department) -> Iterator[tuple[str, Category]]:
    """The department and its shelves, keyed by name."""
    root = Category.objects.create(
        name=department.name,
        slug=slugify(department.name),
        icon=department.icon,
        description=department.description,
        position=catalog.DEPARTMENTS.index(department.key),
    )
    yield department.name, place_category(category=root)
    for position, shelf in enumerate(department.shelves):
        row = Category.objects.create(
            parent=root,
            name=shelf.name,
            slug=slugify(shelf.name),
            icon=shelf.icon,
            description=shelf.description,
            facets=shelf.facets,
            review_wait_days=shelf.review_wait_days,
            position=position,
        )
        yield shelf.name, place_category(category=row)


def variants_of(item: Item) -> list[tuple[dict[str, str], Money]]:
    """Each combination of options with its price."""
    rows = []
    for values in combinations(*item.options.values()):
        price = Money(item.price.minor + sum(item.extra[value].minor for value in values if value in item.extra))
        rows.append((dict(zip(item.options, values, strict=True)), price))
    return rows


def sku_of(item: Item, number: int, options: dict[str, str]) -> str:
    """Such as "TON-041-SAG-4L": maker, number, the beginnings of the options."""
    ends = ["".join(filter(str.isalnum, value.upper()))[: 4 if value[0].isdigit() else 3] for value in options.values()]
    return "-".join([catalog.brands()[item.brand], f"{number:03d}", *ends])


def _write_pictures(product: Product, item: Item) -> dict[str, Picture]:
    """The first view, the second, and one for each further color; returns them by color."""
    looks = [item.draw.colored(color) for color in item.colors] or [item.draw]
    views = [(pictures.front(looks[0]), item.title), pictures.second_view(item.view, item.title, looks)]
    views += [(pictures.front(look), f"{item.title} in {look.color.lower()}") for look in looks[1:]]
    rows = Picture.objects.bulk_create(_picture(product, place, svg, alt) for place, (svg, alt) in enumerate(views))
    return dict(zip(item.colors, [rows[0], *rows[2:]], strict=True)) if item.colors else {}


def _write_leaflet(product: Product, item: Item) -> None:
    name = f"documents/demo/{product.slug}.pdf"
    _write_file(name, leaflet(item))
    Document.objects.create(product=product, title="Care and use", file=name)


def _picture(product: Product, place: int, svg: str, alt: str) -> Picture:
    name = f"pictures/demo/{product.slug}-{place + 1}.svg"
    _write_file(name, svg.encode())
    return Picture(product=product, file=name, alt=alt, position=place, state=Picture.State.READY)


def _write_file(name: str, content: bytes) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def _write_variants(product: Product, item: Item, number: int, above: Money, by_color: dict[str, Picture]) -> None:
    """A row for each combination, `above` dearer than now, with its color's picture."""
    Variant.objects.bulk_create(
        Variant(
            product=product,
            sku=sku_of(item, number, options),
            options=options,
            base_price=price + above,
            price=price + above,
            content_amount=item.content[0] if item.content else None,
            content_unit=item.content[1] if item.content else "",
            position=position,
            picture=by_color.get(options.get(item.color_option or "", "")),
        )
        for position, (options, price) in enumerate(variants_of(item))
    )


def _write_specification(product: Product, item: Item, attributes: dict[str, Attribute]) -> None:
    ProductAttribute.objects.bulk_create(
        ProductAttribute(product=product, attribute=attributes[key], value=value, position=position)
        for position, (key, value) in enumerate(item.specs.items())
    )


def _write_attribute(key: str, label: str, kind: str, unit: str) -> Attribute:
    return Attribute.objects.create(key=key, label=label, kind=kind, unit=unit)


def _reprice(product: Product, item: Item) -> None:
    prices = {frozenset(options.items()): price for options, price in variants_of(item)}
    for variant in product.variants.all():
        price = prices[frozenset(variant.options.items())]
        set_price(variant=variant, price=price, announce=item.was is not None, reference=REFERENCE, by=None)
