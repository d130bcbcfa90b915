"""Questions a listing asks of the catalog: which products match, how many, and what else could be chosen."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext

from core.money import Money
from shop.models.attributes import Attribute, ProductAttribute
from shop.models.catalog import ProductQuerySet
from shop.rules.listing import PAGE_SIZE, Choice, Facet, Listing

ORDERS = {
    "best": ["-sold_count", "-id"],
    "newest": [F("released_on").desc(nulls_last=True), "-id"],
    "rating": ["-rating_hundredths", "-rating_count", "-id"],
    "price": ["price_from", "id"],
    "-price": ["-price_from", "-id"],
}
MOST_VALUES = 12
"""Choices shown of one filter."""


@dataclass(frozen=True)
class Found:
    """A page of a listing: product ids in order, how many there are in all, and the filters with their counts."""

    ids: list[int]
    total: int
    facets: list[Facet]
    price_range: tuple[Money | None, Money | None]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def find(base: ProductQuerySet, listing: Listing, facet_keys: list[str], ranked: list[int] | None = None) -> Found:
    """The products of `base` that match. `ranked` are a search's ids, best first, used by the relevance order."""
    matching = narrow(base, listing)
    start = (listing.page - 1) * PAGE_SIZE
    if ranked is not None and listing.sort == "relevance":
        kept = set(matching.values_list("pk", flat=True).order_by())
        ids, total = [pk for pk in ranked if pk in kept], len(kept)
        ids = ids[start : start + PAGE_SIZE]
    else:
        total = matching.count()
        ordered = matching.order_by(*ORDERS.get(listing.sort, ORDERS["best"]))
        ids = list(ordered.values_list("pk", flat=True)[start : start + PAGE_SIZE])
    facets, prices = _facets(base, listing, facet_keys)
    return Found(ids, total, facets, prices)


def narrow(products: ProductQuerySet, listing: Listing) -> ProductQuerySet:
    """Only those that pass every chosen filter."""
    if listing.category:
        products = products.filter(category__slug=listing.category)
    if listing.brands:
        products = products.filter(brand__slug__in=listing.brands)
    if listing.price_min is not None:
        products = products.filter(price_from__gte=Money(listing.price_min))
    if listing.price_max is not None:
        products = products.filter(price_from__lte=Money(listing.price_max))
    if listing.rating:
        products = products.filter(rating_hundredths__gte=listing.rating * 100)
    if listing.in_stock:
        products = products.filter(is_available=True)
    for key, values in listing.attributes:
        having = ProductAttribute.objects.filter(attribute__key=key, value__in=values).values("product")
        products = products.filter(pk__in=having)
    return products


def _facets(
    base: ProductQuerySet, listing: Listing, facet_keys: list[str]
) -> tuple[list[Facet], tuple[Money | None, Money | None]]:
    categories = _grouped(narrow(base, listing.without("category")), "category__slug", "category__name")
    brands = _grouped(narrow(base, listing.without("brands")), "brand__slug", "brand__name")
    facets = [
        _facet("category", gettext("Category"), categories, (listing.category,)),
        _facet("brand", gettext("Brand"), brands, listing.brands),
    ]
    numbers = narrow(base, listing).aggregate(
        least=Min("price_from"),
        most=Max("price_from"),
        available=Count("pk", filter=Q(is_available=True)),
        **{f"stars{stars}": Count("pk", filter=Q(rating_hundredths__gte=stars * 100)) for stars in (4, 3, 2)},
    )
    facets.append(_rating_facet(numbers, listing))
    facets.append(
        Facet(
            "stock", gettext("Availability"), [Choice("1", gettext("In stock"), numbers["available"], listing.in_stock)]
        )
    )
    return facets + _attribute_facets(base, listing, facet_keys), (numbers["least"], numbers["most"])


def _grouped(products: ProductQuerySet, value: str, label: str) -> list[tuple[str, str, int]]:
    rows = products.order_by().values_list(value, label).annotate(number=Count("pk")).order_by("-number", label)
    return [(value, label, number) for value, label, number in rows[:40] if value]


def _facet(name: str, label: str, rows: list[tuple[str, str, int]], chosen: tuple[str, ...]) -> Facet:
    choices = [Choice(value, text, number, value in chosen) for value, text, number in rows]
    shown = choices[:MOST_VALUES] + [choice for choice in choices[MOST_VALUES:] if choice.is_chosen]
    return Facet(name, label, shown if len(shown) > 1 or any(choice.is_chosen for choice in shown) else [])


def _rating_facet(numbers: dict[str, int], listing: Listing) -> Facet:
    choices = [
        Choice(str(stars), gettext("%s stars and more") % stars, numbers[f"stars{stars}"], listing.rating == stars)
        for stars in (4, 3, 2)
        if numbers[f"stars{stars}"] or listing.rating == stars
    ]
    return Facet("rating", gettext("Rating"), choices)


def _attribute_facets(base: ProductQuerySet, listing: Listing, facet_keys: list[str]) -> list[Facet]:
    chosen = dict(listing.attributes)
    open_keys = [key for key in facet_keys if key not in chosen]
    rows = _attribute_rows(narrow(base, listing), open_keys) if open_keys else []
    for key in chosen:
        rows += _attribute_rows(narrow(base, listing.without(f"a.{key}")), [key])
    return [
        _facet(f"a.{key}", label, values, chosen.get(key, ())) for key, label, values in _by_attribute(rows, facet_keys)
    ]


def _attribute_rows(products: ProductQuerySet, keys: list[str]) -> list[tuple[str, str, str, str, str, int]]:
    values = ProductAttribute.objects.filter(attribute__key__in=keys, product__in=products.order_by().values("pk"))
    columns = ("attribute__key", "attribute__label", "attribute__unit", "attribute__kind", "value")
    return list(values.order_by().values_list(*columns).annotate(number=Count("pk")))


def _by_attribute(rows: list, facet_keys: list[str]) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    grouped: dict[str, tuple[str, list[tuple[str, str, int]]]] = {}
    for key, label, unit, kind, value, number in rows:
        truth = {"yes": gettext("Yes"), "no": gettext("No")} if kind == Attribute.Kind.BOOLEAN else {}
        shown = truth.get(value, value)
        grouped.setdefault(key, (label, []))[1].append((value, f"{shown} {unit}".strip(), number))
    order = {key: place for place, key in enumerate(facet_keys)}
    keys = sorted(grouped, key=lambda key: order.get(key, len(order)))
    return [(key, grouped[key][0], sorted(grouped[key][1], key=lambda row: -row[2])) for key in keys]
