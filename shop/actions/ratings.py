"""Recording on a product what its reviews say, so that listings and sorting read plain columns."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from core.money import round_half_up
from shop.models import Product


@transaction.atomic
def record_rating(*, product: Product, counts: Sequence[int]) -> None:
    """`counts` are the published reviews with 1, 2, 3, 4 and 5 stars."""
    count = sum(counts)
    stars = sum(star * number for star, number in enumerate(counts, 1))
    Product.objects.filter(pk=product.pk).update(
        version=F("version") + 1,
        rating_counts=list(counts),
        rating_count=count,
        rating_hundredths=round_half_up(Decimal(stars * 100) / count) if count else 0,
    )
