"""Finding the products of imported reviews, and writing a batch of them in a few statements."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import public_name
from reviews.actions.weighing import first_weight
from reviews.models import EntryState, Review, Shingle
from reviews.rules.imports import MappedReview
from reviews.rules.mappings import PRODUCT_FIELDS
from reviews.rules.rating import usefulness
from reviews.rules.risk import needs_a_look, risk_of, shingles, signs_in
from shop.models import FormerSlug, Product, Variant

Codes: TypeAlias = Sequence[tuple[str, str]]
MOST_REMEMBERED = 100_000
"""Codes; a catalog with more is asked again."""


class Place(NamedTuple):
    """The ids of a product and of its variant, when that is certain."""

    product: int
    variant: int | None


class Finder:
    """Products by SKU, GTIN, slug (also a former one) or the id of a catalog import, looked up for a batch at once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Place | None] = {}

    def look_up(self, rows: Iterable[Codes]) -> None:
        asked = {code for codes in rows for code in codes} - self.known.keys()
        if len(self.known) > MOST_REMEMBERED:
            self.known.clear()
        for field in PRODUCT_FIELDS:
            values = {value for name, value in asked if name == field}
            places = dict(_places(field, values)) if values else {}
            self.known |= {(field, value): places.get(value) for value in values}

    def find(self, codes: Codes) -> Place | None:
        """By the first of the codes that is known here."""
        return next((place for code in codes if (place := self.known.get(code))), None)


def _places(field: str, values: set[str]) -> Iterable[tuple[str, Place]]:
    if field in ("sku", "gtin"):
        variants = Variant.objects.filter(**{f"{field}__in": values}).values_list(field, "product_id", "pk")
        return [(value, Place(product, variant)) for value, product, variant in variants]
    former: Iterable[tuple[str, int]] = []
    if field == "slug":
        former = FormerSlug.objects.filter(slug__in=values).values_list("slug", "product_id")
    now: QuerySet = Product.objects.filter(**{f"{field}__in": values}).order_by()
    return [(value, Place(product, None)) for value, product in [*former, *now.values_list(field, "pk")]]


@transaction.atomic
def write_reviews(*, new: Sequence[tuple[MappedReview, Place]], source: str, at: datetime) -> int:
    """Write reviews that are not here yet; returns how many wait for staff. Raises IntegrityError for one that is."""
    reviews = Review.objects.bulk_create([_review(mapped, place, source, at) for mapped, place in new])
    Shingle.objects.bulk_create(
        [Shingle(review=review, digest=digest) for review in reviews for digest in shingles(review.text)],
        batch_size=5000,
    )
    return sum(review.state == EntryState.PENDING for review in reviews)


def _review(mapped: MappedReview, place: Place, source: str, at: datetime) -> Review:
    """Without author and proof, whatever the other shop says; what a person should read first waits for staff."""
    signs = sorted(signs_in(f"{mapped.title}\n{mapped.text}", at_home=f"{source} {settings.SHOP_NAME}"))
    waits = needs_a_look(signs)
    review = Review(
        product_id=place.product, variant_id=place.variant, stars=mapped.stars, title=mapped.title, text=mapped.text,
        author_name=public_name(mapped.author)[:60], language=mapped.language, created_at=mapped.created_at,
        source=Review.Source.IMPORT, source_name=source, source_key=mapped.key, helpful=mapped.helpful,
        imported_helpful=mapped.helpful, risk=risk_of(signs), risks=signs, submitted_at=at,
        state=EntryState.PENDING if waits else EntryState.PUBLISHED, published_at=None if waits else at,
    )  # fmt: skip
    first_weight(review)
    review.usefulness = usefulness(
        helpful=review.helpful, unhelpful=0, characters=len(review.text), photos=0, is_proven=False,
        day=review.weighed_day,
    )  # fmt: skip
    return review
