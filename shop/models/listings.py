"""Questions a listing asks of the catalog: which products match, how many, and what else could be chosen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext

from core.money import Money
from shop.models.attributes import Attribute, ProductAttribute
from shop.models.catalog import ProductQuerySet
from shop.rules.listing import PAGE_SIZE, Choice, Facet, Listing
from shop.rules.tally import Row, in_order, passes, tally

ORDERS = {
    "best": ["-sold_count", "-id"],
    "newest": [F("released_on").desc(nulls_last=True), "-id"],
    "rating": ["-rating_hundredths", "-rating_count", "-id"],
    "price": ["shown_price", "id"],
    "-price": ["-shown_price", "-id"],
}
ROW = (
    "pk", "category__slug", "category__name", "brand__slug", "brand__name", "price", "rating_hundredths",
    "rating_count", "is_available", "sold_count", "released_on",
)  # fmt: skip
"""The columns of rules.tally.Row, in its order."""

STARS = ("stars4", "stars3", "stars2")
MOST_VALUES = 12
"""Choices shown of one filter."""


@dataclass(frozen=True)
class Found:
    """A page of a listing: product ids in order, how many there are in all, and the filters with their counts."""

    ids: list[int]
    total: int
    facets: list[Facet]
    price_range: tuple[Money | None, Money | None]
    mark: str = ""
    """Changes when anything of this does, so that pages drawn from it can be kept."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def find(products: ProductQuerySet, listing: Listing, facet_keys: list[str], lists: Sequence[int] = ()) -> Found:
    """The products that match, counted by the database, at the prices of somebody with these personal price lists."""
    products = products.priced_for(lists)
    matching = narrow(products, listing)
    start = (listing.page - 1) * PAGE_SIZE
    ordered = matching.order_by(*ORDERS.get(listing.sort, ORDERS["best"]))
    ids = list(ordered.values_list("pk", flat=True)[start : start + PAGE_SIZE])
    groups = _groups(matching)
    open_category = _groups(narrow(products, listing.without("category"))) if listing.category else groups
    open_brands = _groups(narrow(products, listing.without("brands"))) if listing.brands else groups
    numbers = {name: sum(group[name] for group in groups) for name in ("number", "available", *STARS)}
    facets = _plain_facets(listing, _by(open_category, "category"), _by(open_brands, "brand"), numbers)
    facets += _attribute_facets(products, listing, facet_keys)
    prices = [group[bound] for group in groups for bound in ("least", "most") if group[bound] is not None]
    return Found(ids, numbers["number"], facets, (min(prices, default=None), max(prices, default=None)))


def find_ranked(products: ProductQuerySet, listing: Listing, ranked: Sequence[int], lists: Sequence[int] = ()) -> Found:
    """The same for a search's products, `ranked` best first: few enough to be counted in memory, in one query."""
    priced = products.priced_for(lists).annotate(price=F("shown_price"))
    narrowed = _with_attributes(priced.filter(pk__in=ranked), listing)
    rows = [Row(*row[:5], row[5].minor if row[5] else 0, *row[6:]) for row in narrowed.values_list(*ROW).order_by()]
    matching = in_order([row for row in rows if passes(row, listing)], listing.sort, ranked)
    start = (listing.page - 1) * PAGE_SIZE
    numbers: dict[str, int] = {
        f"stars{stars}": sum(row.rating >= stars * 100 for row in matching) for stars in (4, 3, 2)
    }
    numbers["available"] = sum(row.is_available for row in matching)
    facets = _plain_facets(
        listing,
        tally(rows, listing, "category", "category", "category_name"),
        tally(rows, listing, "brands", "brand", "brand_name"),
        numbers,
    )
    prices = [Money(row.price) for row in matching]
    return Found(
        [row.pk for row in matching[start : start + PAGE_SIZE]],
        len(matching),
        facets,
        (min(prices, default=None), max(prices, default=None)),
    )


def narrow(products: ProductQuerySet, listing: Listing) -> ProductQuerySet:
    """Only those of these, which are `priced_for` somebody, that pass every chosen filter."""
    if listing.category:
        products = products.filter(category__slug=listing.category)
    if listing.brands:
        products = products.filter(brand__slug__in=listing.brands)
    if listing.price_min is not None:
        products = products.filter(shown_price__gte=Money(listing.price_min))
    if listing.price_max is not None:
        products = products.filter(shown_price__lte=Money(listing.price_max))
    if listing.rating:
        products = products.filter(rating_hundredths__gte=listing.rating * 100)
    if listing.in_stock:
        products = products.filter(is_available=True)
    return _with_attributes(products, listing)


def _with_attributes(products: ProductQuerySet, listing: Listing) -> ProductQuerySet:
    for key, values in listing.attributes:
        having = ProductAttribute.objects.filter(attribute__key=key, value__in=values).values("product")
        products = products.filter(pk__in=having)
    return products


def _groups(products: ProductQuerySet) -> list[dict[str, Any]]:
    """The products by category and brand: one look from which most filters are counted."""
    return list(
        products.order_by()
        .values("category__slug", "category__name", "brand__slug", "brand__name")
        .annotate(
            number=Count("pk"),
            least=Min("shown_price"),
            most=Max("shown_price"),
            available=Count("pk", filter=Q(is_available=True)),
            **{name: Count("pk", filter=Q(rating_hundredths__gte=int(name[-1]) * 100)) for name in STARS},
        )
    )


def _by(groups: list[dict[str, Any]], name: str) -> list[tuple[str, str, int]]:
    """How many products each category or brand has: (slug, name, number), the most first."""
    numbers: Counter[tuple[str, str]] = Counter()
    for group in groups:
        if group[f"{name}__slug"]:
            numbers[group[f"{name}__slug"], group[f"{name}__name"]] += group["number"]
    counted = [(slug, label, number) for (slug, label), number in numbers.items()]
    return sorted(counted, key=lambda entry: (-entry[2], entry[1]))[:40]


def _plain_facets(
    listing: Listing,
    categories: list[tuple[str, str, int]],
    brands: list[tuple[str, str, int]],
    numbers: dict[str, int],
) -> list[Facet]:
    in_stock = Choice("1", gettext("In stock"), numbers["available"], listing.in_stock)
    return [
        _facet("category", gettext("Category"), categories, (listing.category,)),
        _facet("brand", gettext("Brand"), brands, listing.brands),
        _rating_facet(numbers, listing),
        Facet("stock", gettext("Availability"), [in_stock]),
    ]


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
