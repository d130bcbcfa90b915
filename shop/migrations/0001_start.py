"""The catalog, its prices and its stock, with the search index in whatever shape the database's engine wants."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money
import shop.models.catalog
from core.ledger import guard_ledgers, unguard_ledgers
from shop.search import create_schema, drop_schema

LEDGERS = ["shop_pricechange", "shop_stockmovement"]
"""Tables of which PostgreSQL itself refuses to change a row."""


def create_index(apps, schema_editor):
    create_schema(schema_editor.connection)


def drop_index(apps, schema_editor):
    drop_schema(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("shop", "0001_initial"),
        ("shop", "0002_search_index"),
        ("shop", "0003_ledgers_append_only"),
        ("shop", "0004_import_fingerprints"),
        ("shop", "0005_price_lists"),
        ("shop", "0006_base_prices"),
        ("shop", "0007_base_prices_known"),
        ("shop", "0008_unit_prices"),
        ("shop", "0009_kept_back"),
        ("shop", "0010_opinions"),
        ("shop", "0011_questions"),
        ("shop", "0012_sell_ahead"),
        ("shop", "0013_alerts"),
        ("shop", "0014_returns"),
    ]

    dependencies = [
        ("accounts", "0001_start"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=80, unique=True, verbose_name="key")),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("number", "Number"), ("boolean", "Yes or no")],
                        default="text",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
            ],
            options={
                "verbose_name": "attribute",
                "verbose_name_plural": "attributes",
                "ordering": ["label"],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("country_code", models.CharField(max_length=2, verbose_name="country")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to="pictures/%Y/%m", verbose_name="file")),
                (
                    "alt",
                    models.CharField(
                        help_text="What the picture shows, for who cannot see it.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("width", models.PositiveSmallIntegerField(default=800, editable=False)),
                ("height", models.PositiveSmallIntegerField(default=800, editable=False)),
                ("renditions", models.JSONField(default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("ready", "Ready"), ("broken", "Broken")],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=140, unique=True, verbose_name="slug")),
            ],
            options={
                "verbose_name": "brand",
                "verbose_name_plural": "brands",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="one_brand_per_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("slug", models.SlugField(max_length=100, unique=True, verbose_name="slug")),
                ("path", models.CharField(db_index=True, default="", editable=False, max_length=120)),
                (
                    "icon",
                    models.CharField(
                        default="package", help_text="The name of a Lucide icon.", max_length=40, verbose_name="icon"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "facets",
                    models.JSONField(
                        blank=True, default=list, help_text="Keys of attributes to filter by.", verbose_name="filters"
                    ),
                ),
                (
                    "review_wait_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="After delivery; empty for the shop's default.",
                        null=True,
                        verbose_name="days until the review request",
                    ),
                ),
                (
                    "review_aspects",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Up to five things beside the stars, such as fit or ease of use; each is answered by 1 to 5.",
                        verbose_name="asked in reviews",
                    ),
                ),
                (
                    "return_rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("normal", "can be sent back"),
                            ("sealed", "only while its seal is closed"),
                            ("final", "cannot be sent back"),
                        ],
                        default="",
                        help_text="Empty for the rule of the category above. Goods that hygiene or making to measure excludes.",
                        max_length=10,
                        verbose_name="after delivery it",
                    ),
                ),
                (
                    "rating_mean",
                    models.PositiveSmallIntegerField(
                        default=0,
                        editable=False,
                        help_text="Of all its products' reviews, in hundredths of a star; 0 without any.",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="shop.category",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, verbose_name="slug")),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "text",
                    models.TextField(
                        help_text="Paragraphs, headings, lists and links; anything else is removed.",
                        verbose_name="text",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated")),
            ],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "ordering": ["position", "slug"],
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "language"), name="one_page_per_slug_language")
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Shoppers see it beside a price that is their own.",
                        max_length=80,
                        unique=True,
                        verbose_name="name",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("everybody", "Everybody"), ("members", "Members"), ("group", "A customer group")],
                        default="everybody",
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="starts")),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty for a list without an end.", null=True, verbose_name="ends"
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="A list that is not active changes no price, whatever its dates.",
                        verbose_name="active",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_lists",
                        to="accounts.customergroup",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "price list",
                "verbose_name_plural": "price lists",
                "ordering": ["-starts_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["everybody", "members", "group"])),
                        name="price_list_audience_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "group"), ("group__isnull", False)),
                            models.Q(models.Q(("audience", "group"), _negated=True), ("group__isnull", True)),
                            _connector="OR",
                        ),
                        name="price_list_has_a_group_if_it_is_for_one",
                        violation_error_message="Choose a group for a list that is for one, and none otherwise.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                        name="price_list_ends_after_it_starts",
                        violation_error_message="A list ends after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("slug", models.SlugField(max_length=140, unique=True, verbose_name="slug")),
                (
                    "source_id",
                    models.CharField(
                        blank=True, max_length=80, null=True, unique=True, verbose_name="id in the import's source"
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("bullet_points", models.JSONField(blank=True, default=list, verbose_name="bullet points")),
                (
                    "option_names",
                    models.JSONField(
                        blank=True, default=list, help_text='Such as ["Color", "Size"].', verbose_name="options"
                    ),
                ),
                (
                    "source_hash",
                    models.CharField(
                        default="",
                        editable=False,
                        help_text="Of the row it was imported from: the same row is no news.",
                        max_length=32,
                    ),
                ),
                ("part_number", models.CharField(blank=True, max_length=120, verbose_name="maker's part number")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("released_on", models.DateField(blank=True, null=True, verbose_name="released on")),
                (
                    "tax_class",
                    models.CharField(
                        choices=[("standard", "Standard"), ("reduced", "Reduced"), ("zero", "Zero")],
                        default="standard",
                        max_length=10,
                        verbose_name="tax class",
                    ),
                ),
                ("weight_g", models.PositiveIntegerField(blank=True, null=True, verbose_name="weight in grams")),
                ("width_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="width in mm")),
                ("height_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="height in mm")),
                ("depth_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="depth in mm")),
                (
                    "ships_to",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Country codes; empty for everywhere the shop delivers.",
                        verbose_name="ships to",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("price_from", core.fields.MoneyField(editable=False, null=True, verbose_name="price from")),
                ("was_price", core.fields.MoneyField(editable=False, null=True)),
                ("has_price_range", models.BooleanField(default=False, editable=False)),
                ("unit_price", core.fields.MoneyField(editable=False, null=True)),
                (
                    "price_unit",
                    models.CharField(
                        default="", editable=False, help_text="What the unit price buys: kg, l.", max_length=5
                    ),
                ),
                ("is_available", models.BooleanField(default=False, editable=False, verbose_name="in stock")),
                (
                    "expected_on",
                    models.DateField(
                        editable=False,
                        help_text="Sold out, but it can be ordered for this day.",
                        null=True,
                        verbose_name="expected on",
                    ),
                ),
                (
                    "rating_hundredths",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="rating in hundredths of a star"
                    ),
                ),
                (
                    "rating_counts",
                    models.JSONField(default=list, editable=False, help_text="Reviews with 1, 2, 3, 4 and 5 stars."),
                ),
                (
                    "rating_rank",
                    models.PositiveSmallIntegerField(
                        default=0,
                        editable=False,
                        help_text="For sorting: few reviews are drawn towards what is usual in the category.",
                    ),
                ),
                ("rating_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="reviews")),
                ("question_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="questions")),
                ("sold_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="sold")),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="shop.brand",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="shop.category"
                    ),
                ),
                (
                    "main_picture",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="shop.picture",
                    ),
                ),
                (
                    "second_picture",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="shop.picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["source_hash"], name="shop_produc_source__dbcaa0_idx"),
                    models.Index(fields=["state", "category", "-sold_count"], name="shop_produc_state_b52828_idx"),
                    models.Index(fields=["state", "-sold_count", "-id"], name="shop_produc_state_04bdbb_idx"),
                    models.Index(fields=["state", "-released_on", "-id"], name="shop_produc_state_0bf8c0_idx"),
                    models.Index(
                        fields=["state", "-rating_rank", "-rating_count"], name="shop_produc_state_3b4998_idx"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "retired"])), name="product_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating_hundredths__lte", 500)), name="rating_at_most_five_stars"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="picture",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="shop.product"
            ),
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=140, unique=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="shop.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("file", models.FileField(upload_to="documents/%Y/%m", verbose_name="file")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="shop.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProductAttribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=300, verbose_name="value")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "attribute",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="shop.attribute",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="specification",
                        to="shop.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "attribute",
                "verbose_name_plural": "specification",
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(fields=["attribute", "value", "product"], name="shop_produc_attribu_5a6318_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "attribute"), name="one_value_per_product_attribute")
                ],
            },
        ),
        migrations.CreateModel(
            name="StockRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_hand", models.PositiveIntegerField(default=0, verbose_name="on hand")),
                ("allocated", models.PositiveIntegerField(default=0, verbose_name="allocated")),
                ("held", models.PositiveIntegerField(default=0, verbose_name="held")),
                (
                    "safety",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Units that are never promised, for what breaks or is miscounted.",
                        verbose_name="kept back",
                    ),
                ),
                (
                    "ahead_limit",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Units that orders may wait for at a time.",
                        verbose_name="sold ahead at most",
                    ),
                ),
                ("expected_on", models.DateField(blank=True, null=True, verbose_name="expected on")),
                ("awaited", models.PositiveIntegerField(default=0, verbose_name="awaited")),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stock", to="shop.location"
                    ),
                ),
            ],
            options={
                "verbose_name": "stock",
                "verbose_name_plural": "stock",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("corrected", "Corrected"),
                            ("shipped", "Shipped"),
                            ("returned", "Came back"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("quantity", models.IntegerField(verbose_name="quantity")),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="shop.stockrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "stock movement",
                "verbose_name_plural": "stock movements",
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StockHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(db_index=True, max_length=120, verbose_name="for")),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                ("expires_at", models.DateTimeField(verbose_name="held until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("allocated", "Allocated"),
                            ("shipped", "Shipped"),
                            ("released", "Released"),
                        ],
                        default="held",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("is_ahead", models.BooleanField(default=False, verbose_name="not here yet")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="shop.stockrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "stock hold",
                "verbose_name_plural": "stock holds",
                "indexes": [models.Index(fields=["state", "expires_at"], name="shop_stockh_state_edd11f_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "allocated", "shipped", "released"])),
                        name="hold_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 1)), name="hold_at_least_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_ahead", False), models.Q(("state", "shipped"), _negated=True), _connector="OR"
                        ),
                        name="hold_shipped_was_here",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=60, unique=True, verbose_name="SKU")),
                (
                    "gtin",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        null=True,
                        unique=True,
                        validators=[shop.models.catalog.valid_gtin],
                        verbose_name="GTIN",
                    ),
                ),
                (
                    "options",
                    models.JSONField(
                        blank=True, default=dict, help_text='Such as {"Color": "Blue"}.', verbose_name="options"
                    ),
                ),
                ("base_price", core.fields.MoneyField(editable=False, verbose_name="list price")),
                ("price", core.fields.MoneyField(verbose_name="price")),
                ("compare_at", core.fields.MoneyField(editable=False, null=True, verbose_name="price before")),
                ("member_price", core.fields.MoneyField(editable=False, null=True, verbose_name="price for members")),
                (
                    "content_amount",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How much is in it, for the price per kilogram or litre.",
                        null=True,
                        verbose_name="contents",
                    ),
                ),
                (
                    "content_unit",
                    models.CharField(
                        blank=True,
                        choices=[("g", "g"), ("ml", "ml"), ("m", "m"), ("m2", "m²"), ("piece", "pieces")],
                        max_length=5,
                        verbose_name="unit of the contents",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="on sale")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="shop.picture",
                    ),
                ),
                (
                    "price_list",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shop.pricelist",
                        verbose_name="price list",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="variants", to="shop.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "variant",
                "verbose_name_plural": "variants",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", core.money.Money(0))), name="price_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("compare_at", None), ("compare_at__gt", models.F("price")), _connector="OR"
                        ),
                        name="compare_at_above_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__lte", models.F("base_price"))), name="price_at_most_the_list_price"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content_amount__isnull", True), ("content_unit", "")),
                            models.Q(("content_amount__gt", 0), ("content_unit__in", ["g", "ml", "m", "m2", "piece"])),
                            _connector="OR",
                        ),
                        name="contents_have_a_known_unit",
                        violation_error_message="Say how much is in it and in which unit, or neither.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="stockrecord",
            name="variant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="stock", to="shop.variant"
            ),
        ),
        migrations.CreateModel(
            name="PriceListEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price", core.fields.MoneyField(verbose_name="price")),
                (
                    "price_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="shop.pricelist",
                        verbose_name="price list",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="list_prices",
                        to="shop.variant",
                        verbose_name="variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "price on a list",
                "verbose_name_plural": "prices on lists",
                "ordering": ["price_list", "variant"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("price_list", "variant"),
                        name="one_price_per_list_and_variant",
                        violation_error_message="This variant stands on the list already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gt", core.money.Money(0))),
                        name="list_price_above_zero",
                        violation_error_message="A price is above zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("old_price", core.fields.MoneyField(null=True, verbose_name="from")),
                ("new_price", core.fields.MoneyField(verbose_name="to")),
                ("compare_at", core.fields.MoneyField(null=True, verbose_name="price before")),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_history",
                        to="shop.variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "price change",
                "verbose_name_plural": "price history",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["variant", "-created_at"], name="shop_pricec_variant_7515af_idx")],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("back_in_stock", "Back in stock"), ("price_drop", "Lower price")],
                        max_length=15,
                        verbose_name="to be told",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address of a guest")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Not confirmed"),
                            ("active", "Waiting"),
                            ("sent", "Told"),
                            ("ended", "Ended"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("price_at_asking", core.fields.MoneyField(verbose_name="price at asking")),
                ("target", core.fields.MoneyField(null=True, verbose_name="at most")),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="told")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("notice", models.CharField(default="", editable=False, max_length=120)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="customer",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="shop.variant",
                        verbose_name="variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")), fields=["variant", "kind"], name="alert_active"
                    ),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True), fields=["email"], name="alert_of_a_guest"
                    ),
                    models.Index(
                        condition=models.Q(("notice", ""), _negated=True), fields=["notice"], name="alert_notice"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "active", "sent", "ended"])),
                        name="alert_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["back_in_stock", "price_drop"])), name="alert_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer__isnull", False), ("email", "")),
                            models.Q(
                                ("customer", None),
                                models.Q(
                                    models.Q(("email", ""), _negated=True),
                                    models.Q(("state__in", ["pending", "active"]), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="alert_of_a_customer_or_a_guest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target", None),
                            models.Q(
                                ("kind", "price_drop"),
                                ("target__gt", core.money.Money(0)),
                                ("target__lt", models.F("price_at_asking")),
                            ),
                            _connector="OR",
                        ),
                        name="alert_target_below_the_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_at__isnull", False), ("state", "sent"), models.Q(("notice", ""), _negated=True)
                            ),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("notice", ""), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="alert_sent_with_a_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", False),
                            models.Q(("state__in", ["active", "sent"]), _negated=True),
                            _connector="OR",
                        ),
                        name="alert_active_is_confirmed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("customer__isnull", False), ("state__in", ["pending", "active"])),
                        fields=("kind", "variant", "customer"),
                        name="one_live_alert_per_customer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["pending", "active"]), models.Q(("email", ""), _negated=True)
                        ),
                        fields=("kind", "variant", "email"),
                        name="one_live_alert_per_guest",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "ready", "broken"])), name="picture_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockrecord",
            constraint=models.UniqueConstraint(fields=("variant", "location"), name="one_record_per_variant_location"),
        ),
        migrations.AddConstraint(
            model_name="stockrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("allocated__gte", 0), ("held__gte", 0), ("on_hand__gte", 0)),
                name="stock_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "on_hand__gte",
                        django.db.models.expressions.CombinedExpression(models.F("allocated"), "+", models.F("held")),
                    )
                ),
                name="stock_not_promised_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("ahead_limit", 0), ("expected_on__isnull", False), _connector="OR"),
                name="stock_ahead_with_a_date",
            ),
        ),
        migrations.RunPython(guard_ledgers(LEDGERS), unguard_ledgers(LEDGERS)),
        migrations.RunPython(create_index, drop_index),
    ]
