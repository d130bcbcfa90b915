"""Reviews, questions and answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.ledger import guard_ledgers, unguard_ledgers

LEDGERS = ["reviews_decision"]
"""Tables of which PostgreSQL itself refuses to change a row."""


TABLE = "reviews_decision"
SAME = "id, act, reason, at, actor_id, review_id, question_id, answer_id"
ROWS = {row: ", ".join(f"{row}.{column}" for column in SAME.split(", ")) for row in ("NEW", "OLD")}
BUT_EMPTIED = f"""
    CREATE OR REPLACE FUNCTION {TABLE}_is_append_only() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.before = '{{}}'::jsonb AND NEW.note = ''
            AND ({ROWS["NEW"]}) IS NOT DISTINCT FROM ({ROWS["OLD"]}) THEN RETURN NEW;
        END IF;
        RAISE EXCEPTION '{TABLE} is append-only';
    END $$ LANGUAGE plpgsql;
"""


def let_words_be_erased(apps, schema_editor):
    """What a writer said before may be emptied when they want it erased; nothing else of a decision changes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BUT_EMPTIED)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reviews", "0001_initial"),
        ("reviews", "0002_one_review_per_account"),
        ("reviews", "0003_opinions"),
        ("reviews", "0004_weighed"),
        ("reviews", "0005_questions"),
        ("reviews", "0006_themes_due"),
        ("reviews", "0007_erased_words"),
    ]

    dependencies = [
        ("accounts", "__first__"),
        ("orders", "0001_start"),
        ("shop", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unsubscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, editable=False, max_length=254)),
                ("author_name", models.CharField(blank=True, max_length=60, verbose_name="name shown")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="text")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("pending", "Waiting"),
                            ("published", "Published"),
                            ("rejected", "Rejected"),
                            ("hidden", "Hidden"),
                            ("appealed", "Appealed"),
                            ("removed", "Withdrawn"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, editable=False, max_length=20, verbose_name="reason")),
                ("risk", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="risk")),
                ("risks", models.JSONField(default=list, editable=False)),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="handed in")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("buyer", "Bought this item"),
                            ("shop", "The shop"),
                            ("customer", "Another customer"),
                            ("import", "From another shop"),
                        ],
                        max_length=10,
                        verbose_name="by",
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, editable=False, verbose_name="bought this item")),
                ("is_official", models.BooleanField(default=False, verbose_name="official")),
                ("helpful", models.PositiveIntegerField(default=0, editable=False)),
                ("unhelpful", models.PositiveIntegerField(default=0, editable=False)),
                ("source_name", models.CharField(blank=True, editable=False, max_length=60, verbose_name="from")),
                ("source_key", models.CharField(blank=True, editable=False, max_length=120)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="orders.orderline",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["-is_official", "-helpful", "-is_verified", "created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, editable=False, max_length=254)),
                ("author_name", models.CharField(blank=True, max_length=60, verbose_name="name shown")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="text")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("pending", "Waiting"),
                            ("published", "Published"),
                            ("rejected", "Rejected"),
                            ("hidden", "Hidden"),
                            ("appealed", "Appealed"),
                            ("removed", "Withdrawn"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, editable=False, max_length=20, verbose_name="reason")),
                ("risk", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="risk")),
                ("risks", models.JSONField(default=list, editable=False)),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="handed in")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("answer_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="answers")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                ("buyers_asked_at", models.DateTimeField(editable=False, null=True, verbose_name="buyers asked")),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed")),
                ("source_name", models.CharField(blank=True, editable=False, max_length=60, verbose_name="from")),
                ("source_key", models.CharField(blank=True, editable=False, max_length=120)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "best_answer",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="reviews.answer",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="reviews.question",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="shop.product"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shop.variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["product", "state", "-answer_count"], name="reviews_que_product_d45ff2_idx"),
                    models.Index(fields=["state", "-risk", "submitted_at"], name="reviews_que_state_8a2b18_idx"),
                    models.Index(
                        condition=models.Q(("answer_count", 0)),
                        fields=["created_at"],
                        name="unanswered_question_oldest",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["draft", "pending", "published", "rejected", "hidden", "appealed", "removed"],
                            )
                        ),
                        name="question_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("pk")), _negated=True),
                        name="question_not_merged_into_itself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_name", "source_key"),
                        name="one_question_per_source_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="followers", to="reviews.question"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("question", "customer"), name="follow_a_question_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                ("declined_at", models.DateTimeField(null=True, verbose_name="does not know")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.orderline"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="requests", to="reviews.question"
                    ),
                ),
            ],
            options={
                "verbose_name": "buyer asked",
                "verbose_name_plural": "buyers asked",
                "indexes": [models.Index(fields=["email", "created_at"], name="reviews_ans_email_0f5cf9_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "email"), name="one_request_per_question_buyer")
                ],
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="reviews.question"
            ),
        ),
        migrations.CreateModel(
            name="RatingSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of_day", models.PositiveIntegerField()),
                ("ones", models.PositiveIntegerField(default=0)),
                ("twos", models.PositiveIntegerField(default=0)),
                ("threes", models.PositiveIntegerField(default=0)),
                ("fours", models.PositiveIntegerField(default=0)),
                ("fives", models.PositiveIntegerField(default=0)),
                ("weight", models.BigIntegerField(default=0)),
                ("weighted_stars", models.BigIntegerField(default=0)),
                ("verified_count", models.PositiveIntegerField(default=0)),
                ("photo_count", models.PositiveIntegerField(default=0, help_text="Reviews with at least one photo.")),
                ("imported_count", models.PositiveIntegerField(default=0)),
                (
                    "aspects",
                    models.JSONField(default=dict, help_text="By aspect: [how many said so, sum of their 1 to 5]."),
                ),
                ("languages", models.JSONField(default=dict, help_text="Reviews by language.")),
                ("variants", models.JSONField(default=dict, help_text="Reviews by variant id.")),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
                ("themes_revision", models.PositiveIntegerField(db_default=0, default=0)),
                ("themes_at", models.DateTimeField(null=True)),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rating_summary", to="shop.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, editable=False, max_length=254)),
                ("author_name", models.CharField(blank=True, max_length=60, verbose_name="name shown")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="text")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("pending", "Waiting"),
                            ("published", "Published"),
                            ("rejected", "Rejected"),
                            ("hidden", "Hidden"),
                            ("appealed", "Appealed"),
                            ("removed", "Withdrawn"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, editable=False, max_length=20, verbose_name="reason")),
                ("risk", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="risk")),
                ("risks", models.JSONField(default=list, editable=False)),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="handed in")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("is_verified", models.BooleanField(default=False, editable=False, verbose_name="verified purchase")),
                ("is_returned", models.BooleanField(default=False, editable=False, verbose_name="returned")),
                ("is_insider", models.BooleanField(default=False, editable=False, verbose_name="by staff or family")),
                ("stars", models.PositiveSmallIntegerField(verbose_name="stars")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                (
                    "aspects",
                    models.JSONField(
                        blank=True, default=dict, help_text="What was asked beside the stars, each from 1 to 5."
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("mail", "From the mail that asked"),
                            ("site", "On the site"),
                            ("import", "From another shop"),
                        ],
                        default="site",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("source_name", models.CharField(blank=True, editable=False, max_length=60, verbose_name="from")),
                ("source_key", models.CharField(blank=True, editable=False, max_length=120)),
                (
                    "incentive",
                    models.CharField(
                        choices=[("none", "Nothing"), ("points", "Points"), ("sample", "The product for free")],
                        default="none",
                        max_length=10,
                        verbose_name="given for it",
                    ),
                ),
                ("trust", models.PositiveSmallIntegerField(default=100, editable=False)),
                ("weighed_day", models.PositiveIntegerField(default=0, editable=False)),
                ("helpful", models.PositiveIntegerField(default=0, editable=False)),
                ("unhelpful", models.PositiveIntegerField(default=0, editable=False)),
                ("imported_helpful", models.PositiveIntegerField(default=0, editable=False)),
                ("usefulness", models.PositiveIntegerField(db_index=True, default=0, editable=False)),
                ("photo_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="orders.orderline",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="shop.product"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shop.variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["product", "state", "-created_at"], name="reviews_rev_product_d03f8f_idx"),
                    models.Index(fields=["product", "state", "-usefulness"], name="reviews_rev_product_6178f0_idx"),
                    models.Index(fields=["product", "state", "stars"], name="reviews_rev_product_6f29ed_idx"),
                    models.Index(fields=["state", "-risk", "submitted_at"], name="reviews_rev_state_e23bbf_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["draft", "pending", "published", "rejected", "hidden", "appealed", "removed"],
                            )
                        ),
                        name="review_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="stars_1_to_5"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trust__gte", 20), ("trust__lte", 100)), name="trust_20_to_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["mail", "site", "import"])), name="review_source_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("incentive__in", ["none", "points", "sample"])),
                        name="review_incentive_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "import"), _negated=True),
                            models.Q(("is_verified", False), ("order_line", None)),
                            _connector="OR",
                        ),
                        name="imported_is_never_verified",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), _negated=True), models.Q(("state", "removed"), _negated=True)
                        ),
                        fields=("product", "email"),
                        name="one_review_per_person_product",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "removed"), _negated=True),
                        fields=("product", "author"),
                        name="one_review_per_account_product",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_name", "source_key"),
                        name="one_review_per_source_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=20, verbose_name="reason")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("created_at", models.DateTimeField(verbose_name="reported")),
                ("handled_at", models.DateTimeField(editable=False, null=True, verbose_name="handled")),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.answer",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.question",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", None), ("question", None), ("review__isnull", False)),
                            models.Q(("answer", None), ("question__isnull", False), ("review", None)),
                            models.Q(("answer__isnull", False), ("question", None), ("review", None)),
                            _connector="OR",
                        ),
                        name="report_on_one_entry",
                    ),
                    models.UniqueConstraint(fields=("review", "reporter"), name="one_report_per_review_person"),
                    models.UniqueConstraint(fields=("question", "reporter"), name="one_report_per_question_person"),
                    models.UniqueConstraint(fields=("answer", "reporter"), name="one_report_per_answer_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(verbose_name="written")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reply", to="reviews.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "reply",
                "verbose_name_plural": "replies",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("submitted", "Handed in"),
                            ("published", "Published"),
                            ("rejected", "Rejected"),
                            ("hidden", "Hidden"),
                            ("edited", "Edited"),
                            ("removed", "Withdrawn"),
                            ("appealed", "Appealed"),
                            ("reported", "Reported"),
                            ("dismissed", "Report dismissed"),
                            ("replied", "Replied"),
                            ("merged", "Merged"),
                            ("checked", "Purchase checked"),
                            ("anonymized", "Name removed"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20, verbose_name="reason")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("before", models.JSONField(blank=True, default=dict, verbose_name="before")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.answer",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.question",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", None), ("question", None), ("review__isnull", False)),
                            models.Q(("answer", None), ("question__isnull", False), ("review", None)),
                            models.Q(("answer__isnull", False), ("question", None), ("review", None)),
                            _connector="OR",
                        ),
                        name="decision_on_one_entry",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to="reviews/%Y/%m", verbose_name="file")),
                ("thumbnail", models.FileField(editable=False, upload_to="reviews/%Y/%m")),
                ("alt", models.CharField(blank=True, max_length=200, verbose_name="what it shows")),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="reviews.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "position"), name="one_photo_per_place"),
                    models.CheckConstraint(condition=models.Q(("position__lt", 6)), name="at_most_six_photos"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(verbose_name="decided")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="asked")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="opened")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="reviewed")),
                ("skipped", models.CharField(blank=True, max_length=20, verbose_name="not asked because")),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review_request", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "review request",
                "verbose_name_plural": "review requests",
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["sent_at", "reminded_at"], name="reviews_rev_sent_at_0dbe05_idx")],
            },
        ),
        migrations.CreateModel(
            name="Shingle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BigIntegerField(db_index=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shingles", to="reviews.review"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("review", "digest"), name="a_digest_once_per_review")],
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phrase", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=10)),
                ("count", models.PositiveIntegerField()),
                ("happy", models.PositiveIntegerField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review_themes", to="shop.product"
                    ),
                ),
            ],
            options={
                "ordering": ["-count", "phrase"],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "language", "phrase"), name="one_theme_per_phrase"),
                    models.CheckConstraint(
                        condition=models.Q(("happy__lte", models.F("count"))), name="happy_at_most_all"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.PositiveSmallIntegerField()),
                ("end", models.PositiveSmallIntegerField()),
                ("is_happy", models.BooleanField()),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="reviews.review"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="reviews.theme"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("theme", "review"), name="one_mention_per_review")],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_helpful", models.BooleanField()),
                ("created_at", models.DateTimeField()),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.answer",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.question",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="reviews.review",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", None), ("question", None), ("review__isnull", False)),
                            models.Q(("answer", None), ("question__isnull", False), ("review", None)),
                            models.Q(("answer__isnull", False), ("question", None), ("review", None)),
                            _connector="OR",
                        ),
                        name="vote_on_one_entry",
                    ),
                    models.UniqueConstraint(fields=("review", "voter"), name="one_vote_per_review_person"),
                    models.UniqueConstraint(fields=("answer", "voter"), name="one_vote_per_answer_person"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["question", "state"], name="reviews_ans_questio_607c87_idx"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["state", "-risk", "submitted_at"], name="reviews_ans_state_47b69d_idx"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "pending", "published", "rejected", "hidden", "appealed", "removed"])
                ),
                name="answer_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__in", ["buyer", "shop", "customer", "import"])), name="answer_by_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_official", True)), fields=("question",), name="one_official_answer_per_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_official", False), ("by", "shop"), _connector="OR"),
                name="only_the_shop_is_official",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by", "import"), _negated=True),
                    models.Q(("is_verified", False), ("order_line", None)),
                    _connector="OR",
                ),
                name="imported_answer_not_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_key", ""), _negated=True),
                fields=("source_name", "source_key"),
                name="one_answer_per_source_key",
            ),
        ),
        migrations.RunPython(guard_ledgers(LEDGERS), unguard_ledgers(LEDGERS)),
        migrations.RunPython(let_words_be_erased, migrations.RunPython.noop),
    ]
