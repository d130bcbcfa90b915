"""Taking back what placing an order took: stock, uses of promotions, money from purses, and the basket."""

from datetime import datetime

from django.db import transaction

from orders.actions.baskets import give_basket_back
from orders.actions.promotions import give_promotions_back
from orders.actions.referrals import follow_unpaid
from orders.actions.tenders import return_tenders
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent
from shop.actions.stock import release_stock


@transaction.atomic
def undo_placing(*, order: Order, at: datetime) -> Order:
    """A locked pending order was not paid: everything it took can be had again, and the basket is back."""
    order.move_to(Order.State.CANCELED, canceled_at=at)
    release_stock(reference=order.reference)
    give_promotions_back(order=order, at=at)
    return_tenders(order=order, at=at)
    follow_unpaid(order=order)
    if order.basket:
        give_basket_back(basket=order.basket)
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.CANCELED,
        reference=order.reference,
        happened_at=at,
        data={"reason": "not paid"},
    )
    return order
