"""Keeping the summary of a product's reviews true: after everything that can change it, and every night."""

from collections import Counter
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F

from reviews.models import RatingSummary, Review
from reviews.models.summaries import STALE, refresh_statements, sums_of
from reviews.rules.rating import day_number, rank_hundredths, rating_hundredths
from shop.actions.ratings import record_rating
from shop.models import Product


@transaction.atomic
def refresh_summary(*, product_id: int, at: datetime) -> RatingSummary:
    """Count a product's published reviews anew and record the rating on it. Locks the product first."""
    [product] = Product.objects.lock([product_id])
    day = day_number(at.date())
    sums = sums_of(product_id, day)
    weight, stars = int(sums.pop("weight")), int(sums.pop("weighted_stars"))
    counted = {
        **sums, "as_of_day": day, "weight": weight, "weighted_stars": stars, "aspects": _aspects(product_id),
        "languages": _by(product_id, "language"), "variants": _by(product_id, "variant_id"),
    }  # fmt: skip
    changed = {**counted, "revision": F("revision") + 1}
    summary, _is_new = RatingSummary.objects.update_or_create(
        product=product, defaults=changed, create_defaults=counted
    )
    mean = product.category.rating_mean
    record_rating(
        product=product,
        counts=summary.counts,
        hundredths=rating_hundredths(weight, stars),
        rank=rank_hundredths(weight, stars, mean),
    )
    return summary


def refresh_all(*, at: datetime) -> int:
    """Count all products anew, in a few statements for all: every night, as reviews lose weight with time.

    Returns how many products have reviews. Each statement is a transaction of its own, so that nobody waits long; what
    changed between them is counted once more by itself. A product changes only when its numbers do.
    """
    day = day_number(at.date())
    with connection.cursor() as cursor:
        for statement in refresh_statements(connection.vendor):
            cursor.execute(statement, {"day": day})
        cursor.execute(STALE)
        stale = [product_id for product_id, *_numbers in cursor.fetchall()]
    for product_id in stale:
        refresh_summary(product_id=product_id, at=at)
    return RatingSummary.objects.count()


def _aspects(product_id: int) -> dict[str, list[int]]:
    """By aspect: how many said something, and the sum of their 1 to 5."""
    number, points = Counter[str](), Counter[str]()
    counted = Review.objects.published().filter(product=product_id, is_insider=False).exclude(aspects={})
    for aspects in counted.values_list("aspects", flat=True):
        for name, value in aspects.items():
            number[name] += 1
            points[name] += value
    return {name: [number[name], points[name]] for name in sorted(number)}


def _by(product_id: int, column: str) -> dict[str, int]:
    counted = Review.objects.published().filter(product=product_id, is_insider=False).exclude(**{column: None})
    return {str(value): number for value, number in counted.order_by().values_list(column).annotate(n=Count("pk"))}
