"""Keeping what people mention in the reviews of a product. Due is a product whose summary was counted anew since."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.jobs import later
from reviews.models import Mention, RatingSummary, Review, Theme
from reviews.rules.themes import FoundTheme, Text, find_themes, name_words
from shop.actions.listings import batches_of, mark_changed
from shop.models import Product

RUNG_UP_TO = 500
"""Products with more reviews wait for the sweeper: one more changes little there, and reading them takes seconds."""
_WORDS = ("pk", "stars", "language", "title", "text")


def refresh_themes(*, product_id: int, at: datetime) -> list[Theme]:
    """Read a product's published reviews again, but insiders', and keep what they mention. Nothing when all is known.

    Reading is done before anything is locked. A review that changes meanwhile makes the product due once more.
    """
    summary = (
        RatingSummary.objects.filter(product=product_id).select_related("product__category", "product__brand").first()
    )
    if summary is None or summary.themes_revision == summary.revision:
        return []
    counted = Review.objects.published().filter(product=product_id, is_insider=False).order_by("pk")
    texts = [Text(*words) for words in counted.values_list(*_WORDS)]
    return _keep(summary, find_themes(texts, _names(summary.product)), at)


def ring_for_themes(*, summary: RatingSummary) -> None:
    """Reviews of a product changed: let a worker read them soon."""
    if sum(summary.counts) <= RUNG_UP_TO:
        later("reviews.refresh_themes", product_id=summary.product_id)


@transaction.atomic
def mark_themes_due(*, product_ids: Collection[int]) -> None:
    """Many reviews came at once: the sweeper reads them."""
    for batch in batches_of(product_ids):
        RatingSummary.objects.filter(product__in=batch).update(revision=F("revision") + 1)


@transaction.atomic
def _keep(summary: RatingSummary, found: list[FoundTheme], at: datetime) -> list[Theme]:
    [product] = Product.objects.lock([summary.product_id])
    earlier = RatingSummary.objects.filter(pk=summary.pk, themes_revision__lt=summary.revision)
    if not earlier.update(themes_revision=summary.revision, themes_at=at):
        return []  # another worker has read newer reviews
    Theme.objects.filter(product=product).delete()
    themes = Theme.objects.bulk_create(
        Theme(product=product, phrase=theme.phrase, language=theme.language, count=theme.count, happy=theme.happy)
        for theme in found
    )
    Mention.objects.bulk_create(_mentions(themes, found), batch_size=5000)
    mark_changed(product)
    return themes


def _mentions(themes: Iterable[Theme], found: Iterable[FoundTheme]) -> Iterable[Mention]:
    return (
        Mention(theme=theme, review_id=mention.review, start=mention.start, end=mention.end, is_happy=mention.is_happy)
        for theme, read in zip(themes, found, strict=True)
        for mention in read.mentions
    )


def _names(product: Product) -> set[str]:
    brand = product.brand.name if product.brand else ""
    return {word for name in (product.title, brand, product.category.name) for word in name_words(name)}
