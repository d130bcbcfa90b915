"""Promotions that staff build without code, their coupon codes, and every use that was made of them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerGroup
from core.codes import canonical_code
from core.fields import MoneyField
from core.money import Money
from orders.models.delivery import DeliveryMethod
from orders.models.orders import Order
from orders.rules.promotions import KINDS_OF_LANE, Kind, Lane
from shop.models import Brand, Category, Product

WITH_AMOUNT = [Kind.AMOUNT, Kind.FIXED_PRICE, Kind.SPEND_GET]
OFFERED_LANES = [(lane.value, lane.label) for lane in Lane if lane != Lane.DEAL]


RELATIONS = (
    "products",
    "categories",
    "brands",
    "without_products",
    "without_categories",
    "methods",
    "groups",
    "combines_with",
)


def _named_by(promotion_ids: list[int]) -> dict[tuple[int, str], list[int]]:
    """Ids of what each promotion names, by promotion and relation."""
    if not promotion_ids:
        return {}
    first, *others = (_pairs(name, promotion_ids) for name in RELATIONS)
    found: dict[tuple[int, str], list[int]] = {}
    for promotion_id, other_id, name in first.union(*others, all=True):
        found.setdefault((promotion_id, name), []).append(other_id)
    return found


def _pairs(name: str, promotion_ids: list[int]) -> models.QuerySet:
    field: models.ManyToManyField = Promotion._meta.get_field(name)  # type: ignore[assignment]
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    through: Any = field.remote_field.through
    rows = through._base_manager.filter(**{f"{source}__in": promotion_ids}).order_by()
    return rows.values_list(f"{source}_id", f"{target}_id", models.Value(name))


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def without_code(self) -> "PromotionQuerySet":
        return self.exclude(lane=Lane.COUPON)

    def whole(self) -> list["Promotion"]:
        """With all that they name, in two queries: `named` holds the ids by the relation's name."""
        rows: list[Promotion] = list(self)
        named = _named_by([row.pk for row in rows])
        for row in rows:
            row.named = {name: frozenset(named.get((row.pk, name), ())) for name in RELATIONS}
        return rows


