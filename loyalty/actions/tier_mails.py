"""The mails about a customer's tier: when it goes up, when too little was bought to keep it, when it goes down."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions.digests import News, tell_customer
from accounts.models import Topic
from loyalty.models import PointsProgram, TierMove, TierStatus
from loyalty.rules.tiers import Kind, Portion, Standing, is_above, missing_by


def mail_step(
    *, status: TierStatus, move: TierMove, before: Standing, to: Standing, portions: Sequence[Portion]
) -> None:
    """Tell a customer who wants it of a step, once for each. Whoever stays where they are hears nothing."""
    customer = status.customer
    template = _template(move, before, to)
    if not template or not PointsProgram.current().is_active:
        return
    missing = missing_by(before.tier.amount, portions, to.grace_until) if before.tier and to.grace_until else None
    page = settings.BASE_URL + reverse("orders:points")
    tell_customer(
        customer=customer,
        topic=Topic.POINTS,
        template=template,
        key=f"tier/{customer.pk}/{move.number}",
        context={
            "name": customer.name,
            "before": before.tier,
            "tier": to.tier,
            "until": to.review_on,
            "grace_until": to.grace_until,
            "missing": missing,
            "is_taken_back": move.kind == Kind.TAKEN_BACK,
        },
        news=News(_("Your points page says what it gives and how it is counted."), page),
        at=move.happened_at,
    )


def _template(move: TierMove, before: Standing, to: Standing) -> str:
    if move.kind == Kind.LEFT:
        return ""
    if move.kind == Kind.GRACE:
        return "loyalty/tier_grace"
    if is_above(to.tier, before.tier):
        return "loyalty/tier_reached"
    return "loyalty/tier_ended" if is_above(before.tier, to.tier) else ""
