"""Outgoing mail: each one is a row before it is sent, so none is lost, none is sent twice, and staff see all."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Stateful, known_states

CLAIM_EXPIRES_AFTER = timedelta(minutes=5)
"""A claim older than this belongs to a worker that died before it spoke to the mail server."""


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Waiting for a first or further try, or claimed by a worker that died before handing over."""
        waiting = models.Q(state=OutgoingMail.State.QUEUED, next_try_at__lte=now)
        orphaned = models.Q(state=OutgoingMail.State.SENDING, claimed_at__lte=now - CLAIM_EXPIRES_AFTER)
        return self.filter(waiting | (orphaned & models.Q(handed_over_at=None)))

    def most_needed_first(self) -> "OutgoingMailQuerySet":
        """What nobody can cancel, as the mails of orders, before what one can do without: that may come in floods."""
        can_wait = models.Case(models.When(unsubscribe_url="", then=0), default=1)
        return self.order_by(can_wait, "pk")

    def in_doubt(self, now: datetime) -> "OutgoingMailQuerySet":
        """Handed to the mail server by a worker that died before hearing the answer: staff decide."""
        return self.filter(
            state=OutgoingMail.State.SENDING, claimed_at__lte=now - CLAIM_EXPIRES_AFTER, handed_over_at__isnull=False
        )


class OutgoingMailState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Uncertain")


class OutgoingMail(Stateful):
    """A rendered message for one recipient; (template, key, recipient) is unique, so nobody is written to twice."""

    State = OutgoingMailState

    MOVES = {
        State.QUEUED: (State.SENDING,),
        State.SENDING: (State.SENT, State.QUEUED, State.FAILED, State.UNCERTAIN),
        State.SENT: (State.QUEUED,),
        State.FAILED: (State.QUEUED,),
        State.UNCERTAIN: (State.QUEUED, State.SENT),
    }

    template = models.CharField(_("template"), max_length=80)
    key = models.CharField(_("business key"), max_length=120)
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("plain text"))
    html = models.TextField(_("HTML"))
    unsubscribe_url = models.URLField(_("unsubscribe address"), max_length=500, blank=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "key", "recipient"], name="one_mail_per_template_key_recipient"
            ),
            known_states("mail_state_known", OutgoingMailState),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"
