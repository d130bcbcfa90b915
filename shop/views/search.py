"""Search, and suggestions while typing."""

from dataclasses import replace
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages import brief_page, kept_page, part_of
from shop.actions.buyer_prices import show_prices_on
from shop.models import Brand, Category, Product
from shop.models.listings import Found, find_ranked
from shop.rules.listing import Listing
from shop.search import backend
from shop.search.base import SearchResult
from shop.search.results import search_key, search_products, tidy
from shop.views.listings import found_for, listing_of, listing_page
from shop.views.shoppers import Shopper, shopper_of

SUGGESTIONS = 6
POOR_BELOW = 3
"""With fewer products than this, perhaps another spelling was meant."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for `q`, narrowed like any listing."""
    text = _text(request)
    listing = listing_of(request, "relevance")
    if not text:
        return render(request, "shop/search/empty.html", {"roots": Category.tree().roots})
    shopper = shopper_of(request)
    address = f"search:{part_of(request)}:{request.GET.urlencode()}:{shopper}"
    return brief_page(address, lambda: _page(request, text, listing, shopper, address))


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Products, categories and brands that begin with what is typed so far."""
    text, shopper = _text(request), shopper_of(request)
    return kept_page(
        f"suggest:{text}:{shopper}",
        30,
        lambda: render(request, "shop/search/_suggestions.html", _suggestions(text, shopper)),
    )


def _text(request: HttpRequest) -> str:
    return tidy(request.GET.get("q", ""))


def _page(request: HttpRequest, text: str, listing: Listing, shopper: Shopper, address: str) -> HttpResponse:
    @cache
    def result() -> SearchResult:
        return search_products(text)

    found = found_for(f"{search_key(text)}:{shopper}", listing, lambda: _find(result(), listing, shopper))
    return listing_page(
        address, found, listing, shopper, lambda context: _draw(request, text, result().relaxed, context)
    )


def _find(result: SearchResult, listing: Listing, shopper: Shopper) -> Found:
    return replace(find_ranked(Product.objects.listed(), listing, result.ids, shopper.lists), mark=str(result.relaxed))


def _draw(request: HttpRequest, text: str, is_relaxed: bool, context: dict[str, Any]) -> HttpResponse:
    is_poor = is_relaxed or context["found"].total < POOR_BELOW
    context |= {
        "query": text,
        "relaxed": is_relaxed,
        "correction": backend().correct(text) if is_poor else None,
        "roots": Category.tree().roots,
        "title": text,
    }
    template = "_results" if part_of(request) == "part" else "results"
    return render(request, f"shop/search/{template}.html", context)


def _suggestions(text: str, shopper: Shopper) -> dict[str, object]:
    if len(text) < 2:
        return {"query": text}
    start = text.casefold()
    nodes = [node for node in Category.tree().by_id.values() if start in node.name.casefold()][:3]
    brands = Brand.objects.filter(name__istartswith=text)[:3]
    ids = backend().suggest(text, SUGGESTIONS)
    products = Product.objects.listed().in_bulk(ids)
    ordered = [products[pk] for pk in ids if pk in products]
    show_prices_on(products=ordered, lists=shopper.lists)
    correction = None if ordered else backend().correct(text)
    return {
        "query": text,
        "categories": nodes,
        "brands": brands,
        "products": ordered,
        "correction": correction,
        "shopper": shopper,
    }
