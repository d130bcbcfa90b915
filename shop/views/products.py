"""The product page, and what a visitor looked at lately."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.pages import kept_page
from shop.models import Category, FormerSlug, Product, StockRecord, Variant
from shop.models.stock import AVAILABLE
from shop.rules.options import OptionPicker
from shop.views.tiles import tiles_for

KEEP_SECONDS = 300
SEEN_COOKIE, SEEN_AT_MOST, SEEN_SECONDS = "seen", 12, 90 * 24 * 3600
LOW_STOCK = 5
"""At or below this many the page says how many are left."""


@require_safe
def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A product, with the variant of `?variant=` chosen. One small query tells whether the kept page is true."""
    known = Product.objects.visible_to(request.user if request.COOKIES.get("sessionid") else None)
    row = known.filter(slug=slug).values_list("pk", "version").first()
    if row is None:
        return _moved_or_missing(slug)
    pk, version = row
    chosen = request.GET.get("variant", "")
    part = "part" if request.htmx and not request.htmx.boosted else "page"
    key = f"product:{pk}:{version}:{part}:{chosen[:60]}"
    response = kept_page(key, KEEP_SECONDS, lambda: _page(request, pk, chosen, part))
    _remember(request, response, pk)
    return response


@require_safe
def recently_viewed(request: HttpRequest) -> HttpResponse:
    """What this browser looked at last; kept in its own cookie and nowhere else. `?but=` leaves one out."""
    seen = [pk for pk in _seen(request) if str(pk) != request.GET.get("but")]
    context = {"tiles": tiles_for(seen[: SEEN_AT_MOST // 2])}
    template = "_recent" if request.htmx else "recent"
    return render(request, f"shop/products/{template}.html", context)


def _page(request: HttpRequest, pk: int, chosen: str, part: str) -> HttpResponse:
    product = Product.objects.select_related("brand", "category", "main_picture").get(pk=pk)
    variants = list(product.variants.filter(is_active=True).select_related("picture"))
    variant = _chosen(variants, chosen)
    stock = _stock(variants)
    context = {
        "product": product,
        "variants": variants,
        "variant": variant,
        "picker": OptionPicker(product.option_names, variants, variant),
        "available": stock.get(variant.pk, 0) if variant else 0,
        "low_stock": LOW_STOCK,
        "pictures": _pictures_first(product, variant),
        "specification": product.specification.select_related("attribute"),
        "documents": product.documents.all(),
        "trail": Category.tree().trail(product.category_id),
        "roots": Category.tree().roots,
    }
    return render(request, f"shop/products/{'_facts' if part == 'part' else 'detail'}.html", context)


def _chosen(variants: list[Variant], sku: str) -> Variant | None:
    if sku:
        for variant in variants:
            if variant.sku == sku:
                return variant
        raise Http404("no such variant")
    return variants[0] if variants else None


def _stock(variants: list[Variant]) -> dict[int, int]:
    available: dict[int, int] = {}
    records = StockRecord.objects.filter(variant__in=variants, location__is_active=True)
    for variant_id, left in records.values_list("variant_id", AVAILABLE):
        available[variant_id] = available.get(variant_id, 0) + left
    return available


def _pictures_first(product: Product, variant: Variant | None) -> list:
    pictures = list(product.pictures.exclude(state="broken"))
    first = variant.picture_id if variant else None
    return sorted(pictures, key=lambda picture: picture.pk != first)


def _moved_or_missing(slug: str) -> HttpResponse:
    former = FormerSlug.objects.filter(slug=slug).select_related("product").first()
    if former is None:
        raise Http404("no such product")
    return redirect(former.product, permanent=True)


def _seen(request: HttpRequest) -> list[int]:
    parts = request.COOKIES.get(SEEN_COOKIE, "")[:200].split(".")
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 12][:SEEN_AT_MOST]


def _remember(request: HttpRequest, response: HttpResponse, pk: int) -> None:
    seen = [pk, *(other for other in _seen(request) if other != pk)][:SEEN_AT_MOST]
    response.set_cookie(
        SEEN_COOKIE,
        ".".join(map(str, seen)),
        max_age=SEEN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
