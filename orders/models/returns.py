"""Returns: what a buyer wants to send back, what came, and what became of it."""

from datetime import date, datetime, timedelta
from statistics import median
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner
from core.codes import new_code
from core.fields import MoneyField
from core.money import Money
from core.rights import sees_all
from core.states import Stateful, known_states
from orders.models.order_lines import OrderLine
from orders.models.orders import Order, stood_with
from orders.rules.returns import Outcome, Reason, Sign
from shop.models import Location, Variant


def new_return_number() -> str:
    """What stands on the label: random, so that it tells nothing of how many there are."""
    return new_code(9)


class ReturnState(models.TextChoices):
    REQUESTED = "requested", _("Asked for")
    IN_REVIEW = "in_review", _("Being looked at")
    APPROVED = "approved", _("Agreed")
    IN_TRANSIT = "in_transit", _("On its way to us")
    RECEIVED = "received", _("Here")
    INSPECTED = "inspected", _("Looked at")
    SETTLED = "settled", _("Done")
    REJECTED = "rejected", _("Not agreed")
    CANCELED = "canceled", _("Canceled")
    EXPIRED = "expired", _("Not sent in time")
    LOST = "lost", _("Lost on the way to us")


LIVE = (
    ReturnState.REQUESTED,
    ReturnState.IN_REVIEW,
    ReturnState.APPROVED,
    ReturnState.IN_TRANSIT,
    ReturnState.RECEIVED,
)
"""What it was asked for is still to come or to be looked at: those units are in no other return."""


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, actor: object) -> "ReturnQuerySet":
        """Staff with the right see all, customers those of their orders; guests come by the order's signed link."""
        return self if sees_all(actor, self.model) else self.filter(order__in=Order.objects.visible_to(actor))

    def taken_by(self, actor: object) -> "ReturnQuerySet":
        """Of those, what the actor may take in and look at: what came from its own places and no others."""
        seen = self.visible_to(actor)
        if not isinstance(actor, Partner) or actor.sees_all:
            return seen
        inside = ReturnLine.objects.filter(sent_back=OuterRef(OuterRef("pk"))).values("order_line__variant")
        return seen.filter(stood_with(actor, inside))

    def lock(self, sent_back: "Return") -> "Return":
        return self.select_for_update(of=("self",)).get(pk=sent_back.pk)

    def live(self) -> "ReturnQuerySet":
        return self.filter(state__in=LIVE)

    def by_key(self, order: Order, key: str | None) -> "Return | None":
        """What the form with this key has written already."""
        return self.filter(order=order, key=key).first() if key else None

    def waiting_for_a_person(self) -> "ReturnQuerySet":
        """Staff's turn: to look, to receive, to inspect, to pay, or to answer."""
        states = [ReturnState.IN_REVIEW, ReturnState.RECEIVED, ReturnState.INSPECTED]
        return self.filter(Q(state__in=states) | Q(is_contested=True))

    def days_to_money(self, since: datetime) -> float | None:
        """In the middle of all paid since then: days from receipt until the money was sent. None for none."""
        paid = self.filter(settled_at__gte=since, received_at__isnull=False, paid_back__gt=Money(0))
        ways = [done - came for came, done in paid.values_list("received_at", "settled_at")]
        return median(ways) / timedelta(days=1) if ways else None

    def overdue(self, at: datetime) -> "ReturnQuerySet":
        """Announced, never sent, and the days for it are over."""
        return self.filter(state=ReturnState.APPROVED, send_by__lt=at)

    def without_label(self) -> "ReturnQuerySet":
        """Agreed, to be sent, and there is nothing to send it with."""
        valid = Return.objects.filter(labels__isnull=False, labels__voided_at=None).values("pk")
        return self.filter(state=ReturnState.APPROVED).exclude(pk__in=valid).exclude(outcome=Outcome.KEEP)

    def with_useless_label(self) -> "ReturnQuerySet":
        """Nobody will send it any more, and its label is still valid."""
        ended = [ReturnState.CANCELED, ReturnState.EXPIRED, ReturnState.REJECTED]
        return self.filter(state__in=ended, labels__isnull=False, labels__voided_at=None)


