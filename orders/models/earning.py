"""What earns more points than usual, or points for a deed; and what points buy."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orders.models.promotions import Coupon, Promotion
from orders.rules.promotions import Lane
from shop.models import Brand, Category, Product


class EarningRuleQuerySet(models.QuerySet["EarningRule"]):
    def running(self, at: datetime) -> "EarningRuleQuerySet":
        begun = Q(starts_at=None) | Q(starts_at__lte=at)
        return self.filter(begun, Q(ends_at=None) | Q(ends_at__gt=at), is_active=True)


class EarningRule(models.Model):
    """A campaign that multiplies points on some goods, or points for a deed. Of several the best counts."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("More points on goods")
        FIRST_ORDER = "first_order", _("Points for the first order")
        REVIEW = "review", _("Points for a verified review")
        PROFILE = "profile", _("Points for a complete profile")

    name = models.CharField(_("name"), max_length=80, help_text=_("Customers read this in their history."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.GOODS)
    times = models.DecimalField(
        _("times as many"), max_digits=4, decimal_places=2, default=2, validators=[MaxValueValidator(20)],
        help_text=_("On goods: 2 means twice the usual points."),
    )  # fmt: skip
    points = models.PositiveIntegerField(_("points"), default=0, help_text=_("For a deed."))
    products = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("products"))
    categories = models.ManyToManyField(Category, blank=True, related_name="+", verbose_name=_("categories"))
    brands = models.ManyToManyField(Brand, blank=True, related_name="+", verbose_name=_("brands"))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_active = models.BooleanField(_("switched on"), default=False)

    objects = EarningRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for earning points")
        verbose_name_plural = _("rules for earning points")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(times__gte=1, times__lte=20), name="earning_times_1_to_20"),
            models.CheckConstraint(condition=Q(kind="goods") | Q(points__gte=1), name="earning_deed_has_points"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What is missing, beside the field that misses it. Raises ValidationError."""
        errors: dict[str, Any] = {}
        if self.kind == self.Kind.GOODS and (self.times or 0) < 1:
            errors["times"] = _("Once is the least.")
        if self.kind != self.Kind.GOODS and not self.points:
            errors["points"] = _("How many points?")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("It ends before it starts.")
        if errors:
            raise ValidationError(errors)


class RewardQuerySet(models.QuerySet["Reward"]):
    def offered(self, at: datetime) -> "RewardQuerySet":
        """Those that can be had now, the cheapest first."""
        begun = Q(starts_at=None) | Q(starts_at__lte=at)
        there = Q(stock=None) | Q(claimed__lt=F("stock"))
        running = self.filter(begun, there, Q(ends_at=None) | Q(ends_at__gt=at), is_active=True)
        return running.filter(promotion__is_active=True).order_by("points", "pk")


class Reward(models.Model):
    """What points buy: a code for one order, which opens a promotion (an amount off, free delivery, a product)."""

    name = models.CharField(_("name"), max_length=80)
    points = models.PositiveIntegerField(_("points"))
    promotion = models.ForeignKey(
        Promotion, models.PROTECT, related_name="rewards", verbose_name=_("promotion"),
        limit_choices_to={"lane": Lane.COUPON},
        help_text=_("In the lane of codes. Each customer gets a code of their own."),
    )  # fmt: skip
    stock = models.PositiveIntegerField(_("how many there are"), null=True, blank=True)
    claimed = models.PositiveIntegerField(_("given out"), default=0, editable=False)
    max_per_customer = models.PositiveSmallIntegerField(_("most per customer"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_active = models.BooleanField(_("switched on"), default=False)

    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["points", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1), name="reward_costs_points"),
            models.CheckConstraint(
                condition=Q(stock=None) | Q(claimed__lte=F("stock")), name="reward_claimed_at_most_stock"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RewardClaim(models.Model):
    """A reward that a customer took, with the code they got for it. `number` counts a customer's claims of it."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="claims")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reward_claims")
    number = models.PositiveSmallIntegerField(_("number"))
    points = models.PositiveIntegerField(_("points"))
    coupon = models.OneToOneField(Coupon, models.PROTECT, related_name="reward_claim")
    created_at = models.DateTimeField(_("taken"), auto_now_add=True)

    class Meta:
        verbose_name = _("reward taken")
        verbose_name_plural = _("rewards taken")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["reward", "customer", "number"], name="one_claim_per_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.reward}: {self.coupon}"
