"""Webhooks of partners: where they want to hear, what was sent there, and every try."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.events import Event
from accounts.models.partners import Partner
from core.codes import new_code
from core.ledger import LedgerEntry, LedgerQuerySet
from core.states import Stateful, known_states

SEALED_FOR = "webhook secret"
LEASE = timedelta(minutes=2)
"""So long a delivery belongs to the worker that took it: far longer than a request may last."""


def new_endpoint_id() -> str:
    return f"we_{new_code(16)}"


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def visible_to(self, partner: Partner) -> "WebhookEndpointQuerySet":
        """A partner sees its own."""
        return self.filter(partner=partner)

    def listening(self) -> "WebhookEndpointQuerySet":
        """Events are kept for them: at once, or for when they go on."""
        return self.filter(state__in=[EndpointState.ACTIVE, EndpointState.PAUSED], partner__is_active=True)

    def subscribed_types(self) -> set[str]:
        """What at least one of these that listens has subscribed to."""
        return {name for types in self.listening().values_list("types", flat=True) for name in types}


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    DISABLED = "disabled", _("Disabled")


class WebhookEndpoint(Stateful):
    """An address of a partner that hears of some types of events. While paused they wait; disabled, none are kept."""

    State = EndpointState

    MOVES: ClassVar = {
        State.ACTIVE: (State.PAUSED, State.DISABLED),
        State.PAUSED: (State.ACTIVE, State.DISABLED),
        State.DISABLED: (State.ACTIVE,),
    }

    public_id = models.CharField(_("id"), max_length=24, unique=True, default=new_endpoint_id, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="webhooks", verbose_name=_("partner"))
    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=120, blank=True)
    types = models.JSONField(_("events"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    failed_at = models.DateTimeField(_("last failure"), null=True, editable=False)
    disabled_why = models.CharField(_("disabled because"), max_length=20, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"))

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering = ["id"]
        constraints = [
            known_states("endpoint_state_known", EndpointState),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="endpoint_failing_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.url}"


class WebhookSecret(models.Model):
    """What an endpoint's deliveries are signed with, sealed. A replaced one signs on until `valid_until`."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="secrets")
    sealed = models.CharField(max_length=300, editable=False)
    created_at = models.DateTimeField(_("since"))
    valid_until = models.DateTimeField(_("valid until"), null=True)

    class Meta:
        verbose_name = _("webhook secret")
        verbose_name_plural = _("webhook secrets")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], condition=Q(valid_until=None), name="one_newest_secret")
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} since {self.created_at}"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, partner: Partner) -> "WebhookDeliveryQuerySet":
        """A partner sees what goes to its own endpoints."""
        return self.filter(endpoint__partner=partner)

    def due(self, at: datetime) -> "WebhookDeliveryQuerySet":
        """To be sent now: nobody is at it, and nothing earlier of the same subject waits at the same endpoint."""
        earlier = WebhookDelivery.objects.filter(
            endpoint=OuterRef("endpoint"), subject=OuterRef("subject"), state=DeliveryState.PENDING,
            event__lt=OuterRef("event"),
        )  # fmt: skip
        return self.untaken(at).filter(
            ~Exists(earlier), endpoint__state=EndpointState.ACTIVE, endpoint__partner__is_active=True
        )

    def untaken(self, at: datetime) -> "WebhookDeliveryQuerySet":
        """Waiting for this moment, and no living worker has it."""
        free = Q(taken_until=None) | Q(taken_until__lte=at)
        return self.filter(free, state=DeliveryState.PENDING, next_attempt_at__lte=at)

    def overdue(self, at: datetime) -> "WebhookDeliveryQuerySet":
        """Waiting for longer than is tried, such as at an endpoint that is paused."""
        return self.filter(state=DeliveryState.PENDING, give_up_at__lte=at)


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SUCCEEDED = "succeeded", _("Delivered")
    FAILED = "failed", _("Given up")


class WebhookDelivery(Stateful):
    """An event on its way to an endpoint. What was given up stays, to be sent again by hand."""

    State = DeliveryState

    MOVES: ClassVar = {
        State.PENDING: (State.SUCCEEDED, State.FAILED),
        State.FAILED: (State.PENDING,),
        State.SUCCEEDED: (State.PENDING,),
    }

    public_id = models.CharField(_("id"), max_length=24, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries", verbose_name=_("event"))
    endpoint = models.ForeignKey(
        WebhookEndpoint, models.PROTECT, related_name="deliveries", verbose_name=_("endpoint"), db_index=False
    )
    subject = models.CharField(_("about"), max_length=80)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next try"))
    give_up_at = models.DateTimeField(_("tried until"))
    deadline_at = models.DateTimeField(editable=False)
    taken_until = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True)
    created_at = models.DateTimeField(_("created"))

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-id"]
        constraints = [
            known_states("delivery_state_known", DeliveryState),
            models.UniqueConstraint(fields=["endpoint", "event"], name="one_delivery_per_endpoint_and_event"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="deliveries_due"),
            models.Index(
                fields=["endpoint", "subject", "event"], condition=Q(state="pending"), name="deliveries_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class WebhookAttemptQuerySet(LedgerQuerySet):
    def trim(self, before: datetime) -> int:
        """Forget what is older; the database refuses it of rows that are not old enough."""
        return models.QuerySet.delete(self.filter(created_at__lt=before).order_by())[0]


class WebhookAttempt(LedgerEntry):
    """One try: what was sent and what came back. `status` is empty when no answer came, and `error` says why."""

    delivery = models.ForeignKey(WebhookDelivery, models.PROTECT, related_name="tries", verbose_name=_("delivery"))
    number = models.PositiveSmallIntegerField(_("try"))
    sent_at = models.DateTimeField(_("sent"))
    headers = models.JSONField(_("headers sent"), default=dict)
    body = models.TextField(_("body sent"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects = WebhookAttemptQuerySet.as_manager()  # type: ignore[misc]

    class Meta(LedgerEntry.Meta):
        verbose_name = _("try of a webhook delivery")
        verbose_name_plural = _("tries of webhook deliveries")

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M:%S} {self.status or self.error}"
