"""Baskets, orders, what paid for them and what came back."""

import datetime
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.files
import core.money
import orders.models.baskets
import orders.models.claims
import orders.models.orders
import orders.models.payments
import orders.models.returns
from core.ledger import guard_ledgers, unguard_ledgers

LEDGERS = [
    "orders_orderevent",
    "orders_invoice",
    "orders_creditnote",
    "orders_creditnotepart",
    "orders_pricedrop",
    "orders_carrierevent",
]
"""Tables of which PostgreSQL itself refuses to change a row."""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_ledgers_append_only"),
        ("orders", "0003_promotions_and_tenders"),
        ("orders", "0004_known_shares"),
        ("orders", "0005_bought_gift_cards"),
        ("orders", "0006_zone_words"),
        ("orders", "0007_counted_for"),
        ("orders", "0008_tried_refunds"),
        ("orders", "0009_opinions"),
        ("orders", "0010_waiting_orders"),
        ("orders", "0011_points"),
        ("orders", "0012_silent_parcels"),
        ("orders", "0013_deeds"),
        ("orders", "0014_documents"),
        ("orders", "0015_documents_before"),
        ("orders", "0016_documents_append_only"),
        ("orders", "0017_words_of_invoices"),
        ("orders", "0018_price_drops"),
        ("orders", "0019_price_drops_append_only"),
        ("orders", "0020_returns"),
        ("orders", "0020_tracking"),
        ("orders", "0021_promises_kept"),
        ("orders", "0021_returns_known"),
        ("orders", "0022_archived_orders"),
        ("orders", "0023_cancel_requests"),
        ("orders", "0024_words_of_events"),
    ]

    dependencies = [
        ("accounts", "0001_start"),
        ("accounts", "__first__"),
        ("loyalty", "0001_start"),
        ("shop", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarrierEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("accepted", "The carrier has it"),
                            ("in_transit", "On its way"),
                            ("at_depot", "At the depot near you"),
                            ("out_for_delivery", "In the van, it comes today"),
                            ("delivery_failed", "Could not be handed over"),
                            ("held_at_counter", "Ready to be collected"),
                            ("delivered", "Delivered"),
                            ("returned_to_sender", "On its way back to us"),
                            ("exception", "Held up on the way"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("received_at", models.DateTimeField(verbose_name="heard")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="place")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("expected_on", models.DateField(null=True, verbose_name="expected on")),
            ],
            options={
                "verbose_name": "carrier's report",
                "verbose_name_plural": "carriers' reports",
                "ordering": ["-happened_at", "-id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("canonical", models.CharField(editable=False, max_length=40, unique=True)),
                ("max_uses", models.PositiveIntegerField(blank=True, null=True, verbose_name="most orders")),
                ("used", models.PositiveIntegerField(default=0, editable=False, verbose_name="orders")),
                ("batch", models.CharField(blank=True, editable=False, max_length=80, verbose_name="batch")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "coupon code",
                "verbose_name_plural": "coupon codes",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryMethod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("min_days", models.PositiveSmallIntegerField(verbose_name="fewest business days")),
                ("max_days", models.PositiveSmallIntegerField(verbose_name="most business days")),
                (
                    "free_from",
                    core.fields.MoneyField(
                        blank=True, help_text="Value of goods; empty for never.", null=True, verbose_name="free from"
                    ),
                ),
                ("free_for_members", models.BooleanField(default=False, verbose_name="free for members")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "delivery method",
                "verbose_name_plural": "delivery methods",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "countries",
                    models.JSONField(
                        default=list, help_text="Country codes such as DE, one on each line.", verbose_name="countries"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery zone",
                "verbose_name_plural": "delivery zones",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DocumentSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="series")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="last number")),
            ],
            options={
                "verbose_name": "series of documents",
                "verbose_name_plural": "series of documents",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=80)),
                ("object_id", models.CharField(max_length=120)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("processed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "Stripe event",
                "verbose_name_plural": "Stripe events",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Basket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(default=orders.models.baskets.new_token, max_length=32, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("placed", "Placed"), ("merged", "Merged")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "has_codes",
                    models.BooleanField(
                        default=False, help_text="Whether any code was entered: saves looking for them."
                    ),
                ),
                ("uses_credit", models.BooleanField(default=True, help_text="The owner's store credit pays first.")),
                (
                    "points",
                    models.PositiveIntegerField(default=0, help_text="So many of the owner's points are to pay."),
                ),
                (
                    "contact",
                    models.JSONField(default=dict, help_text="What the checkout form held last, to fill it again."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("gift_cards", models.ManyToManyField(blank=True, related_name="+", to="loyalty.purse")),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="baskets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("coupons", models.ManyToManyField(blank=True, related_name="+", to="orders.coupon")),
            ],
            options={
                "verbose_name": "basket",
                "verbose_name_plural": "baskets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "placed", "merged"])), name="basket_state_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("owner",), name="one_open_basket_per_customer"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        default=orders.models.claims.new_claim_number, max_length=9, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("never_arrived", "The parcel never came"),
                            ("late", "It came too late"),
                            ("damaged", "It arrived damaged"),
                            ("wrong", "It is not what I ordered"),
                            ("missing", "Something was missing in the parcel"),
                        ],
                        max_length=15,
                        verbose_name="what went wrong",
                    ),
                ),
                (
                    "remedy",
                    models.CharField(
                        choices=[("replacement", "The same again"), ("refund", "The money back")],
                        max_length=12,
                        verbose_name="the buyer wishes",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("in_review", "Being looked at"),
                            ("granted", "Put right"),
                            ("declined", "Not agreed"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("signs", models.JSONField(blank=True, default=list, verbose_name="looked at because")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="in the buyer's words")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("amount", core.fields.MoneyField(default=core.money.Money(0), verbose_name="went back")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ClaimPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(storage=core.files.private_files, upload_to="claims/%Y/%m", verbose_name="file"),
                ),
                ("created_at", models.DateTimeField(verbose_name="added at")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="orders.claim"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("left_with", models.CharField(blank=True, max_length=120, verbose_name="left with")),
                (
                    "photo",
                    models.FileField(
                        blank=True, storage=core.files.private_files, upload_to="proofs/%Y/%m", verbose_name="photo"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof", to="orders.carrierevent"
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of delivery",
                "verbose_name_plural": "proofs of delivery",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("left_with", ""), ("photo", ""), _negated=True),
                        name="proof_shows_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to_weight_g", models.PositiveIntegerField(blank=True, null=True, verbose_name="up to grams")),
                ("from_value", core.fields.MoneyField(blank=True, null=True, verbose_name="from value of goods")),
                ("price", core.fields.MoneyField(verbose_name="price")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rates", to="orders.deliverymethod"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery price",
                "verbose_name_plural": "delivery prices",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddField(
            model_name="deliverymethod",
            name="zone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="methods", to="orders.deliveryzone"
            ),
        ),
        migrations.CreateModel(
            name="EarningRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Customers read this in their history.", max_length=80, verbose_name="name"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goods", "More points on goods"),
                            ("first_order", "Points for the first order"),
                            ("review", "Points for a verified review"),
                            ("profile", "Points for a complete profile"),
                        ],
                        default="goods",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "times",
                    models.DecimalField(
                        decimal_places=2,
                        default=2,
                        help_text="On goods: 2 means twice the usual points.",
                        max_digits=4,
                        validators=[django.core.validators.MaxValueValidator(20)],
                        verbose_name="times as many",
                    ),
                ),
                ("points", models.PositiveIntegerField(default=0, help_text="For a deed.", verbose_name="points")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("is_active", models.BooleanField(default=False, verbose_name="switched on")),
                (
                    "brands",
                    models.ManyToManyField(blank=True, related_name="+", to="shop.brand", verbose_name="brands"),
                ),
                (
                    "categories",
                    models.ManyToManyField(blank=True, related_name="+", to="shop.category", verbose_name="categories"),
                ),
                (
                    "products",
                    models.ManyToManyField(blank=True, related_name="+", to="shop.product", verbose_name="products"),
                ),
            ],
            options={
                "verbose_name": "rule for earning points",
                "verbose_name_plural": "rules for earning points",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("times__gte", 1), ("times__lte", 20)), name="earning_times_1_to_20"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "goods"), ("points__gte", 1), _connector="OR"),
                        name="earning_deed_has_points",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        default=orders.models.orders.new_number, max_length=10, unique=True, verbose_name="number"
                    ),
                ),
                ("email", models.EmailField(db_index=True, max_length=254, verbose_name="e-mail address")),
                (
                    "buyer_key",
                    models.CharField(
                        db_index=True, default="", editable=False, help_text="same_address(email)", max_length=254
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "is_gift_card",
                    models.BooleanField(
                        default=False, help_text="Nothing is packed or sent.", verbose_name="gift card"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for payment"),
                            ("stock_problem", "Paid, but something is missing"),
                            ("confirmed", "Confirmed"),
                            ("on_hold", "On hold"),
                            ("completed", "Completed"),
                            ("canceled", "Canceled"),
                        ],
                        default="pending",
                        max_length=15,
                        verbose_name="state",
                    ),
                ),
                (
                    "hold_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("address", "The address needs a check"),
                            ("payment", "The payment needs a check"),
                            ("buyer", "The buyer asked to wait"),
                            ("goods", "The goods need a check"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="on hold because",
                    ),
                ),
                ("prices_include_tax", models.BooleanField(verbose_name="prices include tax")),
                ("goods", core.fields.MoneyField(verbose_name="goods")),
                ("discount", core.fields.MoneyField(default=core.money.Money(0), verbose_name="discounts")),
                (
                    "delivery",
                    core.fields.MoneyField(help_text="As it is paid, after promotions.", verbose_name="delivery"),
                ),
                (
                    "delivery_discount",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="discount on delivery"),
                ),
                ("tax", core.fields.MoneyField(verbose_name="tax")),
                ("total", core.fields.MoneyField(verbose_name="total")),
                (
                    "tendered",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="paid by gift card or credit"),
                ),
                (
                    "delivery_refunded",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="delivery refunded"),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        blank=True, editable=False, help_text="Of the quote it was placed by.", max_length=32
                    ),
                ),
                (
                    "delivery_standard",
                    core.fields.MoneyField(
                        help_text="With tax: as much of it goes back on a full withdrawal.",
                        null=True,
                        verbose_name="cheapest delivery",
                    ),
                ),
                (
                    "moved",
                    core.fields.MoneyField(
                        default=core.money.Money(0),
                        help_text="Paid here, and pays for what came instead.",
                        verbose_name="moved to exchanges",
                    ),
                ),
                ("delivery_method", models.CharField(max_length=80, verbose_name="delivery method")),
                ("delivery_tax", core.fields.MoneyField(verbose_name="tax on delivery")),
                ("delivery_tax_hundredths", models.PositiveSmallIntegerField(default=0)),
                ("arrives_from", models.DateField(verbose_name="arrives from")),
                ("arrives_until", models.DateField(verbose_name="arrives until")),
                ("perks", models.JSONField(default=dict, verbose_name="perks")),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("completed_at", models.DateTimeField(null=True, verbose_name="completed")),
                ("canceled_at", models.DateTimeField(null=True, verbose_name="canceled")),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived")),
                (
                    "basket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to="orders.basket",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        help_text="Sent in place of goods of this order.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "-id"], name="orders_orde_state_1ed63b_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["pending", "stock_problem", "confirmed", "on_hold", "completed", "canceled"])
                        ),
                        name="order_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "on_hold"), models.Q(("hold_reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "on_hold"), _negated=True), ("hold_reason", "")),
                            _connector="OR",
                        ),
                        name="order_on_hold_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="order_currency_three_capitals"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery__gte", core.money.Money(0)),
                            ("goods__gte", core.money.Money(0)),
                            ("tax__gte", core.money.Money(0)),
                            ("total__gte", core.money.Money(0)),
                        ),
                        name="order_amounts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("prices_include_tax", True),
                                (
                                    "total",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("goods"), "-", models.F("discount")
                                        ),
                                        "+",
                                        models.F("delivery"),
                                    ),
                                ),
                            ),
                            models.Q(
                                ("prices_include_tax", False),
                                (
                                    "total",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("goods"), "-", models.F("discount")
                                            ),
                                            "+",
                                            models.F("delivery"),
                                        ),
                                        "+",
                                        models.F("tax"),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="order_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery_discount__gte", core.money.Money(0)),
                            ("discount__gte", core.money.Money(0)),
                            ("discount__lte", models.F("goods")),
                        ),
                        name="order_discount_from_0_to_goods",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tendered__gte", core.money.Money(0)), ("tendered__lte", models.F("total"))
                        ),
                        name="order_tendered_at_most_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery_refunded__gte", core.money.Money(0)),
                            (
                                "delivery_refunded__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("delivery"), "+", models.F("delivery_tax")
                                ),
                            ),
                        ),
                        name="order_delivery_refunded_at_most_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("moved__gte", core.money.Money(0)), ("moved__lte", models.F("total"))),
                        name="order_moved_at_most_total",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("series", models.CharField(editable=False, max_length=20, verbose_name="series")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="number")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("words", models.JSONField(default=dict, editable=False, verbose_name="words")),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("series", "number"), name="invoice_number_once")],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("series", models.CharField(editable=False, max_length=20, verbose_name="series")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="number")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("tax", core.fields.MoneyField(verbose_name="tax")),
                (
                    "to_credit",
                    core.fields.MoneyField(
                        default=core.money.Money(0),
                        help_text="So much of the amount became credit instead of going back.",
                        verbose_name="as store credit",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit note",
                "verbose_name_plural": "credit notes",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("series", "number"), name="credit_note_number_once"),
                    models.UniqueConstraint(fields=("order", "reference"), name="one_credit_note_per_cause"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", core.money.Money(0))), name="credit_note_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_credit__gte", core.money.Money(0)), ("to_credit__lte", models.F("amount"))
                        ),
                        name="credit_note_to_credit_at_most_all",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="replacement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.order",
                verbose_name="sent instead",
            ),
        ),
        migrations.CreateModel(
            name="CancelRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("too_late", "It had left already"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="the buyer's words")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="our answer")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancel_requests",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to cancel",
                "verbose_name_plural": "requests to cancel",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "granted", "declined", "too_late", "withdrawn"])),
                        name="cancel_request_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("order",), name="one_open_request_to_cancel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "asked")),
                            models.Q(models.Q(("state", "asked"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="cancel_request_decided_when_not_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="full name")),
                ("company_name", models.CharField(blank=True, max_length=120, verbose_name="company")),
                ("street_address", models.CharField(max_length=250, verbose_name="street and number")),
                ("city_area", models.CharField(blank=True, max_length=120, verbose_name="district")),
                ("postal_code", models.CharField(blank=True, max_length=20, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                ("country_area", models.CharField(blank=True, max_length=120, verbose_name="state or region")),
                ("country_code", models.CharField(max_length=2, verbose_name="country")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="address", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery address",
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("placed", "Order placed"),
                            ("paid", "Payment received"),
                            ("payment_failed", "Payment failed"),
                            ("packed", "Packed"),
                            ("shipped", "On its way"),
                            ("delivered", "Delivered"),
                            ("canceled", "Canceled"),
                            ("refunded", "Money sent back"),
                            ("lost", "Lost on the way"),
                            ("stock_problem", "Something is missing"),
                            ("changed", "Order changed"),
                            ("returned", "Came back"),
                            ("held", "Put on hold"),
                            ("resumed", "Goes on"),
                            ("expected", "Another day of arrival"),
                            ("rerouted", "Packed somewhere else"),
                            ("delayed", "Later than promised"),
                            ("cancel_asked", "You asked to cancel"),
                            ("cancel_withdrawn", "Request to cancel taken back"),
                            ("cancel_declined", "Could not be canceled any more"),
                            ("unpacked", "Taken out of the parcel again"),
                            ("return_asked", "Return announced"),
                            ("return_approved", "Return agreed"),
                            ("return_rejected", "Return not agreed"),
                            ("return_canceled", "Return canceled"),
                            ("return_sent", "Return on its way to us"),
                            ("return_received", "Return here"),
                            ("return_settled", "Return done"),
                            ("return_expired", "Return not sent in time"),
                            ("return_contested", "Return contested"),
                            ("claim_asked", "Claim made"),
                            ("claim_granted", "Claim put right"),
                            ("claim_declined", "Claim not agreed"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("data", models.JSONField(default=dict)),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "timeline",
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("order", "kind", "reference"), name="one_event_per_cause")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("options", models.CharField(blank=True, max_length=200, verbose_name="options")),
                ("sku", models.CharField(max_length=60, verbose_name="SKU")),
                ("quantity", models.PositiveSmallIntegerField(verbose_name="quantity")),
                ("list_price", core.fields.MoneyField(verbose_name="list price")),
                ("unit_price", core.fields.MoneyField(verbose_name="unit price")),
                ("price_list", models.CharField(blank=True, max_length=80, verbose_name="price list")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("discount", core.fields.MoneyField(default=core.money.Money(0), verbose_name="discount")),
                ("tax", core.fields.MoneyField(verbose_name="tax")),
                ("tax_hundredths", models.PositiveSmallIntegerField(verbose_name="tax rate in 1/100 %")),
                (
                    "delivery_share",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="share of delivery"),
                ),
                (
                    "delivery_tax_share",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="share of the tax on delivery"),
                ),
                (
                    "expected_on",
                    models.DateField(
                        help_text="The day for which units were promised that were not in stock.",
                        null=True,
                        verbose_name="expected on",
                    ),
                ),
                ("canceled", models.PositiveSmallIntegerField(default=0, verbose_name="canceled units")),
                ("returned", models.PositiveSmallIntegerField(default=0, verbose_name="returned units")),
                (
                    "return_rule",
                    models.CharField(
                        choices=[
                            ("normal", "can be sent back"),
                            ("sealed", "only while its seal is closed"),
                            ("final", "cannot be sent back"),
                        ],
                        default="normal",
                        max_length=10,
                    ),
                ),
                ("return_days", models.PositiveSmallIntegerField(default=30, verbose_name="days for sending back")),
                (
                    "return_until",
                    models.DateField(
                        help_text="As was promised for the holidays.",
                        null=True,
                        verbose_name="may be sent back at least until",
                    ),
                ),
                (
                    "was_free",
                    models.BooleanField(
                        default=False, editable=False, help_text="All its money had gone back before it was delivered."
                    ),
                ),
                (
                    "refunded",
                    core.fields.MoneyField(
                        default=core.money.Money(0),
                        help_text="Of the goods; delivery is counted on the order.",
                        verbose_name="refunded",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.order"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="order_lines", to="shop.product"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="order_lines", to="shop.variant"
                    ),
                ),
            ],
            options={
                "verbose_name": "order line",
                "verbose_name_plural": "order lines",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "variant"), name="one_line_per_order_variant"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 9999)),
                        name="line_quantity_1_to_9999",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("unit_price"), "*", models.F("quantity")
                                ),
                            )
                        ),
                        name="line_amount_is_price_times_quantity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery_share__gte", core.money.Money(0)),
                            ("delivery_tax_share__gte", core.money.Money(0)),
                            ("tax__gte", core.money.Money(0)),
                            ("unit_price__gte", core.money.Money(0)),
                        ),
                        name="line_amounts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount__gte", core.money.Money(0)), ("discount__lte", models.F("amount"))
                        ),
                        name="line_discount_from_0_to_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("canceled__lte", models.F("quantity"))),
                        name="line_canceled_at_most_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "returned__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("quantity"), "-", models.F("canceled")
                                ),
                            )
                        ),
                        name="line_returned_at_most_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded__gte", core.money.Money(0)),
                            (
                                "refunded__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount"), "-", models.F("discount")
                                    ),
                                    "+",
                                    models.F("tax"),
                                ),
                            ),
                        ),
                        name="line_refunded_at_most_paid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftCardRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient_email", models.EmailField(max_length=254, verbose_name="to")),
                ("recipient_name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("sender_name", models.CharField(blank=True, max_length=80, verbose_name="from")),
                ("message", models.TextField(blank=True, max_length=500, verbose_name="message")),
                ("send_on", models.DateField(verbose_name="sent on")),
                (
                    "purse",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bought_by",
                        to="loyalty.purse",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gift_card", to="orders.orderline"
                    ),
                ),
            ],
            options={
                "verbose_name": "bought gift card",
                "verbose_name_plural": "bought gift cards",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CreditNotePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goods", "Goods"),
                            ("delivery", "Delivery"),
                            ("label", "Return label"),
                            ("fee", "Deduction"),
                            ("price_drop", "Lower price"),
                            ("goodwill", "Goodwill"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("units", models.PositiveSmallIntegerField(default=0, verbose_name="units")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("tax", core.fields.MoneyField(default=core.money.Money(0), verbose_name="tax")),
                ("tax_hundredths", models.PositiveSmallIntegerField(default=0, verbose_name="tax rate in 1/100 %")),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="orders.creditnote",
                        verbose_name="credit note",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_parts",
                        to="orders.orderline",
                        verbose_name="order line",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a credit note",
                "verbose_name_plural": "parts of credit notes",
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__lte", core.money.Money(0)), ("kind__in", ("label", "fee"))),
                            models.Q(
                                models.Q(("kind__in", ("label", "fee")), _negated=True),
                                ("amount__gte", core.money.Money(0)),
                            ),
                            _connector="OR",
                        ),
                        name="credit_part_deducts_or_gives",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("goods", "price_drop", "goodwill")), ("line__isnull", False)),
                            models.Q(
                                models.Q(("kind__in", ("goods", "price_drop", "goodwill")), _negated=True),
                                ("line", None),
                            ),
                            _connector="OR",
                        ),
                        name="credit_part_of_a_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.PositiveSmallIntegerField(verbose_name="units")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.claim"
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claim_lines", to="orders.orderline"
                    ),
                ),
            ],
            options={
                "verbose_name": "claimed line",
                "verbose_name_plural": "claimed lines",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "order_line"), name="one_claim_line_per_order_line"),
                    models.CheckConstraint(condition=models.Q(("units__gte", 1)), name="claim_line_at_least_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderTender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gift_card", "Gift card"),
                            ("store_credit", "Store credit"),
                            ("points", "Points"),
                            ("exchange", "Exchange"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.PositiveIntegerField(null=True, verbose_name="points")),
                ("label", models.CharField(max_length=80, verbose_name="name")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("refunded", core.fields.MoneyField(default=core.money.Money(0), verbose_name="refunded")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tenders", to="orders.order"
                    ),
                ),
                (
                    "points_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loyalty.pointsaccount",
                    ),
                ),
                (
                    "purse",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="loyalty.purse",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchange_tenders",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "verbose_name": "tender",
                "verbose_name_plural": "tenders",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "purse"), name="one_tender_per_order_and_purse"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0))), name="tender_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "points"),
                                ("points__gte", 1),
                                ("points_account__isnull", False),
                                ("purse", None),
                                ("source", None),
                            ),
                            models.Q(
                                ("kind", "exchange"),
                                ("points", None),
                                ("points_account", None),
                                ("purse", None),
                                ("source__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind__in", ["points", "exchange"]), _negated=True),
                                ("points", None),
                                ("points_account", None),
                                ("purse__isnull", False),
                                ("source", None),
                            ),
                            _connector="OR",
                        ),
                        name="tender_from_a_purse_or_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded__gte", core.money.Money(0)), ("refunded__lte", models.F("amount"))
                        ),
                        name="tender_refunded_at_most_paid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "Started"),
                            ("authorized", "Authorized"),
                            ("captured", "Captured"),
                            ("failed", "Failed"),
                            ("voided", "Voided"),
                        ],
                        default="started",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("refunded", core.fields.MoneyField(default=core.money.Money(0), verbose_name="refunded")),
                (
                    "credited",
                    core.fields.MoneyField(
                        default=core.money.Money(0),
                        help_text="Instead of going back.",
                        verbose_name="given as store credit",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "key",
                    models.CharField(
                        default=orders.models.payments.new_key, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "session_id",
                    models.CharField(
                        editable=False, max_length=120, null=True, unique=True, verbose_name="checkout session"
                    ),
                ),
                ("session_url", models.URLField(blank=True, editable=False, max_length=1000)),
                ("intent_id", models.CharField(blank=True, max_length=120, verbose_name="payment at the provider")),
                ("expires_at", models.DateTimeField(verbose_name="can be paid until")),
                ("checked_at", models.DateTimeField(verbose_name="last looked at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["state", "checked_at"], name="orders_paym_state_b17fa5_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["started", "authorized", "captured", "failed", "voided"])),
                        name="payment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", core.money.Money(0)), ("refunded__gte", core.money.Money(0))
                        ),
                        name="payment_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credited__gte", core.money.Money(0)),
                            (
                                "refunded__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("amount"), "-", models.F("credited")
                                ),
                            ),
                        ),
                        name="refunded_at_most_paid",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "started")),
                        fields=("order",),
                        name="one_started_payment_per_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceDrop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("new_price", core.fields.MoneyField(verbose_name="lower price")),
                ("units", models.PositiveSmallIntegerField(verbose_name="units")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_drops",
                        to="orders.orderline",
                        verbose_name="order line",
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_drop",
                        to="orders.creditnote",
                        verbose_name="credit note",
                    ),
                ),
            ],
            options={
                "verbose_name": "lower price paid back",
                "verbose_name_plural": "lower prices paid back",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("line", "new_price"), name="one_price_drop_per_line_and_price"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0)), ("units__gte", 1)),
                        name="price_drop_above_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceDropPromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("off", "Off"),
                            ("click", "The customer asks with one click"),
                            ("automatic", "By itself"),
                        ],
                        default="off",
                        max_length=10,
                        verbose_name="the difference comes back",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days",
                    ),
                ),
                (
                    "counted_from",
                    models.CharField(
                        choices=[("order", "The order"), ("delivery", "The delivery")],
                        default="order",
                        max_length=10,
                        verbose_name="counted from",
                    ),
                ),
                (
                    "most",
                    core.fields.MoneyField(
                        default=core.money.Money(0), help_text="0 for no limit.", verbose_name="most for one order"
                    ),
                ),
                (
                    "least",
                    core.fields.MoneyField(
                        default=core.money.Money(100),
                        help_text="Less is not worth a mail.",
                        verbose_name="least at a time",
                    ),
                ),
                (
                    "categories",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Clearance.",
                        related_name="+",
                        to="shop.category",
                        verbose_name="not for these categories",
                    ),
                ),
                (
                    "price_lists",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Such as lightning deals.",
                        related_name="+",
                        to="shop.pricelist",
                        verbose_name="not for prices of these lists",
                    ),
                ),
                (
                    "products",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Clearance.",
                        related_name="+",
                        to="shop.product",
                        verbose_name="not for these products",
                    ),
                ),
            ],
            options={
                "verbose_name": "promise about lower prices",
                "verbose_name_plural": "promise about lower prices",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="price_drop_one_promise"),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["off", "click", "automatic"])), name="price_drop_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 365)), name="price_drop_days_1_to_365"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", core.money.Money(0)), ("most__gte", core.money.Money(0))),
                        name="price_drop_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceDropWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to_credit", models.BooleanField(default=False, verbose_name="as store credit")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="price_drop_wish",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "wish about lower prices",
                "verbose_name_plural": "wishes about lower prices",
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Shoppers read this beside what they save.", max_length=80, verbose_name="name"
                    ),
                ),
                (
                    "lane",
                    models.CharField(
                        choices=[
                            ("line", "Items"),
                            ("order", "Whole order"),
                            ("delivery", "Delivery"),
                            ("coupon", "Coupon code"),
                        ],
                        default="line",
                        help_text="Items first, then the whole order, delivery, and codes: each takes off what is left.",
                        max_length=10,
                        verbose_name="lane",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percent", "Percent off"),
                            ("amount", "Amount off (each item; once for an order or a code)"),
                            ("fixed_price", "Fixed price for each item"),
                            ("cheapest_free", "Cheapest free, such as 3 for 2"),
                            ("spend_get", "Amount off for every so much spent"),
                            ("free_delivery", "Free delivery"),
                        ],
                        default="percent",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="percent",
                    ),
                ),
                ("amount", core.fields.MoneyField(blank=True, null=True, verbose_name="amount or price")),
                (
                    "group_size",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="3 for 2: 3", null=True, verbose_name="of so many items"
                    ),
                ),
                (
                    "free_units",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="3 for 2: 1", null=True, verbose_name="so many are free"
                    ),
                ),
                (
                    "spend_from",
                    core.fields.MoneyField(
                        default=core.money.Money(0), help_text="Of the goods it is for.", verbose_name="from a value of"
                    ),
                ),
                ("units_from", models.PositiveSmallIntegerField(default=0, verbose_name="from so many items")),
                ("without_reduced", models.BooleanField(default=False, verbose_name="not for reduced items")),
                ("members_only", models.BooleanField(default=False, verbose_name="for members only")),
                ("first_order_only", models.BooleanField(default=False, verbose_name="for a first order only")),
                (
                    "priority",
                    models.SmallIntegerField(
                        default=0, help_text="Higher goes first in its lane.", verbose_name="priority"
                    ),
                ),
                (
                    "exclusive",
                    models.BooleanField(
                        default=False, help_text="Never together with any other.", verbose_name="exclusive"
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("is_active", models.BooleanField(default=False, verbose_name="switched on")),
                ("max_uses", models.PositiveIntegerField(blank=True, null=True, verbose_name="most orders")),
                (
                    "max_uses_per_buyer",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most orders per customer"),
                ),
                ("used", models.PositiveIntegerField(default=0, editable=False, verbose_name="orders")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "brands",
                    models.ManyToManyField(blank=True, related_name="+", to="shop.brand", verbose_name="brands"),
                ),
                (
                    "categories",
                    models.ManyToManyField(blank=True, related_name="+", to="shop.category", verbose_name="categories"),
                ),
                (
                    "combines_with",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Others of its lane that may take off more.",
                        to="orders.promotion",
                        verbose_name="goes with",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="accounts.customergroup", verbose_name="customer groups"
                    ),
                ),
                (
                    "methods",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="orders.deliverymethod", verbose_name="delivery methods"
                    ),
                ),
                (
                    "products",
                    models.ManyToManyField(blank=True, related_name="+", to="shop.product", verbose_name="products"),
                ),
                (
                    "without_categories",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="shop.category", verbose_name="except these categories"
                    ),
                ),
                (
                    "without_products",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="shop.product", verbose_name="except these products"
                    ),
                ),
            ],
            options={
                "verbose_name": "promotion",
                "verbose_name_plural": "promotions",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("fixed_price",)), ("lane", "deal")),
                            models.Q(
                                ("kind__in", ("percent", "amount", "fixed_price", "cheapest_free")), ("lane", "line")
                            ),
                            models.Q(("kind__in", ("percent", "amount", "spend_get")), ("lane", "order")),
                            models.Q(("kind__in", ("free_delivery",)), ("lane", "delivery")),
                            models.Q(
                                (
                                    "kind__in",
                                    ("percent", "amount", "fixed_price", "cheapest_free", "spend_get", "free_delivery"),
                                ),
                                ("lane", "coupon"),
                            ),
                            _connector="OR",
                        ),
                        name="promotion_kind_fits_lane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "percent"), _negated=True),
                            models.Q(("percent__gt", 0), ("percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="promotion_percent_0_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["amount", "fixed_price", "spend_get"]), _negated=True),
                            ("amount__gte", core.money.Money(0)),
                            _connector="OR",
                        ),
                        name="promotion_amount_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "cheapest_free"), _negated=True),
                            models.Q(("free_units__gte", 1), ("group_size__gt", models.F("free_units"))),
                            _connector="OR",
                        ),
                        name="promotion_group_leaves_some_to_pay",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "spend_get"), _negated=True),
                            ("spend_from__gt", core.money.Money(0)),
                            _connector="OR",
                        ),
                        name="promotion_spend_above_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_uses", None), ("used__lte", models.F("max_uses")), _connector="OR"),
                        name="promotion_used_at_most_allowed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("starts_at", None),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="promotion_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderDiscount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="discounts", to="orders.order"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discounts",
                        to="orders.orderline",
                    ),
                ),
                (
                    "promotion",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.promotion"
                    ),
                ),
            ],
            options={
                "verbose_name": "discount",
                "verbose_name_plural": "discounts",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0))), name="discount_above_zero"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="coupon",
            name="promotion",
            field=models.ForeignKey(
                limit_choices_to={"lane": "coupon"},
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coupons",
                to="orders.promotion",
            ),
        ),
        migrations.CreateModel(
            name="PromotionAllowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("buyer", models.CharField(max_length=260)),
                ("used", models.PositiveSmallIntegerField(default=0)),
                (
                    "promotion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="allowances", to="orders.promotion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("promotion", "buyer"), name="one_allowance_per_promotion_and_buyer")
                ],
            },
        ),
        migrations.CreateModel(
            name="PromotionUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", core.fields.MoneyField(verbose_name="saved")),
                (
                    "buyers",
                    models.JSONField(
                        default=list, editable=False, help_text="Under which names it was counted for its buyer."
                    ),
                ),
                ("given_back_at", models.DateTimeField(null=True, verbose_name="given back")),
                (
                    "coupon",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="orders.coupon"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promotion_uses", to="orders.order"
                    ),
                ),
                (
                    "promotion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="orders.promotion"
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a promotion",
                "verbose_name_plural": "uses of promotions",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("promotion", "order"), name="one_use_per_promotion_and_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("requested", "Requested"), ("succeeded", "Sent back"), ("failed", "Failed")],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=orders.models.payments.new_key, editable=False, max_length=32, unique=True
                    ),
                ),
                ("is_tried", models.BooleanField(default=False, editable=False)),
                ("provider_id", models.CharField(blank=True, max_length=120, verbose_name="refund at the provider")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="requested at")),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="orders.payment"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "succeeded", "failed"])),
                        name="refund_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0))), name="refund_above_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        default=orders.models.returns.new_return_number,
                        max_length=9,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Asked for"),
                            ("in_review", "Being looked at"),
                            ("approved", "Agreed"),
                            ("in_transit", "On its way to us"),
                            ("received", "Here"),
                            ("inspected", "Looked at"),
                            ("settled", "Done"),
                            ("rejected", "Not agreed"),
                            ("canceled", "Canceled"),
                            ("expired", "Not sent in time"),
                            ("lost", "Lost on the way to us"),
                        ],
                        default="requested",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("original", "Money back the way it was paid"),
                            ("credit", "Store credit"),
                            ("exchange", "Exchange"),
                            ("keep", "Keep it and get part of the money back"),
                        ],
                        max_length=10,
                        verbose_name="the buyer has",
                    ),
                ),
                ("is_withdrawal", models.BooleanField(default=False, verbose_name="withdrawal from the contract")),
                ("signs", models.JSONField(blank=True, default=list, verbose_name="looked at because")),
                ("quoted", core.fields.MoneyField(default=core.money.Money(0), verbose_name="money back, as shown")),
                (
                    "bonus",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="extra as store credit, as shown"),
                ),
                (
                    "label_fee",
                    core.fields.MoneyField(default=core.money.Money(0), verbose_name="taken off for the label"),
                ),
                ("paid_back", core.fields.MoneyField(default=core.money.Money(0), verbose_name="went back")),
                ("is_contested", models.BooleanField(default=False, verbose_name="contested")),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Of whoever agreed, declined or paid.", max_length=500, verbose_name="why"
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="asked for at")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="agreed at")),
                ("send_by", models.DateTimeField(null=True, verbose_name="to be sent by")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("received_at", models.DateTimeField(null=True, verbose_name="here since")),
                ("inspected_at", models.DateTimeField(null=True, verbose_name="looked at since")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="done at")),
                (
                    "refund_by",
                    models.DateTimeField(
                        help_text="REFUND_WITHIN of a withdrawal.", null=True, verbose_name="money due by"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="orders.order"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "return",
                "verbose_name_plural": "returns",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "send_by"], name="orders_retu_state_0890cb_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "requested",
                                    "in_review",
                                    "approved",
                                    "in_transit",
                                    "received",
                                    "inspected",
                                    "settled",
                                    "rejected",
                                    "canceled",
                                    "expired",
                                    "lost",
                                ],
                            )
                        ),
                        name="return_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bonus__gte", core.money.Money(0)),
                            ("label_fee__gte", core.money.Money(0)),
                            ("paid_back__gte", core.money.Money(0)),
                            ("quoted__gte", core.money.Money(0)),
                        ),
                        name="return_money_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("carrier", models.CharField(max_length=20, verbose_name="carrier")),
                ("tracking_number", models.CharField(max_length=60, unique=True, verbose_name="tracking number")),
                ("drop_off_code", models.CharField(max_length=200, verbose_name="code for the counter")),
                ("cost", core.fields.MoneyField(verbose_name="cost to the shop")),
                ("expires_on", models.DateField(verbose_name="valid until")),
                (
                    "file",
                    models.FileField(storage=core.files.private_files, upload_to="labels/%Y/%m", verbose_name="file"),
                ),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("voided_at", models.DateTimeField(null=True, verbose_name="void since")),
                (
                    "sent_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="labels", to="orders.return"
                    ),
                ),
            ],
            options={
                "verbose_name": "return label",
                "verbose_name_plural": "return labels",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at", None)),
                        fields=("sent_back",),
                        name="one_valid_label_per_return",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", core.money.Money(0))), name="label_cost_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requested", models.PositiveSmallIntegerField(verbose_name="asked for")),
                ("received", models.PositiveSmallIntegerField(default=0, verbose_name="came")),
                ("accepted", models.PositiveSmallIntegerField(default=0, verbose_name="accepted")),
                ("restocked", models.PositiveSmallIntegerField(default=0, verbose_name="back on the shelf")),
                ("damaged", models.PositiveSmallIntegerField(default=0, verbose_name="damaged")),
                ("quarantined", models.PositiveSmallIntegerField(default=0, verbose_name="put aside")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("changed_mind", "I changed my mind"),
                            ("not_fitting", "It does not fit"),
                            ("not_liked", "I expected something else"),
                            ("ordered_wrong", "I ordered the wrong thing"),
                            ("damaged", "It arrived damaged"),
                            ("faulty", "It does not work"),
                            ("wrong_item", "It is not what I ordered"),
                            ("not_as_described", "It is not as described"),
                            ("parts_missing", "Something is missing"),
                            ("too_late", "It came too late"),
                            ("withdrawal", "I withdraw from the contract"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("is_opened", models.BooleanField(default=False, verbose_name="opened")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="in the buyer's words")),
                ("finding", models.CharField(blank=True, max_length=300, verbose_name="what was found")),
                (
                    "instead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shop.variant",
                        verbose_name="exchange for",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="return_lines", to="orders.orderline"
                    ),
                ),
                (
                    "sent_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.return"
                    ),
                ),
            ],
            options={
                "verbose_name": "returned line",
                "verbose_name_plural": "returned lines",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("sent_back", "order_line"), name="one_return_line_per_order_line"),
                    models.CheckConstraint(condition=models.Q(("requested__gte", 1)), name="return_line_at_least_one"),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("requested"))),
                        name="return_received_at_most_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted__lte", models.F("requested"))),
                        name="return_accepted_at_most_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "received__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("restocked"), "+", models.F("damaged")
                                    ),
                                    "+",
                                    models.F("quarantined"),
                                ),
                            )
                        ),
                        name="return_put_away_at_most_received",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_from_shop", models.BooleanField(default=False, verbose_name="from the shop")),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("created_at", models.DateTimeField(verbose_name="written at")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="orders.return"
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(storage=core.files.private_files, upload_to="returns/%Y/%m", verbose_name="file"),
                ),
                ("is_ours", models.BooleanField(default=False, verbose_name="made by the shop")),
                ("created_at", models.DateTimeField(verbose_name="added at")),
                (
                    "sent_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="orders.return"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label_fee",
                    core.fields.MoneyField(
                        default=core.money.Money(490),
                        help_text="Taken off the money back where the buyer's own wish is the reason; said before. 0: always free.",
                        verbose_name="price of a return label",
                    ),
                ),
                (
                    "fee_percent",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Where they lost value by more than trying them on. 0 for none.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="fee for opened things in %",
                    ),
                ),
                (
                    "credit_bonus_percent",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="On top, for who chooses store credit instead of the money.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="extra for store credit in %",
                    ),
                ),
                (
                    "keep_percent",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="back for who keeps a flawed thing, in %",
                    ),
                ),
                (
                    "keep_up_to",
                    core.fields.MoneyField(
                        default=core.money.Money(4000),
                        help_text="What the things cost. 0: never offered.",
                        verbose_name="keeping it is offered up to",
                    ),
                ),
                (
                    "send_within_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="days until it is sent"),
                ),
                (
                    "review_from",
                    core.fields.MoneyField(
                        blank=True,
                        default=core.money.Money(30000),
                        help_text="Returns worth as much wait for one of the staff. Empty: none does for its value.",
                        null=True,
                        verbose_name="looked at from",
                    ),
                ),
                (
                    "most_a_year",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="Returns of one buyer within twelve months.",
                        verbose_name="looked at after so many a year",
                    ),
                ),
                (
                    "early_up_to",
                    core.fields.MoneyField(
                        default=core.money.Money(0),
                        help_text="For customers who have earned it: the money goes back at the carrier's first scan. 0: never.",
                        verbose_name="paid when it is sent, up to",
                    ),
                ),
                (
                    "early_after_orders",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Delivered and older than their time for returns.",
                        verbose_name="orders that earn it",
                    ),
                ),
                (
                    "claim_after_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Then the buyer of a parcel that never came has a choice.",
                        verbose_name="days after the promise",
                    ),
                ),
                (
                    "claim_up_to",
                    core.fields.MoneyField(
                        default=core.money.Money(15000),
                        help_text="Claims worth less than this need nobody: replaced or paid back at a press of the buyer.",
                        verbose_name="settled at once up to",
                    ),
                ),
                ("holiday_from", models.DateField(blank=True, null=True, verbose_name="bought from")),
                ("holiday_until", models.DateField(blank=True, null=True, verbose_name="bought until")),
                ("holiday_back_until", models.DateField(blank=True, null=True, verbose_name="may be sent back until")),
            ],
            options={
                "verbose_name": "rules for returns",
                "verbose_name_plural": "rules for returns",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="return_policy_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit_bonus_percent__lte", 100), ("fee_percent__lte", 100), ("keep_percent__lte", 100)
                        ),
                        name="return_percents_0_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("early_up_to__gte", core.money.Money(0)),
                            ("keep_up_to__gte", core.money.Money(0)),
                            ("label_fee__gte", core.money.Money(0)),
                        ),
                        name="return_amounts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holiday_back_until", None), ("holiday_from", None), ("holiday_until", None)),
                            models.Q(
                                ("holiday_from__lte", models.F("holiday_until")),
                                ("holiday_until__lt", models.F("holiday_back_until")),
                            ),
                            _connector="OR",
                        ),
                        name="return_holidays_in_order",
                        violation_error_message="Give all three days of the holidays, in their order, or none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("points", models.PositiveIntegerField(verbose_name="points")),
                ("stock", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many there are")),
                ("claimed", models.PositiveIntegerField(default=0, editable=False, verbose_name="given out")),
                (
                    "max_per_customer",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most per customer"),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("is_active", models.BooleanField(default=False, verbose_name="switched on")),
                (
                    "promotion",
                    models.ForeignKey(
                        help_text="In the lane of codes. Each customer gets a code of their own.",
                        limit_choices_to={"lane": "coupon"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="orders.promotion",
                        verbose_name="promotion",
                    ),
                ),
            ],
            options={
                "verbose_name": "reward",
                "verbose_name_plural": "rewards",
                "ordering": ["points", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__gte", 1)), name="reward_costs_points"),
                    models.CheckConstraint(
                        condition=models.Q(("stock", None), ("claimed__lte", models.F("stock")), _connector="OR"),
                        name="reward_claimed_at_most_stock",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("points", models.PositiveIntegerField(verbose_name="points")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="taken")),
                (
                    "coupon",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reward_claim", to="orders.coupon"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reward_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="orders.reward"
                    ),
                ),
            ],
            options={
                "verbose_name": "reward taken",
                "verbose_name_plural": "rewards taken",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("reward", "customer", "number"), name="one_claim_per_turn")
                ],
            },
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "Packed"),
                            ("shipped", "On its way"),
                            ("delivered", "Delivered"),
                            ("lost", "Lost"),
                        ],
                        default="preparing",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "carrier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dhl", "DHL"),
                            ("dpd", "DPD"),
                            ("gls", "GLS"),
                            ("ups", "UPS"),
                            ("fedex", "FedEx"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="carrier",
                    ),
                ),
                ("tracking_number", models.CharField(blank=True, max_length=60, verbose_name="tracking number")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="packed")),
                ("shipped_at", models.DateTimeField(null=True, verbose_name="shipped")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered")),
                ("presumed_at", models.DateTimeField(editable=False, null=True, verbose_name="presumed delivered")),
                ("promised_on", models.DateField(editable=False, null=True, verbose_name="promised by")),
                (
                    "told_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "The carrier has it"),
                            ("in_transit", "On its way"),
                            ("at_depot", "At the depot near you"),
                            ("out_for_delivery", "In the van, it comes today"),
                            ("delivery_failed", "Could not be handed over"),
                            ("held_at_counter", "Ready to be collected"),
                            ("delivered", "Delivered"),
                            ("returned_to_sender", "On its way back to us"),
                            ("exception", "Held up on the way"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="the carrier says",
                    ),
                ),
                ("told_at", models.DateTimeField(editable=False, null=True, verbose_name="as of")),
                ("told_expected_on", models.DateField(editable=False, null=True, verbose_name="carrier's day")),
                ("heard_at", models.DateTimeField(editable=False, null=True, verbose_name="last heard of")),
                ("looked_at", models.DateTimeField(editable=False, null=True, verbose_name="looked after")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shipments", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "shipment",
                "verbose_name_plural": "shipments",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("presumed_at", None), ("state", "shipped")),
                        fields=["shipped_at"],
                        name="silent_parcels",
                    ),
                    models.Index(
                        condition=models.Q(("tracking_number", ""), _negated=True),
                        fields=["tracking_number"],
                        name="parcels_by_number",
                    ),
                    models.Index(
                        condition=models.Q(("told_code__in", ("delivery_failed", "returned_to_sender", "exception"))),
                        fields=["told_code"],
                        name="parcels_in_trouble",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["preparing", "shipped", "delivered", "lost"])),
                        name="shipment_state_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="shipment",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="orders.shipment"
            ),
        ),
        migrations.AddField(
            model_name="carrierevent",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="carrier_events", to="orders.shipment"
            ),
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField(verbose_name="quantity")),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_lines",
                        to="orders.orderline",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.shipment"
                    ),
                ),
            ],
            options={
                "verbose_name": "packed line",
                "verbose_name_plural": "packed lines",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("shipment", "order_line"), name="one_line_per_shipment_order_line"),
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 1)), name="shipment_line_at_least_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.PositiveSmallIntegerField(verbose_name="missing units")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "The buyer is asked"),
                            ("waiting", "The buyer waits"),
                            ("supplied", "Stock came"),
                            ("substituted", "Another one taken"),
                            ("refunded", "Money sent back"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("decide_by", models.DateTimeField(verbose_name="decided by")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stock_problem", to="orders.orderline"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stock_problems", to="orders.order"
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shop.variant"
                    ),
                ),
            ],
            options={
                "verbose_name": "stock problem",
                "verbose_name_plural": "stock problems",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["state", "decide_by"], name="orders_stoc_state_924d8e_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "waiting", "supplied", "substituted", "refunded"])),
                        name="stock_problem_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("units__gte", 1)), name="stock_problem_of_at_least_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country_code", models.CharField(max_length=2, verbose_name="country")),
                ("region", models.CharField(blank=True, max_length=20, verbose_name="region")),
                (
                    "tax_class",
                    models.CharField(
                        choices=[("standard", "Standard"), ("reduced", "Reduced"), ("zero", "Zero")],
                        max_length=10,
                        verbose_name="tax class",
                    ),
                ),
                ("hundredths", models.PositiveSmallIntegerField(verbose_name="rate in 1/100 %")),
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "tax rate",
                "verbose_name_plural": "tax rates",
                "ordering": ["country_code", "region", "tax_class"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("country_code", "region", "tax_class", "valid_from"),
                        name="one_rate_per_place_class_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hundredths__lte", 10000)), name="tax_at_most_100_percent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TenderShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                (
                    "is_money",
                    models.BooleanField(
                        default=False, help_text="An exchange for what was paid in money: it earns points."
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tender_shares", to="orders.orderline"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="orders.ordertender"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tender", "line"), name="one_share_per_tender_and_line"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", core.money.Money(0))), name="tender_share_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BasketLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField()),
                ("seen_price", core.fields.MoneyField()),
                ("saved_for_later", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "basket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.basket"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shop.variant"),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("basket", "variant"), name="one_line_per_basket_variant"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 99)), name="basket_quantity_1_to_99"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="deliverymethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_days__gte", models.F("min_days"))), name="delivery_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_uses", None), ("used__lte", models.F("max_uses")), _connector="OR"),
                name="coupon_used_at_most_allowed",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "in_review", "granted", "declined"])),
                name="claim_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", core.money.Money(0))), name="claim_amount_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "never_arrived"), models.Q(("state", "declined"), _negated=True)),
                fields=("shipment",),
                name="one_claim_per_loss",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrierevent",
            constraint=models.UniqueConstraint(fields=("shipment", "reference"), name="one_report_per_parcel_key"),
        ),
        migrations.AddConstraint(
            model_name="carrierevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "accepted",
                            "in_transit",
                            "at_depot",
                            "out_for_delivery",
                            "delivery_failed",
                            "held_at_counter",
                            "delivered",
                            "returned_to_sender",
                            "exception",
                        ],
                    )
                ),
                name="carrier_event_code_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrierevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="carrier_event_has_a_key"
            ),
        ),
        migrations.RunPython(guard_ledgers(LEDGERS), unguard_ledgers(LEDGERS)),
    ]
