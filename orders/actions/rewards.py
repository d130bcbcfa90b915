"""Rewards: points for a code that opens a promotion, for one order."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from loyalty.actions.points_ledger import Cause, account_of
from loyalty.actions.points_spending import capture_points, hold_points
from orders.actions.coupons import make_coupons
from orders.models import Reward, RewardClaim

PREFIX = "PTS"


class RewardGone(Refused):
    code = "reward_gone"
    message = _("This reward is not there any more.")


class RewardHadAlready(Refused):
    code = "reward_had_already"
    message = _("You have had this reward as often as it can be had.")


@transaction.atomic
def claim_reward(*, reward: Reward, customer: User, at: datetime) -> RewardClaim:
    """Pay a reward with points and get a code of one's own.

    Raises RewardGone, RewardHadAlready, NotEnoughPoints.
    """
    account = account_of(customer)
    offered = Reward.objects.offered(at).filter(pk=reward.pk).first()
    had = RewardClaim.objects.filter(reward=reward, customer=customer).count()
    if offered is None:
        raise RewardGone
    if offered.max_per_customer is not None and had >= offered.max_per_customer:
        raise RewardHadAlready
    left = Reward.objects.filter(Q(stock=None) | Q(claimed__lt=F("stock")), pk=reward.pk)
    if not left.update(claimed=F("claimed") + 1):
        raise RewardGone
    cause = Cause(f"reward/{reward.pk}/{customer.pk}/{had + 1}", at, offered.name)
    hold_points(account=account, points=offered.points, cause=cause)
    capture_points(account=account, cause=cause)
    batch = f"{cause.reference}: {offered.name}"[:80]
    coupon = make_coupons(promotion=offered.promotion, number=1, prefix=PREFIX, batch=batch)[0]
    return RewardClaim.objects.create(
        reward=offered, customer=customer, number=had + 1, points=offered.points, coupon=coupon
    )
