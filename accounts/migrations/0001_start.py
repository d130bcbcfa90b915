"""People, their addresses and what they agreed to."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from core.ledger import guard_ledgers, unguard_ledgers

LEDGERS = ["accounts_consent"]
"""Tables of which PostgreSQL itself refuses to change a row."""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_customer_groups"),
        ("accounts", "0003_prices_without_tax"),
        ("accounts", "0004_opinions"),
        ("accounts", "0005_closed_accounts"),
        ("accounts", "0006_birthdays"),
        ("accounts", "0007_points_mails"),
        ("accounts", "0008_consents"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                ("is_staff", models.BooleanField(default=False, verbose_name="staff")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("wants_review_requests", models.BooleanField(default=True, verbose_name="may be asked for reviews")),
                (
                    "answers_questions",
                    models.BooleanField(default=True, verbose_name="may be asked about what they bought"),
                ),
                (
                    "wants_points_mails",
                    models.BooleanField(db_default=True, default=True, verbose_name="may be warned of expiring points"),
                ),
                (
                    "wants_occasion_mails",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="may be written to on their days"
                    ),
                ),
                (
                    "wants_alert_mails",
                    models.BooleanField(db_default=True, default=True, verbose_name="is told of what they asked about"),
                ),
                (
                    "weekly_topics",
                    models.JSONField(
                        db_default=[],
                        default=list,
                        editable=False,
                        help_text="Kinds of mail that come together once a week.",
                    ),
                ),
                (
                    "birth_month",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="month of birth"),
                ),
                ("birth_day", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="day of birth")),
                ("birthday_set_at", models.DateTimeField(editable=False, null=True, verbose_name="birthday entered")),
                (
                    "is_insider",
                    models.BooleanField(
                        default=False,
                        help_text="Works here or shares a home with somebody who does: their reviews say so and count for nothing.",
                        verbose_name="belongs to staff",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="deleted")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="one_account_per_email"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("birth_day", None), ("birth_month", None)),
                            models.Q(
                                ("birth_day__gte", 1),
                                ("birth_day__lte", 31),
                                ("birth_month__gte", 1),
                                ("birth_month__lte", 12),
                                ("birthday_set_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="birthday_month_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
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
                ("is_default", models.BooleanField(default=False, verbose_name="deliver here by default")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "address",
                "verbose_name_plural": "addresses",
                "ordering": ["-is_default", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("owner",),
                        name="one_default_address_per_customer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("topic", models.CharField(max_length=40, verbose_name="topic")),
                (
                    "frequency",
                    models.CharField(
                        choices=[("at_once", "At once"), ("weekly", "Once a week, together"), ("never", "Never")],
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("account", "The account's page of mails"),
                            ("mail", "The link in a mail"),
                            ("product", "The page of a product"),
                            ("closing", "The account was deleted"),
                        ],
                        max_length=10,
                        verbose_name="said where",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="words shown")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frequency__in", ["at_once", "weekly", "never"]),
                            ("source__in", ["account", "mail", "product", "closing"]),
                        ),
                        name="consent_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "prices_without_tax",
                    models.BooleanField(
                        default=False,
                        help_text="For businesses: they see prices without tax first, and with tax beside. They pay the same.",
                        verbose_name="prices without tax",
                    ),
                ),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True,
                        related_name="customer_groups",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="customers",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer group",
                "verbose_name_plural": "customer groups",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="DigestItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=40, verbose_name="topic")),
                ("key", models.CharField(max_length=120, verbose_name="business key")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                ("url", models.URLField(max_length=500)),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="mailed")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="digest_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of the weekly mail",
                "verbose_name_plural": "pieces of the weekly mail",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mailed_at", None)), fields=["created_at"], name="digest_item_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "topic", "key"), name="one_digest_item_per_key")
                ],
            },
        ),
        migrations.RunPython(guard_ledgers(LEDGERS), unguard_ledgers(LEDGERS)),
    ]
