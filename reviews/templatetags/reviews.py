"""Stars and reviews on pages of other apps."""

from typing import Any

from babel import Locale
from django import template
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from core.currency import babel_locale
from core.links import sign_link
from orders.models import Order
from reviews.actions.requests import CHANGE, WRITE
from reviews.models import EntryState, RatingSummary, Review
from reviews.models.reviews import CRITICAL, FAVORABLE, know_product
from shop.models import Product

register = template.Library()
SHOWN = 5
THEMES_SHOWN = 8
JSONLD_SHOWN = 3


@register.inclusion_tag("reviews/reviews/_stars.html")
def stars(product: Product, link: str = "") -> dict[str, object]:
    """The stored average as stars with its count; nothing without reviews."""
    return {"product": product, "link": link}


@register.inclusion_tag("reviews/reviews/_section.html", takes_context=True)
def product_reviews(context: Any, product: Product) -> dict[str, object]:
    """Histogram, themes, praise beside criticism, and the most helpful reviews. No query without reviews."""
    window = _window(product)
    summary = window[0].product.rating_summary if window else None
    return {
        "product": product,
        "summary": summary,
        "reviews": window[:SHOWN],
        "favorable": next((review for review in window if review.stars >= FAVORABLE and review.text), None),
        "critical": next((review for review in window if review.stars <= CRITICAL and review.text), None),
        "themes": product.review_themes.all()[:THEMES_SHOWN] if summary and summary.themes_at else [],
        "shop_name": context.get("shop_name", ""),
    }


@register.simple_tag
def reviews_jsonld(product: Product) -> list[dict[str, Any]]:
    """A few of the reviews that stand on the product's page, as schema.org has them; none that came from elsewhere."""
    own = [review for review in _window(product)[:SHOWN] if review.source != Review.Source.IMPORT]
    return [_as_jsonld(review) for review in own[:JSONLD_SHOWN]]


def _as_jsonld(review: Review) -> dict[str, Any]:
    return {
        "@type": "Review",
        "reviewRating": {"@type": "Rating", "ratingValue": review.stars, "bestRating": 5, "worstRating": 1},
        "author": {"@type": "Person", "name": review.shown_name},
        "datePublished": review.created_at.date().isoformat(),
        "name": review.title,
        "reviewBody": review.text,
    }


def _window(product: Product) -> list[Review]:
    """What the page shows, read once for one drawing of it."""
    if not product.rating_count:
        return []
    if "review_window" not in vars(product):
        vars(product)["review_window"] = _read_window(product)
    found: list[Review] = vars(product)["review_window"]
    return found


def _read_window(product: Product) -> list[Review]:
    shown = Review.objects.in_the_window(product, SHOWN).select_related("reply", "variant", "product__rating_summary")
    reviews = list(shown)
    know_product(reviews, product)
    if any(review.photo_count for review in reviews):
        prefetch_related_objects(reviews, "photos")
    return reviews


@register.simple_tag
def review_text(review: Review, mentions: dict[int, tuple[int, int]] | None = None) -> SafeString:
    """The text in paragraphs, with the sentence that mentions the chosen theme marked."""
    start, end = (mentions or {}).get(review.pk, (0, 0))
    before, marked, after = (escape(part) for part in (review.text[:start], review.text[start:end], review.text[end:]))
    text = f"{before}<mark>{marked}</mark>{after}" if end else after
    return mark_safe(linebreaks(text))  # noqa: S308  escaped just above


@register.filter
def aspect_means(summary: RatingSummary) -> list[tuple[str, float]]:
    """Each aspect with its mean from 1 to 5."""
    return [(name, points / number) for name, (number, points) in summary.aspects.items()]


@register.filter
def language_name(code: str) -> str:
    """In the reader's language."""
    return str(Locale.parse(babel_locale()).languages.get(code.split("-")[0], code))


@register.simple_tag
def review_address(order: Order, product: Product) -> str:
    """Where whoever holds the order's link writes about one of its products, or changes it, without signing in."""
    written = Review.objects.filter(product=product, email=order.email.lower())
    is_written = written.exclude(state__in=(EntryState.REMOVED, EntryState.DRAFT)).exists()
    name, purpose = ("update", CHANGE) if is_written else ("create", WRITE)
    return reverse(f"reviews:review-{name}-by-link", args=[sign_link(purpose, order.number), product.pk])


@register.filter
def star_step(hundredths: int) -> int:
    """Half stars to fill, 0 to 10."""
    return min(10, (hundredths + 25) // 50)


def histogram(product: Product) -> list[dict[str, int]]:
    """From five stars to one: how many reviews and how many of a hundred."""
    counts = list(product.rating_counts) or [0] * 5
    whole = sum(counts) or 1
    return [
        {"stars": stars, "count": counts[stars - 1], "percent": round(counts[stars - 1] * 100 / whole)}
        for stars in range(5, 0, -1)
    ]


@register.inclusion_tag("reviews/reviews/_histogram.html")
def rating_histogram(product: Product, chosen: int = 0) -> dict[str, object]:
    return {"product": product, "bars": histogram(product), "chosen": chosen}
