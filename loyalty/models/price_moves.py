"""Members going over to a newer version of a price: what staff began, and whom it was told."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.memberships import Membership, MembershipState
from loyalty.models.plans import PlanPrice
from loyalty.rules.price_moves import DECIDED_BEFORE, LONGEST_NOTICE_DAYS, SHORTEST_NOTICE_DAYS


class PriceMove(models.Model):
    """All who pay an older version go over to `price` with a renewal that is at least `notice_days` after the mail."""

    price = models.ForeignKey(PlanPrice, models.PROTECT, related_name="moves", verbose_name=_("new price"))
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"),
        validators=[MinValueValidator(SHORTEST_NOTICE_DAYS), MaxValueValidator(LONGEST_NOTICE_DAYS)],
    )
    needs_consent = models.BooleanField(_("only who agrees"), default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    started_at = models.DateTimeField(_("begun"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)

    class Meta:
        verbose_name = _("change of members' price")
        verbose_name_plural = _("changes of members' prices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["price"], condition=Q(stopped_at=None), name="one_running_move_per_price"),
            models.CheckConstraint(
                condition=Q(notice_days__gte=SHORTEST_NOTICE_DAYS, notice_days__lte=LONGEST_NOTICE_DAYS),
                name="price_move_notice_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return str(self.price)

    @property
    def members_to_tell(self) -> "models.QuerySet[Membership]":
        """Who pays an older version and was not told yet. Trials and who leaves keep what they were promised."""
        before = Q(price__valid_from__lt=self.price.valid_from)
        older = before | Q(price__valid_from=self.price.valid_from, price__lt=self.price_id)
        paying = Membership.objects.paid_for().filter(
            older, state=MembershipState.ACTIVE, cancels_at_end=False, next_price=None, plan=self.price.plan_id,
            price__interval=self.price.interval,
        )  # fmt: skip
        return paying.exclude(price_notices__move=self)


class PriceNoticeQuerySet(models.QuerySet["PriceNotice"]):
    def open(self) -> "PriceNoticeQuerySet":
        """Told, and neither gone over nor out of date: the member pays what they paid then, and nothing else waits."""
        running = self.filter(move__stopped_at=None, moved_at=None, membership__price=F("before"))
        return running.filter(membership__state=MembershipState.ACTIVE, membership__next_price=None)

    def unagreed(self) -> "PriceNoticeQuerySet":
        """Open ones that need a yes and have none."""
        return self.open().filter(needs_consent=True, agreed_at=None)

    def due(self) -> "PriceNoticeQuerySet":
        """Of those whose next renewal is late enough after the mail, the ones that may go over."""
        agreed = Q(needs_consent=False) | Q(agreed_at__isnull=False)
        renewing = self.open().filter(membership__cancels_at_end=False)
        return renewing.filter(agreed, membership__ends_at__gte=F("holds_from"))

    def unanswered(self, at: datetime) -> "PriceNoticeQuerySet":
        """Whose consent is needed and missing shortly before that renewal."""
        return self.unagreed().filter(
            membership__ends_at__gte=F("holds_from"), membership__ends_at__lte=at + DECIDED_BEFORE
        )

    def to_keep(self) -> "PriceNoticeQuerySet":
        """Set to end for want of a yes that came after all."""
        let_go = self.filter(let_go_at__isnull=False, agreed_at__isnull=False, moved_at=None)
        return let_go.filter(membership__cancels_at_end=True, membership__state=MembershipState.ACTIVE)

    def let_go(self) -> "PriceNoticeQuerySet":
        """Whose membership is set to end for want of a yes."""
        return self.filter(let_go_at__isnull=False, membership__cancels_at_end=True, agreed_at=None)


class PriceNotice(models.Model):
    """One member who was told. The first renewal from `holds_from` on is at the new price; none before it."""

    move = models.ForeignKey(PriceMove, models.PROTECT, related_name="notices")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="price_notices")
    before = models.ForeignKey(PlanPrice, models.PROTECT, related_name="+")
    needs_consent = models.BooleanField(default=False)
    told_at = models.DateTimeField(_("told"))
    holds_from = models.DateTimeField(_("not before"))
    agreed_at = models.DateTimeField(_("agreed"), null=True)
    let_go_at = models.DateTimeField(_("set to end without a yes"), null=True)
    moved_at = models.DateTimeField(_("gone over"), null=True)

    objects = PriceNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a price")
        verbose_name_plural = _("notices of prices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["move", "membership"], name="one_notice_per_member_and_move"),
            models.CheckConstraint(condition=Q(holds_from__gt=F("told_at")), name="price_holds_after_it_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.move}"
