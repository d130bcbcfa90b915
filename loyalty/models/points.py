"""Points: accounts, the lots they are made of, and a ledger of two legs in which every move sums to zero."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.cache import near
from core.ledger import LedgerEntry, LedgerQuerySet
from core.rights import sees_all
from core.states import Stateful, known_states
from loyalty.rules.points import Program

KEEP_SECONDS = 5
PROGRAM_KEY = "points:program"


class PointsProgram(models.Model):
    """How points work in this shop: one row, changed by staff. What was earned before stays as it was."""

    class Worth(models.IntegerChoices):
        TEN = 10, _("10 points")
        TWENTY = 20, _("20 points")
        FIFTY = 50, _("50 points")
        HUNDRED = 100, _("100 points")
        TWO_HUNDRED = 200, _("200 points")
        FIVE_HUNDRED = 500, _("500 points")
        THOUSAND = 1000, _("1000 points")

    is_active = models.BooleanField(_("switched on"), default=False)
    earned_per_unit = models.PositiveSmallIntegerField(
        _("points for one unit of money"), default=1, validators=[MaxValueValidator(1000)],
        help_text=_("Of goods, after discounts, paid in money. 0 stops earning; what is there can still be spent."),
    )  # fmt: skip
    per_unit = models.PositiveSmallIntegerField(_("one unit of money is"), choices=Worth, default=Worth.HUNDRED)
    max_share_percent = models.PositiveSmallIntegerField(
        _("most of an order in %"), default=50, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Points pay no more than this share of an order."),
    )  # fmt: skip
    min_points = models.PositiveIntegerField(_("fewest points at a time"), default=100)
    confirm_days = models.PositiveSmallIntegerField(
        _("days until they are earned"),
        default=30,
        help_text=_("After delivery. Never before the time for sending things back is over."),
    )
    lifetime_months = models.PositiveSmallIntegerField(
        _("months until they expire"), default=18, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    allows_debt = models.BooleanField(
        _("may go below zero"), default=True,
        help_text=_("When points were spent and what earned them comes back. If not, the rest is forgiven."),
    )  # fmt: skip
    adjust_limit = models.PositiveIntegerField(
        _("points that one of the staff may adjust alone"), default=1000, help_text=_("Above it a second one agrees.")
    )

    class Meta:
        verbose_name = _("points program")
        verbose_name_plural = _("points program")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="points_one_program"),
            models.CheckConstraint(
                condition=Q(max_share_percent__gte=1, max_share_percent__lte=100), name="points_share_1_to_100"
            ),
            models.CheckConstraint(
                condition=Q(per_unit__in=[10, 20, 50, 100, 200, 500, 1000]), name="points_worth_whole_amounts"
            ),
        ]

    def __str__(self) -> str:
        return str(_("points program"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        near.delete(PROGRAM_KEY)

    @classmethod
    def current(cls) -> Program:
        """As a plain value, at most KEEP_SECONDS old; switched off where nobody has set one up."""

        def read() -> Program:
            row = cls.objects.filter(pk=1).first()
            return Program(**{name: getattr(row, name) for name in Program.__dataclass_fields__}) if row else Program()

        found: Program = near.get_or_set(PROGRAM_KEY, read, KEEP_SECONDS) or Program()
        return found


class PointsAccountQuerySet(models.QuerySet["PointsAccount"]):
    def lock(self, account: "PointsAccount") -> "PointsAccount":
        return self.select_for_update(of=("self",)).get(pk=account.pk)

    def visible_to(self, actor: object) -> "PointsAccountQuerySet":
        """Staff with the right see all, customers their own."""
        if sees_all(actor, self.model):
            return self
        return self.filter(customer=actor) if getattr(actor, "is_authenticated", False) else self.none()


class PointsAccount(models.Model):
    """A customer's points: the row that is locked. Each counter is the sum of its legs in the ledger.

    `debt` is what was spent and then taken back; the next points pay it first, so it never stands beside `available`.
    """

    customer = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="points")
    available = models.PositiveIntegerField(_("available"), default=0, editable=False)
    pending = models.PositiveIntegerField(_("pending"), default=0, editable=False)
    held = models.PositiveIntegerField(_("held"), default=0, editable=False)
    debt = models.PositiveIntegerField(_("owed"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PointsAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("points account")
        verbose_name_plural = _("points accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(available__gte=0, pending__gte=0, held__gte=0, debt__gte=0), name="points_not_negative"
            ),
            models.CheckConstraint(condition=Q(available=0) | Q(debt=0), name="points_owed_or_available"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.balance}"

    @property
    def balance(self) -> int:
        """What can be spent; below zero when points that were spent were taken back."""
        return self.available - self.debt


class PointsLotState(models.TextChoices):
    PENDING = "pending", _("Not yours yet")
    CONFIRMED = "confirmed", _("Yours")
    VOID = "void", _("Came to nothing")


class PointsLotQuerySet(models.QuerySet["PointsLot"]):
    def spendable(self, at: datetime) -> "PointsLotQuerySet":
        """What can be spent, the first to expire first."""
        return self.filter(remaining__gt=0, expires_at__gt=at).order_by("expires_at", "pk")

    def due(self, at: datetime) -> "PointsLotQuerySet":
        return self.filter(state=PointsLot.State.PENDING, confirms_at__lte=at).order_by("confirms_at", "pk")

    def expired(self, at: datetime) -> "PointsLotQuerySet":
        return self.filter(remaining__gt=0, expires_at__lte=at).order_by("expires_at", "pk")


class PointsLot(Stateful):
    """Points that were earned together, by one cause. `kept` of the `granted` were not taken back; `remaining` of
    those can be spent until `expires_at`."""

    State = PointsLotState

    MOVES: ClassVar = {State.PENDING: (State.CONFIRMED, State.VOID)}

    account = models.ForeignKey(PointsAccount, models.PROTECT, related_name="lots")
    reference = models.CharField(_("for"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    granted = models.PositiveIntegerField(_("earned"))
    kept = models.PositiveIntegerField(_("kept"))
    remaining = models.PositiveIntegerField(_("left"), default=0)
    words = models.CharField(_("what for"), max_length=200, blank=True)
    confirms_at = models.DateTimeField(_("yours from"), null=True)
    expires_at = models.DateTimeField(_("expires"), null=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PointsLotQuerySet.as_manager()

    class Meta:
        verbose_name = _("points earned")
        verbose_name_plural = _("points earned")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "confirms_at"]),
            models.Index(fields=["expires_at"], condition=Q(remaining__gt=0), name="points_lots_left"),
        ]
        constraints = [
            known_states("points_lot_state_known", PointsLotState),
            models.CheckConstraint(
                condition=Q(granted__gte=1, kept__lte=F("granted")), name="points_lot_keeps_at_most_granted"
            ),
            models.CheckConstraint(
                condition=Q(state=PointsLotState.CONFIRMED, expires_at__isnull=False) | Q(remaining=0),
                name="points_lot_spendable_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.granted}: {self.reference}"


class PointsMove(LedgerEntry):
    """Something that happened to points, once for each kind and cause. Its legs sum to zero."""

    class Kind(models.TextChoices):
        EARNED = "earned", _("Earned, not yours yet")
        CONFIRMED = "confirmed", _("Earned")
        GRANTED = "granted", _("Given")
        VOIDED = "voided", _("Not earned after all")
        HELD = "held", _("Kept for an order")
        SPENT = "spent", _("Spent")
        RELEASED = "released", _("Not spent after all")
        RETURNED = "returned", _("Came back")
        TAKEN_BACK = "taken_back", _("Taken back")
        EXPIRED = "expired", _("Expired")
        ADJUSTED = "adjusted", _("Adjusted")
        MOVED = "moved", _("Moved between accounts")

    account = models.ForeignKey(PointsAccount, models.PROTECT, related_name="moves")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    words = models.CharField(_("what for"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("when"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(LedgerEntry.Meta):
        verbose_name = _("points move")
        verbose_name_plural = _("points moves")
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "reference"], name="one_points_move_per_cause")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reference}"


class PointsRequestState(models.TextChoices):
    ASKED = "asked", _("Waits for a second person")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")


class PointsRequest(Stateful):
    """An adjustment above what one of the staff may do alone: somebody else agrees or declines."""

    State = PointsRequestState

    MOVES: ClassVar = {State.ASKED: (State.DONE, State.DECLINED)}

    account = models.ForeignKey(PointsAccount, models.PROTECT, related_name="requests")
    points = models.IntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("adjustment of points")
        verbose_name_plural = _("adjustments of points")
        ordering = ["-id"]
        constraints = [
            known_states("points_request_state_known", PointsRequestState),
            models.CheckConstraint(condition=~Q(points=0), name="points_request_not_zero"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="points_request_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.customer}: {self.points:+}"


class PointsLeg(models.Model):
    """So many points into (+) or out of (-) one book by a move."""

    class Book(models.TextChoices):
        PENDING = "pending", _("Pending")
        AVAILABLE = "available", _("Available")
        HELD = "held", _("Held")
        DEBT = "debt", _("Owed")
        GRANTED = "granted", _("Program: given")
        SPENT = "spent", _("Program: spent")
        EXPIRED = "expired", _("Program: expired")

    move = models.ForeignKey(PointsMove, models.PROTECT, related_name="legs")
    book = models.CharField(_("book"), max_length=10, choices=Book)
    lot = models.ForeignKey(PointsLot, models.PROTECT, null=True, related_name="legs")
    points = models.IntegerField(_("points"))

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(points=0), name="points_leg_not_zero")]

    def __str__(self) -> str:
        return f"{self.book}: {self.points:+}"
