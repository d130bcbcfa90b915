"""Tiers: what staff set up, how each customer stands, and a history of every step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.cache import near
from core.fields import MoneyField
from core.ledger import LedgerEntry
from core.money import ZERO, Money
from core.rights import sees_all
from loyalty.rules.tiers import Kind, KnownTier, Standing

TIERS_KEY, KEEP_SECONDS = "loyalty:tiers", 5
LEAST_PERCENT, MOST_PERCENT = 101, 1000


class Tier(models.Model):
    """Something that customers reach by what they buy in twelve months. The amount says which is the higher one."""

    name = models.CharField(
        _("name"), max_length=40, unique=True, error_messages={"unique": _("Another tier has this name.")}
    )
    words = models.CharField(
        _("in one sentence"), max_length=200, blank=True, help_text=_("Customers read it beside the name.")
    )
    amount = MoneyField(
        _("amount in twelve months"), unique=True, error_messages={"unique": _("Another tier begins at this amount.")},
        help_text=_("Goods that arrived in twelve months, without tax and delivery, paid in money and kept."),
    )  # fmt: skip
    percent = models.PositiveSmallIntegerField(
        _("points in %"), default=125, validators=[MinValueValidator(LEAST_PERCENT), MaxValueValidator(MOST_PERCENT)],
        help_text=_("Of what everybody earns: 150 is half as many again. With a membership the better of both counts."),
    )  # fmt: skip
    is_active = models.BooleanField(
        _("switched on"), default=False, help_text=_("Who has it when it is switched off keeps it until the review.")
    )

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["amount"]
        permissions = [("give_tier", "May give tiers by hand")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=ZERO), name="tier_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(percent__gte=LEAST_PERCENT, percent__lte=MOST_PERCENT), name="tier_percent_101_to_1000"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What is not sensible, beside its field. Raises ValidationError."""
        errors: dict[str, Any] = {}
        if self.amount is not None and self.amount <= ZERO:
            errors["amount"] = _("More than nothing: a tier is reached by buying.")
        elif self.is_active and self.amount is not None and self.percent:
            errors |= self._against_neighbors()
        if errors:
            raise ValidationError(errors)

    def _against_neighbors(self) -> dict[str, Any]:
        """A higher tier gives no fewer points."""
        others = Tier.objects.filter(is_active=True).exclude(pk=self.pk)
        lower = others.filter(amount__lt=self.amount, percent__gt=self.percent).order_by("-percent").first()
        higher = others.filter(amount__gt=self.amount, percent__lt=self.percent).order_by("percent").first()
        if lower:
            return {"percent": _("%(name)s takes less and gives %(percent)s %% already.") % vars(lower)}
        if higher:
            return {"percent": _("%(name)s takes more and gives only %(percent)s %%.") % vars(higher)}
        return {}

    @staticmethod
    def all_known() -> dict[int, KnownTier]:
        """Every tier by its id, the lowest first, as it is now: what decides who goes up and down."""
        names = ("id", "name", "words", "amount", "percent", "is_active")
        return {row[0]: KnownTier(*row) for row in Tier.objects.order_by("amount").values_list(*names)}

    @classmethod
    def known(cls) -> dict[int, KnownTier]:
        """The same at most KEEP_SECONDS old: what pages show."""
        found: dict[int, KnownTier] | None = near.get_or_set(TIERS_KEY, cls.all_known, KEEP_SECONDS)
        return found or {}

    @staticmethod
    def forget_known() -> None:
        """After commit, tiers are read anew."""
        transaction.on_commit(lambda: near.delete(TIERS_KEY))


class TierCount(models.Model):
    """When tiers were changed last, and until when everybody's spend was followed: one row."""

    changed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="tiers_one_count")]

    def __str__(self) -> str:
        return str(self.counted_at)

    @property
    def is_stale(self) -> bool:
        """Whether tiers were changed since everybody's spend was held against them."""
        return self.counted_at is None or (self.changed_at is not None and self.changed_at > self.counted_at)


class TierStatusQuerySet(models.QuerySet["TierStatus"]):
    def visible_to(self, actor: object) -> "TierStatusQuerySet":
        """Staff with the right see all, customers their own."""
        if sees_all(actor, self.model):
            return self
        return self.filter(customer=actor) if getattr(actor, "is_authenticated", False) else self.none()

    def due(self, today: date) -> "TierStatusQuerySet":
        """Those whose review or whose end of grace has come."""
        return self.filter(Q(review_on__lte=today, grace_until=None) | Q(grace_until__lt=today))


class TierStatus(models.Model):
    """How a customer stands: the row that is locked. It says what the last step of its history says.

    `spend` is what counted when it was followed last, at `counted_at`.
    """

    customer = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tier_status")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="statuses", verbose_name=_("tier"))
    review_on = models.DateField(_("reviewed on"), null=True, db_index=True)
    grace_until = models.DateField(_("grace until"), null=True)
    spend = MoneyField(_("bought in twelve months"), default=Money(0))
    counted_at = models.DateTimeField(_("counted"), null=True)

    objects = TierStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier of a customer")
        verbose_name_plural = _("tiers of customers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier=None, review_on=None, grace_until=None)
                | Q(tier__isnull=False, review_on__isnull=False),
                name="tier_status_has_a_review",
            ),
            models.CheckConstraint(
                condition=Q(grace_until=None) | Q(grace_until__gte=F("review_on")), name="tier_grace_after_its_review"
            ),
            models.CheckConstraint(condition=Q(spend__gte=ZERO), name="tier_spend_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.tier or '–'}"

    def standing(self, tiers: Mapping[int, KnownTier]) -> Standing:
        """As a plain value; `tiers` are all there are, by id."""
        return Standing(tiers[self.tier_id], self.review_on, self.grace_until) if self.tier_id else Standing()


class TierMoveKind(models.TextChoices):
    REACHED = Kind.REACHED, _("Reached")
    CONFIRMED = Kind.CONFIRMED, _("Kept for another year")
    GRACE = Kind.GRACE, _("Too little at the review, kept for now")
    FELL = Kind.FELL, _("Too little after the grace")
    TAKEN_BACK = Kind.TAKEN_BACK, _("The order that reached it went back")
    GIVEN = Kind.GIVEN, _("Set by staff")
    LEFT = Kind.LEFT, _("Account deleted")


class TierMove(LedgerEntry):
    """A step of a customer's history, numbered from 1 without gaps, and how they stand from then on.

    `reference` names the cause: the order that brought somebody up, the day of a review, whoever of the staff.
    """

    Kind = TierMoveKind

    status = models.ForeignKey(TierStatus, models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what"), max_length=10, choices=TierMoveKind)
    from_tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+", verbose_name=_("before"))
    to_tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+", verbose_name=_("from then on"))
    review_on = models.DateField(_("reviewed on"), null=True)
    grace_until = models.DateField(_("grace until"), null=True)
    spend = MoneyField(_("bought in twelve months"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("when"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta(LedgerEntry.Meta):
        verbose_name = _("step between tiers")
        verbose_name_plural = _("steps between tiers")
        constraints = [
            models.UniqueConstraint(fields=["status", "number"], name="one_tier_move_per_number"),
            models.CheckConstraint(condition=Q(kind__in=TierMoveKind.values), name="tier_move_kind_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="tier_moves_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reference}"

    def standing(self, tiers: Mapping[int, KnownTier]) -> Standing:
        """What stood from then on; `tiers` are all there are, by id."""
        return Standing(tiers[self.to_tier_id], self.review_on, self.grace_until) if self.to_tier_id else Standing()
