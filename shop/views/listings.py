"""What category and search pages share: reading the address, finding, drawing."""

from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import get_language

from core.currency import from_major
from shop.models.listings import Found
from shop.rules.listing import BadListing, Listing, page_links, parse_listing
from shop.views.tiles import tiles_for

KEEP_SECONDS = 30
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
    """What `find` finds, kept for a moment under the scope's name and the listing."""
    key = f"listing:{get_language()}:{scope}:{sha256(listing.key.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = find()
        cache.set(key, found, KEEP_SECONDS)
    return found


def listing_context(found: Found, listing: Listing) -> dict[str, object]:
    """What templates/shop/listings/ need."""
    return {
        "found": found,
        "listing": listing,
        "tiles": tiles_for(found.ids, form="row" if listing.view == "list" else "tile"),
        "page_links": page_links(listing.page, found.pages),
        "chosen": [(facet, choice) for facet in found.facets for choice in facet.choices if choice.is_chosen],
    }
