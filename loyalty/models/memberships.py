"""Memberships: who belongs, since when and until when, and what has happened to it."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from core.ledger import LedgerEntry
from core.states import Stateful, known_states
from loyalty.models.plans import Interval, Plan, PlanPrice
from loyalty.rules.memberships import gives_perks
from loyalty.rules.periods import Period

KEY_LENGTH = 24


def new_key() -> str:
    """What makes a repeated call to the provider harmless."""
    return new_code(KEY_LENGTH)


class MembershipState(models.TextChoices):
    PENDING = "pending", _("Being joined")
    TRIAL = "trial", _("On trial")
    ACTIVE = "active", _("Active")
    GRACE = "grace", _("Payment failed")
    LAPSED = "lapsed", _("Lapsed")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def lock(self, membership: "Membership") -> "Membership":
        return self.select_for_update(of=("self",)).select_related("customer", "plan", "price").get(pk=membership.pk)

    def visible_to(self, actor: Any) -> "MembershipQuerySet":
        """A customer's own; nobody's for a visitor who is not signed in."""
        return self.filter(customer=actor) if getattr(actor, "is_authenticated", False) else self.none()

    def live(self) -> "MembershipQuerySet":
        """Those that are not over; at most one of each customer."""
        return self.exclude(state=MembershipState.ENDED)

    def paid_for(self) -> "MembershipQuerySet":
        """Those that the provider renews."""
        return self.filter(source=Membership.Source.PAID)

    def to_compare(self, before: datetime, at: datetime) -> "MembershipQuerySet":
        """Live ones that the provider was not asked about since `before`, or whose page or period is over.

        And those that we ended, of which it was not told yet.
        """
        is_over = Q(ends_at__lte=at, synced_at__lte=F("ends_at")) | Q(signup_expires_at__lte=at, state="pending")
        live = ~Q(state=MembershipState.ENDED) & (Q(synced_at=None) | Q(synced_at__lte=before) | is_over)
        to_end = Q(state=MembershipState.ENDED, synced_at=None) & ~Q(stripe_subscription_id="", signup_id="")
        return self.paid_for().filter(live | to_end)


class Membership(Stateful):
    """One customer's membership. A paid one follows the provider's subscription, a granted one ends by itself.

    `starts_at` is since when they belong, `ends_at` the end of the current period: of the trial at first, then moved on
    by each renewal. While it is pending neither is known. `price` is the version the member pays, `next_price` the one
    from the next period on.
    """

    State = MembershipState

    class Source(models.TextChoices):
        PAID = "paid", _("Paid")
        GRANTED = "granted", _("Given by staff")

    MOVES: ClassVar = {
        State.PENDING: (State.TRIAL, State.ACTIVE, State.GRACE, State.LAPSED, State.PAUSED, State.ENDED),
        State.TRIAL: (State.ACTIVE, State.GRACE, State.LAPSED, State.PAUSED, State.ENDED),
        State.ACTIVE: (State.GRACE, State.LAPSED, State.PAUSED, State.ENDED),
        State.GRACE: (State.ACTIVE, State.LAPSED, State.PAUSED, State.ENDED),
        State.LAPSED: (State.ACTIVE, State.PAUSED, State.ENDED),
        State.PAUSED: (State.TRIAL, State.ACTIVE, State.GRACE, State.LAPSED, State.ENDED),
    }

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="memberships")
    price = models.ForeignKey(PlanPrice, models.PROTECT, null=True, blank=True, related_name="memberships")
    next_price = models.ForeignKey(PlanPrice, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=7, choices=Source, default=Source.PAID)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PENDING)
    starts_at = models.DateTimeField(_("member since"), null=True, blank=True)
    ends_at = models.DateTimeField(_("period ends"), null=True, blank=True)
    trial_ends_at = models.DateTimeField(_("trial ends"), null=True, blank=True)
    cancels_at_end = models.BooleanField(_("ends with its period"), default=False)
    grace_until = models.DateTimeField(_("grace until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    with_trial = models.BooleanField(default=False, editable=False)
    was_paid = models.BooleanField(_("was ever paid for"), default=False, editable=False)
    language = models.CharField(_("language"), max_length=10, default="", blank=True)
    key = models.CharField(max_length=32, default=new_key, editable=False)
    signup_id = models.CharField(max_length=120, blank=True, editable=False)
    signup_url = models.TextField(blank=True, editable=False)
    signup_expires_at = models.DateTimeField(null=True, editable=False)
    stripe_subscription_id = models.CharField(_("subscription at Stripe"), max_length=120, blank=True, editable=False)
    card = models.CharField(_("card"), max_length=40, blank=True, editable=False)
    reminded_for = models.DateTimeField(null=True, editable=False)
    synced_at = models.DateTimeField(_("compared with Stripe"), null=True, editable=False)
    created_at = models.DateTimeField(_("joined on"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-id"]
        permissions = [
            ("grant_membership", "May give memberships away"),
            ("grant_membership_beyond", "May give memberships away beyond the limit"),
            ("refund_membership", "May refund memberships"),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="memberships_by_end")]
        constraints = [
            known_states("membership_state_known", MembershipState),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="membership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["customer"], condition=~Q(state="ended"), name="one_live_membership_per_customer"
            ),
            models.UniqueConstraint(
                fields=["stripe_subscription_id"],
                condition=~Q(stripe_subscription_id=""),
                name="one_membership_per_subscription",
            ),
            models.CheckConstraint(
                condition=Q(source="granted", price=None) | Q(source="paid", price__isnull=False),
                name="paid_membership_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "ended"]) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="begun_membership_has_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.plan}"

    def get_absolute_url(self) -> str:
        return reverse("loyalty:membership-detail")

    @property
    def reference(self) -> str:
        """How the provider and other ledgers name it."""
        return f"membership/{self.pk}"

    @property
    def renews(self) -> bool:
        """Whether the provider charges for another period when this one ends."""
        return self.source == self.Source.PAID and not self.cancels_at_end

    @property
    def renewal_price(self) -> PlanPrice | None:
        """What the next period costs."""
        return self.next_price or self.price

    @property
    def interval(self) -> str:
        return self.price.interval if self.price else Interval.MONTH.value

    @property
    def period(self) -> Period | None:
        """The current one as it was written down."""
        row = self.periods.order_by("starts_at").last()
        return Period(row.starts_at, row.ends_at) if row else None

    def gives_perks(self, at: datetime) -> bool:
        """Whether it is worth something at this moment."""
        return gives_perks(
            state=self.state,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            renews=self.renews,
            grace_until=self.grace_until,
            at=at,
        )


class MembershipEvent(LedgerEntry):
    """One thing that happened to a membership, once for each cause."""

    class Kind(models.TextChoices):
        JOINED = "joined", _("Joined")
        MOVED = "moved", _("State changed")
        RENEWED = "renewed", _("Renewed")
        CANCELED = "canceled", _("Set to end")
        UNCANCELED = "uncanceled", _("Goes on after all")
        SWITCHED = "switched", _("Price changed")
        TRIAL_REFUSED = "trial_refused", _("Second trial refused")
        REFUNDED = "refunded", _("Refunded")
        GRANTED = "granted", _("Given")
        EXTENDED = "extended", _("Extended")
        PRICE_TOLD = "price_told", _("Told of a new price")
        PRICE_AGREED = "price_agreed", _("Agreed to the new price")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=14, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField(_("when"))
    from_state = models.CharField(_("from"), max_length=7, blank=True)
    to_state = models.CharField(_("to"), max_length=7, blank=True)
    data = models.JSONField(default=dict)

    class Meta(LedgerEntry.Meta):
        verbose_name = _("event of a membership")
        verbose_name_plural = _("events of memberships")
        constraints = [
            models.UniqueConstraint(fields=["membership", "kind", "reference"], name="one_membership_event_per_cause")
        ]
        indexes = [models.Index(fields=["kind", "happened_at"], name="membership_events_by_day")]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.kind}"


class MembershipPeriod(models.Model):
    """A stretch of time that was given or paid for. A switch, a refund or the end of it may cut the last one short."""

    class Kind(models.TextChoices):
        TRIAL = "trial", _("Trial")
        PAID = "paid", _("Paid")
        GRANTED = "granted", _("Given")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="periods")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    invoice = models.OneToOneField(
        "loyalty.MembershipInvoice", models.PROTECT, null=True, blank=True, related_name="period"
    )

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="membership_period_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="granted", invoice=None) | Q(kind__in=["trial", "paid"], invoice__isnull=False),
                name="membership_period_has_an_invoice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.starts_at:%Y-%m-%d}"
