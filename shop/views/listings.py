"""What category and search pages share: reading the address, finding, drawing."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from core.currency import from_major
from core.pages import kept_page
from shop.models.listings import Found
from shop.rules.listing import BadListing, Listing, page_links, parse_listing
from shop.views.shoppers import Shopper
from shop.views.tiles import tiles_for, versions_of

KEEP_SECONDS, KEEP_PAGE_SECONDS = 30, 300
"""How long the choice of products and the filters' counts may lag; prices and stock on tiles never do."""


def listing_of(request: HttpRequest, default_sort: str = "best") -> Listing:
    """The listing the address asks for. Raises BadRequest."""
    try:
        return parse_listing(
            request.GET.getlist,
            list(request.GET),
            default_sort=default_sort,
            to_minor=lambda text: from_major(text.replace(",", ".")).minor,
        )
    except BadListing as error:
        raise BadRequest("There is no such filter, order or page.") from error


def found_for(scope: str, listing: Listing, find: Callable[[], Found]) -> Found:
    """What `find` finds, kept for a moment under the scope's name and the listing, with its mark set."""
    key = f"listing:{get_language()}:{scope}:{_short(listing.key)}"
    found = cache.get(key)
    if found is None:
        found = find()
        found = replace(found, mark=_short(repr(found)))
        cache.set(key, found, KEEP_SECONDS)
    return found


def listing_page(
    address: str,
    found: Found,
    listing: Listing,
    shopper: Shopper,
    draw: Callable[[dict[str, object]], HttpResponse],
) -> HttpResponse:
    """The page, kept as long as it is true: one small query tells whether a product on it has changed.

    `shopper` is whoever looks, and part of the address; `draw` is given what templates/shop/listings/
    need. Raises Http404 for a page beyond the last.
    """
    if listing.page > found.pages:
        raise Http404("a page beyond the last is no page")
    versions = versions_of(found.ids)
    key = f"{address}:{found.mark}:{sorted(versions.items())}"
    return kept_page(key, KEEP_PAGE_SECONDS, lambda: draw(_context(found, listing, shopper, versions)))


def _context(found: Found, listing: Listing, shopper: Shopper, versions: dict[int, int]) -> dict[str, object]:
    form = "row" if listing.view == "list" else "tile"
    return {
        "found": found,
        "listing": listing,
        "tiles": tiles_for(found.ids, form=form, shopper=shopper, versions=versions),
        "page_links": page_links(listing.page, found.pages),
        "chosen": [(facet, choice) for facet in found.facets for choice in facet.choices if choice.is_chosen],
    }


def _short(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
