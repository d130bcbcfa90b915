"""The product page, and what a visitor looked at lately."""

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pages import kept_page, part_of
from loyalty.models import PointsProgram
from shop.actions.buyer_prices import prices_on
from shop.models import Category, Document, FormerSlug, Picture, Product, Variant
from shop.rules.options import OptionPicker
from shop.views.shoppers import Shopper, shopper_of
from shop.views.tiles import tiles_for

KEEP_SECONDS = 300
SEEN_COOKIE, SEEN_AT_MOST, SEEN_SECONDS = "seen", 12, 90 * 24 * 3600
LOW_STOCK = 5
"""At or below this many the page says how many are left."""


@require_safe
def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A product, with the variant of `?variant=` chosen. One small query tells whether the kept page is true."""
    known = Product.objects.visible_to(request.user if request.COOKIES.get("sessionid") else None)
    row = known.filter(slug=slug).order_by().values_list("pk", "version").first()
    if row is None:
        return _moved_or_missing(slug)
    pk, version = row
    chosen = request.GET.get("variant", "")
    part = part_of(request)
    shopper = shopper_of(request)
    program = PointsProgram.current()  # each process knows a new one a little later: none keeps a page of the old one
    earns = program.earned_per_unit if program.is_active else 0
    key = f"product:{pk}:{version}:{part}:{chosen[:60]}:{shopper}:{earns}"
    response = kept_page(key, KEEP_SECONDS, lambda: _page(request, pk, chosen, part, shopper))
    _remember(request, response, pk)
    return response


@require_safe
def recently_viewed(request: HttpRequest) -> HttpResponse:
    """What this browser looked at last; kept in its own cookie and nowhere else. `?but=` leaves one out."""
    seen = [pk for pk in _seen(request) if str(pk) != request.GET.get("but")]
    context = {"tiles": tiles_for(seen[: SEEN_AT_MOST // 2], shopper=shopper_of(request))}
    template = "_recent" if request.htmx else "recent"
    return render(request, f"shop/products/{template}.html", context)


def _page(request: HttpRequest, pk: int, chosen: str, part: str, shopper: Shopper) -> HttpResponse:
    product = _read(pk)
    variants = list(_variants(product))
    variant = _chosen(variants, chosen)
    context = {
        "product": product,
        "shopper": shopper,
        "variants": variants,
        "variant": variant,
        "price": prices_on(variants=[variant], lists=shopper.lists)[variant.pk] if variant else None,
        "picker": OptionPicker(product.option_names, variants, variant),
        "available": getattr(variant, "available", 0),
        "low_stock": LOW_STOCK,
        "pictures": _pictures_first(product, variant) if product.has_pictures else [],
        "specification": product.specification.select_related("attribute"),
        "documents": product.documents.all() if product.has_documents else [],
        "trail": Category.tree().trail(product.category_id),
        "roots": Category.tree().roots,
    }
    return render(request, f"shop/products/{'_facts' if part == 'part' else 'detail'}.html", context)


def _read(pk: int) -> Product:
    """With the knowledge whether it `has_pictures` or `has_documents`: most have none, and are not asked for them."""
    product = Product.objects.select_related("brand", "category").annotate(
        has_pictures=Exists(Picture.objects.filter(product=OuterRef("pk"))),
        has_documents=Exists(Document.objects.filter(product=OuterRef("pk"))),
    )
    return product.get(pk=pk)


def _variants(product: Product) -> QuerySet[Variant]:
    """Those on sale, each with how many units are `available`, and the day for which more can be ordered."""
    in_use = Q(stock__location__is_active=True)
    promised = F("stock__allocated") + F("stock__held") + F("stock__awaited")
    free = Greatest(F("stock__on_hand") - F("stock__safety") - promised, 0)
    coming = in_use & Q(stock__expected_on__gte=timezone.localdate(), stock__ahead_limit__gt=F("stock__awaited"))
    facts = {
        "available": Coalesce(Sum(free, filter=in_use), 0),
        "expected_on": Min("stock__expected_on", filter=coming),
    }
    return product.variants.filter(is_active=True).annotate(**facts).select_related("picture")


def _chosen(variants: list[Variant], sku: str) -> Variant | None:
    if sku:
        for variant in variants:
            if variant.sku == sku:
                return variant
        raise Http404("no such variant")
    return variants[0] if variants else None


def _pictures_first(product: Product, variant: Variant | None) -> list[Picture]:
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
