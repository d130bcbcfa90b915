"""Recording on products what their reviews and questions say, so that pages and sorting read plain columns."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from shop.models import Category, Product


@transaction.atomic
def record_rating(*, product: Product, counts: Sequence[int], hundredths: int, rank: int) -> None:
    """`counts` are the published reviews with 1 to 5 stars; `hundredths` of a star are shown, `rank` sorts."""
    Product.objects.filter(pk=product.pk).update(
        version=F("version") + 1,
        rating_counts=list(counts),
        rating_count=sum(counts),
        rating_hundredths=hundredths,
        rating_rank=rank,
    )


@transaction.atomic
def record_questions(*, product_id: int, count: int) -> None:
    """`count` questions are on the product's page. Its page is drawn anew, as what it shows of them changed."""
    Product.objects.filter(pk=product_id).update(version=F("version") + 1, question_count=count)


@transaction.atomic
def record_question_counts(*, counts: Mapping[int, int]) -> None:
    """The same for many products, by id, in one statement for each number."""
    by_count: dict[int, list[int]] = {}
    for product_id, count in counts.items():
        by_count.setdefault(count, []).append(product_id)
    for count, product_ids in sorted(by_count.items()):
        Product.objects.filter(pk__in=product_ids).update(version=F("version") + 1, question_count=count)


@transaction.atomic
def record_category_mean(*, category: Category, hundredths: int) -> None:
    """What reviews in a category usually come to; 0 without any."""
    Category.objects.filter(pk=category.pk).update(rating_mean=hundredths)
