"""Departments and categories."""

from dataclasses import replace
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.pages import brief_page, part_of
from shop.models import Category, Product
from shop.models.catalog import ProductQuerySet
from shop.models.listings import Found, find
from shop.rules.listing import Listing
from shop.views.listings import found_for, listing_of, listing_page
from shop.views.shoppers import Shopper, shopper_of


@require_safe
def category_detail(request: HttpRequest, slug: str) -> HttpResponse:
    listing = listing_of(request)
    shopper = shopper_of(request)
    address = f"category:{slug}:{part_of(request)}:{request.GET.urlencode()}:{shopper}"
    return brief_page(address, lambda: _page(request, slug, listing, shopper, address))


def _page(request: HttpRequest, slug: str, listing: Listing, shopper: Shopper, address: str) -> HttpResponse:
    @cache
    def category() -> Category:
        return get_object_or_404(Category, slug=slug)

    found = found_for(f"category:{slug}:{shopper}", listing, lambda: _find(category(), listing, shopper))
    return listing_page(address, found, listing, shopper, lambda context: _draw(request, category(), context))


def _find(category: Category, listing: Listing, shopper: Shopper) -> Found:
    found = find(_products_of(category), listing, category.facets, shopper.lists)
    return replace(found, mark=f"{category.name} {category.description}")


def _products_of(category: Category) -> ProductQuerySet:
    """By the categories' ids where the tree knows them: the database plans that better than paths."""
    node = Category.tree().by_id.get(category.pk)
    if node is None:
        return Product.objects.listed().within(category)
    return Product.objects.listed().filter(category__in=[node.id, *(child.id for child in node.below())])


def _draw(request: HttpRequest, category: Category, context: dict[str, object]) -> HttpResponse:
    tree = Category.tree()
    context |= {
        "category": category,
        "node": tree.by_id.get(category.pk),
        "trail": tree.trail(category.pk),
        "roots": tree.roots,
        "title": category.name,
    }
    template = "_results" if part_of(request) == "part" else "detail"
    return render(request, f"shop/categories/{template}.html", context)
