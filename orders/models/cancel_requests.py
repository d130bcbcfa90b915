"""Buyers who ask to cancel what is packed already."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import Stateful, known_states
from orders.models.orders import Order

MOST_WORDS = 300


class CancelRequestQuerySet(models.QuerySet["CancelRequest"]):
    def open(self) -> "CancelRequestQuerySet":
        return self.filter(state=CancelRequest.State.ASKED)

    def lock(self, request: "CancelRequest") -> "CancelRequest":
        return self.select_for_update(of=("self",)).get(pk=request.pk)


class CancelRequestState(models.TextChoices):
    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Declined")
    TOO_LATE = "too_late", _("It had left already")
    WITHDRAWN = "withdrawn", _("Taken back")


class CancelRequest(Stateful):
    """A buyer asks to cancel an order of which something is packed: until somebody decides, nothing of it is sent."""

    State = CancelRequestState

    MOVES: ClassVar = {State.ASKED: (State.GRANTED, State.DECLINED, State.TOO_LATE, State.WITHDRAWN)}

    order = models.ForeignKey(Order, models.PROTECT, related_name="cancel_requests", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    words = models.CharField(_("the buyer's words"), max_length=MOST_WORDS, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answer = models.CharField(_("our answer"), max_length=MOST_WORDS, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )

    objects = CancelRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to cancel")
        verbose_name_plural = _("requests to cancel")
        ordering = ["-id"]
        constraints = [
            known_states("cancel_request_state_known", CancelRequestState),
            models.UniqueConstraint(fields=["order"], condition=Q(state="asked"), name="one_open_request_to_cancel"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | ~Q(state="asked") & Q(decided_at__isnull=False),
                name="cancel_request_decided_when_not_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display()}"
