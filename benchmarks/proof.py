"""What has to be true of a shop after whatever happened to it: of its money, goods, promises and mails.

The shop's own audit, and what it cannot see: the provider's books, the mail server's count, and what still waits.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Sum

from core.audit import find_breaches
from core.models import OutgoingMail
from loyalty.models import Purse
from orders.models import Order, OrderTender, Payment, PromotionAllowance, PromotionUse, Refund, StripeEvent
from shop.models import StockHold

STANDS = ("confirmed", "completed", "stock_problem")
Books = dict[str, list[dict[str, Any]]]


def violations(books: Books, received: Counter[str]) -> list[str]:
    """Every broken promise, in words. `books` are the provider's, `received` counts the mail server's Message-IDs."""
    checks = (
        _audit(),
        _charges(books),
        _refunds(books),
        _nothing_waits(),
        _stock(),
        _promotions(),
        _purses(),
        _mails(received),
    )
    return [problem for check in checks for problem in check]


def counts(books: Books, received: Counter[str]) -> str:
    """What there was to compare, in a line."""
    states = Counter(Order.objects.order_by().values_list("state", flat=True))
    orders = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    paid = sum(charge["paid"] for charge in books["charges"])
    uncertain = OutgoingMail.objects.filter(state="uncertain").count()
    return (
        f"{orders}; {paid} charges, {len(books['refunds'])} refunds, {Refund.objects.count()} of them asked for; "
        f"{sum(received.values())} mails, {uncertain} shown to staff as uncertain"
    )


def _audit() -> Iterator[str]:
    yield from (f"{breach.check.id}: {row}" for breach in find_breaches() for row in breach.rows)


def _charges(books: Books) -> Iterator[str]:
    """Each charge belongs to exactly one payment, whose order stands, or all of it went back."""
    paid = [charge for charge in books["charges"] if charge["paid"]]
    payments = {payment.intent_id: payment for payment in Payment.objects.exclude(intent_id="").select_related("order")}
    for charge in paid:
        payment, left = payments.get(charge["payment_intent"]), charge["amount"] - charge["amount_refunded"]
        if payment is None or payment.state != "captured":
            yield f"charge {charge['id']} of {charge['amount']} belongs to no payment"
        elif payment.amount.minor != charge["amount"] or payment.refunded.minor != charge["amount_refunded"]:
            yield f"charge {charge['id']} differs from its payment {payment.pk}"
        elif payment.order.state not in STANDS and left:
            yield f"order {payment.order} is {payment.order.state} and {left} of its charge was kept"
    charged = Counter(charge["payment_intent"] for charge in paid)
    yield from (f"{intent} was charged {times} times" for intent, times in charged.items() if times > 1)
    for payment in Payment.objects.filter(state="captured").exclude(intent_id__in=charged):
        yield f"payment {payment.pk} is captured and was never charged"
    for order in Order.objects.filter(state__in=STANDS).prefetch_related("payments", "tenders"):
        captured = sum(payment.amount.minor for payment in order.payments.all() if payment.state == "captured")
        if captured + sum(tender.amount.minor for tender in order.tenders.all()) != order.total.minor:
            yield f"order {order} stands and was not paid exactly"


def _refunds(books: Books) -> Iterator[str]:
    sent = Counter((refund["id"], refund["amount"]) for refund in books["refunds"])
    known = Counter((refund.provider_id, refund.amount.minor) for refund in Refund.objects.filter(state="succeeded"))
    yield from (f"refund {refund} was sent and is not in the books" for refund in sent - known)
    yield from (f"refund {refund} is in the books and was never sent" for refund in known - sent)
    yield from (f"refund {refund.pk} is {refund.state}" for refund in Refund.objects.exclude(state="succeeded"))


def _nothing_waits() -> Iterator[str]:
    yield from (f"order {order} still waits" for order in Order.objects.filter(state="pending"))
    yield from (f"payment {payment.pk} is still open" for payment in Payment.objects.filter(state="started"))
    yield from (f"event {event.pk} was not processed" for event in StripeEvent.objects.filter(processed_at=None))


def _stock() -> Iterator[str]:
    """Standing orders are promised what they want, and nobody else is promised anything."""
    promised = dict(StockHold.objects.filter(state="allocated").values_list("reference").annotate(Sum("quantity")))
    for order in Order.objects.prefetch_related("lines"):
        wanted = sum(line.units for line in order.lines.all()) if order.state in STANDS else 0
        if promised.pop(order.reference, 0) != wanted:
            yield f"order {order} ({order.state}) is not promised the {wanted} units it wants"
    yield from (f"{reference} is promised units and is no order" for reference in promised)
    yield from (f"{hold} is still held" for hold in StockHold.objects.filter(state="held"))


def _promotions() -> Iterator[str]:
    """Each use is a standing order's, and each buyer is counted exactly theirs."""
    for use in PromotionUse.objects.filter(given_back_at=None).exclude(order__state__in=STANDS):
        yield f"promotion {use.promotion_id} is used by order {use.order}, which does not stand"
    for allowance in PromotionAllowance.objects.filter(buyer__startswith="email/"):
        key = allowance.buyer.removeprefix("email/")
        uses = allowance.promotion.uses.filter(given_back_at=None, order__buyer_key=key).count()
        if allowance.used != uses:
            yield f"{allowance.buyer} is counted {allowance.used} uses of {uses}"


def _purses() -> Iterator[str]:
    """A balance is what was ever put in less what standing orders were paid with."""
    spent: Counter[int] = Counter()
    for tender in OrderTender.objects.filter(order__state__in=STANDS):
        spent[tender.purse_id] += (tender.amount - tender.refunded).minor
    for purse in Purse.objects.all():
        if purse.balance.minor != purse.issued.minor - spent[purse.pk]:
            yield f"purse {purse.pk} holds {purse.balance} of {purse.issued}, standing orders took {spent[purse.pk]}"


def _mails(received: Counter[str]) -> Iterator[str]:
    """Nothing twice; what is marked as sent arrived; what is in doubt is shown; a confirmation for each order paid."""
    yield from (f"mail {key} came {times} times" for key, times in received.items() if times > 1)
    for mail in OutgoingMail.objects.all():
        if mail.state not in ("sent", "uncertain") or (mail.state == "sent" and not received[mail.message_id]):
            yield f"mail {mail.pk} ({mail.template}) is {mail.state} and came {received[mail.message_id]} times"
    told = set(OutgoingMail.objects.filter(template="orders/order_confirmation").values_list("key", flat=True))
    for order in Order.objects.exclude(confirmed_at=None):
        if order.reference not in told:
            yield f"order {order} was confirmed and nobody told"
