"""Orders: frozen lines, totals and address, with a timeline of all that happened."""

from datetime import datetime, time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner, PostalAddress
from core.codes import new_code
from core.fields import MoneyField
from core.money import Money
from core.rights import sees_all
from core.states import Stateful, known_states
from orders.models.baskets import Basket
from orders.models.order_lines import LINE_GOODS, OrderLine
from orders.models.order_states import OrderState
from orders.rules.returns import last_day
from shop.models import StockHold


def new_number() -> str:
    """A public order number: random, so it tells nothing about how many orders there are."""
    return new_code(10)


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, actor: object) -> "OrderQuerySet":
        """Staff with the right see all, customers their own; guests come by a signed link instead.

        Partners see all, or what they placed and what waits for them at locations they run.
        """
        if sees_all(actor, self.model):
            return self
        if isinstance(actor, Partner):
            return self if actor.sees_all else self.filter(Q(partner=actor) | Exists(_at_locations_of(actor)))
        return self.filter(customer=actor) if getattr(actor, "is_authenticated", False) else self.none()

    def placed_through(self, actor: object) -> "OrderQuerySet":
        """Of those that the actor sees, what it may cancel, send back and pay back: its own."""
        seen = self.visible_to(actor)
        return seen.filter(partner=actor) if isinstance(actor, Partner) and not actor.sees_all else seen

    def packed_by(self, actor: object) -> "OrderQuerySet":
        """Of those that the actor sees, what it may pack and ship: all of what is left stands at its own locations."""
        seen = self.visible_to(actor)
        if not isinstance(actor, Partner) or actor.sees_all:
            return seen
        elsewhere = StockHold.objects.filter(reference=Concat(Value("order/"), OuterRef("number")))
        elsewhere = elsewhere.filter(state__in=[StockHold.State.HELD, StockHold.State.ALLOCATED])
        elsewhere = elsewhere.exclude(record__location__partners=actor)
        return seen.filter(Exists(_at_locations_of(actor)), ~Exists(elsewhere))

    def lock(self, order: "Order") -> "Order":
        return self.select_for_update(of=("self",)).get(pk=order.pk)

    def whole(self) -> "OrderQuerySet":
        """With all that an order's page shows, in a query for each kind of thing."""
        return self.select_related("address", "invoice").prefetch_related(
            models.Prefetch("lines", OrderLine.objects.select_related(*LINE_GOODS)),
            "events",
            "payments__refunds",
            "tenders",
            "discounts",
            "shipments__lines__order_line",
            "credit_notes__parts__line",
            "shipments__carrier_events__proof",
        )

    def placed(self) -> "OrderQuerySet":
        """Orders that were paid at some time."""
        return self.exclude(confirmed_at=None)

    def waiting_for_stock(self) -> "OrderQuerySet":
        """Confirmed, with units that are not here yet."""
        reference = Concat(Value("order/"), OuterRef("number"))
        return self.filter(Exists(StockHold.objects.ahead().filter(reference=reference)), state=OrderState.CONFIRMED)

    def to_pack(self) -> "OrderQuerySet":
        """Confirmed, with everything here, and something of it in no parcel yet: also what is sent once more."""
        reference = Concat(Value("order/"), OuterRef("number"))
        here = StockHold.objects.filter(reference=reference, state=StockHold.State.ALLOCATED, is_ahead=False)
        waiting = Order.objects.waiting_for_stock().values("pk")
        packed = self.filter(shipments__state="preparing").values("pk")
        return self.filter(Exists(here), state=OrderState.CONFIRMED).exclude(pk__in=waiting).exclude(pk__in=packed)


def stood_with(partner: Partner, variants: models.QuerySet[Any]) -> Q:
    """For rows with an `order`: whether all units of these variants of it stand, or stood, at a partner's places."""
    reference = Concat(Value("order/"), OuterRef("order__number"))
    units = StockHold.objects.filter(reference=reference, record__variant__in=variants)
    units = units.exclude(state=StockHold.State.RELEASED)
    theirs = Q(record__location__partners=partner)
    return Q(Exists(units.filter(theirs))) & ~Q(Exists(units.exclude(theirs)))


def _at_locations_of(partner: Partner) -> models.QuerySet[StockHold]:
    """Units of an order that a partner has in its keeping."""
    reference = Concat(Value("order/"), OuterRef("number"))
    kept = StockHold.objects.filter(reference=reference, record__location__partners=partner)
    return kept.exclude(state=StockHold.State.RELEASED)


