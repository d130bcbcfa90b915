"""The day's work first: each number is a door to its list."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext

from core.models import OutgoingMail
from loyalty.models import Membership, Referral
from orders.actions.tracking import parcels_in_need
from orders.models import CancelRequest, Claim, Order, Refund, Return, ReturnPolicy, Shipment
from shop.models import Product, StockRecord

DAYS_LOOKED_AT = timedelta(days=90)


def day_at_a_glance(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Counts for the staff's start page."""
    to_pack = Order.objects.to_pack()
    on_hold = Order.objects.filter(state=Order.State.ON_HOLD)
    late = StockRecord.objects.filter(awaited__gt=0, expected_on__lt=timezone.localdate())
    to_ship = Shipment.objects.filter(state=Shipment.State.PREPARING)
    on_the_way = Shipment.objects.filter(state=Shipment.State.SHIPPED)
    in_need = parcels_in_need(timezone.now())
    stuck = OutgoingMail.objects.filter(state__in=[OutgoingMail.State.FAILED, OutgoingMail.State.UNCERTAIN])
    sold_out = Product.objects.listed().filter(is_available=False)
    owing = Membership.objects.filter(state__in=[Membership.State.GRACE, Membership.State.LAPSED])
    returns = Return.objects.waiting_for_a_person()
    claims = Claim.objects.filter(state=Claim.State.IN_REVIEW)
    failed = Refund.objects.filter(state=Refund.State.FAILED)
    context["doors"] = [
        (gettext("To pack"), to_pack.count(), reverse("admin:orders_picklist")),
        (gettext("On hold"), on_hold.count(), _list("orders_order", "state__exact=on_hold")),
        (gettext("Goods that are late"), late.count(), _list("shop_stockrecord", "awaited=late")),
        (gettext("To ship"), to_ship.count(), _list("orders_shipment", "state__exact=preparing")),
        (gettext("On the way"), on_the_way.count(), _list("orders_shipment", "state__exact=shipped")),
        (gettext("Parcels that need you"), in_need.count(), _list("orders_shipment", "need=person")),
        (gettext("Returns that wait for you"), returns.count(), _list("orders_return", "waits=us")),
        (gettext("Claims to decide"), claims.count(), _list("orders_claim", "state__exact=in_review")),
        (gettext("Mails that need you"), stuck.count(), _list("core_outgoingmail", "state__in=failed,uncertain")),
        (gettext("Failed refunds"), failed.count(), _list("orders_refund", "state__exact=failed")),
        (gettext("Members who owe"), owing.count(), _list("loyalty_membership", "health=owing")),
        (gettext("Sold out"), sold_out.count(), _list("shop_product", "is_available__exact=0&state__exact=published")),
    ]
    days = Return.objects.days_to_money(timezone.now() - DAYS_LOOKED_AT)
    if days is not None:
        words = gettext("Days from receipt of a return to its money (promised: %s)")
        figure = formats.number_format(days, 1)
        context["doors"].append(
            (words % ReturnPolicy.current().money_within_days, figure, _list("orders_return", "state__exact=settled"))
        )
    asked = CancelRequest.objects.open().count()
    if asked:
        door = (gettext("Buyers who ask to cancel"), asked, _list("orders_cancelrequest", "state__exact=asked"))
        context["doors"].insert(0, door)
    held = Referral.objects.filter(state=Referral.State.HELD).count()
    if held:
        context["doors"].append((gettext("Friends to look at"), held, _list("loyalty_referral", "state__exact=held")))
    return context


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{query}"
