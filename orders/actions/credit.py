"""Store credit for a buyer: on the account of a customer, as a gift card for a guest."""

from django.db import transaction

from accounts.models import User
from core.money import Money
from loyalty.actions.purses import grant_store_credit, issue_gift_card
from orders.models import Order


@transaction.atomic(savepoint=False)
def give_credit(*, order: Order, amount: Money, reference: str, note: str, by: User | None = None) -> str:
    """So much for the order's buyer, once for each reference. Returns the code of a guest's card, "" for a customer."""
    if order.customer:
        grant_store_credit(owner=order.customer, amount=amount, reference=reference, note=note, by=by)
        return ""
    return issue_gift_card(amount=amount, reference=reference, note=note, by=by).shown_code
