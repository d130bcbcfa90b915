"""The feed of published reviews, for shopping sites: built anew when something of it changed."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, Sum
from django.urls import reverse

from core.actions.feeds import is_old, publish_feed
from core.feeds import Edition, line_of
from reviews.models import Review
from reviews.models.reviews import ReviewQuerySet
from reviews.rules.review_feeds import FOOT, Opinion, Thing, head_xml, line_content, review_xml
from shop.models import Product, Variant

FEED = "reviews"
BATCH = 500


def refresh_review_feed(*, at: datetime) -> Edition | None:
    """A new edition if anything it tells has changed, or a day has passed; None otherwise."""
    mark = _mark()
    return build_review_feed(at=at, mark=mark) if is_old(feed=FEED, mark=mark, at=at) else None


def build_review_feed(*, at: datetime, mark: str = "") -> Edition:
    """Every published review of what has a page, whatever its stars and whatever was given for it."""
    head = head_xml(settings.SHOP_NAME, f"{settings.BASE_URL}/favicon.ico")
    return publish_feed(feed=FEED, mark=mark or _mark(), at=at, head=head, foot=FOOT, rows=_rows())


def _shown() -> ReviewQuerySet:
    return Review.objects.published().exclude(product__state=Product.State.DRAFT)


def _mark() -> str:
    """What of reviews can change: which are shown, their words, their badges, their photos."""
    facts = _shown().aggregate(
        number=Count("pk"),
        ids=Sum("pk"),
        last=Max("updated_at"),
        verified=Count("pk", filter=Q(is_verified=True)),
        returned=Count("pk", filter=Q(is_returned=True)),
        insiders=Count("pk", filter=Q(is_insider=True)),
        photos=Sum("photo_count"),
    )
    return "/".join(str(fact) for fact in facts.values())


def _rows() -> Iterator[tuple[str, str]]:
    for batch in _batches():
        for review in batch:
            opinion = _opinion(review)
            yield review_xml(opinion), line_of(review.pk, line_content(opinion))


def _batches() -> Iterator[list[Review]]:
    active = Prefetch("product__variants", Variant.objects.filter(is_active=True))
    whole = _shown().select_related("product__brand", "variant").prefetch_related("photos", active).order_by("pk")
    last = 0
    while batch := list(whole.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _opinion(review: Review) -> Opinion:
    return Opinion(
        id=review.pk,
        name=review.author_name,
        written_at=review.created_at.isoformat(timespec="seconds"),
        title=review.title,
        text=review.text,
        language=review.language,
        stars=review.stars,
        page=settings.BASE_URL + reverse("reviews:product-reviews", args=[review.product.slug]),
        thing=_thing(review),
        photos=[urljoin(settings.BASE_URL, photo.file.url) for photo in review.photos.all()],
        source=review.source,
        is_verified=review.is_verified,
        is_returned=review.is_returned,
        is_insider=review.is_insider,
        incentive=review.incentive,
    )


def _thing(review: Review) -> Thing:
    product = review.product
    variants = [review.variant] if review.variant else list(product.variants.all())
    return Thing(
        name=product.title,
        link=settings.BASE_URL + product.get_absolute_url(),
        gtins=[variant.gtin for variant in variants if variant.gtin],
        part_number=product.part_number,
        skus=[variant.sku for variant in variants],
        brand=product.brand.name if product.brand else "",
    )
