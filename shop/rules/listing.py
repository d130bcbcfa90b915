"""What a listing's address says: filters, order and page. Anything it does not know is refused, never ignored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PAGE_SIZE = 24
MOST_PAGES = 400
SORTS = ("relevance", "best", "newest", "rating", "price", "-price")
MOST_CHOICES = 20
"""Values of one filter that may be chosen at once."""


class BadListing(ValueError):
    """The address asks for something that is not there to ask."""


@dataclass(frozen=True)
class Listing:
    """A parsed address. Prices are minor units; `rating` is the least number of stars."""

    brands: tuple[str, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    category: str = ""
    price_min: int | None = None
    price_max: int | None = None
    rating: int | None = None
    in_stock: bool = False
    sort: str = "best"
    page: int = 1
    view: str = "grid"

    @property
    def is_filtered(self) -> bool:
        chosen = (self.brands, self.attributes, self.category, self.rating, self.in_stock)
        return any(chosen) or self.price_min is not None or self.price_max is not None

    @property
    def key(self) -> str:
        """One text for one listing, for caches."""
        return repr(self)

    def without(self, facet: str) -> "Listing":
        """The listing with one filter open again: what that filter's own counts are taken over."""
        values = dict(self.__dict__)
        if facet.startswith("a."):
            values["attributes"] = tuple(pair for pair in self.attributes if pair[0] != facet[2:])
        else:
            values[facet] = getattr(Listing(), facet)
        return Listing(**values)


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many products it leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """A filter with its choices. `name` is the parameter in the address."""

    name: str
    label: str
    choices: list[Choice] = field(default_factory=list)


def parse_listing(
    get: Callable[[str], Sequence[str]], names: Sequence[str], *, default_sort: str, to_minor: Callable[[str], int]
) -> Listing:
    """Read a query: `get(name)` gives a parameter's values, `names` all parameters there are.

    Raises BadListing for a page, sort, price, rating or view that makes no sense.
    """
    attributes = {name[2:]: _choices(get(name)) for name in names if name.startswith("a.") and len(name) <= 90}
    return Listing(
        brands=_choices(get("brand")),
        attributes=tuple(sorted((key, values) for key, values in attributes.items() if values)),
        category=_last(get("category")),
        price_min=_price(_last(get("min")), to_minor),
        price_max=_price(_last(get("max")), to_minor),
        rating=_number(_last(get("rating")), 1, 5, "rating"),
        in_stock=_one_of(_last(get("stock")), ("", "1"), "stock") == "1",
        sort=_one_of(_last(get("sort")) or default_sort, SORTS, "sort"),
        page=_number(_last(get("page")), 1, MOST_PAGES, "page") or 1,
        view=_one_of(_last(get("view")) or "grid", ("grid", "list"), "view"),
    )


def page_links(page: int, pages: int) -> list[int | None]:
    """The page numbers to link: first, last and those around; None for a gap."""
    near = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    links: list[int | None] = []
    for number in near:
        if links and links[-1] is not None and number - links[-1] > 1:
            links.append(None)
        links.append(number)
    return links


def _last(values: Sequence[str]) -> str:
    return values[-1].strip() if values else ""


def _choices(values: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(sorted({value for value in values if value}))
    if len(chosen) > MOST_CHOICES or any(len(value) > 300 for value in chosen):
        raise BadListing("too many choices")
    return chosen


def _one_of(value: str, known: Sequence[str], name: str) -> str:
    if value not in known:
        raise BadListing(name)
    return value


def _number(value: str, least: int, most: int, name: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 6 and least <= int(value) <= most):
        raise BadListing(name)
    return int(value)


def _price(value: str, to_minor: Callable[[str], int]) -> int | None:
    if not value:
        return None
    try:
        minor = to_minor(value)
    except ValueError as error:
        raise BadListing("price") from error
    if not 0 <= minor < 10**12:
        raise BadListing("price")
    return minor
