"""Partners: programs of other houses that speak to the API, each with keys, scopes and the rows it may see."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.rules.partners import CALLS_PER_MINUTE, RatePlan
from core.codes import new_code
from core.ledger import LedgerEntry


def new_partner_id() -> str:
    """A public id: random, so it tells nothing, and knowing it gives nothing."""
    return f"ptn_{new_code(16)}"


class Partner(models.Model):
    """A marketplace, warehouse, bookkeeper or app that we work with."""

    class Reach(models.TextChoices):
        OWN = "own", _("Orders it placed, and its own locations")
        ALL = "all", _("Everything its keys allow")

    class Plan(models.TextChoices):
        STARTER = RatePlan.STARTER, _("Starter: 120 calls a minute")
        STANDARD = RatePlan.STANDARD, _("Standard: 600 calls a minute")
        BULK = RatePlan.BULK, _("Bulk: 3,000 calls a minute")

    public_id = models.CharField(max_length=20, unique=True, default=new_partner_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    contact_email = models.EmailField(
        _("contact"), help_text=_("Who is told when keys expire or webhooks cannot be delivered.")
    )
    reach = models.CharField(_("sees"), max_length=3, choices=Reach, default=Reach.OWN)
    plan = models.CharField(_("plan"), max_length=10, choices=Plan, default=Plan.STANDARD)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Without it none of its keys and webhooks work.")
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(reach__in=["own", "all"]), name="partner_reach_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def calls_per_minute(self) -> int:
        return CALLS_PER_MINUTE[RatePlan(self.plan)]

    @property
    def sees_all(self) -> bool:
        return self.reach == self.Reach.ALL


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    def valid(self, at: datetime) -> "PartnerKeyQuerySet":
        """Keys that open anything at this moment."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=at)
        return self.filter(unexpired, revoked_at=None, partner__is_active=True)


class PartnerKey(models.Model):
    """What a partner signs in with. Its scopes and the hash of its secret stand in the OAuth client."""

    class Kind(models.TextChoices):
        SERVER = "server", _("Server: acts as the partner (client credentials)")
        APP = "app", _("App: acts for customers who sign in (authorization code with PKCE)")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys", verbose_name=_("partner"))
    client = models.OneToOneField(Client, models.PROTECT, related_name="partner_key", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.SERVER)
    label = models.CharField(_("for what"), max_length=80)
    is_test = models.BooleanField(
        _("test"), default=False, help_text=_("Acts on the sandbox's demo data, never on the shop's own.")
    )
    created_at = models.DateTimeField(_("since"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("created_at")), name="key_expires_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.label}"

    def is_valid(self, at: datetime) -> bool:
        unexpired = self.expires_at is None or self.expires_at > at
        return unexpired and self.revoked_at is None and self.partner.is_active

    @property
    def scopes(self) -> list[str]:
        return self.client.get_scopes()


class PartnerEvent(LedgerEntry):
    """What was done to a partner and its keys, by whom."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    what = models.CharField(_("what"), max_length=40)
    data = models.JSONField(default=dict)

    class Meta(LedgerEntry.Meta):
        verbose_name = _("partner's event")
        verbose_name_plural = _("partners' events")

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True)
class Access:
    """Who calls the API: a partner with a key, for a customer where one signed in to the partner's app.

    Query sets know it as an actor beside users: `visible_to(access)`.
    """

    partner: Partner
    key: PartnerKey
    scopes: frozenset[str] = field(default_factory=frozenset)
    customer: User | None = None

    @property
    def actor(self) -> object:
        """Whose rows are seen: the customer's where there is one, else the partner's."""
        return self.customer or self.partner

    @property
    def sender(self) -> str:
        """Who it is for remembered answers: whichever of a partner's keys a call is sent with, it is the same call."""
        kind = "test" if self.key.is_test else "live"
        return f"partner:{self.partner.public_id}:{kind}" + (f":{self.customer.pk}" if self.customer else "")

    @property
    def name(self) -> str:
        """Who it is for limits; each key and each customer stands alone."""
        return f"key:{self.key.client_id}" + (f":{self.customer.pk}" if self.customer else "")


class ApiCall(models.Model):
    """A call that may change something: who called, when, and what it was answered. Kept for 90 days."""

    key = models.ForeignKey(PartnerKey, models.PROTECT, related_name="calls", verbose_name=_("key"))
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("customer")
    )
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("path"), max_length=300)
    request_id = models.CharField(_("request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    created_at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("API call")
        verbose_name_plural = _("API calls")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
