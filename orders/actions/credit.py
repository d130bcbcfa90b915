"""Store credit for a buyer: on the account of a customer, as a gift card for a guest."""

from django.db import transaction

from accounts.models import User
from core.money import Money
from loyalty.actions.purses import grant_store_credit, issue_gift_card, put_in
from loyalty.models import Purse, PurseEntry
from orders.models import Order


@transaction.atomic(savepoint=False)
def give_credit(
    *, order: Order, amount: Money, reference: str, note: str, by: User | None = None, purse: Purse | None = None
) -> Purse:
    """So much for the order's buyer, once for each reference: into `purse` if there is one already, else their own.

    A guest's is a new gift card, whose code belongs into a mail to them and nowhere else.
    """
    if purse:
        return put_in(purse=purse, amount=amount, kind=PurseEntry.Kind.ISSUED, reference=reference, note=note, by=by)
    if order.customer:
        return grant_store_credit(owner=order.customer, amount=amount, reference=reference, note=note, by=by)
    return issue_gift_card(amount=amount, reference=reference, note=note, by=by)


def code_for(order: Order, purse: Purse | None) -> str:
    """The code that a guest's mail shows; nothing for a customer, whose credit is on the account."""
    return purse.shown_code if purse and not order.customer_id else ""
