"""Stars and reviews on pages of other apps."""

from django import template
from django.urls import reverse

from core.links import sign_link
from orders.models import Order
from reviews.actions.requests import WRITE
from reviews.models import Review
from shop.models import Product

register = template.Library()
SHOWN = 5


@register.inclusion_tag("reviews/reviews/_stars.html")
def stars(product: Product, link: str = "") -> dict[str, object]:
    """The stored average as stars with its count; nothing without reviews."""
    return {"product": product, "link": link}


@register.inclusion_tag("reviews/reviews/_section.html")
def product_reviews(product: Product) -> dict[str, object]:
    """Histogram and newest reviews for the product page. One query, none without reviews."""
    reviews = Review.objects.published().filter(product=product)[:SHOWN] if product.rating_count else []
    return {"product": product, "reviews": list(reviews), "bars": histogram(product)}


@register.simple_tag
def review_address(order: Order, product: Product) -> str:
    """Where whoever holds the order's link writes about one of its products, without signing in."""
    return reverse("reviews:review-create-by-link", args=[sign_link(WRITE, order.number), product.pk])


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
def rating_histogram(product: Product, chosen: str = "") -> dict[str, object]:
    return {"product": product, "bars": histogram(product), "chosen": chosen}
