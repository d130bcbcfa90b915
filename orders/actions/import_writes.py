"""Writing a batch of another shop's invoices: orders that were delivered long ago, and what of them went back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.rules.emails import same_address
from core.money import Money, total
from orders.models import Order, OrderAddress, OrderEvent, OrderLine, Shipment, ShipmentLine
from orders.models.shipments import ShipmentState
from orders.rules.imports import Invoice, SoldLine, SoldRow
from shop.actions.unlisted import Good, add_unlisted
from shop.models import Variant
from shop.rules.gift_cards import GIFT_CARD_SKU

ROWS_AT_ONCE = 500
Lines: TypeAlias = list[tuple[Invoice, list[SoldLine]]]


@dataclass(frozen=True)
class Source:
    """The shop that sold it all. At `host` nobody has a mailbox; `adds_goods` makes drafts of what is not known."""

    name: str
    host: str
    adds_goods: bool

    def email_of(self, row: SoldRow) -> str:
        """A customer of theirs, by the number; who has none is somebody else with every invoice."""
        whose = f"customer-{row.customer}" if row.customer else f"invoice-{row.number.replace('/', '-')}"
        return f"{whose}@{self.host}".lower()


@dataclass
class Written:
    orders: int = 0
    lines: int = 0
    known: int = 0
    returned: int = 0
    products: int = 0
    refused: list[tuple[SoldRow, str]] = field(default_factory=list)


@transaction.atomic
def write_invoices(*, invoices: Sequence[Invoice], source: Source) -> Written:
    """Write what is not known yet: what was sold, then what came back of it."""
    written = Written()
    variants = _variants(invoices, source, written)
    sold = [(invoice, _there(invoice, variants, written)) for invoice in invoices]
    numbers = [invoice.first.number for invoice, lines in sold if lines]
    known = set(
        Order.objects.filter(imported_from=source.name, imported_number__in=numbers).values_list(
            "imported_number", flat=True
        )
    )
    new = [(invoice, lines) for invoice, lines in sold if lines and invoice.first.number not in known]
    _write_sold(new, variants, source)
    written.known, written.orders, written.lines = len(known), len(new), sum(len(lines) for _invoice, lines in new)
    _write_back([row for invoice in invoices for row in invoice.back], source, written)
    return written


def _variants(invoices: Sequence[Invoice], source: Source, written: Written) -> dict[str, Variant]:
    rows = {line.row.sku: line.row for invoice in reversed(invoices) for line in invoice.lines}
    found = {variant.sku: variant for variant in Variant.objects.filter(sku__in=rows)}
    if source.adds_goods:
        known = {*found, GIFT_CARD_SKU}  # a good of another shop is never taken for our gift cards
        missing = [Good(sku, row.title, row.price) for sku, row in rows.items() if sku not in known]
        made = add_unlisted(goods=missing) if missing else []
        written.products = len(made)
        found |= {variant.sku: variant for variant in made}
    return found


def _there(invoice: Invoice, variants: dict[str, Variant], written: Written) -> list[SoldLine]:
    unknown = [line.row for line in invoice.lines if line.row.sku not in variants]
    written.refused += [(row, f"There is no article {row.sku}.") for row in unknown]
    return [line for line in invoice.lines if line.row.sku in variants]


def _write_sold(new: Lines, variants: dict[str, Variant], source: Source) -> None:
    orders = Order.objects.bulk_create(_order(invoice, lines, source) for invoice, lines in new)
    OrderAddress.objects.bulk_create(
        _address(order, invoice) for order, (invoice, _lines) in zip(orders, new, strict=True)
    )
    rows = [
        row
        for order, (invoice, lines) in zip(orders, new, strict=True)
        for row in _lines_of(order, lines, invoice.delivery, variants)
    ]
    rows = OrderLine.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    OrderEvent.objects.bulk_create(_placed(order) for order in orders)
    parcels = {parcel.order_id: parcel for parcel in Shipment.objects.bulk_create(_parcel(order) for order in orders)}
    ShipmentLine.objects.bulk_create(
        [ShipmentLine(shipment=parcels[row.order_id], order_line=row, quantity=row.quantity) for row in rows],
        batch_size=ROWS_AT_ONCE,
    )


def _order(invoice: Invoice, lines: list[SoldLine], source: Source) -> Order:
    """As it was over there: what tax was in it is not known, and it was paid and billed by them."""
    row, email = invoice.first, source.email_of(invoice.first)
    goods, day = total(line.amount for line in lines), timezone.localdate(invoice.first.sold_at)
    return Order(
        imported_from=source.name,
        imported_number=row.number,
        email=email,
        buyer_key=same_address(email),
        language=settings.LANGUAGE_CODE,
        currency=settings.SHOP_CURRENCY,
        state=Order.State.COMPLETED,
        prices_include_tax=True,
        goods=goods,
        delivery=invoice.delivery,
        tax=Money(0),
        total=goods + invoice.delivery,
        delivery_method=source.name,
        delivery_tax=Money(0),
        arrives_from=day,
        arrives_until=day,
        placed_at=row.sold_at,
        confirmed_at=row.sold_at,
        completed_at=row.sold_at,
    )


def _address(order: Order, invoice: Invoice) -> OrderAddress:
    return OrderAddress(order=order, name=order.email.partition("@")[0], country_code=invoice.first.country)


def _lines_of(order: Order, lines: list[SoldLine], delivery: Money, variants: dict[str, Variant]) -> list[OrderLine]:
    shares = delivery.share([line.amount.minor for line in lines])
    return [
        OrderLine(
            order=order,
            variant=variants[line.row.sku],
            product_id=variants[line.row.sku].product_id,
            title=line.row.title,
            sku=line.row.sku,
            quantity=line.units,
            list_price=line.row.price,
            unit_price=line.row.price,
            amount=line.amount,
            tax=Money(0),
            tax_hundredths=0,
            delivery_share=share,
            return_days=0,
        )
        for line, share in zip(lines, shares, strict=True)
    ]


def _placed(order: Order) -> OrderEvent:
    return OrderEvent(
        order=order,
        kind=OrderEvent.Kind.PLACED,
        reference=order.reference,
        happened_at=order.placed_at,
        data={"source": order.imported_from, "number": order.imported_number},
    )


def _parcel(order: Order) -> Shipment:
    """It has come, so that buying again, the usual interval and verified purchases hold as of any order."""
    return Shipment(
        order=order, state=ShipmentState.DELIVERED, shipped_at=order.placed_at, delivered_at=order.placed_at
    )


def _write_back(rows: list[SoldRow], source: Source, written: Written) -> None:
    """Units count as returned on the latest earlier line of the same customer and article that still has some."""
    if not rows:
        return
    known, open_lines = _known_back(rows, source), _open_lines(rows, source)
    events: dict[tuple[int, str], OrderEvent] = {}
    for row in rows:
        if not row.customer:
            written.refused.append((row, "Units came back, and the row names no customer whose order that could be."))
            continue
        key, units = (row.number, row.sku), -row.units
        before = min(units, known[key])
        known[key] -= before
        left = units - before
        for line in open_lines[source.email_of(row), row.sku]:
            if left and line.order.placed_at <= row.sold_at:
                left -= _take_back(line, left, row, events)
        written.returned += units - before - left
        if left:
            written.refused.append((row, f"Of {units} that came back {left} are in no earlier order of this customer."))
    OrderEvent.objects.bulk_create(events.values())


def _take_back(line: OrderLine, wanted: int, row: SoldRow, events: dict[tuple[int, str], OrderEvent]) -> int:
    """How many of the wanted units this line had."""
    units = min(wanted, line.quantity - line.returned)
    there = OrderLine.objects.filter(pk=line.pk, returned__lte=F("quantity") - units)
    if not units or not there.update(returned=F("returned") + units):
        return 0
    line.returned += units
    event = events.setdefault((line.order_id, row.number), _came_back(line.order, row))
    event.data["units"][row.sku] = event.data["units"].get(row.sku, 0) + units
    return units


def _came_back(order: Order, row: SoldRow) -> OrderEvent:
    return OrderEvent(
        order=order,
        kind=OrderEvent.Kind.RETURNED,
        reference=_reference(row.number),
        happened_at=row.sold_at,
        data={"units": {}, "number": row.number},
    )


def _known_back(rows: Iterable[SoldRow], source: Source) -> Counter[tuple[str, str]]:
    """Units by number and article that an import before has written down."""
    known: Counter[tuple[str, str]] = Counter()
    events = OrderEvent.objects.filter(
        kind=OrderEvent.Kind.RETURNED,
        reference__in={_reference(row.number) for row in rows},
        order__in=_orders_of(rows, source),
    )
    for data in events.order_by().values_list("data", flat=True):
        for sku, units in data["units"].items():
            known[data["number"], sku] += units
    return known


def _open_lines(rows: Iterable[SoldRow], source: Source) -> dict[tuple[str, str], list[OrderLine]]:
    """Lines with something left, by address and article, the latest first."""
    lines = OrderLine.objects.filter(
        order__in=_orders_of(rows, source), sku__in={row.sku for row in rows}, returned__lt=F("quantity")
    )
    found: dict[tuple[str, str], list[OrderLine]] = defaultdict(list)
    for line in lines.select_related("order").order_by("-order__placed_at", "-pk"):
        found[line.order.email, line.sku].append(line)
    return found


def _orders_of(rows: Iterable[SoldRow], source: Source) -> QuerySet[Order]:
    emails = {source.email_of(row) for row in rows if row.customer}
    return Order.objects.filter(email__in=emails, imported_from=source.name).order_by()


def _reference(number: str) -> str:
    return f"imported/{number}"
