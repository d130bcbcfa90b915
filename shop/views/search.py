"""Search, and suggestions while typing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages import kept_page
from shop.models import Brand, Category, Product
from shop.models.listings import find_ranked
from shop.rules.listing import Listing
from shop.search import backend
from shop.search.results import search_key, search_products, tidy
from shop.views.listings import found_for, listing_context, listing_of

SUGGESTIONS = 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for `q`, narrowed like any listing."""
    text = _text(request)
    listing = listing_of(request, "relevance")
    if not text:
        return render(request, "shop/search/empty.html", {"roots": Category.tree().roots})
    part = "part" if request.htmx and not request.htmx.boosted else "page"
    key = f"search:{part}:{listing.key}:{request.GET.urlencode()}"
    return kept_page(key, 1, lambda: _page(request, text, listing, part))


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Products, categories and brands that begin with what is typed so far."""
    text = _text(request)
    return kept_page(
        f"suggest:{text}", 30, lambda: render(request, "shop/search/_suggestions.html", _suggestions(text))
    )


def _text(request: HttpRequest) -> str:
    return tidy(request.GET.get("q", ""))


def _page(request: HttpRequest, text: str, listing: Listing, part: str) -> HttpResponse:
    result = search_products(text)
    found = found_for(search_key(text), listing, lambda: find_ranked(Product.objects.listed(), listing, result.ids))
    if listing.page > found.pages:
        raise Http404("a page beyond the last is no page")
    context = listing_context(found, listing) | {
        "query": text,
        "relaxed": result.relaxed,
        "correction": backend().correct(text) if found.total < 3 or result.relaxed else None,
        "roots": Category.tree().roots,
        "title": text,
    }
    return render(request, f"shop/search/{'_results' if part == 'part' else 'results'}.html", context)


def _suggestions(text: str) -> dict[str, object]:
    if len(text) < 2:
        return {"query": text}
    start = text.casefold()
    nodes = [node for node in Category.tree().by_id.values() if start in node.name.casefold()][:3]
    brands = Brand.objects.filter(name__istartswith=text)[:3]
    ids = backend().suggest(text, SUGGESTIONS)
    products = Product.objects.listed().in_bulk(ids)
    ordered = [products[pk] for pk in ids if pk in products]
    correction = None if ordered else backend().correct(text)
    return {"query": text, "categories": nodes, "brands": brands, "products": ordered, "correction": correction}