class Return(Stateful):
    """Goods that come back to the shop, or stay for part of the money. `quoted` is what its buyer saw and confirmed."""

    State = ReturnState

    MOVES: ClassVar = {
        State.REQUESTED: (State.IN_REVIEW, State.APPROVED, State.REJECTED, State.CANCELED),
        State.IN_REVIEW: (State.APPROVED, State.REJECTED, State.CANCELED),
        State.APPROVED: (State.IN_TRANSIT, State.RECEIVED, State.SETTLED, State.CANCELED, State.EXPIRED),
        State.IN_TRANSIT: (State.RECEIVED, State.LOST),
        State.RECEIVED: (State.INSPECTED,),
        State.INSPECTED: (State.SETTLED,),
        State.EXPIRED: (State.IN_TRANSIT, State.RECEIVED),  # it was sent after all
        State.LOST: (State.RECEIVED, State.SETTLED),  # found again, or paid as if it had come
    }

    number = models.CharField(_("number"), max_length=9, unique=True, default=new_return_number)
    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REQUESTED)
    outcome = models.CharField(_("the buyer has"), max_length=10, choices=Outcome)
    is_withdrawal = models.BooleanField(_("withdrawal from the contract"), default=False)
    signs = models.JSONField(_("looked at because"), default=list, blank=True)
    quoted = MoneyField(_("money back, as shown"), default=Money(0))
    bonus = MoneyField(_("extra as store credit, as shown"), default=Money(0))
    label_fee = MoneyField(_("taken off for the label"), default=Money(0))
    key = models.CharField(max_length=32, unique=True, null=True, editable=False, help_text="Of the form.")
    replacement = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="+", verbose_name=_("sent in exchange")
    )
    paid_back = MoneyField(_("went back"), default=Money(0))
    is_contested = models.BooleanField(_("contested"), default=False)
    note = models.CharField(_("why"), max_length=500, blank=True, help_text=_("Of whoever agreed, declined or paid."))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(_("asked for at"))
    approved_at = models.DateTimeField(_("agreed at"), null=True)
    send_by = models.DateTimeField(_("to be sent by"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    received_at = models.DateTimeField(_("here since"), null=True)
    place = models.ForeignKey(
        Location, models.PROTECT, null=True, related_name="+", verbose_name=_("came to"), editable=False
    )
    inspected_at = models.DateTimeField(_("looked at since"), null=True)
    lost_at = models.DateTimeField(_("given up since"), null=True)
    settled_at = models.DateTimeField(_("done at"), null=True)
    refund_by = models.DateTimeField(
        _("money due by"),
        null=True,
        help_text=_("By law within fourteen days of a withdrawal, or once the goods are on their way back, if later."),
    )

    credit_code = ""
    """The code of a guest's credit, in the moment in which it is issued; only ever in a mail."""

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "send_by"])]
        constraints = [
            known_states("return_state_known", ReturnState),
            models.CheckConstraint(
                condition=Q(
                    quoted__gte=Money(0), bonus__gte=Money(0), label_fee__gte=Money(0), paid_back__gte=Money(0)
                ),
                name="return_money_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def reference(self) -> str:
        """How money, stock and events name it."""
        return f"return/{self.number}"

    def money_promised_on(self, days: int) -> date | None:
        """The day by which its money is to be on its way: so many after it came. None where none goes back."""
        if self.received_at is None or self.outcome in (Outcome.KEEP, Outcome.EXCHANGE):
            return None
        return timezone.localdate(self.received_at) + timedelta(days=days)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def sign_words(self) -> str:
        return ", ".join(str(Sign(sign).label) for sign in self.signs)


class ReturnLine(models.Model):
    """Units of one line of the order: asked for, come, accepted; and where what came went."""

    sent_back = models.ForeignKey(Return, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines")
    requested = models.PositiveSmallIntegerField(_("asked for"))
    received = models.PositiveSmallIntegerField(_("came"), default=0)
    accepted = models.PositiveSmallIntegerField(_("accepted"), default=0)
    restocked = models.PositiveSmallIntegerField(_("back on the shelf"), default=0)
    damaged = models.PositiveSmallIntegerField(_("damaged"), default=0)
    quarantined = models.PositiveSmallIntegerField(_("put aside"), default=0)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    is_opened = models.BooleanField(_("opened"), default=False)
    note = models.CharField(_("in the buyer's words"), max_length=500, blank=True)
    finding = models.CharField(_("what was found"), max_length=300, blank=True)
    instead_price = MoneyField(_("price of one, as shown"), null=True)
    instead = models.ForeignKey(Variant, models.PROTECT, null=True, related_name="+", verbose_name=_("exchange for"))

    class Meta:
        verbose_name = _("returned line")
        verbose_name_plural = _("returned lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sent_back", "order_line"], name="one_return_line_per_order_line"),
            models.CheckConstraint(condition=Q(requested__gte=1), name="return_line_at_least_one"),
            models.CheckConstraint(condition=Q(received__lte=F("requested")), name="return_received_at_most_asked"),
            models.CheckConstraint(condition=Q(accepted__lte=F("requested")), name="return_accepted_at_most_asked"),
            models.CheckConstraint(
                condition=Q(received__gte=F("restocked") + F("damaged") + F("quarantined")),
                name="return_put_away_at_most_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requested} x {self.order_line.title}"
