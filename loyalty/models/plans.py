"""Plans: what can be joined, what it costs in each version of its price, and what it gives."""

from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.cache import near
from core.codes import new_code
from core.fields import MoneyField
from core.money import Money
from loyalty.rules.perks import KINDS, BadParameters, clean_parameters

PLANS_KEY, PLANS_SECONDS = "loyalty:plans", 5


class KnownPlan(NamedTuple):
    """A plan's name and perks as plain values, fit to be kept; and whether there is a price to join for."""

    name: str
    is_joinable: bool
    perks: tuple[tuple[str, dict[str, Any]], ...]


class Plan(models.Model):
    """Something to join. Its perks apply to all of its members at once, whichever price they pay."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    words = models.CharField(
        _("in one sentence"), max_length=200, blank=True, help_text=_("What it is for, on the page to join.")
    )
    is_active = models.BooleanField(
        _("can be joined"), default=True, help_text=_("Who is a member of it stays one, whatever this says.")
    )
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    refund_days = models.PositiveSmallIntegerField(
        _("days to take it back"),
        default=30,
        validators=[MaxValueValidator(366)],
        help_text=_("Within so many days of a charge a member who has used nothing has all of it back; 0 for never."),
    )

    class Meta:
        verbose_name = _("membership plan")
        verbose_name_plural = _("membership plans")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def known() -> dict[int, KnownPlan]:
        """Every plan by its id, kept for at most PLANS_SECONDS."""

        def read() -> dict[int, KnownPlan]:
            prices = PlanPrice.objects.filter(plan=OuterRef("pk"), valid_from__lte=timezone.now())
            plans = Plan.objects.annotate(has_price=Exists(prices)).prefetch_related("perks")
            return {
                plan.pk: KnownPlan(
                    plan.name, plan.is_active and plan.has_price, tuple(perk.pair for perk in plan.perks.all())
                )
                for plan in plans
            }

        return near.get_or_set(PLANS_KEY, read, PLANS_SECONDS) or {}

    @staticmethod
    def forget_known() -> None:
        """After commit, plans are read anew."""
        transaction.on_commit(lambda: near.delete(PLANS_KEY))


class Perk(models.Model):
    """One thing that a plan gives, as data: a kind and its parameters."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="perks")
    kind = models.CharField(_("what"), max_length=20, choices=KINDS)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        verbose_name = _("perk")
        verbose_name_plural = _("perks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"],
                name="one_perk_of_a_kind_per_plan",
                violation_error_message=_("The plan has this perk already."),
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _name in KINDS]), name="perk_kind_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        try:
            self.parameters = clean_parameters(self.kind, self.parameters or {})
        except BadParameters as error:
            raise ValidationError(str(error)) from error

    @property
    def pair(self) -> tuple[str, dict[str, Any]]:
        return self.kind, self.parameters


class Interval(models.TextChoices):
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class PlanPriceQuerySet(models.QuerySet["PlanPrice"]):
    def offered(self, at: datetime) -> "list[PlanPrice]":
        """Of each plan that can be joined the newest version for a month and for a year, in the plans' order."""
        rows = self.filter(plan__is_active=True, valid_from__lte=at).select_related("plan")
        newest = {(row.plan_id, row.interval): row for row in rows.order_by("valid_from", "pk")}
        return sorted(newest.values(), key=lambda row: (row.plan.position, row.plan_id, row.interval))


class PlanPrice(models.Model):
    """A version of what a plan costs. It is never changed: another price is another one, and members keep theirs."""

    Interval = Interval

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="prices")
    interval = models.CharField(_("paid each"), max_length=5, choices=Interval)
    amount = MoneyField(_("price"))
    currency = models.CharField(_("currency"), max_length=3, editable=False)
    trial_days = models.PositiveSmallIntegerField(
        _("days of trial"), default=0, validators=[MaxValueValidator(365)], help_text=_("0 for none.")
    )
    valid_from = models.DateTimeField(_("offered from"))
    stripe_price_id = models.CharField(max_length=120, blank=True, editable=False)
    key = models.CharField(max_length=32, unique=True, default="", editable=False)

    objects = PlanPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["plan", "interval", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=Money(0)), name="plan_price_above_zero"),
            models.CheckConstraint(condition=Q(interval__in=Interval.values), name="plan_price_interval_known"),
            models.CheckConstraint(condition=Q(trial_days__lte=365), name="plan_price_trial_at_most_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.amount} / {self.get_interval_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PriceIsWritten(f"{self._meta.label} {self.pk} is written already")
        self.key = self.key or new_code(24)
        super().save(*args, **kwargs)

    @property
    def per_year(self) -> Money:
        """What twelve months of it cost."""
        return self.amount if self.interval == Interval.YEAR else self.amount * 12


class PriceIsWritten(Exception):
    """Somebody tried to change a version of a price, which somebody may be paying."""
