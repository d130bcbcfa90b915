"""The one answer to what a customer's membership and tier are worth at a moment. Reads only; everybody asks here."""

from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q

from accounts.models import User
from loyalty.models import Membership, Plan, Tier
from loyalty.rules.perks import NO_PERKS, Perks, perks_of, with_tier


def perks_for(customer: Any, at: datetime) -> Perks:
    """What applies to the customer at this moment; nobody's perks for a guest. One query, and none for a guest."""
    if not getattr(customer, "is_authenticated", False):
        return NO_PERKS
    membership, tier_id = _holdings_of(customer)
    perks = NO_PERKS
    if membership is not None and membership.gives_perks(at):
        perks = perks_of_plan(membership.plan_id, membership_id=membership.pk)
    tier = Tier.known().get(tier_id) if tier_id else None
    return with_tier(perks, name=tier.name, percent=tier.percent) if tier else perks


def _holdings_of(customer: User) -> tuple[Membership | None, int | None]:
    """The membership that is not over, and the tier by its id. Where there are no tiers nobody is asked for one."""
    live = ~Q(memberships__state=Membership.State.ENDED)
    people = User.objects.filter(pk=customer.pk).annotate(live=FilteredRelation("memberships", condition=live))
    wanted = ["live", *(["tier_status"] if Tier.known() else [])]
    person = people.select_related(*wanted).first()
    status = getattr(person, "tier_status", None) if "tier_status" in wanted else None
    return getattr(person, "live", None), status.tier_id if status else None


def joinable_perks() -> list[Perks]:
    """Of each plan that can be joined."""
    return [perks_of_plan(plan_id) for plan_id, known in Plan.known().items() if known.is_joinable]


def perks_of_plan(plan_id: int, *, membership_id: int = 0) -> Perks:
    """What a plan gives; nobody's perks when there is no such plan."""
    known = Plan.known().get(plan_id)
    return perks_of(known.perks, plan=known.name, membership_id=membership_id) if known else NO_PERKS
