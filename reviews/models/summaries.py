"""What the reviews of a product say together: one stored summary that page, listing, search and API read."""

from collections.abc import Collection

from django.db import connection, models

from reviews.models.reviews import Review
from reviews.rules.rating import rank_sql, weight_sql
from shop.models import Product


class RatingSummaryQuerySet(models.QuerySet["RatingSummary"]):
    def themes_due(self) -> "RatingSummaryQuerySet":
        """Those counted anew since their reviews were last read for themes, longest waiting first."""
        due = self.exclude(themes_revision=models.F("revision"))
        return due.order_by(models.F("themes_at").asc(nulls_first=True), "pk")

    def miscounted_imports(self, product_ids: Collection[int]) -> list[int]:
        """Those of the products whose summary does not know all their imported reviews yet."""
        imported = Review.objects.published().filter(product__in=product_ids, source="import", is_insider=False)
        numbers = dict(imported.order_by().values_list("product").annotate(models.Count("pk")))
        stored = dict(self.filter(product__in=product_ids).values_list("product", "imported_count"))
        return [product_id for product_id in product_ids if numbers.get(product_id, 0) != stored.get(product_id, 0)]


class RatingSummary(models.Model):
    """Numbers over the published reviews of a product (but staff's and their families'), as of a day: recency fades.

    `weight` and `weighted_stars` are the sums of which the rating is the quotient; see reviews/rules/rating.py.
    `revision` grows whenever reviews changed, and `themes_revision` is the one that the themes were read from.
    """

    product = models.OneToOneField(Product, models.CASCADE, related_name="rating_summary")
    as_of_day = models.PositiveIntegerField()
    ones = models.PositiveIntegerField(default=0)
    twos = models.PositiveIntegerField(default=0)
    threes = models.PositiveIntegerField(default=0)
    fours = models.PositiveIntegerField(default=0)
    fives = models.PositiveIntegerField(default=0)
    weight = models.BigIntegerField(default=0)
    weighted_stars = models.BigIntegerField(default=0)
    verified_count = models.PositiveIntegerField(default=0)
    photo_count = models.PositiveIntegerField(default=0, help_text="Reviews with at least one photo.")
    imported_count = models.PositiveIntegerField(default=0)
    aspects = models.JSONField(default=dict, help_text="By aspect: [how many said so, sum of their 1 to 5].")
    languages = models.JSONField(default=dict, help_text="Reviews by language.")
    variants = models.JSONField(default=dict, help_text="Reviews by variant id.")
    revision = models.PositiveIntegerField(default=1, db_default=1)
    themes_revision = models.PositiveIntegerField(default=0, db_default=0)
    themes_at = models.DateTimeField(null=True)

    objects = RatingSummaryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.product}: {self.counts}"

    @property
    def counts(self) -> list[int]:
        """How many reviews with 1, 2, 3, 4 and 5 stars."""
        return [self.ones, self.twos, self.threes, self.fours, self.fives]


class Theme(models.Model):
    """Something several reviews of a product mention: how many people, and how many of them are happy with it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="review_themes")
    phrase = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    count = models.PositiveIntegerField()
    happy = models.PositiveIntegerField()

    class Meta:
        ordering = ["-count", "phrase"]
        constraints = [
            models.UniqueConstraint(fields=["product", "language", "phrase"], name="one_theme_per_phrase"),
            models.CheckConstraint(condition=models.Q(happy__lte=models.F("count")), name="happy_at_most_all"),
        ]

    def __str__(self) -> str:
        return self.phrase


class Mention(models.Model):
    """The sentence of a review that mentions a theme: characters `start` to `end` of its text."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="mentions")
    review = models.ForeignKey(Review, models.CASCADE, related_name="mentions")
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    is_happy = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "review"], name="one_mention_per_review")]

    def __str__(self) -> str:
        return f"{self.review}: {self.start}-{self.end}"


NUMBERS = f"""
    sum(CASE WHEN stars = 1 THEN 1 ELSE 0 END) AS ones,
    sum(CASE WHEN stars = 2 THEN 1 ELSE 0 END) AS twos,
    sum(CASE WHEN stars = 3 THEN 1 ELSE 0 END) AS threes,
    sum(CASE WHEN stars = 4 THEN 1 ELSE 0 END) AS fours,
    sum(CASE WHEN stars = 5 THEN 1 ELSE 0 END) AS fives,
    sum(CASE WHEN is_verified THEN 1 ELSE 0 END) AS verified_count,
    sum(CASE WHEN photo_count > 0 THEN 1 ELSE 0 END) AS photo_count,
    sum(CASE WHEN source = 'import' THEN 1 ELSE 0 END) AS imported_count,
    CAST(sum({weight_sql("%(day)s")}) AS BIGINT) AS weight,
    CAST(sum({weight_sql("%(day)s")} * stars) AS BIGINT) AS weighted_stars
"""
COUNTED = "review.state = 'published' AND NOT review.is_insider"
COLUMNS = ["ones", "twos", "threes", "fours", "fives", "verified_count", "photo_count", "imported_count"]
COLUMNS += ["weight", "weighted_stars"]


