"""What a buyer may change of a paid order until it is packed: where it goes and how. Items are in cancellation."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from loyalty.rules.perks import perks_from
from orders.actions.cancellation import lock_changeable
from orders.actions.mails import mail_order_changed
from orders.actions.pricing import methods_for
from orders.actions.refunds import part_of_delivery, refund_order
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderAddress, OrderEvent
from orders.rules.delivery import DeliveryPrice, Method, arrival_window, delivery_price


class OtherCountry(Refused):
    code = "other_country"
    message = _(
        "In another country or region tax and delivery are different. Please cancel this order and place it again."
    )


class DearerDelivery(Refused):
    code = "dearer_delivery"
    message = _("That delivery costs more than you paid, or is not possible. Please choose another one.")


@transaction.atomic
def change_address(*, order: Order, address: dict[str, str], by: User | None, at: datetime) -> Order:
    """Send it somewhere else in the same country and region. Raises TooLateToCancel and OtherCountry."""
    order = lock_changeable(order)
    row = OrderAddress.objects.get(order=order)
    if (address["country_code"], address.get("country_area", "")) != (row.country_code, row.country_area):
        raise OtherCountry
    before = row.parts
    OrderAddress.objects.filter(pk=row.pk).update(**address)
    _write(order, "address", by, at, changed=sorted(name for name in address if address[name] != before.get(name, "")))
    return order


@transaction.atomic
def change_delivery(*, order: Order, method_id: int, by: User | None, at: datetime) -> Order:
    """Deliver it another way, at the price paid or less; the difference goes back.

    Raises TooLateToCancel and DearerDelivery.
    """
    order = lock_changeable(order)
    choice = next((choice for choice in deliveries_for(order, at) if choice[0].id == method_id), None)
    if choice is None:
        raise DearerDelivery
    method, price = choice
    days = [line.expected_on for line in order.lines.all() if line.expected_on]
    ready_on = max([timezone.localdate(at), *days])
    first, last = arrival_window(method, ready_on, perks_from(order.perks))
    saved = _with_tax(order, order.delivery - price.price)
    saved = min(saved, order.delivery_paid - order.delivery_refunded)
    values = {"delivery_method": method.name, "arrives_from": first, "arrives_until": last}
    Order.objects.filter(pk=order.pk).update(**values)
    number = _write(order, "delivery", by, at, method=method.name)
    if saved:
        reference, parts = f"delivery/{number}", [part_of_delivery(order, saved)]
        refund_order(order=order, parts=parts, reason="cheaper delivery", reference=reference, at=at, by=by)
    return Order.objects.get(pk=order.pk)


def deliveries_for(order: Order, at: datetime) -> list[tuple[Method, DeliveryPrice]]:
    """The other ways that cost no more than what is left of the delivery paid for."""
    lines = list(order.lines.all())
    weight = sum((line.product.weight_g or 0) * line.units for line in lines)
    perks, country = perks_from(order.perks), order.address.country_code
    value = order.goods - order.discount
    found = []
    for method in methods_for(country):
        price = delivery_price(method, weight_g=weight, value=value, perks=perks, country=country)
        if price and price.price <= order.delivery and method.name != order.delivery_method:
            found.append((method, price))
    return found


def _with_tax(order: Order, price: Money) -> Money:
    """As the buyer pays it, at the rate the order was placed with."""
    return price if order.prices_include_tax else price + price.percent(Decimal(order.delivery_tax_hundredths) / 100)


def _write(order: Order, what: str, by: User | None, at: datetime, **data: object) -> int:
    """The change on the timeline; returns its number among the order's changes."""
    number = order.events.filter(kind=OrderEvent.Kind.CHANGED).count() + 1
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.CHANGED,
        reference=f"{what}/{number}",
        actor=by,
        happened_at=at,
        data={"what": what} | data,
    )
    mail_order_changed(order, key=f"{order.reference}/{what}/{number}")
    return number
