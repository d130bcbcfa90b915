"""Placing an order: frozen lines, totals, address and a stock hold, all before the payment provider is called."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.pricing import Offer, items_of, quote_offers
from orders.models import Basket, BasketLine, Order, OrderAddress, OrderEvent, OrderLine, Payment
from orders.rules.pricing import Quote, QuotedLine
from shop.actions.stock import hold_stock

PAYMENT_WINDOW = timedelta(minutes=33)
"""How long the provider's page may be paid: Stripe's least is 30 minutes from its own clock."""


class BasketEmpty(Refused):
    code = "basket_empty"
    message = _("Your basket is empty.")


class BasketChanged(Refused):
    code = "basket_changed"
    message = _("Something in your basket is not for sale any more. Please look at it again before you pay.")


class NoDelivery(Refused):
    code = "no_delivery"
    message = _("We cannot deliver these items to that address this way. Please choose another delivery.")


class PriceChanged(Refused):
    code = "price_changed"
    message = _("A price or the delivery changed while you were here. The new total is below: please check it again.")


@dataclass(frozen=True)
class Contact:
    """Who the order is for and where it goes. `address` has the parts of PostalAddress."""

    email: str
    language: str
    address: dict[str, str]


@transaction.atomic
def place_order(
    *, basket: Basket, contact: Contact, method_id: int, expected_total: int | None, by: User | None, at: datetime
) -> Order:
    """Turn the basket into an order waiting for payment. The same basket placed already returns its pending order.

    `expected_total` (minor units) is what the shopper saw; another total raises PriceChanged. Raises BasketEmpty,
    BasketChanged, NoDelivery, OutOfStock.
    """
    basket = Basket.objects.lock(basket)
    if basket.state == Basket.State.PLACED:
        return basket.orders.filter(state=Order.State.PENDING).latest("pk")
    lines = list(basket.lines.to_buy().with_goods())
    offer = _chosen_offer(lines, contact, method_id, by, at)
    if expected_total is not None and expected_total != offer.quote.total.minor:
        raise PriceChanged
    order = _write_order(basket, contact, offer, by, at)
    _write_lines(order, lines, offer.quote)
    hold_stock(
        quantities={line.variant: line.quantity for line in lines},
        reference=order.reference,
        expires_at=at + timedelta(minutes=settings.STOCK_HOLD_MINUTES),
    )
    kept = contact.address | {"email": contact.email, "method": str(method_id)}
    basket.move_to(Basket.State.PLACED, contact=kept)
    return order


def _chosen_offer(lines: list[BasketLine], contact: Contact, method_id: int, by: User | None, at: datetime) -> Offer:
    if not lines:
        raise BasketEmpty
    items = items_of(lines)
    if len(items) < len(lines):
        raise BasketChanged
    place = contact.address
    offers = quote_offers(
        items, customer=by, country=place["country_code"], region=place.get("country_area", ""), at=at
    )
    offer = next((offer for offer in offers if offer.method.id == method_id), None)
    if offer is None or not offer.quote.can_be_sent:
        raise NoDelivery
    return offer


def _write_order(basket: Basket, contact: Contact, offer: Offer, by: User | None, at: datetime) -> Order:
    priced = offer.quote
    order = Order.objects.create(
        customer=by,
        basket=basket,
        email=contact.email,
        language=contact.language,
        currency=settings.SHOP_CURRENCY,
        prices_include_tax=priced.prices_include_tax,
        goods=priced.goods,
        delivery=offer.delivery.price,
        delivery_tax=offer.delivery.tax,
        delivery_tax_hundredths=offer.delivery.tax_hundredths,
        tax=priced.tax,
        total=priced.total,
        delivery_method=offer.method.name,
        arrives_from=offer.arrives_from,
        arrives_until=offer.arrives_until,
        perks={"free_delivery": offer.delivery.free_because == "member"},
        placed_at=at,
    )
    OrderAddress.objects.create(order=order, **contact.address)
    OrderEvent.objects.create(
        order=order, kind=OrderEvent.Kind.PLACED, reference=order.reference, actor=by, happened_at=at
    )
    Payment.objects.create(
        order=order, amount=order.total, currency=order.currency, expires_at=at + PAYMENT_WINDOW, checked_at=at
    )
    return order


def _write_lines(order: Order, lines: list[BasketLine], priced: Quote) -> None:
    quoted = {line.item.variant_id: line for line in priced.lines}
    OrderLine.objects.bulk_create(_order_line(order, line, quoted[line.variant_id]) for line in lines)


def _order_line(order: Order, line: BasketLine, quoted: QuotedLine) -> OrderLine:
    return OrderLine(
        order=order,
        variant=line.variant,
        product=line.variant.product,
        title=line.variant.product.title,
        options=line.variant.label[:200],
        sku=line.variant.sku,
        quantity=line.quantity,
        list_price=quoted.item.list_price,
        unit_price=quoted.item.unit_price,
        amount=quoted.amount,
        tax=quoted.tax,
        tax_hundredths=quoted.tax_hundredths,
    )
