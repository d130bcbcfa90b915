"""What becomes of orders and baskets when an account is deleted: orders stay, while one is open nobody leaves."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.return_papers import forget_cases
from orders.actions.tracking import forget_proofs
from orders.models import Basket, CancelRequest, Claim, DeliveryProof, Order, PriceDropWish, Refund, Return
from orders.models.returns import LIVE

OPEN = (Order.State.PENDING, Order.State.STOCK_PROBLEM, Order.State.CONFIRMED, Order.State.ON_HOLD)
OPEN_RETURNS = (*LIVE, Return.State.INSPECTED, Return.State.LOST)
MONEY_DUE = (Refund.State.REQUESTED, Refund.State.FAILED)


class OrderStillOpen(Refused):
    code = "order_still_open"
    message = _("An order is not finished yet. The account can be deleted afterwards.")


def orders_in_the_way(customer: User) -> list[tuple[Order, str]]:
    """Orders that need their customer, newest first, each with the reason in words.

    A gift card that waits for its day needs nobody: it goes to whom it is for.
    """
    is_open = Q(state__in=OPEN) & ~Q(state=Order.State.CONFIRMED, is_gift_card=True)
    cases = Q(returns__state__in=OPEN_RETURNS) | Q(claims__state=Claim.State.IN_REVIEW)
    is_due = Q(payments__refunds__state__in=MONEY_DUE)
    found = Order.objects.filter(is_open | is_due | cases, customer=customer).distinct()
    orders = found.prefetch_related("lines", "shipments__lines").order_by("-pk")
    reasons = [(order, _why(order)) for order in orders]
    return [(order, why) for order, why in reasons if why]


@transaction.atomic
def leave_orders(*, customer: User) -> None:
    """Baskets go, with what was typed at the checkout, and what shows where parcels were left; orders stay as they are.

    Raises OrderStillOpen.
    """
    baskets = list(Basket.objects.select_for_update().filter(owner=customer).order_by("pk"))
    for order, why in orders_in_the_way(customer):
        raise OrderStillOpen(_("Order %(number)s: %(why)s") % {"number": order.number, "why": why})
    PriceDropWish.objects.filter(customer=customer).delete()
    forget_proofs(proofs=DeliveryProof.objects.filter(event__shipment__order__customer=customer))
    forget_cases(customer=customer)
    CancelRequest.objects.filter(order__customer=customer).update(words="")
    Basket.objects.filter(pk__in=[basket.pk for basket in baskets]).delete()


def _has_open_case(order: Order) -> bool:
    in_review = order.claims.filter(state=Claim.State.IN_REVIEW)
    return order.returns.filter(state__in=OPEN_RETURNS).exists() or in_review.exists()


def _why(order: Order) -> str:
    if order.state == Order.State.PENDING:
        return str(_("It waits for its payment. Pay it, or cancel it."))
    if order.state in OPEN and order.came_at is None:
        return str(_("It is under way. The account can be deleted when it has arrived or is canceled."))
    if _has_open_case(order):
        return str(_("Something of it is on its way back or being looked at. The account can be deleted afterwards."))
    if order.payments.filter(refunds__state__in=MONEY_DUE).exists():
        return str(_("Money is on its way back to you. The account can be deleted when it has arrived."))
    return ""
