"""What partners are told: one row for each thing that happened, written in the same transaction as what happened."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models.partners import Partner
from accounts.rules.events import EVENTS, VERSION
from core.ledger import LedgerEntry, LedgerQuerySet

KEPT_DAYS = 30


def new_event_id() -> str:
    """Public and random: the receiver knows by it what it has seen already."""
    return f"evt_{get_random_string(22)}"


class EventQuerySet(LedgerQuerySet):
    def unspread(self) -> "EventQuerySet":
        """Not handed to endpoints yet, in the order in which they happened."""
        return self.filter(spread_at=None).order_by("pk")

    def heard_by(self, partner: Partner, scopes: Collection[str]) -> "EventQuerySet":
        """What a partner may hear with these scopes."""
        heard = [name for name, kind in EVENTS.items() if kind.scope in scopes]
        if partner.sees_all:
            return self.filter(type__in=heard)
        shared = [name for name in heard if not EVENTS[name].is_owned]
        own = Q(partner=partner) | Q(keepers__contains=f",{partner.pk},")
        return self.filter(Q(type__in=shared) | Q(own, type__in=heard))

    def mark_spread(self, at: datetime) -> int:
        """The one thing that may change in a row, once."""
        return models.QuerySet.update(self.filter(spread_at=None), spread_at=at)

    def trim(self, before: datetime) -> int:
        """Forget what is older; the database refuses it of rows that are not old enough."""
        old = self.filter(created_at__lt=before)
        return models.QuerySet.delete(old.order_by())[0]


class Event(LedgerEntry):
    """`subject` orders: of one subject, what happened later is told later. `data` holds ids and what changed.

    `reference` is unique for each type, so that a repeated call writes nothing. Whose own it is: the `partner` through
    whom it was ordered, and `keepers` (",3,17,"), the ids of partners who run a place that keeps goods of it.
    """

    reference = models.CharField(max_length=200)
    public_id = models.CharField(_("id"), max_length=32, unique=True, default=new_event_id, editable=False)
    type = models.CharField(_("type"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=VERSION)
    subject = models.CharField(_("about"), max_length=80)
    data = models.JSONField(_("data"), default=dict)
    happened_at = models.DateTimeField(_("happened"))
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, related_name="domain_events", verbose_name=_("partner")
    )
    keepers = models.CharField(_("keepers"), max_length=200, blank=True, default="")
    spread_at = models.DateTimeField(_("handed to endpoints"), null=True, editable=False)

    objects = EventQuerySet.as_manager()  # type: ignore[misc]

    class Meta(LedgerEntry.Meta):
        verbose_name = _("event for partners")
        verbose_name_plural = _("events for partners")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["type", "reference"], name="one_event_per_type_and_reference")]
        indexes = [models.Index(fields=["id"], condition=Q(spread_at=None), name="events_to_spread")]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"

    @property
    def owners(self) -> set[int]:
        """Ids of the partners whose own it is."""
        keepers = {int(pk) for pk in self.keepers.split(",") if pk}
        return keepers | ({self.partner_id} if self.partner_id else set())


class Change(models.Model):
    """A note that something of the catalog changed. Those of some seconds are told together, with what is true then.

    Notes are only added and taken away, never changed: nobody waits for another's note.
    """

    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note of a change")
        verbose_name_plural = _("notes of changes")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.type} {self.subject}"


def keepers_text(partner_ids: Sequence[int]) -> str:
    """As it stands in the column, to be searched on every database; of more than fit, the first."""
    text = "".join(f",{pk}" for pk in partner_ids[:20])
    return f"{text}," if text else ""


def kept_since(at: datetime) -> datetime:
    """What is older is forgotten."""
    return at - timedelta(days=KEPT_DAYS)
