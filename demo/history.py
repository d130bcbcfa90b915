"""Eighteen months of orders, lived through with the shop's own verbs."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from accounts.models import User
from demo.fake_stripe import FakeStripe
from demo.past import Timeline
from demo.people import Shopper
from orders.actions.baskets import open_basket
from orders.actions.cancellation import cancel_order
from orders.actions.checkout import Contact, NoDelivery, place_order
from orders.actions.fulfillment import deliver_shipment, pack_shipment, ship_shipment
from orders.actions.payments import abandon_payment, open_payment, settle
from orders.actions.pricing import methods_for
from orders.actions.refunds import execute_refund, refund_line
from orders.models import Basket, BasketLine, Order, Payment, Shipment
from shop.actions.stock import correct_stock, receive_stock, release_stock
from shop.models import Location, StockRecord, Variant

Fate = str
"""How an order ends: "delivered", "not reviewed", "two parcels", "unpaid", "canceled", "refunded"; or where it waits:
"pending", "sold out", "to pack", "packed", "part sent", "on its way"."""

COMMON_FATES: dict[Fate, int] = {"delivered": 86, "two parcels": 6, "unpaid": 3, "canceled": 3, "refunded": 2}
MOST_AT_ONCE = 4
CARRIERS = ("dhl", "dhl", "dhl", "dpd", "gls")


@dataclass(frozen=True)
class Shelfware:
    """A variant that can be ordered, with how much people like it."""

    variant: Variant
    department: int
    weight: float


class History:
    """Plans orders on the timeline; each then plans its own next steps."""

    def __init__(
        self,
        timeline: Timeline,
        rng: Random,
        provider: FakeStripe,
        staff: User,
        location: Location,
        on_delivery: Callable[[Shopper, Order, datetime], None],
        only: Collection[int] | None = None,
    ) -> None:
        """`only` are ids of the products that are ordered; None for all."""
        self.timeline, self.rng, self.provider = timeline, rng, provider
        self.staff, self.location, self.on_delivery, self.only = staff, location, on_delivery, only
        self.liked: dict[int, float] = {}
        self.methods: dict[str, list[int]] = {}
        self.goods: dict[int, Shelfware] = {}

    def plan(self, shopper: Shopper, at: datetime, lines: int, fate: Fate = "") -> None:
        """Somebody orders so many different things at that time."""
        fate = fate or self.rng.choices(list(COMMON_FATES), list(COMMON_FATES.values()))[0]
        self.timeline.plan(at, partial(self._order, shopper, lines, fate))

    def plan_again(self, shopper: Shopper, at: datetime, title: str) -> None:
        """Somebody orders one thing that they order again and again."""
        self.timeline.plan(at, partial(self._order_same, shopper, title))

    @property
    def now(self) -> datetime:
        return self.timeline.clock()

    def _order_same(self, shopper: Shopper, title: str) -> None:
        same = Variant.objects.buyable().filter(product__title=title).order_by("pk")[:1]
        self._buy(shopper, same, "not reviewed")

    def _order(self, shopper: Shopper, lines: int, fate: Fate) -> None:
        self._buy(shopper, self._choose(lines), fate)

    def _buy(self, shopper: Shopper, wanted: Sequence[Variant], fate: Fate) -> None:
        order = self._place(shopper, wanted) if wanted else None
        if order is None:
            return
        payment = open_payment(order=order, at=self.now)
        if fate == "pending":
            return
        if fate == "unpaid":
            self.timeline.plan(self.now + timedelta(minutes=5), partial(self._give_up, payment))
            return
        if fate == "sold out":
            self._sell_out(order)
        self.provider.pay(payment.session_id)
        settle(payment=payment, at=self.now)
        self._plan_fate(shopper, order, fate)

    def _place(self, shopper: Shopper, wanted: Sequence[Variant]) -> Order | None:
        basket = open_basket(owner=shopper.user)
        basket.lines.all().delete()
        self._fill(basket, wanted)
        contact = Contact(shopper.email, shopper.language, shopper.address)
        try:
            return place_order(
                basket=basket,
                contact=contact,
                method_id=self._method(shopper),
                expected=None,
                by=shopper.user,
                at=self.now,
            )
        except NoDelivery:  # too heavy for that country
            return None

    def _fill(self, basket: Basket, variants: Sequence[Variant]) -> None:
        """What a shopper does one by one, at once; what has run out is ordered from its maker first."""
        lines = [
            BasketLine(
                basket=basket,
                variant=variant,
                quantity=self.rng.choices((1, 2, 3, 4), (80, 14, 3, 3))[0],
                seen_price=variant.price,
            )
            for variant in variants
        ]
        for record in StockRecord.objects.filter(variant__in=variants).select_related("variant"):
            if record.available < MOST_AT_ONCE:
                receive_stock(
                    variant=record.variant, location=self.location, quantity=40, reference="demo", by=self.staff
                )
        BasketLine.objects.bulk_create(lines)

    def _method(self, shopper: Shopper) -> int:
        country = shopper.address["country_code"]
        if country not in self.methods:
            self.methods[country] = [method.id for method in methods_for(country)]
        standard, *faster = self.methods[country]
        return faster[0] if faster and self.rng.random() < 0.12 else standard

    def _choose(self, number: int) -> list[Variant]:
        """Different products, well-liked ones more often, about half of them from one department."""
        goods = self._goods()
        first = self.rng.choices(goods, [ware.weight for ware in goods])[0]
        near = [ware for ware in goods if ware.department == first.department]
        chosen = {first.variant.product_id: first.variant}
        for _try in range(number * 4):
            if len(chosen) >= number:
                break
            pool = near if self.rng.random() < 0.5 else goods
            ware = self.rng.choices(pool, [ware.weight for ware in pool])[0]
            chosen.setdefault(ware.variant.product_id, ware.variant)
        return list(chosen.values())

    def _goods(self) -> list[Shelfware]:
        """What is on sale now; only what came since the last look is read."""
        buyable = Variant.objects.buyable()
        now = set((buyable.filter(product__in=self.only) if self.only else buyable).values_list("pk", flat=True))
        new = Variant.objects.filter(pk__in=now - self.goods.keys()).select_related("product__category").order_by("pk")
        self.goods |= {variant.pk: self._ware(variant) for variant in new}
        return [ware for pk, ware in self.goods.items() if pk in now]

    def _ware(self, variant: Variant) -> Shelfware:
        liked = self.liked.setdefault(variant.product_id, self.rng.lognormvariate(0, 0.8))
        root = int(variant.product.category.path.split("/")[1])
        return Shelfware(variant, root, liked / (1 + variant.position))

    def _sell_out(self, order: Order) -> None:
        """While the shopper looks for the card, the first item breaks on the shelf."""
        release_stock(reference=order.reference)
        for record in StockRecord.objects.filter(variant=order.lines.first().variant_id):
            correct_stock(record=record, on_hand=record.allocated + record.held, reason="water damage", by=self.staff)

    def _plan_fate(self, shopper: Shopper, order: Order, fate: Fate) -> None:
        if fate == "canceled":
            self.timeline.plan(
                self.now + timedelta(minutes=self.rng.randint(8, 300)), partial(self._cancel, shopper, order)
            )
            return
        if fate in ("to pack", "sold out"):
            return
        morning = (self.now + timedelta(days=1)).replace(hour=self.rng.randint(7, 10), minute=self.rng.randint(0, 59))
        self.timeline.plan(morning, partial(self._pack, shopper, order, fate))

    def _cancel(self, shopper: Shopper, order: Order) -> None:
        cancel_order(order=order, by=shopper.user, at=self.now, reason="Ordered by mistake")
        self._send_refunds(order)

    def _pack(self, shopper: Shopper, order: Order, fate: Fate) -> None:
        lines = list(order.lines.all())
        some = (
            {line.pk: line.quantity for line in lines[: max(1, len(lines) // 2)]}
            if fate in ("two parcels", "part sent")
            else None
        )
        shipment = pack_shipment(order=order, quantities=some, by=self.staff, at=self.now)
        if fate == "packed":
            return
        self.timeline.plan(
            self.now + timedelta(hours=self.rng.randint(3, 6)), partial(self._ship, shopper, shipment, fate)
        )
        if fate == "two parcels" and len(lines) > 1:
            self.timeline.plan(
                self.now + timedelta(days=self.rng.randint(1, 4)), partial(self._pack, shopper, order, "delivered")
            )

    def _ship(self, shopper: Shopper, shipment: Shipment, fate: Fate) -> None:
        number = "".join(str(self.rng.randint(0, 9)) for _ in range(12))
        ship_shipment(
            shipment=shipment,
            carrier=self.rng.choice(CARRIERS),
            tracking_number=f"00340{number}",
            by=self.staff,
            at=self.now,
        )
        if fate not in ("on its way", "part sent"):
            arrives = self.now + timedelta(days=self.rng.choice((1, 1, 2, 2, 3, 5)), hours=self.rng.randint(-5, 2))
            self.timeline.plan(arrives, partial(self._deliver, shopper, shipment, fate))

    def _deliver(self, shopper: Shopper, shipment: Shipment, fate: Fate) -> None:
        deliver_shipment(shipment=shipment, by=None, at=self.now)
        order = Order.objects.get(pk=shipment.order_id)
        if order.state != Order.State.COMPLETED:
            return
        if fate != "not reviewed":
            self.on_delivery(shopper, order, self.now)
        if fate == "refunded":
            self.timeline.plan(self.now + timedelta(days=self.rng.randint(2, 6)), partial(self._refund, order))

    def _refund(self, order: Order) -> None:
        """A damaged thing is paid back, the rest of the order stays."""
        line = order.lines.select_related("order").first()
        refund_line(line=line, amount=line.cost.without_delivery, reason="arrived damaged", at=self.now, by=self.staff)
        self._send_refunds(order)

    def _send_refunds(self, order: Order) -> None:
        for payment in order.payments.all():
            for refund in payment.refunds.all():
                execute_refund(refund=refund)

    def _give_up(self, payment: Payment) -> None:
        abandon_payment(payment=payment, at=self.now)
