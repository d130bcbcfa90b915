"""Placing an order: frozen lines, totals, address and a stock hold, all before the payment provider is called."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner, User
from accounts.rules.emails import same_address
from core.errors import Refused
from core.kills import kill_point, kill_point_after_commit
from core.money import ZERO, Money
from core.retries import again_when_blocked
from orders.actions.memberships import snapshot_of
from orders.actions.payments import confirm_paid_order
from orders.actions.pricing import Offer, items_of, quote_offers
from orders.actions.promotions import take_promotions
from orders.actions.referrals import Invitation, note_invited
from orders.actions.return_terms import ReturnTerms, return_terms
from orders.actions.tenders import take_tenders
from orders.actions.terms import buyer_keys, terms_for
from orders.actions.timeline import write_order_event
from orders.models import Basket, BasketLine, Order, OrderAddress, OrderEvent, OrderLine, Payment
from orders.rules.payments import PAYMENT_WINDOW
from orders.rules.pricing import Quote, QuotedLine, Terms
from orders.rules.shares import delivery_shares
from shop.actions.stock import hold_stock
from shop.models import StockRecord


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


@again_when_blocked
@transaction.atomic
def place_order(
    *,
    basket: Basket,
    contact: Contact,
    method_id: int,
    expected: str | None,
    by: User | None,
    at: datetime,
    invitation: Invitation | None = None,
    partner: Partner | None = None,
) -> Order:
    """Turn the basket into an order waiting for payment, or confirmed at once when nothing is left to pay.

    The same basket placed already returns its order. `expected` is the fingerprint of the quote that the shopper
    saw; another one raises PriceChanged. `invitation` is the friend's link that was followed, `partner` whose program
    it is placed through. Raises BasketEmpty,
    BasketChanged, NoDelivery, OutOfStock, PromotionUsedUp, CodeUsedUp, NotEnoughLeft, TooBusy.
    """
    kill_point_after_commit("place_order:after_commit")
    basket = Basket.objects.lock(basket)
    if basket.state != Basket.State.OPEN:
        return _order_of(basket)
    lines = list(basket.lines.to_buy().with_goods())
    keys = buyer_keys(by, contact.email)
    terms = terms_for(customer=by, basket=basket, email=contact.email, at=at)
    offers = _offers(lines, contact, terms, by, at)
    offer = _chosen(offers, method_id)
    if expected is not None and expected != offer.quote.fingerprint:
        raise PriceChanged
    order = _write_order(basket, contact, offer, _cheapest_delivery(offers), by, at, partner)
    promised = return_terms(products=[line.variant.product for line in lines], perks=terms.perks, at=at)
    order_lines = _write_lines(order, lines, offer.quote, promised)
    _keep_perks(order, offer, terms, order_lines, contact, at)
    note_invited(order=order, invitation=invitation, at=at)
    _hold(order, order_lines, lines, at)
    if offer.quote.savings:
        take_promotions(order=order, quote=offer.quote, lines=order_lines, buyer_keys=keys)
    if offer.quote.tenders:
        take_tenders(order=order, quote=offer.quote, lines=order_lines, at=at)
    kept = contact.address | {"email": contact.email, "method": str(method_id)}
    basket.move_to(Basket.State.PLACED, contact=kept)
    order = _ask_for_payment(order, at)
    kill_point("place_order:before_commit")
    return order


def _hold(order: Order, order_lines: list[OrderLine], lines: list[BasketLine], at: datetime) -> None:
    """Promise every unit. Raises OutOfStock, and PriceChanged when one comes on another day than was shown."""
    holds = hold_stock(
        quantities={line.variant: line.quantity for line in lines},
        reference=order.reference,
        expires_at=at + timedelta(minutes=settings.STOCK_HOLD_MINUTES),
        at=at,
        may_wait=True,
    )
    ahead = [hold.record_id for hold in holds if hold.is_ahead]
    days = dict(StockRecord.objects.filter(pk__in=ahead).latest_days()) if ahead else {}
    if days != {line.variant_id: line.expected_on for line in order_lines if line.expected_on}:
        raise PriceChanged


def _order_of(basket: Basket) -> Order:
    order = basket.orders.exclude(state=Order.State.CANCELED).order_by("pk").last()
    if order is None:  # merged into another basket meanwhile
        raise BasketEmpty
    return order


def _offers(lines: list[BasketLine], contact: Contact, terms: Terms, by: User | None, at: datetime) -> list[Offer]:
    if not lines:
        raise BasketEmpty
    items = items_of(lines, customer=by, at=at, perks=terms.perks)
    if len(items) < len(lines):
        raise BasketChanged
    place = contact.address
    return quote_offers(items, terms=terms, country=place["country_code"], region=place.get("country_area", ""), at=at)


def _chosen(offers: list[Offer], method_id: int) -> Offer:
    offer = next((offer for offer in offers if offer.method.id == method_id), None)
    if offer is None or not offer.quote.can_be_sent:
        raise NoDelivery
    return offer


def _cheapest_delivery(offers: list[Offer]) -> Money:
    """What the standard way of delivery costs, with its tax."""
    return min(
        offer.delivery.price + (ZERO if offer.quote.prices_include_tax else offer.delivery.tax) for offer in offers
    )


def _write_order(
    basket: Basket,
    contact: Contact,
    offer: Offer,
    standard: Money,
    by: User | None,
    at: datetime,
    partner: Partner | None,
) -> Order:
    priced = offer.quote
    order = Order.objects.create(
        customer=by,
        partner=partner,
        basket=basket,
        email=contact.email,
        buyer_key=same_address(contact.email),
        language=contact.language,
        currency=settings.SHOP_CURRENCY,
        prices_include_tax=priced.prices_include_tax,
        goods=priced.goods,
        discount=priced.discount,
        delivery=offer.delivery.price,
        delivery_discount=offer.delivery.discount,
        delivery_tax=offer.delivery.tax,
        delivery_tax_hundredths=offer.delivery.tax_hundredths,
        tax=priced.tax,
        total=priced.total,
        tendered=priced.tendered,
        fingerprint=priced.fingerprint,
        delivery_standard=standard,
        delivery_method=offer.method.name,
        arrives_from=offer.arrives_from,
        arrives_until=offer.arrives_until,
        placed_at=at,
    )
    OrderAddress.objects.create(order=order, **contact.address)
    write_order_event(order=order, kind=OrderEvent.Kind.PLACED, reference=order.reference, actor=by, happened_at=at)
    return order


def _keep_perks(
    order: Order, offer: Offer, terms: Terms, lines: list[OrderLine], contact: Contact, at: datetime
) -> None:
    """What membership and tier give on this day stays with the order, whatever becomes of either."""
    place = {"country": contact.address["country_code"], "region": contact.address.get("country_area", "")}
    perks = snapshot_of(offer, terms, lines=lines, place=place, at=at)
    if perks:
        Order.objects.filter(pk=order.pk).update(perks=perks)
        order.perks = perks


def _ask_for_payment(order: Order, at: datetime) -> Order:
    """A payment is started for what is left to pay; when that is nothing, the order is confirmed here and now."""
    if not order.due:
        write_order_event(
            order=order, kind=OrderEvent.Kind.PAID, reference="tenders", actor=order.customer, happened_at=at
        )
        return confirm_paid_order(order=order, at=at)
    Payment.objects.create(
        order=order, amount=order.due, currency=order.currency, expires_at=at + PAYMENT_WINDOW, checked_at=at
    )
    return order


def _write_lines(order: Order, lines: list[BasketLine], priced: Quote, promised: ReturnTerms) -> list[OrderLine]:
    """One line for each of the quote, in its order, with its share of delivery and what is promised of returns."""
    goods = {line.variant_id: line for line in lines}
    paid = [line.to_pay for line in priced.lines]
    shares = zip(delivery_shares(order.delivery, paid), delivery_shares(order.delivery_tax, paid), strict=True)
    return OrderLine.objects.bulk_create(
        _order_line(order, goods[line.item.variant_id], line, *share, promised)
        for line, share in zip(priced.lines, shares, strict=True)
    )


def _order_line(
    order: Order, line: BasketLine, quoted: QuotedLine, delivery: Money, delivery_tax: Money, promised: ReturnTerms
) -> OrderLine:
    return OrderLine(
        order=order,
        variant=line.variant,
        product=line.variant.product,
        title=line.variant.product.title,
        options=line.variant.label[:200],
        sku=line.variant.sku,
        quantity=line.quantity,
        expected_on=quoted.item.expected_on,
        list_price=quoted.item.list_price,
        unit_price=quoted.item.unit_price,
        price_list=quoted.item.price_list,
        amount=quoted.amount,
        discount=quoted.discount,
        tax=quoted.tax,
        tax_hundredths=quoted.tax_hundredths,
        delivery_share=delivery,
        delivery_tax_share=delivery_tax,
        **promised.of(line.variant.product),
    )
