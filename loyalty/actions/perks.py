"""The one answer to what a customer's membership is worth at a moment. Reads only; every page and verb asks here."""

from datetime import datetime
from typing import Any

from loyalty.models import Membership, Plan
from loyalty.rules.perks import NO_PERKS, Perks, perks_of


def perks_for(customer: Any, at: datetime) -> Perks:
    """What applies to the customer at this moment; nobody's perks for a guest. One query, and none for a guest."""
    if not getattr(customer, "is_authenticated", False):
        return NO_PERKS
    membership = Membership.objects.live().filter(customer=customer).select_related("price").first()
    if membership is None or not membership.gives_perks(at):
        return NO_PERKS
    return perks_of_plan(membership.plan_id, membership_id=membership.pk)


def joinable_perks() -> list[Perks]:
    """Of each plan that can be joined."""
    return [perks_of_plan(plan_id) for plan_id, known in Plan.known().items() if known.is_joinable]


def perks_of_plan(plan_id: int, *, membership_id: int = 0) -> Perks:
    """What a plan gives; nobody's perks when there is no such plan."""
    known = Plan.known().get(plan_id)
    return perks_of(known.perks, plan=known.name, membership_id=membership_id) if known else NO_PERKS
