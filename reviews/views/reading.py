"""Reading what people wrote about a product: all of it, narrowed and in the reader's order."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.pages import kept_page, part_of
from reviews.models import Mention, RatingSummary, Review, ReviewPhoto, Theme
from reviews.models.reviews import know_product
from reviews.rules.reading import BadSelection, parse_selection
from shop.models import Product

PAGE_SIZE = 10
KEEP_SECONDS = 120
THEMES_SHOWN = 10


@require_safe
def product_reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, kept for everybody as long as nothing about the product changes."""
    product = get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
    key = f"reviews:{product.pk}:{product.version}:{part_of(request)}:{request.GET.urlencode()}"
    return kept_page(key, KEEP_SECONDS, lambda: _page(request, product))


@require_safe
def photo_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every picture that buyers took of a product, most helpful review first."""
    product = get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
    photos = ReviewPhoto.objects.shown(product)[:200]
    return render(request, "reviews/reviews/photos.html", {"product": product, "photos": photos})


def _page(request: HttpRequest, product: Product) -> HttpResponse:
    summary = RatingSummary.objects.filter(product=product).first() or RatingSummary(product=product, as_of_day=0)
    try:
        wish = parse_selection(request.GET.get, summary.languages)
    except BadSelection as error:
        raise BadRequest("There is no such selection of reviews.") from error
    found = Review.objects.chosen(product, wish)
    total = found.count()
    pages = max(-(-total // PAGE_SIZE), 1)
    if wish.page > pages:
        raise Http404("no such page")
    start = (wish.page - 1) * PAGE_SIZE
    reviews = list(found.select_related("reply", "variant").prefetch_related("photos")[start : start + PAGE_SIZE])
    know_product(reviews, product)
    context = {
        "product": product, "summary": summary, "wish": wish, "reviews": reviews, "total": total, "pages": pages,
        "themes": Theme.objects.filter(product=product)[:THEMES_SHOWN],
        "variants": _variants(product, summary),
    }  # fmt: skip
    if wish.theme:
        context["mentions"] = _mentions(reviews, wish.theme)
    template = "_list" if part_of(request) == "part" else "product"
    return render(request, f"reviews/reviews/{template}.html", context)


def _mentions(reviews: list[Review], phrase: str) -> dict[int, tuple[int, int]]:
    """Where in each review the theme is mentioned."""
    rows = Mention.objects.filter(review__in=reviews, theme__phrase=phrase)
    return {review: (start, end) for review, start, end in rows.values_list("review_id", "start", "end")}


def _variants(product: Product, summary: RatingSummary) -> list[tuple[int, str, int]]:
    """Variants with reviews, when there is more than one: id, label, reviews."""
    if len(summary.variants) < 2:
        return []
    labels = {variant.pk: variant.label for variant in product.variants.all()}
    return [(int(pk), labels[int(pk)], number) for pk, number in summary.variants.items() if labels.get(int(pk))]
