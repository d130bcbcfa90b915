"""Alerts: who wants to be told when a variant is back or costs less."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.money import Money
from core.states import Stateful, known_states
from shop.models.catalog import Product, Variant
from shop.models.stock import AVAILABLE, StockRecord


class AlertState(models.TextChoices):
    PENDING = "pending", _("Not confirmed")
    ACTIVE = "active", _("Waiting")
    SENT = "sent", _("Told")
    ENDED = "ended", _("Ended")


class AlertKind(models.TextChoices):
    BACK = "back_in_stock", _("Back in stock")
    PRICE = "price_drop", _("Lower price")


LIVE = (AlertState.PENDING, AlertState.ACTIVE)


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, actor: Any) -> "AlertQuerySet":
        """A customer's own; guests reach theirs by the link in their mail."""
        return self.filter(customer=actor) if getattr(actor, "is_authenticated", False) else self.none()

    def confirmed_by(self, email: str) -> "AlertQuerySet":
        """A guest's, of whom it is proven that the address is theirs."""
        return self.filter(email=email, confirmed_at__isnull=False).exclude(email="")

    def live(self) -> "AlertQuerySet":
        return self.filter(state__in=LIVE)

    def due(self, at: datetime) -> "AlertQuerySet":
        """Confirmed, wanted, and what was asked for holds now: units are available; everybody pays less than then."""
        stock = StockRecord.objects.filter(variant=OuterRef("variant"), location__is_active=True)
        here = Exists(stock.annotate(left=AVAILABLE).filter(left__gt=0))
        orderable = here | Exists(stock.selling_ahead(timezone.localdate(at)))
        cheaper = Q(target=None, variant__price__lt=F("price_at_asking")) | Q(target__gte=F("variant__price"))
        holds = Q(here, kind=AlertKind.BACK) | Q(cheaper, orderable, kind=AlertKind.PRICE)
        wanted = Q(customer=None) | Q(customer__is_active=True, customer__wants_alert_mails=True)
        on_sale = Q(variant__is_active=True, variant__product__state=Product.State.PUBLISHED)
        return self.filter(wanted, on_sale, holds, state=AlertState.ACTIVE, expires_at__gt=at)


class Alert(Stateful):
    """One person, one variant, one thing to be told once. A guest's waits until the address is confirmed.

    Prices are those that everybody pays. `target` is the highest price worth a mail, empty for any lower one than at
    asking. `notice` is the key of the mail that told it, or "weekly" when it went into the weekly one.
    """

    State, Kind = AlertState, AlertKind

    MOVES = {
        State.PENDING: (State.ACTIVE, State.ENDED),
        State.ACTIVE: (State.SENT, State.ENDED),
        State.ENDED: (State.ACTIVE,),
    }

    kind = models.CharField(_("to be told"), max_length=15, choices=Kind)
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="alerts", verbose_name=_("variant"))
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="alerts", verbose_name=_("customer")
    )
    email = models.EmailField(_("e-mail address of a guest"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    price_at_asking = MoneyField(_("price at asking"))
    target = MoneyField(_("at most"), null=True)
    created_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    expires_at = models.DateTimeField(_("expires"))
    sent_at = models.DateTimeField(_("told"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    notice = models.CharField(max_length=120, default="", editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["variant", "kind"], condition=Q(state="active"), name="alert_active"),
            models.Index(fields=["email"], condition=~Q(email=""), name="alert_of_a_guest"),
            models.Index(fields=["notice"], condition=~Q(notice=""), name="alert_notice"),
        ]
        constraints = [
            known_states("alert_state_known", AlertState),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, email="")
                | Q(customer=None) & (~Q(email="") | ~Q(state__in=[state.value for state in LIVE])),
                name="alert_of_a_customer_or_a_guest",
            ),
            models.CheckConstraint(
                condition=Q(target=None)
                | Q(kind=AlertKind.PRICE, target__gt=Money(0), target__lt=F("price_at_asking")),
                name="alert_target_below_the_price",
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.SENT, sent_at__isnull=False) & ~Q(notice="")
                | ~Q(state=AlertState.SENT) & Q(sent_at=None, notice=""),
                name="alert_sent_with_a_notice",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | ~Q(state__in=[AlertState.ACTIVE, AlertState.SENT]),
                name="alert_active_is_confirmed",
            ),
            models.UniqueConstraint(
                fields=["kind", "variant", "customer"],
                condition=Q(state__in=[state.value for state in LIVE], customer__isnull=False),
                name="one_live_alert_per_customer",
            ),
            models.UniqueConstraint(
                fields=["kind", "variant", "email"],
                condition=Q(state__in=[state.value for state in LIVE]) & ~Q(email=""),
                name="one_live_alert_per_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.variant}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE
