"""Buying a gift card: an order of its own that needs no parcel, and the card once it is paid.

No tax is due on the sale: what it will pay for is not known yet (multi-purpose voucher, Directive (EU) 2016/1065).
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from accounts.rules.emails import same_address
from core.money import ZERO, Money
from loyalty.actions.gift_cards import Greeting, plan_gift_card_mail
from loyalty.actions.purses import issue_gift_card
from orders.actions.mails import mail_gift_card_bought
from orders.actions.timeline import write_order_event
from orders.models import GiftCardRequest, Order, OrderAddress, OrderEvent, OrderLine, Payment
from orders.rules.payments import PAYMENT_WINDOW
from shop.actions.catalog import gift_card_variant


@transaction.atomic
def order_gift_card(
    *, amount: Money, buyer_name: str, buyer_email: str, greeting: Greeting, by: User | None, at: datetime
) -> Order:
    """An order for one card, waiting for its payment."""
    order = Order.objects.create(
        customer=by,
        email=buyer_email,
        buyer_key=same_address(buyer_email),
        language=greeting.language,
        currency=settings.SHOP_CURRENCY,
        is_gift_card=True,
        prices_include_tax=settings.PRICES_INCLUDE_TAX,
        goods=amount,
        delivery=ZERO,
        delivery_tax=ZERO,
        tax=ZERO,
        total=amount,
        delivery_method=gettext("By e-mail"),
        arrives_from=greeting.send_on,
        arrives_until=greeting.send_on,
        placed_at=at,
    )
    OrderAddress.objects.create(order=order, name=buyer_name, country_code=settings.SHOP_COUNTRY)
    write_order_event(order=order, kind=OrderEvent.Kind.PLACED, reference=order.reference, actor=by, happened_at=at)
    _write_line(order, amount, greeting)
    Payment.objects.create(
        order=order, amount=amount, currency=order.currency, expires_at=at + PAYMENT_WINDOW, checked_at=at
    )
    return order


@transaction.atomic(savepoint=False)
def hand_out_gift_cards(*, order: Order, at: datetime) -> Order:
    """A locked order of gift cards is paid: issue them, plan their mails, and the order is done."""
    for request in GiftCardRequest.objects.filter(line__order=order).select_related("line"):
        reference = f"{order.reference}/line/{request.line_id}"
        purse = issue_gift_card(amount=request.line.amount, reference=reference, note="bought", by=order.customer)
        GiftCardRequest.objects.filter(pk=request.pk).update(purse=purse)
        plan_gift_card_mail(purse=purse, greeting=_greeting(order, request), at=at)
    order.move_to(Order.State.CONFIRMED, confirmed_at=at)
    order.move_to(Order.State.COMPLETED, completed_at=at)
    mail_gift_card_bought(order)
    return order


def _write_line(order: Order, amount: Money, greeting: Greeting) -> None:
    variant = gift_card_variant()
    line = OrderLine.objects.create(
        order=order,
        variant=variant,
        product=variant.product,
        title=gettext("Gift card"),
        sku=variant.sku,
        quantity=1,
        list_price=amount,
        unit_price=amount,
        amount=amount,
        tax=ZERO,
        tax_hundredths=0,
    )
    details = {name: value for name, value in vars(greeting).items() if name != "language"}
    GiftCardRequest.objects.create(line=line, **details)


def _greeting(order: Order, request: GiftCardRequest) -> Greeting:
    return Greeting(
        recipient_email=request.recipient_email,
        recipient_name=request.recipient_name,
        sender_name=request.sender_name,
        message=request.message,
        send_on=request.send_on,
        language=order.language,
    )
