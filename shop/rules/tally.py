"""Narrowing and counting a search's products in memory: one look at the database serves every filter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from shop.rules.listing import Listing


class Row(NamedTuple):
    """What filters and orders look at. Price in minor units, rating in hundredths of a star."""

    pk: int
    category: str
    category_name: str
    brand: str | None
    brand_name: str | None
    price: int
    rating: int
    rating_count: int
    is_available: bool
    sold: int
    released_on: date | None


def passes(row: Row, listing: Listing) -> bool:
    """Whether the row passes every chosen filter but those by attribute."""
    return (
        (not listing.category or row.category == listing.category)
        and (not listing.brands or row.brand in listing.brands)
        and (listing.price_min is None or row.price >= listing.price_min)
        and (listing.price_max is None or row.price <= listing.price_max)
        and (not listing.rating or row.rating >= listing.rating * 100)
        and (not listing.in_stock or row.is_available)
    )


def in_order(rows: Iterable[Row], sort: str, ranked: Sequence[int]) -> list[Row]:
    """The rows as the listing's order wants them; `ranked` is the search's own order."""
    if sort == "relevance":
        place = {pk: number for number, pk in enumerate(ranked)}
        return sorted(rows, key=lambda row: place[row.pk])
    keys = {
        "best": lambda row: (-row.sold, -row.pk),
        "newest": lambda row: (-(row.released_on or date.min).toordinal(), -row.pk),
        "rating": lambda row: (-row.rating, -row.rating_count, -row.pk),
        "price": lambda row: (row.price, row.pk),
        "-price": lambda row: (-row.price, -row.pk),
    }
    return sorted(rows, key=keys[sort])


def tally(rows: Sequence[Row], listing: Listing, facet: str, value: str, label: str) -> list[tuple[str, str, int]]:
    """How many rows each value of a facet leaves, its own choice open: (value, label, number), the most first."""
    open_listing = listing.without(facet)
    left = [row for row in rows if passes(row, open_listing)]
    numbers = Counter((getattr(row, value), getattr(row, label)) for row in left if getattr(row, value))
    counted = [(str(slug), str(name), number) for (slug, name), number in numbers.items()]
    return sorted(counted, key=lambda entry: (-entry[2], entry[1]))[:40]
