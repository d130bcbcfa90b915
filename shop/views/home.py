"""The shop window."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages import kept_page
from shop.models import Category, Product
from shop.models.listings import ORDERS
from shop.views.tiles import tiles_for

SHELF = 6
RATED_BY_AT_LEAST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return kept_page("home", 1, lambda: render(request, "shop/home/home.html", _context()))


def _context() -> dict[str, object]:
    shelves = cache.get_or_set("home:shelves", _shelves, 60)
    tiles = iter(tiles_for([pk for ids in shelves.values() for pk in ids]))
    drawn = {name: [next(tiles, "") for _pk in ids] for name, ids in shelves.items()}
    return {"roots": Category.tree().roots, "shelves": drawn}


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
