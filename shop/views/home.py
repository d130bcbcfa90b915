"""The shop window."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages import brief_page, kept_page
from shop.models import Category, Product
from shop.models.listings import ORDERS
from shop.views.shoppers import Shopper, shopper_of
from shop.views.tiles import tiles_for, versions_of

SHELF = 6
RATED_BY_AT_LEAST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shopper = shopper_of(request)
    return brief_page(f"home:{shopper}", lambda: _page(request, shopper))


def _page(request: HttpRequest, shopper: Shopper) -> HttpResponse:
    """Drawn anew when a product on a shelf has changed; the shelves themselves are filled every minute."""
    shelves = cache.get_or_set("home:shelves", _shelves, 60)
    versions = versions_of([pk for ids in shelves.values() for pk in ids])
    key = f"home:{shelves}:{sorted(versions.items())}:{shopper}"
    return kept_page(key, 60, lambda: _draw(request, shelves, versions, shopper))


def _draw(
    request: HttpRequest, shelves: dict[str, list[int]], versions: dict[int, int], shopper: Shopper
) -> HttpResponse:
    listed = {name: [pk for pk in ids if pk in versions] for name, ids in shelves.items()}
    tiles = iter(tiles_for([pk for ids in listed.values() for pk in ids], versions=versions, shopper=shopper))
    drawn = {name: [next(tiles) for _pk in ids] for name, ids in listed.items()}
    return render(request, "shop/home/home.html", {"roots": Category.tree().roots, "shelves": drawn})


def _shelves() -> dict[str, list[int]]:
    """New, best selling and top rated; a product stands on one shelf only."""
    listed, taken = Product.objects.listed().filter(is_available=True), set[int]()
    well_rated = listed.filter(rating_count__gte=RATED_BY_AT_LEAST)
    shelves = {}
    for name, products, order in (("best", listed, "best"), ("rated", well_rated, "rating"), ("new", listed, "newest")):
        ids = products.order_by(*ORDERS[order]).values_list("pk", flat=True)[: SHELF * 3]
        shelves[name] = [pk for pk in ids if pk not in taken][:SHELF]
        taken.update(shelves[name])
    return shelves
