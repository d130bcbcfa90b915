"""The ledger of what members saved: follows what of each order is kept."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from core.money import ZERO, Money
from loyalty.models import Membership, Saving


@transaction.atomic
def follow_savings(*, membership_id: int, reference: str, saved: Mapping[str, Money], at: datetime) -> None:
    """Bring the rows of one order to what is saved on it now, by kind: the difference is written, up or down.

    The caller holds the order's lock, so repeating it writes nothing.
    """
    rows = Saving.objects.filter(reference=reference).order_by().values("kind").annotate(sum=Sum("amount"))
    written = {row["kind"]: row["sum"] for row in rows}
    missing = {kind: saved.get(kind, ZERO) - written.get(kind, ZERO) for kind in Saving.Kind.values}
    if not any(missing.values()):
        return
    membership = Membership.objects.get(pk=membership_id)
    for kind, amount in missing.items():
        if amount:
            Saving.objects.create(
                membership=membership,
                customer_id=membership.customer_id,
                kind=kind,
                amount=amount,
                reference=reference,
                happened_at=at,
            )