class Promotion(models.Model):
    """What it takes off, of which goods, for whom and when. `used` counts orders and never passes `max_uses`."""

    name = models.CharField(_("name"), max_length=80, help_text=_("Shoppers read this beside what they save."))
    lane = models.CharField(
        _("lane"), max_length=10, choices=OFFERED_LANES, default=Lane.LINE,
        help_text=_("Items first, then the whole order, delivery, and codes: each takes off what is left."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PERCENT)
    percent = models.DecimalField(
        _("percent"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )  # fmt: skip
    amount = MoneyField(_("amount or price"), null=True, blank=True)
    group_size = models.PositiveSmallIntegerField(
        _("of so many items"), null=True, blank=True, help_text=_("3 for 2: 3")
    )
    free_units = models.PositiveSmallIntegerField(
        _("so many are free"), null=True, blank=True, help_text=_("3 for 2: 1")
    )

    spend_from = MoneyField(_("from a value of"), default=Money(0), help_text=_("Of the goods it is for."))
    units_from = models.PositiveSmallIntegerField(_("from so many items"), default=0)
    products = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("products"))
    categories = models.ManyToManyField(Category, blank=True, related_name="+", verbose_name=_("categories"))
    brands = models.ManyToManyField(Brand, blank=True, related_name="+", verbose_name=_("brands"))
    without_products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("except these products")
    )
    without_categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("except these categories")
    )
    without_reduced = models.BooleanField(_("not for reduced items"), default=False)
    methods = models.ManyToManyField(DeliveryMethod, blank=True, related_name="+", verbose_name=_("delivery methods"))

    groups = models.ManyToManyField(CustomerGroup, blank=True, related_name="+", verbose_name=_("customer groups"))
    members_only = models.BooleanField(_("for members only"), default=False)
    first_order_only = models.BooleanField(_("for a first order only"), default=False)

    priority = models.SmallIntegerField(_("priority"), default=0, help_text=_("Higher goes first in its lane."))
    exclusive = models.BooleanField(_("exclusive"), default=False, help_text=_("Never together with any other."))
    combines_with = models.ManyToManyField(
        "self", blank=True, verbose_name=_("goes with"), help_text=_("Others of its lane that may take off more.")
    )

    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_active = models.BooleanField(_("switched on"), default=False)
    max_uses = models.PositiveIntegerField(_("most orders"), null=True, blank=True)
    max_uses_per_buyer = models.PositiveSmallIntegerField(_("most orders per customer"), null=True, blank=True)
    used = models.PositiveIntegerField(_("orders"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    named: dict[str, frozenset[int]]
    objects = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(*[Q(lane=lane, kind__in=kinds) for lane, kinds in KINDS_OF_LANE.items()], _connector=Q.OR),
                name="promotion_kind_fits_lane",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.PERCENT) | Q(percent__gt=0, percent__lte=100), name="promotion_percent_0_to_100"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=WITH_AMOUNT) | Q(amount__gte=Money(0)), name="promotion_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CHEAPEST_FREE) | Q(group_size__gt=F("free_units"), free_units__gte=1),
                name="promotion_group_leaves_some_to_pay",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SPEND_GET) | Q(spend_from__gt=Money(0)), name="promotion_spend_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(max_uses=None) | Q(used__lte=F("max_uses")), name="promotion_used_at_most_allowed"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
                name="promotion_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def gives(self) -> str:
        """What it takes off, in a few words."""
        return {
            Kind.PERCENT: f"−{(self.percent or Decimal(0)).normalize():f} %",
            Kind.AMOUNT: f"−{self.amount}",
            Kind.FIXED_PRICE: str(self.amount),
            Kind.CHEAPEST_FREE: gettext("%(free)s of %(size)s free")
            % {"free": self.free_units, "size": self.group_size},
            Kind.SPEND_GET: f"−{self.amount} / {self.spend_from}",
            Kind.FREE_DELIVERY: gettext("Free delivery"),
        }[Kind(self.kind)]

    def standing(self, at: datetime) -> str:
        """Why it runs or not: off, planned, over, used_up or running."""
        if not self.is_active:
            return "off"
        if self.ends_at is not None and self.ends_at <= at:
            return "over"
        if self.max_uses is not None and self.used >= self.max_uses:
            return "used_up"
        return "running" if self.is_running(at) else "planned"

    def is_running(self, at: datetime) -> bool:
        """Switched on, begun and not over."""
        has_begun = self.starts_at is None or self.starts_at <= at
        return self.is_active and has_begun and (self.ends_at is None or at < self.ends_at)

    def clean(self) -> None:
        """What is missing, beside the field that misses it. Raises ValidationError."""
        errors: dict[str, Any] = {}
        if self.kind not in KINDS_OF_LANE.get(Lane(self.lane), ()):
            lanes = [str(Lane(lane).label) for lane, _label in OFFERED_LANES if self.kind in KINDS_OF_LANE[Lane(lane)]]
            errors["kind"] = _("This kind works in these lanes: %s.") % ", ".join(lanes)
        if self.kind == Kind.PERCENT and not self.percent:
            errors["percent"] = _("How many percent?")
        if self.kind in WITH_AMOUNT and (self.amount is None or not (self.amount or self.kind == Kind.FIXED_PRICE)):
            errors["amount"] = _("How much?")
        if self.kind == Kind.CHEAPEST_FREE and not 0 < (self.free_units or 0) < (self.group_size or 0):
            errors["group_size"] = _("Say of how many items how many are free, such as 1 of 3.")
        if self.kind == Kind.SPEND_GET and not self.spend_from:
            errors["spend_from"] = _("For every how much spent?")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("It ends before it starts.")
        if self.pk and self.max_uses_per_buyer and self._was_used_more_than(self.max_uses_per_buyer):
            errors["max_uses_per_buyer"] = _(
                "Somebody has used it more often already. End it and build a new one instead."
            )
        if self.max_uses is not None and self.max_uses < self.used:
            errors["max_uses"] = _("%s orders have used it already.") % self.used
        if self.pk and self.lane != Lane.COUPON and self.coupons.exists():
            errors["lane"] = _("It has codes, and only a promotion in the lane of codes can have codes.")
        if errors:
            raise ValidationError(errors)

    def _was_used_more_than(self, times: int) -> bool:
        return self.allowances.filter(used__gt=times).exists()


