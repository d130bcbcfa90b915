"""Bringing a friend: the terms, a customer's own code, and each friend who came by it."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from core.fields import MoneyField
from core.money import Money
from core.states import Stateful, known_states
from loyalty.models.points import PointsProgram

CODE_LENGTH = 8


def new_referral_code() -> str:
    """A code for a link: short, and no secret."""
    return new_code(CODE_LENGTH)


class ReferralProgram(models.Model):
    """What bringing a friend earns: one row, changed by staff. Orders placed before keep the terms of their day."""

    is_active = models.BooleanField(_("switched on"), default=False)
    friend_points = models.PositiveIntegerField(
        _("points for the friend"), default=200, validators=[MinValueValidator(1)]
    )
    referrer_points = models.PositiveIntegerField(
        _("points for who brought them"), default=200, validators=[MinValueValidator(1)]
    )
    min_goods = MoneyField(
        _("smallest first order"), default=Money(2000), help_text=_("Goods after discounts, and less what is refunded.")
    )
    max_per_month = models.PositiveSmallIntegerField(
        _("most friends a month"), default=10, help_text=_("Friends beyond it get theirs; who brought them gets none.")
    )
    max_per_day = models.PositiveSmallIntegerField(
        _("friends a day without a look"), default=3, help_text=_("From then on a person decides.")
    )

    class Meta:
        verbose_name = _("terms for bringing a friend")
        verbose_name_plural = _("terms for bringing a friend")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="referral_one_program"),
            models.CheckConstraint(
                condition=Q(friend_points__gte=1, referrer_points__gte=1), name="referral_has_points"
            ),
            models.CheckConstraint(condition=Q(min_goods__gte=Money(0)), name="referral_minimum_not_negative"),
        ]

    def __str__(self) -> str:
        return str(_("terms for bringing a friend"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def running(cls) -> "ReferralProgram | None":
        """The terms of today; None where friends or points are switched off."""
        return cls.objects.filter(is_active=True).first() if PointsProgram.current().is_active else None


class ReferralCode(models.Model):
    """A customer's own link."""

    customer = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="referral_code")
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_referral_code)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("link for friends")
        verbose_name_plural = _("links for friends")

    def __str__(self) -> str:
        return self.code


class ReferralState(models.TextChoices):
    PLACED = "placed", _("Ordered, not paid yet")
    HELD = "held", _("We are having a look")
    PENDING = "pending", _("On its way")
    EARNED = "earned", _("Earned")
    DECLINED = "declined", _("Declined")
    VOID = "void", _("Came to nothing")
    TAKEN_BACK = "taken_back", _("Taken back: the order went back")
    EXPIRED = "expired", _("Expired")


LIVE = (ReferralState.HELD, ReferralState.PENDING, ReferralState.EARNED)


class Referral(Stateful):
    """A friend's first order by somebody's link, with the terms of that day and what a person should look at."""

    State = ReferralState

    MOVES: ClassVar = {
        State.PLACED: (State.PENDING, State.HELD, State.VOID),
        State.HELD: (State.PENDING, State.DECLINED, State.VOID),
        State.PENDING: (State.EARNED, State.TAKEN_BACK, State.EXPIRED),
        State.EARNED: (State.TAKEN_BACK,),
    }

    class Reason(models.TextChoices):
        SAME_ACCOUNT = "same_account", _("the same account")
        SAME_EMAIL = "same_email", _("the same e-mail address")
        SAME_ADDRESS = "same_address", _("the same delivery address")
        SAME_DEVICE = "same_device", _("the same browser")
        TOO_MANY_TODAY = "too_many_today", _("very many friends on one day")

    class Why(models.TextChoices):
        NOT_FIRST = "not_first", _("it was not the first order")
        TOO_SMALL = "too_small", _("the order was too small")
        CANCELED = "canceled", _("the order was canceled or not paid")
        OFF = "off", _("friends were not rewarded any more")
        LEFT = "left", _("an account was deleted")

    referrer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="referrals", verbose_name=_("brought by")
    )
    friend = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("friend"))
    reference = models.CharField(_("order"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED)
    why = models.CharField(_("because"), max_length=10, choices=Why, blank=True, default="")
    is_same_device = models.BooleanField(_("same browser"), default=False)
    reasons = models.JSONField(_("to look at"), default=list)
    friend_points = models.PositiveIntegerField(_("points for the friend"))
    referrer_points = models.PositiveIntegerField(_("points for who brought them"))
    min_goods = MoneyField(_("smallest first order"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    created_at = models.DateTimeField(_("ordered"), db_index=True)

    class Meta:
        verbose_name = _("friend who came")
        verbose_name_plural = _("friends who came")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            known_states("referral_state_known", ReferralState),
            models.UniqueConstraint(fields=["friend"], condition=Q(state__in=LIVE), name="one_referral_per_friend"),
            models.CheckConstraint(
                condition=Q(state="void") & ~Q(why="") | ~Q(state="void") & Q(why=""), name="referral_void_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referrer}: {self.reference}"

    @property
    def friend_lot(self) -> str:
        """Under which name the friend's points are kept: with the order's own, so that they come and go with it."""
        return f"{self.reference}/referral/friend"

    @property
    def referrer_lot(self) -> str:
        return f"{self.reference}/referral/referrer"

    @property
    def reasons_in_words(self) -> str:
        return ", ".join(str(self.Reason(reason).label) for reason in self.reasons)
