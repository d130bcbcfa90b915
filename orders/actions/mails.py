"""The mails of an order. Each is queued in the transaction of what it tells about."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from core.actions.mail import queue_mail
from core.links import sign_link
from core.money import Money
from loyalty.rules.perks import perks_from
from orders.models import CancelRequest, DeliveryProof, GiftCardRequest, Order, OrderLine, PriceDrop, Shipment
from orders.rules.returns import return_days

VIEW = "order-view"
"""The purpose of the link by which a guest sees an order."""

LINK_VALID_FOR = timedelta(days=180)

JOIN = "order-join"
"""The purpose of the link, only ever in a mail, by which a guest opens an account."""


def order_link(order: Order) -> str:
    """The address, on the shop's own host, at which whoever got the mail sees the order."""
    return settings.BASE_URL + reverse("orders:order-link", args=[sign_link(VIEW, order.number)])


def mail_order_confirmation(order: Order) -> None:
    join_url = "" if order.customer_id else settings.BASE_URL + reverse("orders:account-create", args=[_join(order)])
    _queue("orders/order_confirmation", order.reference, order, join_url=join_url)


def mail_payment_returned(order: Order) -> None:
    _queue("orders/payment_returned", order.reference, order)


def mail_order_canceled(order: Order) -> None:
    _queue("orders/order_canceled", order.reference, order)


def mail_order_changed(order: Order, key: str) -> None:
    _queue("orders/order_changed", key, order)


def mail_stock_problem(order: Order) -> None:
    _queue("orders/stock_problem", order.reference, order, problems=list(order.stock_problems.open()))


def mail_goodwill(order: Order, amount: Money, code: str) -> None:
    """Something for the trouble: as credit, or as a gift card with its code."""
    _queue("orders/goodwill", order.reference, order, amount=amount, code=code)


def mail_price_drop(order: Order, drop: PriceDrop) -> None:
    """Something that was bought got cheaper, and the difference is theirs."""
    _queue("orders/price_drop", f"{order.reference}/{drop.reference}", order, drop=drop, line=drop.line)


def mail_gift_card_bought(order: Order) -> None:
    gift_cards = list(GiftCardRequest.objects.filter(line__order=order).select_related("line"))
    _queue("orders/gift_card_bought", order.reference, order, gift_cards=gift_cards)


def mail_shipped(shipment: Shipment) -> None:
    _queue("orders/order_shipped", f"shipment/{shipment.pk}", shipment.order, shipment=shipment)


def mail_delivered(shipment: Shipment) -> None:
    perks = perks_from(shipment.order.perks)
    back: dict[str, object] = {"return_days": return_days(perks), "free_returns": perks.free_returns}
    back["left_with"] = left_with(shipment)
    _queue("orders/order_delivered", f"shipment/{shipment.pk}", shipment.order, shipment=shipment, **back)


def mail_held_at_counter(shipment: Shipment, place: str) -> None:
    """It waits at a counter; told once, as carriers repeat themselves."""
    _queue("orders/parcel_waits", f"shipment/{shipment.pk}", shipment.order, shipment=shipment, place=place)


def left_with(shipment: Shipment) -> str:
    """With whom or where the carrier says it left the parcel."""
    proofs = DeliveryProof.objects.filter(event__shipment=shipment).exclude(left_with="")
    return proofs.order_by("-event__happened_at").values_list("left_with", flat=True).first() or ""


def mail_cancel_answer(request: CancelRequest) -> None:
    """Why it is sent all the same, and how it can be sent back."""
    perks = perks_from(request.order.perks)
    back = {"return_days": return_days(perks), "free_returns": perks.free_returns}
    _queue("orders/cancel_declined", f"cancel/{request.pk}", request.order, request=request, **back)


def mail_on_hold(order: Order, key: str) -> None:
    _queue("orders/order_on_hold", key, order)


def mail_expected(order: Order, key: str) -> None:
    """What the buyer waits for comes on another day."""
    _queue("orders/order_expected", key, order)


def mail_delayed(order: Order, key: str, *, day: date, is_carriers: bool, parcels: list[Shipment]) -> None:
    """It comes later than promised: on `day`, by the carrier's word or ours. `parcels` are those on their way."""
    _queue("orders/order_delayed", key, order, day=day, is_carriers=is_carriers, parcels=parcels)


def mail_lost(shipment: Shipment, again: list[tuple[int, OrderLine]], refunded: Money) -> None:
    """`again`: how many units of which lines are sent once more."""
    _queue("orders/parcel_lost", f"shipment/{shipment.pk}", shipment.order, again=again, refunded=refunded)


def mail_order_link(order: Order, key: str) -> None:
    """The answer to a guest's look-up: the link goes to the address on the order and to nobody else."""
    _queue("orders/order_link", key, order)


def _join(order: Order) -> str:
    return sign_link(JOIN, order.number)


def _queue(template: str, key: str, order: Order, **context: object) -> None:
    lines = list(order.lines.all())
    context |= {"order": order, "lines": lines, "address": order.address, "order_url": order_link(order)}
    context["savings"] = order.savings
    queue_mail(template=template, key=key, to=order.email, language=order.language, context=context)
