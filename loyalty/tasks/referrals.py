"""Friends' orders whose points have become somebody's, or never will."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from loyalty.actions.referrals import expire_referral, settle_referral, settled_referrals, stale_referrals

SWEEP_AT_MOST = 500


@shared_task(name="loyalty.sweep_referrals", ignore_result=True)
def sweep_referrals() -> None:
    now = timezone.now()
    both = ("referrer", "friend")
    settled = settled_referrals().select_related(*both).order_by("pk")
    sweep(settled[:SWEEP_AT_MOST], lambda referral: settle_referral(referral=referral))
    stale = stale_referrals(now).select_related(*both).order_by("pk")
    sweep(stale[:SWEEP_AT_MOST], lambda referral: expire_referral(referral=referral, at=now))