class Order(Stateful):
    """A sale. Amounts are frozen when it is placed; whether they include tax is `prices_include_tax`."""

    State = OrderState

    MOVES: ClassVar = {
        State.PENDING: (State.CONFIRMED, State.STOCK_PROBLEM, State.CANCELED),
        State.STOCK_PROBLEM: (State.CONFIRMED, State.CANCELED),
        State.CONFIRMED: (State.COMPLETED, State.CANCELED, State.ON_HOLD),
        State.ON_HOLD: (State.CONFIRMED, State.COMPLETED, State.CANCELED),
    }

    class HoldReason(models.TextChoices):
        ADDRESS = "address", _("The address needs a check")
        PAYMENT = "payment", _("The payment needs a check")
        BUYER = "buyer", _("The buyer asked to wait")
        GOODS = "goods", _("The goods need a check")

    number = models.CharField(_("number"), max_length=10, unique=True, default=new_number)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="replacements",
        help_text="Sent in place of goods of this order.",
    )
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="orders")
    basket = models.ForeignKey(Basket, models.SET_NULL, null=True, related_name="orders")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, related_name="orders", verbose_name=_("placed through"), editable=False
    )
    email = models.EmailField(_("e-mail address"), db_index=True)
    buyer_key = models.CharField(
        max_length=254, db_index=True, default="", editable=False, help_text="The e-mail address as it is compared."
    )
    language = models.CharField(_("language"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3)
    is_gift_card = models.BooleanField(_("gift card"), default=False, help_text="Nothing is packed or sent.")
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.PENDING)
    hold_reason = models.CharField(_("on hold because"), max_length=10, choices=HoldReason, blank=True, default="")
    prices_include_tax = models.BooleanField(_("prices include tax"))
    goods = MoneyField(_("goods"))
    discount = MoneyField(_("discounts"), default=Money(0))
    delivery = MoneyField(_("delivery"), help_text="As it is paid, after promotions.")
    delivery_discount = MoneyField(_("discount on delivery"), default=Money(0))
    tax = MoneyField(_("tax"))
    total = MoneyField(_("total"))
    tendered = MoneyField(_("paid by gift card or credit"), default=Money(0))
    delivery_refunded = MoneyField(_("delivery refunded"), default=Money(0))
    fingerprint = models.CharField(
        max_length=32, blank=True, editable=False, help_text="Of the quote it was placed by."
    )
    delivery_standard = MoneyField(
        _("cheapest delivery"), null=True, help_text="With tax: as much of it goes back on a full withdrawal."
    )
    moved = MoneyField(
        _("moved to exchanges"), default=Money(0), help_text="Paid here, and pays for what came instead."
    )
    delivery_method = models.CharField(_("delivery method"), max_length=80)
    delivery_tax = MoneyField(_("tax on delivery"))
    delivery_tax_hundredths = models.PositiveSmallIntegerField(default=0)
    arrives_from = models.DateField(_("arrives from"))
    arrives_until = models.DateField(_("arrives until"))
    perks = models.JSONField(_("perks"), default=dict)
    placed_at = models.DateTimeField(_("placed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)
    canceled_at = models.DateTimeField(_("canceled"), null=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    imported_from = models.CharField(
        _("imported from"), max_length=80, blank=True, default="", editable=False, help_text="The shop it was sold by."
    )
    imported_number = models.CharField(
        _("number there"), max_length=40, blank=True, default="", editable=False, help_text="Of that shop's invoice."
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"]), models.Index(fields=["placed_at"])]
        constraints = [
            known_states("order_state_known", OrderState),
            models.CheckConstraint(
                condition=Q(state=OrderState.ON_HOLD) & ~Q(hold_reason="")
                | ~Q(state=OrderState.ON_HOLD) & Q(hold_reason=""),
                name="order_on_hold_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="order_currency_three_capitals"),
            models.CheckConstraint(
                condition=Q(goods__gte=Money(0), delivery__gte=Money(0), tax__gte=Money(0), total__gte=Money(0)),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(prices_include_tax=True, total=F("goods") - F("discount") + F("delivery"))
                | Q(prices_include_tax=False, total=F("goods") - F("discount") + F("delivery") + F("tax")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=Money(0), discount__lte=F("goods"), delivery_discount__gte=Money(0)),
                name="order_discount_from_0_to_goods",
            ),
            models.CheckConstraint(
                condition=Q(tendered__gte=Money(0), tendered__lte=F("total")), name="order_tendered_at_most_total"
            ),
            models.CheckConstraint(
                condition=Q(delivery_refunded__gte=Money(0), delivery_refunded__lte=F("delivery") + F("delivery_tax")),
                name="order_delivery_refunded_at_most_paid",
            ),
            models.CheckConstraint(
                condition=Q(moved__gte=Money(0), moved__lte=F("total")), name="order_moved_at_most_total"
            ),
            models.UniqueConstraint(
                fields=["imported_from", "imported_number"],
                condition=~Q(imported_from=""),
                name="one_order_per_imported_number",
            ),
            models.CheckConstraint(
                condition=Q(imported_from="", imported_number="")
                | ~Q(imported_from="") & ~Q(imported_number="") & Q(state=OrderState.COMPLETED),
                name="order_imported_is_history",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order-detail", args=[self.number])

    @property
    def reference(self) -> str:
        """How ledgers below name this order."""
        return f"order/{self.number}"

    @property
    def is_imported(self) -> bool:
        """Whether another shop sold it, and was paid for it: history, of which nothing is owed here."""
        return bool(self.imported_from)

    @property
    def due(self) -> Money:
        """What is paid at the provider."""
        return self.total - self.tendered

    @property
    def savings(self) -> list[tuple[str, Money]]:
        """What its promotions saved, by their names with the code if one was entered; off delivery too."""
        names: dict[str, Money] = {}
        for row in self.discounts.all():
            name = f"{row.name} ({row.code})" if row.code else row.name
            names[name] = names.get(name, Money(0)) + row.amount
        return list(names.items())

    @property
    def without_tax(self) -> Money:
        """The total less its tax."""
        return self.total - self.tax

    @property
    def delivery_before(self) -> Money:
        """Delivery before promotions."""
        return self.delivery + self.delivery_discount

    @property
    def delivery_paid(self) -> Money:
        """Delivery with its tax, as the buyer paid it."""
        return self.delivery if self.prices_include_tax else self.delivery + self.delivery_tax

    @property
    def payment_status(self) -> str:
        """Derived from payments and tenders: none, paid, partly_refunded, refunded, failed."""
        payments, tenders = list(self.payments.all()), list(self.tenders.all())
        paid = sum(payment.amount.minor for payment in payments if payment.state == "captured")
        refunded = sum((payment.refunded + payment.credited).minor for payment in payments) + self.moved.minor
        refunded += sum(row.refunded.minor for row in tenders)
        if self.confirmed_at or paid:
            paid += self.tendered.minor
        if paid or self.confirmed_at:
            return "paid" if not refunded else "refunded" if refunded >= paid else "partly_refunded"
        return "failed" if any(payment.state == "failed" for payment in payments) else "none"

    @property
    def fulfillment_status(self) -> str:
        """Derived from lines and shipments: none, packing, partly_shipped, shipped, delivered, canceled."""
        if self.is_gift_card:
            return "delivered" if self.completed_at else "none"
        ordered = sum(line.units for line in self.lines.all())
        if not ordered:
            return "canceled"
        units = {"preparing": 0, "shipped": 0, "delivered": 0, "lost": 0}
        for shipment in self.shipments.all():
            units[shipment.state] += sum(line.quantity for line in shipment.lines.all())
        if units["delivered"] >= ordered:
            return "delivered"
        gone = units["shipped"] + units["delivered"]
        if gone:
            return "shipped" if gone >= ordered else "partly_shipped"
        return "packing" if units["preparing"] else "none"

    @property
    def came_at(self) -> datetime | None:
        """When the last of what is still wanted came, as far as anybody knows; None while something is missing."""
        if self.is_gift_card or self.completed_at:
            return self.completed_at
        came = [(shipment.came_at, shipment) for shipment in self.shipments.all() if shipment.came_at]
        units = sum(line.quantity for _came_at, shipment in came for line in shipment.lines.all())
        wanted = sum(line.units for line in self.lines.all())
        return max(moment for moment, _shipment in came) if wanted and units >= wanted else None

    @property
    def returnable_until(self) -> datetime | None:
        """Until when things may be sent back, as was promised when it was placed; None before all of it came.

        None too of what another shop sold.
        """
        came_at, lines = None if self.is_gift_card or self.is_imported else self.came_at, self.lines.all()
        if came_at is None:
            return None
        promised = max((line.return_until for line in lines if line.return_until), default=None)
        last = last_day(timezone.localdate(came_at), max(line.return_days for line in lines), promised)
        return timezone.make_aware(datetime.combine(last, time.max))


class OrderAddress(PostalAddress):
    """The order's own copy of where it goes."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="address")

    class Meta:
        verbose_name = _("delivery address")
