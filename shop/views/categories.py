"""Departments and categories."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.pages import kept_page
from shop.models import Category, Product
from shop.models.listings import find
from shop.rules.listing import Listing
from shop.views.listings import found_for, listing_context, listing_of


@require_safe
def category_detail(request: HttpRequest, slug: str) -> HttpResponse:
    listing = listing_of(request)
    part = "part" if request.htmx and not request.htmx.boosted else "page"
    key = f"category:{slug}:{part}:{listing.key}:{request.GET.urlencode()}"
    return kept_page(key, 1, lambda: _page(request, slug, listing, part))


def _page(request: HttpRequest, slug: str, listing: Listing, part: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=slug)
    tree = Category.tree()
    node = tree.by_id.get(category.pk)
    base = Product.objects.listed().within(category)
    found = found_for(f"category:{category.pk}", listing, lambda: find(base, listing, category.facets))
    if listing.page > found.pages:
        raise Http404("a page beyond the last is no page")
    context = listing_context(found, listing) | {
        "category": category,
        "node": node,
        "trail": tree.trail(category.pk),
        "roots": tree.roots,
        "title": category.name,
    }
    return render(request, f"shop/categories/{'_results' if part == 'part' else 'detail'}.html", context)
