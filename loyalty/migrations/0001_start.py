"""Memberships, money put by, points and tiers."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money
import loyalty.models.memberships
import loyalty.models.referrals
from core.ledger import guard_ledgers, unguard_ledgers

LEDGERS = [
    "loyalty_purseentry",
    "loyalty_membershipevent",
    "loyalty_saving",
    "loyalty_pointsmove",
    "loyalty_pointsleg",
    "loyalty_tiermove",
]
"""Tables of which PostgreSQL itself refuses to change a row."""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("loyalty", "0001_initial"),
        ("loyalty", "0002_purses"),
        ("loyalty", "0003_ledgers_append_only"),
        ("loyalty", "0004_gift_card_mails"),
        ("loyalty", "0005_memberships"),
        ("loyalty", "0006_memberships_given"),
        ("loyalty", "0007_membership_rules"),
        ("loyalty", "0008_points"),
        ("loyalty", "0009_points_append_only"),
        ("loyalty", "0010_occasions"),
        ("loyalty", "0011_referrals"),
        ("loyalty", "0012_price_moves"),
        ("loyalty", "0013_tiers"),
        ("loyalty", "0014_tiers_append_only"),
        ("loyalty", "0015_points_help"),
    ]

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=80)),
                ("object_id", models.CharField(max_length=120)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("processed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "billing event",
                "verbose_name_plural": "billing events",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="What it is for, on the page to join.",
                        max_length=200,
                        verbose_name="in one sentence",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Who is a member of it stays one, whatever this says.",
                        verbose_name="can be joined",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                (
                    "refund_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Within so many days of a charge a member who has used nothing has all of it back; 0 for never.",
                        validators=[django.core.validators.MaxValueValidator(366)],
                        verbose_name="days to take it back",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership plan",
                "verbose_name_plural": "membership plans",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[("paid", "Paid"), ("granted", "Given by staff")],
                        default="paid",
                        max_length=7,
                        verbose_name="source",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Being joined"),
                            ("trial", "On trial"),
                            ("active", "Active"),
                            ("grace", "Payment failed"),
                            ("lapsed", "Lapsed"),
                            ("paused", "Paused"),
                            ("ended", "Ended"),
                        ],
                        default="pending",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="member since")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="period ends")),
                ("trial_ends_at", models.DateTimeField(blank=True, null=True, verbose_name="trial ends")),
                ("cancels_at_end", models.BooleanField(default=False, verbose_name="ends with its period")),
                ("grace_until", models.DateTimeField(blank=True, null=True, verbose_name="grace until")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("with_trial", models.BooleanField(default=False, editable=False)),
                ("was_paid", models.BooleanField(default=False, editable=False, verbose_name="was ever paid for")),
                ("language", models.CharField(blank=True, default="", max_length=10, verbose_name="language")),
                ("key", models.CharField(default=loyalty.models.memberships.new_key, editable=False, max_length=32)),
                ("signup_id", models.CharField(blank=True, editable=False, max_length=120)),
                ("signup_url", models.TextField(blank=True, editable=False)),
                ("signup_expires_at", models.DateTimeField(editable=False, null=True)),
                (
                    "stripe_subscription_id",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="subscription at Stripe"),
                ),
                ("card", models.CharField(blank=True, editable=False, max_length=40, verbose_name="card")),
                ("reminded_for", models.DateTimeField(editable=False, null=True)),
                ("synced_at", models.DateTimeField(editable=False, null=True, verbose_name="compared with Stripe")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="joined on")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="loyalty.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["-id"],
                "permissions": [
                    ("grant_membership", "May give memberships away"),
                    ("grant_membership_beyond", "May give memberships away beyond the limit"),
                    ("refund_membership", "May refund memberships"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipInvoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stripe_id", models.CharField(max_length=120, unique=True)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("open", "To be paid"),
                            ("paid", "Paid"),
                            ("void", "Void"),
                            ("uncollectible", "Given up"),
                        ],
                        max_length=13,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("amount_due", core.fields.MoneyField(verbose_name="amount")),
                ("amount_paid", core.fields.MoneyField(verbose_name="paid")),
                ("refunded", core.fields.MoneyField(default=core.money.Money(0), verbose_name="sent back")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("intent_id", models.CharField(blank=True, max_length=120)),
                ("url", models.TextField(blank=True)),
                ("pdf_url", models.TextField(blank=True)),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid on")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="loyalty.membership"
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice of a membership",
                "verbose_name_plural": "invoices of memberships",
                "ordering": ["-issued_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_due__gte", core.money.Money(0)),
                            ("refunded__gte", core.money.Money(0)),
                            ("refunded__lte", models.F("amount_paid")),
                        ),
                        name="invoice_refunded_at_most_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="invoice_currency_three_capitals"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("trial", "Trial"), ("paid", "Paid"), ("granted", "Given")],
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "invoice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="period",
                        to="loyalty.membershipinvoice",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="loyalty.membership"
                    ),
                ),
            ],
            options={
                "verbose_name": "period",
                "verbose_name_plural": "periods",
                "ordering": ["starts_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                        name="membership_period_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("invoice", None), ("kind", "granted")),
                            models.Q(("invoice__isnull", False), ("kind__in", ["trial", "paid"])),
                            _connector="OR",
                        ),
                        name="membership_period_has_an_invoice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipRefund",
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
                        default=loyalty.models.memberships.new_key, editable=False, max_length=32, unique=True
                    ),
                ),
                ("is_tried", models.BooleanField(default=False, editable=False)),
                ("provider_id", models.CharField(blank=True, max_length=120, verbose_name="refund at the provider")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="requested at")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="loyalty.membershipinvoice",
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
                "verbose_name": "refund of a membership",
                "verbose_name_plural": "refunds of memberships",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "succeeded", "failed"])),
                        name="membership_refund_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0))), name="membership_refund_above_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OccasionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("membership", "Another year as a member"),
                            ("account", "Another year with the account"),
                            ("first_order", "Another year since the first order"),
                            ("birthday", "Birthday"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="occasion",
                    ),
                ),
                ("points", models.PositiveIntegerField(default=100, verbose_name="points")),
                (
                    "is_active",
                    models.BooleanField(
                        default=False,
                        help_text="From today on; days that are over are not made up for.",
                        verbose_name="switched on",
                    ),
                ),
                ("done_until", models.DateField(editable=False, null=True, verbose_name="done until")),
            ],
            options={
                "verbose_name": "points for an occasion",
                "verbose_name_plural": "points for occasions",
                "ordering": ["kind"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["membership", "account", "first_order", "birthday"])),
                        name="occasion_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("points__gte", 1)), name="occasion_has_points"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Perk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("free_delivery", "Free delivery"),
                            ("faster_delivery", "Faster delivery"),
                            ("member_prices", "Member prices"),
                            ("early_access", "Early access to deals"),
                            ("points", "More points"),
                            ("free_returns", "Free returns"),
                            ("return_window", "Longer return window"),
                            ("birthday", "Birthday extra"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("parameters", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="perks", to="loyalty.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "perk",
                "verbose_name_plural": "perks",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "kind"),
                        name="one_perk_of_a_kind_per_plan",
                        violation_error_message="The plan has this perk already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "free_delivery",
                                    "faster_delivery",
                                    "member_prices",
                                    "early_access",
                                    "points",
                                    "free_returns",
                                    "return_window",
                                    "birthday",
                                ],
                            )
                        ),
                        name="perk_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "interval",
                    models.CharField(
                        choices=[("month", "month"), ("year", "year")], max_length=5, verbose_name="paid each"
                    ),
                ),
                ("amount", core.fields.MoneyField(verbose_name="price")),
                ("currency", models.CharField(editable=False, max_length=3, verbose_name="currency")),
                (
                    "trial_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0 for none.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days of trial",
                    ),
                ),
                ("valid_from", models.DateTimeField(verbose_name="offered from")),
                ("stripe_price_id", models.CharField(blank=True, editable=False, max_length=120)),
                ("key", models.CharField(default="", editable=False, max_length=32, unique=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="loyalty.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "price",
                "verbose_name_plural": "prices",
                "ordering": ["plan", "interval", "-valid_from", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0))), name="plan_price_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interval__in", ["month", "year"])), name="plan_price_interval_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trial_days__lte", 365)), name="plan_price_trial_at_most_a_year"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="next_price",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.planprice",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="price",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="loyalty.planprice",
            ),
        ),
        migrations.CreateModel(
            name="PointsAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("available", models.PositiveIntegerField(default=0, editable=False, verbose_name="available")),
                ("pending", models.PositiveIntegerField(default=0, editable=False, verbose_name="pending")),
                ("held", models.PositiveIntegerField(default=0, editable=False, verbose_name="held")),
                ("debt", models.PositiveIntegerField(default=0, editable=False, verbose_name="owed")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "points account",
                "verbose_name_plural": "points accounts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available__gte", 0), ("debt__gte", 0), ("held__gte", 0), ("pending__gte", 0)
                        ),
                        name="points_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("available", 0), ("debt", 0), _connector="OR"),
                        name="points_owed_or_available",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120, unique=True, verbose_name="for")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Not yours yet"), ("confirmed", "Yours"), ("void", "Came to nothing")],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("granted", models.PositiveIntegerField(verbose_name="earned")),
                ("kept", models.PositiveIntegerField(verbose_name="kept")),
                ("remaining", models.PositiveIntegerField(default=0, verbose_name="left")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                ("confirms_at", models.DateTimeField(null=True, verbose_name="yours from")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="expires")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="loyalty.pointsaccount"
                    ),
                ),
            ],
            options={
                "verbose_name": "points earned",
                "verbose_name_plural": "points earned",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["state", "confirms_at"], name="loyalty_poi_state_61282e_idx"),
                    models.Index(
                        condition=models.Q(("remaining__gt", 0)), fields=["expires_at"], name="points_lots_left"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "confirmed", "void"])),
                        name="points_lot_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("granted__gte", 1), ("kept__lte", models.F("granted"))),
                        name="points_lot_keeps_at_most_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_at__isnull", False), ("state", "confirmed")),
                            ("remaining", 0),
                            _connector="OR",
                        ),
                        name="points_lot_spendable_when_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earned", "Earned, not yours yet"),
                            ("confirmed", "Earned"),
                            ("granted", "Given"),
                            ("voided", "Not earned after all"),
                            ("held", "Kept for an order"),
                            ("spent", "Spent"),
                            ("released", "Not spent after all"),
                            ("returned", "Came back"),
                            ("taken_back", "Taken back"),
                            ("expired", "Expired"),
                            ("adjusted", "Adjusted"),
                            ("moved", "Moved between accounts"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="loyalty.pointsaccount"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "points move",
                "verbose_name_plural": "points moves",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("account", "kind", "reference"), name="one_points_move_per_cause")
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsLeg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "book",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("available", "Available"),
                            ("held", "Held"),
                            ("debt", "Owed"),
                            ("granted", "Program: given"),
                            ("spent", "Program: spent"),
                            ("expired", "Program: expired"),
                        ],
                        max_length=10,
                        verbose_name="book",
                    ),
                ),
                ("points", models.IntegerField(verbose_name="points")),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="loyalty.pointslot",
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="loyalty.pointsmove"
                    ),
                ),
            ],
            options={
                "verbose_name": "leg",
                "verbose_name_plural": "legs",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points", 0), _negated=True), name="points_leg_not_zero")
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsProgram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_active", models.BooleanField(default=False, verbose_name="switched on")),
                (
                    "earned_per_unit",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Of goods, after discounts, paid in money. 0 stops earning; what is there can still be spent.",
                        validators=[django.core.validators.MaxValueValidator(1000)],
                        verbose_name="points for one unit of money",
                    ),
                ),
                (
                    "per_unit",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "10 points"),
                            (20, "20 points"),
                            (50, "50 points"),
                            (100, "100 points"),
                            (200, "200 points"),
                            (500, "500 points"),
                            (1000, "1000 points"),
                        ],
                        default=100,
                        verbose_name="one unit of money is",
                    ),
                ),
                (
                    "max_share_percent",
                    models.PositiveSmallIntegerField(
                        default=50,
                        help_text="Points pay no more than this share of an order.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="most of an order in %",
                    ),
                ),
                ("min_points", models.PositiveIntegerField(default=100, verbose_name="fewest points at a time")),
                (
                    "confirm_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="After delivery. Never before the time for sending things back is over.",
                        verbose_name="days until they are earned",
                    ),
                ),
                (
                    "lifetime_months",
                    models.PositiveSmallIntegerField(
                        default=18,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months until they expire",
                    ),
                ),
                (
                    "allows_debt",
                    models.BooleanField(
                        default=True,
                        help_text="When points were spent and what earned them comes back. If not, the rest is forgiven.",
                        verbose_name="may go below zero",
                    ),
                ),
                (
                    "adjust_limit",
                    models.PositiveIntegerField(
                        default=1000,
                        help_text="Above it a second one agrees.",
                        verbose_name="points that one of the staff may adjust alone",
                    ),
                ),
            ],
            options={
                "verbose_name": "points program",
                "verbose_name_plural": "points program",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="points_one_program"),
                    models.CheckConstraint(
                        condition=models.Q(("max_share_percent__gte", 1), ("max_share_percent__lte", 100)),
                        name="points_share_1_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_unit__in", [10, 20, 50, 100, 200, 500, 1000])),
                        name="points_worth_whole_amounts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.IntegerField(verbose_name="points")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Waits for a second person"), ("done", "Done"), ("declined", "Declined")],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="asked")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="loyalty.pointsaccount"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "adjustment of points",
                "verbose_name_plural": "adjustments of points",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "done", "declined"])),
                        name="points_request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points", 0), _negated=True), name="points_request_not_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="points_request_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(14),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="days of notice",
                    ),
                ),
                ("needs_consent", models.BooleanField(default=False, verbose_name="only who agrees")),
                ("started_at", models.DateTimeField(verbose_name="begun")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="stopped")),
                (
                    "price",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="loyalty.planprice",
                        verbose_name="new price",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of members' price",
                "verbose_name_plural": "changes of members' prices",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at", None)), fields=("price",), name="one_running_move_per_price"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_days__gte", 14), ("notice_days__lte", 120)),
                        name="price_move_notice_within_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("needs_consent", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField(verbose_name="told")),
                ("holds_from", models.DateTimeField(verbose_name="not before")),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed")),
                ("let_go_at", models.DateTimeField(null=True, verbose_name="set to end without a yes")),
                ("moved_at", models.DateTimeField(null=True, verbose_name="gone over")),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="loyalty.planprice"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_notices",
                        to="loyalty.membership",
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="loyalty.pricemove"
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of a price",
                "verbose_name_plural": "notices of prices",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("move", "membership"), name="one_notice_per_member_and_move"),
                    models.CheckConstraint(
                        condition=models.Q(("holds_from__gt", models.F("told_at"))), name="price_holds_after_it_is_told"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("gift_card", "Gift card"), ("store_credit", "Store credit")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, editable=False, max_length=20, null=True, unique=True, verbose_name="code"
                    ),
                ),
                (
                    "balance",
                    core.fields.MoneyField(default=core.money.Money(0), editable=False, verbose_name="balance"),
                ),
                ("issued", core.fields.MoneyField(default=core.money.Money(0), editable=False, verbose_name="issued")),
                (
                    "is_frozen",
                    models.BooleanField(default=False, help_text="Nothing can be paid from it.", verbose_name="frozen"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "owner",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purse",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "gift card or store credit",
                "verbose_name_plural": "gift cards and store credit",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance__gte", core.money.Money(0)), ("balance__lte", models.F("issued"))),
                        name="purse_balance_from_0_to_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__isnull", False), ("kind", "gift_card"), ("owner", None)),
                            models.Q(("code", None), ("kind", "store_credit"), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="purse_has_a_code_or_an_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftCardMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient_email", models.EmailField(max_length=254, verbose_name="to")),
                ("recipient_name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("sender_name", models.CharField(blank=True, max_length=80, verbose_name="from")),
                ("message", models.TextField(blank=True, max_length=500, verbose_name="message")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("send_on", models.DateField(verbose_name="sent on")),
                ("queued_at", models.DateTimeField(editable=False, null=True, verbose_name="queued")),
                (
                    "purse",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mail", to="loyalty.purse"
                    ),
                ),
            ],
            options={
                "verbose_name": "mail with a gift card",
                "verbose_name_plural": "mails with gift cards",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("queued_at", None)), fields=["send_on"], name="gift_card_mails_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PurseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issued", "Issued"),
                            ("spent", "Paid"),
                            ("returned", "Payment undone"),
                            ("refunded", "Refund"),
                            ("adjusted", "Adjusted"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "purse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="loyalty.purse"
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loyalty.purseentry",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("purse", "kind", "reference"), name="one_purse_entry_per_cause"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", core.money.Money(0)), _negated=True), name="purse_entry_not_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=60, unique=True, verbose_name="order")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("placed", "Ordered, not paid yet"),
                            ("held", "We are having a look"),
                            ("pending", "On its way"),
                            ("earned", "Earned"),
                            ("declined", "Declined"),
                            ("void", "Came to nothing"),
                            ("taken_back", "Taken back: the order went back"),
                            ("expired", "Expired"),
                        ],
                        default="placed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_first", "it was not the first order"),
                            ("too_small", "the order was too small"),
                            ("canceled", "the order was canceled or not paid"),
                            ("off", "friends were not rewarded any more"),
                            ("left", "an account was deleted"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="because",
                    ),
                ),
                ("is_same_device", models.BooleanField(default=False, verbose_name="same browser")),
                ("reasons", models.JSONField(default=list, verbose_name="to look at")),
                ("friend_points", models.PositiveIntegerField(verbose_name="points for the friend")),
                ("referrer_points", models.PositiveIntegerField(verbose_name="points for who brought them")),
                ("min_goods", core.fields.MoneyField(verbose_name="smallest first order")),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="ordered")),
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
                    "friend",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="friend",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
            ],
            options={
                "verbose_name": "friend who came",
                "verbose_name_plural": "friends who came",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "created_at"], name="loyalty_ref_state_ff440d_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["placed", "held", "pending", "earned", "declined", "void", "taken_back", "expired"],
                            )
                        ),
                        name="referral_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("held", "pending", "earned"))),
                        fields=("friend",),
                        name="one_referral_per_friend",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "void"), models.Q(("why", ""), _negated=True)),
                            models.Q(models.Q(("state", "void"), _negated=True), ("why", "")),
                            _connector="OR",
                        ),
                        name="referral_void_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=loyalty.models.referrals.new_referral_code,
                        max_length=12,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral_code",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "link for friends",
                "verbose_name_plural": "links for friends",
            },
        ),
        migrations.CreateModel(
            name="ReferralProgram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_active", models.BooleanField(default=False, verbose_name="switched on")),
                (
                    "friend_points",
                    models.PositiveIntegerField(
                        default=200,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="points for the friend",
                    ),
                ),
                (
                    "referrer_points",
                    models.PositiveIntegerField(
                        default=200,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="points for who brought them",
                    ),
                ),
                (
                    "min_goods",
                    core.fields.MoneyField(
                        default=core.money.Money(2000),
                        help_text="Goods after discounts, and less what is refunded.",
                        verbose_name="smallest first order",
                    ),
                ),
                (
                    "max_per_month",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="Friends beyond it get theirs; who brought them gets none.",
                        verbose_name="most friends a month",
                    ),
                ),
                (
                    "max_per_day",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="From then on a person decides.",
                        verbose_name="friends a day without a look",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms for bringing a friend",
                "verbose_name_plural": "terms for bringing a friend",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="referral_one_program"),
                    models.CheckConstraint(
                        condition=models.Q(("friend_points__gte", 1), ("referrer_points__gte", 1)),
                        name="referral_has_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_goods__gte", core.money.Money(0))),
                        name="referral_minimum_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Saving",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("delivery", "Delivery"), ("goods", "Member prices and offers")],
                        max_length=8,
                        verbose_name="on",
                    ),
                ),
                ("amount", core.fields.MoneyField(verbose_name="amount")),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="savings", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="savings", to="loyalty.membership"
                    ),
                ),
            ],
            options={
                "verbose_name": "saving of a member",
                "verbose_name_plural": "savings of members",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["reference"], name="savings_by_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", core.money.Money(0)), _negated=True), name="saving_not_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "Another tier has this name."},
                        max_length=40,
                        unique=True,
                        verbose_name="name",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="Customers read it beside the name.",
                        max_length=200,
                        verbose_name="in one sentence",
                    ),
                ),
                (
                    "amount",
                    core.fields.MoneyField(
                        error_messages={"unique": "Another tier begins at this amount."},
                        help_text="Goods that arrived in twelve months, without tax and delivery, paid in money and kept.",
                        unique=True,
                        verbose_name="amount in twelve months",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        default=125,
                        help_text="Of what everybody earns: 150 is half as many again. With a membership the better of both counts.",
                        validators=[
                            django.core.validators.MinValueValidator(101),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="points in %",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=False,
                        help_text="Who has it when it is switched off keeps it until the review.",
                        verbose_name="switched on",
                    ),
                ),
            ],
            options={
                "verbose_name": "tier",
                "verbose_name_plural": "tiers",
                "ordering": ["amount"],
                "permissions": [("give_tier", "May give tiers by hand")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", core.money.Money(0))), name="tier_amount_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 101), ("percent__lte", 1000)),
                        name="tier_percent_101_to_1000",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TierCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="tiers_one_count")],
            },
        ),
        migrations.CreateModel(
            name="TierStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("review_on", models.DateField(db_index=True, null=True, verbose_name="reviewed on")),
                ("grace_until", models.DateField(null=True, verbose_name="grace until")),
                ("spend", core.fields.MoneyField(default=core.money.Money(0), verbose_name="bought in twelve months")),
                ("counted_at", models.DateTimeField(null=True, verbose_name="counted")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tier_status",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="loyalty.tier",
                        verbose_name="tier",
                    ),
                ),
            ],
            options={
                "verbose_name": "tier of a customer",
                "verbose_name_plural": "tiers of customers",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grace_until", None), ("review_on", None), ("tier", None)),
                            models.Q(("review_on__isnull", False), ("tier__isnull", False)),
                            _connector="OR",
                        ),
                        name="tier_status_has_a_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grace_until", None), ("grace_until__gte", models.F("review_on")), _connector="OR"
                        ),
                        name="tier_grace_after_its_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spend__gte", core.money.Money(0))), name="tier_spend_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TierMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reached", "Reached"),
                            ("confirmed", "Kept for another year"),
                            ("grace", "Too little at the review, kept for now"),
                            ("fell", "Too little after the grace"),
                            ("taken_back", "The order that reached it went back"),
                            ("given", "Set by staff"),
                            ("left", "Account deleted"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("review_on", models.DateField(null=True, verbose_name="reviewed on")),
                ("grace_until", models.DateField(null=True, verbose_name="grace until")),
                ("spend", core.fields.MoneyField(verbose_name="bought in twelve months")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                (
                    "from_tier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loyalty.tier",
                        verbose_name="before",
                    ),
                ),
                (
                    "to_tier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loyalty.tier",
                        verbose_name="from then on",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="loyalty.tierstatus"
                    ),
                ),
            ],
            options={
                "verbose_name": "step between tiers",
                "verbose_name_plural": "steps between tiers",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("status", "number"), name="one_tier_move_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["reached", "confirmed", "grace", "fell", "taken_back", "given", "left"])
                        ),
                        name="tier_move_kind_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="tier_moves_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrialUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("account", "Account"),
                            ("mailbox", "Mailbox"),
                            ("home", "Name and address"),
                            ("card", "Card"),
                        ],
                        max_length=7,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trial_uses", to="loyalty.membership"
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a trial",
                "verbose_name_plural": "uses of trials",
                "constraints": [models.UniqueConstraint(fields=("mark", "digest"), name="one_trial_per_mark")],
            },
        ),
        migrations.CreateModel(
            name="BillingAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stripe_id", models.CharField(blank=True, max_length=120, verbose_name="customer at Stripe")),
                (
                    "key",
                    models.CharField(
                        default=loyalty.models.memberships.new_key, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing_account",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "billing account",
                "verbose_name_plural": "billing accounts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stripe_id", ""), _negated=True),
                        fields=("stripe_id",),
                        name="one_account_per_stripe_id",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joined", "Joined"),
                            ("moved", "State changed"),
                            ("renewed", "Renewed"),
                            ("canceled", "Set to end"),
                            ("uncanceled", "Goes on after all"),
                            ("switched", "Price changed"),
                            ("trial_refused", "Second trial refused"),
                            ("refunded", "Refunded"),
                            ("granted", "Given"),
                            ("extended", "Extended"),
                            ("price_told", "Told of a new price"),
                            ("price_agreed", "Agreed to the new price"),
                        ],
                        max_length=14,
                        verbose_name="what",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("from_state", models.CharField(blank=True, max_length=7, verbose_name="from")),
                ("to_state", models.CharField(blank=True, max_length=7, verbose_name="to")),
                ("data", models.JSONField(default=dict)),
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
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="loyalty.membership"
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a membership",
                "verbose_name_plural": "events of memberships",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["kind", "happened_at"], name="membership_events_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "kind", "reference"), name="one_membership_event_per_cause"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["state", "ends_at"], name="memberships_by_end"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "trial", "active", "grace", "lapsed", "paused", "ended"])),
                name="membership_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="membership_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("customer",),
                name="one_live_membership_per_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stripe_subscription_id", ""), _negated=True),
                fields=("stripe_subscription_id",),
                name="one_membership_per_subscription",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price", None), ("source", "granted")),
                    models.Q(("price__isnull", False), ("source", "paid")),
                    _connector="OR",
                ),
                name="paid_membership_has_a_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["pending", "ended"]),
                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="begun_membership_has_a_period",
            ),
        ),
        migrations.RunPython(guard_ledgers(LEDGERS), unguard_ledgers(LEDGERS)),
    ]
