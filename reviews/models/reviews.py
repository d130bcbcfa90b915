"""Reviews by people who bought, their pictures, and the shop's replies."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from core.states import known_states
from orders.models import OrderLine
from reviews.models.entries import Entry, EntryQuerySet, EntryState, author_key
from reviews.rules.reading import Selection
from shop.models import Product, Variant

ORDERS = {
    "helpful": ["-usefulness", "-pk"],
    "new": ["-created_at", "-pk"],
    "critical": ["stars", "-usefulness", "-pk"],
}
FAVORABLE, CRITICAL = 4, 3
"""From four stars on a review speaks for a thing, up to three against it."""
_SHOWN = "SELECT id FROM reviews_review WHERE product_id = %s AND state = 'published'"
_FIRST = "ORDER BY usefulness DESC, id DESC LIMIT"
WINDOW = f"""
    SELECT id FROM ({_SHOWN} {_FIRST} %s) AS helpful
    UNION ALL SELECT id FROM ({_SHOWN} AND stars >= %s {_FIRST} 1) AS favorable
    UNION ALL SELECT id FROM ({_SHOWN} AND stars <= %s {_FIRST} 1) AS critical
"""  # noqa: S608  names of our own
"""Each part reads a few rows of an index. Joined by OR the database reads all reviews of the shop instead."""


class ReviewQuerySet(EntryQuerySet):
    def chosen(self, product: Product, wish: Selection) -> "ReviewQuerySet":
        """The published reviews of a product that somebody wants to read, in their order."""
        found = self.published().filter(product=product)
        narrow = {
            "stars": wish.stars, "is_verified": wish.verified, "photo_count__gte": int(wish.photos),
            "variant": wish.variant, "language": wish.language,
        }  # fmt: skip
        found = found.filter(**{name: value for name, value in narrow.items() if value})
        if wish.theme:  # its ids first: a database that joins three tables here plans as if for the whole shop
            themes = list(product.review_themes.filter(phrase=wish.theme).values_list("pk", flat=True))
            found = found.filter(mentions__theme__in=themes)
        for word in wish.q.split():
            found = found.filter(Q(text__icontains=word) | Q(title__icontains=word))
        return found.order_by(*ORDERS[wish.sort])

    def in_the_window(self, product: Product, number: int) -> "ReviewQuerySet":
        """What the product page shows: the most helpful ones, and the first for and against it. One query."""
        chosen = RawSQL(WINDOW, [product.pk, number, product.pk, FAVORABLE, product.pk, CRITICAL])  # noqa: S611  our own
        return self.filter(pk__in=chosen).order_by(*ORDERS["helpful"])


def know_product(reviews: Iterable["Review"], product: Product) -> None:
    """Variants name their options in the product's order: let them know it without asking for each."""
    for review in reviews:
        if review.variant is not None:
            review.variant.product = product


class ReviewSource(models.TextChoices):
    MAIL = "mail", _("From the mail that asked")
    SITE = "site", _("On the site")
    IMPORT = "import", _("From another shop")


class Incentive(models.TextChoices):
    NONE = "none", _("Nothing")
    POINTS = "points", _("Points")
    SAMPLE = "sample", _("The product for free")


class Review(Entry):
    """What a buyer says. `order_line` is the delivered line that proves the purchase: the badge is derived from it.

    `trust` (20 to 100) is how much it weighs in the rating beside its age and its proof; `weighed_day` is the day its
    age counts from, and `usefulness` its place among the most helpful: see reviews/rules/rating.py.
    """

    Source, Incentive = ReviewSource, Incentive

    product = models.ForeignKey(Product, models.PROTECT, related_name="reviews")
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, blank=True, related_name="+")
    author = author_key("reviews")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="reviews")
    is_verified = models.BooleanField(_("verified purchase"), default=False, editable=False)
    is_returned = models.BooleanField(_("returned"), default=False, editable=False)
    is_insider = models.BooleanField(_("by staff or family"), default=False, editable=False)
    stars = models.PositiveSmallIntegerField(_("stars"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    aspects = models.JSONField(default=dict, blank=True, help_text="What was asked beside the stars, each from 1 to 5.")
    source = models.CharField(_("source"), max_length=10, choices=ReviewSource, default=ReviewSource.SITE)
    source_name = models.CharField(_("from"), max_length=60, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    incentive = models.CharField(_("given for it"), max_length=10, choices=Incentive, default=Incentive.NONE)
    trust = models.PositiveSmallIntegerField(default=100, editable=False)
    weighed_day = models.PositiveIntegerField(editable=False, default=0)
    helpful = models.PositiveIntegerField(default=0, editable=False)
    unhelpful = models.PositiveIntegerField(default=0, editable=False)
    imported_helpful = models.PositiveIntegerField(default=0, editable=False)
    usefulness = models.PositiveIntegerField(default=0, editable=False, db_index=True)
    photo_count = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["product", "state", "-created_at"]),
            models.Index(fields=["product", "state", "-usefulness"]),
            models.Index(fields=["product", "state", "stars"]),
            models.Index(fields=["state", "-risk", "submitted_at"]),
        ]
        constraints = [
            known_states("review_state_known", EntryState),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="stars_1_to_5"),
            models.CheckConstraint(condition=Q(trust__gte=20, trust__lte=100), name="trust_20_to_100"),
            models.CheckConstraint(condition=Q(source__in=ReviewSource.values), name="review_source_known"),
            models.CheckConstraint(condition=Q(incentive__in=Incentive.values), name="review_incentive_known"),
            models.CheckConstraint(
                condition=~Q(source="import") | Q(is_verified=False, order_line=None), name="imported_is_never_verified"
            ),
            models.UniqueConstraint(
                fields=["product", "email"],
                condition=~Q(email="") & ~Q(state="removed"),
                name="one_review_per_person_product",
            ),
            models.UniqueConstraint(
                fields=["product", "author"], condition=~Q(state="removed"), name="one_review_per_account_product"
            ),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="one_review_per_source_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} stars: {self.title}"


MOST_PHOTOS = 6
MOST_ALT = 200
"""Characters of what a photo shows, for people who do not see it."""


class ReviewPhotoQuerySet(models.QuerySet["ReviewPhoto"]):
    def shown(self, product: Product) -> "ReviewPhotoQuerySet":
        """Of published reviews of a product, most helpful first."""
        shown = self.filter(review__product=product, review__state=EntryState.PUBLISHED)
        return shown.select_related("review").order_by("-review__usefulness", "position", "pk")


class ReviewPhoto(models.Model):
    """A picture with a review, shown with it or not at all. What was uploaded is never kept: both files were decoded,
    turned upright, stripped of where and when they were taken, and encoded anew."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="photos")
    file = models.FileField(_("file"), upload_to="reviews/%Y/%m")
    thumbnail = models.FileField(upload_to="reviews/%Y/%m", editable=False)
    alt = models.CharField(_("what it shows"), max_length=MOST_ALT, blank=True)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ReviewPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="one_photo_per_place"),
            models.CheckConstraint(condition=Q(position__lt=MOST_PHOTOS), name="at_most_six_photos"),
        ]

    def __str__(self) -> str:
        return self.alt or f"photo {self.pk}"


class Reply(models.Model):
    """The shop's public answer to a review: one, labelled, changed by staff alone."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="reply")
    text = models.TextField(_("text"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return self.text[:80]
