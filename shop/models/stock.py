"""Stock: what is where, what is promised, and every movement that made it so."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner
from core.cache import near
from core.codes import new_code
from core.ledger import LedgerEntry
from core.rights import sees_all
from core.states import Stateful, known_states
from shop.models.catalog import Variant
from shop.rules.allocation import Arrival, Shelf

KEEP_SECONDS = 5
SELLS_AHEAD_KEY = "stock:sells-ahead"
RUN_BY_PARTNERS_KEY = "locations:run-by-partners"


def new_location_code() -> str:
    """How partners name a place; staff may choose a better one."""
    return f"loc-{new_code(8).lower()}"


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, actor: object) -> "LocationQuerySet":
        """Staff with the right and partners that see everything see all; other partners the places they run."""
        if sees_all(actor, self.model):
            return self
        if isinstance(actor, Partner):
            return self if actor.sees_all else self.filter(partners=actor)
        return self.none()

    def taking_returns(self, country_code: str) -> "LocationQuerySet":
        """Where customers of a country may bring what comes back."""
        return self.filter(is_active=True, takes_returns=True, country_code=country_code)

    @staticmethod
    def any_run_by_partners() -> bool:
        """Whether partners run any place at all; at most KEEP_SECONDS old. Saves asking for each order."""
        known = Location.partners.through.objects
        return bool(near.get_or_set(RUN_BY_PARTNERS_KEY, known.exists, KEEP_SECONDS))


class Location(models.Model):
    """A place that keeps stock, and a store where things are brought back if it takes returns."""

    code = models.SlugField(_("code"), max_length=40, unique=True, default=new_location_code)
    partners = models.ManyToManyField(
        Partner, related_name="locations", blank=True, verbose_name=_("partners"), help_text=_("Who runs it.")
    )
    name = models.CharField(_("name"), max_length=80, unique=True)
    country_code = models.CharField(_("country"), max_length=2)
    is_active = models.BooleanField(_("in use"), default=True)
    takes_returns = models.BooleanField(
        _("takes returns"),
        default=False,
        help_text=_("Customers read name, address and hours on the page of a return."),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(takes_returns=False) | ~Q(address=""),
                name="returns_are_taken_at_an_address",
                violation_error_message=_("Customers need its address to bring something there."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class StockRecordQuerySet(models.QuerySet["StockRecord"]):
    def available(self) -> int:
        """How many of these can be promised now."""
        return self.filter(location__is_active=True).aggregate(sum=Sum(AVAILABLE))["sum"] or 0

    def available_by_variant(self) -> dict[int, int]:
        """The same for many variants at once, by their ids."""
        usable = self.filter(location__is_active=True).order_by().values_list("variant")
        return dict(usable.annotate(left=Sum(AVAILABLE)))

    def shelves(self) -> list[Shelf]:
        """What stands where, as the allocation rule wants it."""
        usable = self.filter(location__is_active=True).annotate(left=AVAILABLE).filter(left__gt=0)
        return [Shelf(*row) for row in usable.order_by("pk").values_list("pk", "location_id", "variant_id", "left")]

    def selling_ahead(self, today: date) -> "StockRecordQuerySet":
        """Those of which units may be promised that are not here yet."""
        return self.filter(location__is_active=True, expected_on__gte=today, ahead_limit__gt=F("awaited"))

    def arrivals(self, today: date) -> list[Arrival]:
        """What is on its way here and may be promised, the earliest first."""
        rows = self.selling_ahead(today).annotate(left=AHEAD).order_by("expected_on", "pk")
        facts = rows.values_list("pk", "variant_id", "left", "expected_on")
        return [Arrival(pk, variant_id, left, day) for pk, variant_id, left, day in facts if day]

    def latest_days(self) -> models.QuerySet[Any, Any]:
        """The last expected day of each variant, as (variant id, day)."""
        return self.order_by().values_list("variant").annotate(day=Max("expected_on"))

    def owed(self) -> "StockRecordQuerySet":
        """Units came, and orders wait for them."""
        return self.filter(awaited__gt=0, on_hand__gt=F("allocated") + F("held")).order_by("pk")

    @staticmethod
    def anything_ahead() -> bool:
        """Whether the shop sells anything ahead at all; at most KEEP_SECONDS old. Saves asking for each basket."""
        return bool(
            near.get_or_set(SELLS_AHEAD_KEY, StockRecord.objects.filter(ahead_limit__gt=0).exists, KEEP_SECONDS)
        )


class StockRecord(models.Model):
    """One variant at one location. Available = on hand - allocated - held - kept back - awaited, never below zero.

    `awaited` units are promised to orders before they are here: what comes in is theirs first.
    """

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="stock", db_index=False)
    location = models.ForeignKey(Location, models.PROTECT, related_name="stock")
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    allocated = models.PositiveIntegerField(_("allocated"), default=0)
    held = models.PositiveIntegerField(_("held"), default=0)
    safety = models.PositiveIntegerField(
        _("kept back"), default=0, help_text=_("Units that are never promised, for what breaks or is miscounted.")
    )
    ahead_limit = models.PositiveIntegerField(
        _("sold ahead at most"), default=0, help_text=_("Units that orders may wait for at a time.")
    )
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    awaited = models.PositiveIntegerField(_("awaited"), default=0)

    objects = StockRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "location"], name="one_record_per_variant_location"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0, allocated__gte=0, held__gte=0), name="stock_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("allocated") + F("held")), name="stock_not_promised_twice"
            ),
            models.CheckConstraint(
                condition=Q(ahead_limit=0) | Q(expected_on__isnull=False), name="stock_ahead_with_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant.sku} at {self.location}"

    @property
    def available(self) -> int:
        return max(0, self.on_hand - self.allocated - self.held - self.safety - self.awaited)


_FREE = F("on_hand") - F("allocated") - F("held") - F("safety") - F("awaited")
AVAILABLE = Greatest(_FREE, 0, output_field=models.IntegerField())
AHEAD = Greatest(F("ahead_limit") - F("awaited"), 0, output_field=models.IntegerField())


class StockMovement(LedgerEntry):
    """A change of what is on hand. The sum of a record's movements is its `on_hand`."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        CORRECTED = "corrected", _("Corrected")
        SHIPPED = "shipped", _("Shipped")
        RETURNED = "returned", _("Came back")

    record = models.ForeignKey(StockRecord, models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(LedgerEntry.Meta):
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")

    def __str__(self) -> str:
        return f"{self.record_id}: {self.quantity:+}"


class StockHoldQuerySet(models.QuerySet["StockHold"]):
    def expired(self, at: datetime) -> "StockHoldQuerySet":
        return self.filter(state=StockHold.State.HELD, expires_at__lte=at)

    def lock(self, reference: str) -> list["StockHold"]:
        """The holds of one cause, locked in the order of their stock records."""
        return list(
            self.select_for_update(of=("self",))
            .filter(reference=reference)
            .select_related("record")
            .order_by("record_id", "id")
        )

    def ahead(self) -> "StockHoldQuerySet":
        """Promises of units that are not here yet."""
        return self.filter(is_ahead=True, state__in=[StockHold.State.HELD, StockHold.State.ALLOCATED])


class StockHoldState(models.TextChoices):
    HELD = "held", _("Held")
    ALLOCATED = "allocated", _("Allocated")
    SHIPPED = "shipped", _("Shipped")
    RELEASED = "released", _("Released")


class StockHold(Stateful):
    """Units promised to an order: held while it is being paid, allocated once it is, shipped or released at the end.

    `is_ahead`: they are not here yet. The record counts them as awaited until they come.
    """

    State = StockHoldState

    MOVES = {
        State.HELD: (State.ALLOCATED, State.RELEASED),
        State.ALLOCATED: (State.SHIPPED, State.RELEASED),
    }

    record = models.ForeignKey(StockRecord, models.PROTECT, related_name="holds")
    reference = models.CharField(_("for"), max_length=120, db_index=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    expires_at = models.DateTimeField(_("held until"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    is_ahead = models.BooleanField(_("not here yet"), default=False)

    objects = StockHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock hold")
        verbose_name_plural = _("stock holds")
        indexes = [models.Index(fields=["state", "expires_at"])]
        constraints = [
            known_states("hold_state_known", StockHoldState),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="hold_at_least_one"),
            models.CheckConstraint(
                condition=Q(is_ahead=False) | ~Q(state=StockHoldState.SHIPPED), name="hold_shipped_was_here"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.reference}"

    @property
    def column(self) -> str:
        """The record's counter that these units are in."""
        return "awaited" if self.is_ahead else str(self.state)