class CouponQuerySet(models.QuerySet["Coupon"]):
    def known_as(self, text: str) -> "CouponQuerySet":
        """The code as somebody typed it: any case, with blanks or hyphens, O for 0 and I or L for 1."""
        return self.filter(canonical=canonical_code(text)[:40]).select_related("promotion")


class Coupon(models.Model):
    """A code that opens a promotion: one for all to share, or one of a batch of single ones."""

    promotion = models.ForeignKey(
        Promotion, models.CASCADE, related_name="coupons", limit_choices_to={"lane": "coupon"}
    )
    code = models.CharField(_("code"), max_length=40)
    canonical = models.CharField(max_length=40, unique=True, editable=False)
    max_uses = models.PositiveIntegerField(_("most orders"), null=True, blank=True)
    used = models.PositiveIntegerField(_("orders"), default=0, editable=False)
    batch = models.CharField(_("batch"), max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon code")
        verbose_name_plural = _("coupon codes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_uses=None) | Q(used__lte=F("max_uses")), name="coupon_used_at_most_allowed"
            )
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.canonical = canonical_code(self.code)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Codes are compared in their canonical form. Raises ValidationError for one that is empty or taken."""
        self.canonical = canonical_code(self.code or "")
        if len(self.canonical) < 4:
            raise ValidationError({"code": _("A code has at least four letters or digits.")})
        if Coupon.objects.filter(canonical=self.canonical).exclude(pk=self.pk).exists():
            raise ValidationError({"code": _("Another code reads the same.")})
        if self.max_uses is not None and self.max_uses < self.used:
            raise ValidationError({"max_uses": _("%s orders have used it already.") % self.used})


class PromotionUse(models.Model):
    """An order that got the promotion. Given back when the order is canceled before it is sent."""

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="uses")
    order = models.ForeignKey(Order, models.PROTECT, related_name="promotion_uses")
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True, related_name="uses")
    amount = MoneyField(_("saved"))
    buyers = models.JSONField(default=list, editable=False, help_text="Under which names it was counted for its buyer.")
    given_back_at = models.DateTimeField(_("given back"), null=True)

    class Meta:
        verbose_name = _("use of a promotion")
        verbose_name_plural = _("uses of promotions")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["promotion", "order"], name="one_use_per_promotion_and_order")]

    def __str__(self) -> str:
        return f"{self.promotion}: {self.order}"


class PromotionAllowance(models.Model):
    """How often one buyer used a promotion. `buyer` is "user/12" or "email/" with the normalised address."""

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="allowances")
    buyer = models.CharField(max_length=260)
    used = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "buyer"], name="one_allowance_per_promotion_and_buyer")
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.buyer}: {self.used}"


class OrderDiscount(models.Model):
    """What one promotion took off one line, or off delivery (no line), frozen in words and money.

    Without a promotion it is what an exchange or a claim made cheaper."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="discounts")
    line = models.ForeignKey("orders.OrderLine", models.PROTECT, null=True, related_name="discounts")
    promotion = models.ForeignKey(Promotion, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(_("code"), max_length=40, blank=True)
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=Money(0)), name="discount_above_zero")]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"