def sums_of(product_id: int, day: int) -> dict[str, int]:
    """The numbers of one product's summary as of a day, in one query."""
    sql = f"SELECT {NUMBERS} FROM reviews_review AS review WHERE {COUNTED} AND review.product_id = %(product)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": day, "product": product_id})
        row = cursor.fetchone()
    return {name: int(value or 0) for name, value in zip(COLUMNS, row, strict=True)}


def refresh_statements(vendor: str) -> list[str]:
    """What counts all products anew as of %(day)s: summaries, categories' means, then what products show of them."""
    names = ", ".join(COLUMNS)
    newest = ", ".join(f"{name} = excluded.{name}" for name in ["as_of_day", *COLUMNS])
    empty = ", ".join(f"{name} = 0" for name in COLUMNS)
    as_json = "'[' || ones || ', ' || twos || ', ' || threes || ', ' || fours || ', ' || fives || ']'"
    counts = f"CAST({as_json} AS jsonb)" if vendor == "postgresql" else f"({as_json})"
    rating = "(200 * weighted_stars + weight) / (2 * weight)"
    rank = rank_sql("weight", "weighted_stars", "category.rating_mean")
    number = "ones + twos + threes + fours + fives"
    return [
        f"""
        INSERT INTO reviews_ratingsummary (product_id, as_of_day, {names}, aspects, languages, variants)
        SELECT product_id, %(day)s, {NUMBERS}, '{{}}', '{{}}', '{{}}'
        FROM reviews_review AS review WHERE {COUNTED} GROUP BY product_id
        ON CONFLICT (product_id) DO UPDATE SET {newest}
        """,
        f"UPDATE reviews_ratingsummary SET as_of_day = %(day)s, {empty} WHERE as_of_day <> %(day)s",
        """
        UPDATE shop_category SET rating_mean = coalesce((
            SELECT (200 * CAST(sum(weighted_stars) AS BIGINT) + CAST(sum(weight) AS BIGINT))
                / (2 * CAST(sum(weight) AS BIGINT))
            FROM reviews_ratingsummary AS summary JOIN shop_product AS product ON product.id = summary.product_id
            WHERE product.category_id = shop_category.id AND summary.weight > 0
        ), 0)
        """,
        f"""
        UPDATE shop_product SET version = shop_product.version + 1, rating_count = fresh.number,
            rating_counts = fresh.counts, rating_hundredths = fresh.rating, rating_rank = fresh.rank
        FROM (
            SELECT summary.product_id, {number} AS number, {counts} AS counts,
                CASE WHEN weight > 0 THEN {rating} ELSE 0 END AS rating,
                CASE WHEN weight > 0 THEN {rank} ELSE 0 END AS rank
            FROM reviews_ratingsummary AS summary
            JOIN shop_product AS product ON product.id = summary.product_id
            JOIN shop_category AS category ON category.id = product.category_id
        ) AS fresh
        WHERE shop_product.id = fresh.product_id AND (
            shop_product.rating_count <> fresh.number OR shop_product.rating_hundredths <> fresh.rating
            OR shop_product.rating_rank <> fresh.rank
        )
        """,
    ]


STALE = f"""
    SELECT product.id AS product, fresh.number, fresh.weight, fresh.weighted_stars,
        stored.weight AS stored_weight, stored.weighted_stars AS stored_stars
    FROM shop_product AS product
    LEFT JOIN reviews_ratingsummary AS stored ON stored.product_id = product.id
    LEFT JOIN (
        SELECT review.product_id, count(review.id) AS number,
            sum(CASE WHEN review.is_verified THEN 1 ELSE 0 END) AS verified_count,
            sum(CASE WHEN review.photo_count > 0 THEN 1 ELSE 0 END) AS photo_count,
            sum({weight_sql("summary.as_of_day")}) AS weight,
            sum({weight_sql("summary.as_of_day")} * review.stars) AS weighted_stars
        FROM reviews_review AS review
        LEFT JOIN reviews_ratingsummary AS summary ON summary.product_id = review.product_id
        WHERE {COUNTED} GROUP BY review.product_id
    ) AS fresh ON fresh.product_id = product.id
    WHERE coalesce(fresh.weight, 0) <> coalesce(stored.weight, 0)
        OR coalesce(fresh.weighted_stars, 0) <> coalesce(stored.weighted_stars, 0)
        OR coalesce(fresh.number, 0) <>
            coalesce(stored.ones + stored.twos + stored.threes + stored.fours + stored.fives, 0)
        OR coalesce(fresh.verified_count, 0) <> coalesce(stored.verified_count, 0)
        OR coalesce(fresh.photo_count, 0) <> coalesce(stored.photo_count, 0)
"""
"""Products whose summary is not what counting their reviews gives, as of the summary's own day."""
