"""Jobs of memberships: ids in, one verb. Each is idempotent, so a sweeper and a doorbell may both call it."""

from datetime import datetime, timedelta
from functools import partial

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from loyalty.actions.grants import end_granted
from loyalty.actions.membership_refunds import execute_membership_refund as execute_refund_now
from loyalty.actions.price_moves import keep_after_all, let_go_unanswered, members_to_tell, move_member, tell_of_price
from loyalty.actions.reminders import in_grace, remind_member, remind_of_failure, to_remind
from loyalty.actions.syncing import process_billing_event as process_event_now
from loyalty.actions.syncing import sync_membership as sync_now
from loyalty.models import BillingEvent, Membership, MembershipRefund, PriceMove, PriceNotice

SWEEP_AT_MOST = 200
COMPARED_EVERY = timedelta(hours=6)


@shared_task(name="loyalty.process_billing_event", ignore_result=True)
def process_billing_event(*, event_pk: int) -> None:
    process_event_now(event=BillingEvent.objects.get(pk=event_pk), at=timezone.now())


@shared_task(name="loyalty.sync_membership", ignore_result=True)
def sync_membership(*, membership_id: int) -> None:
    sync_now(membership=Membership.objects.get(pk=membership_id), at=timezone.now())


@shared_task(name="loyalty.execute_membership_refund", ignore_result=True)
def execute_membership_refund(*, refund_id: int) -> None:
    execute_refund_now(refund=MembershipRefund.objects.get(pk=refund_id))


@shared_task(name="loyalty.sweep_memberships", ignore_result=True)
def sweep_memberships() -> None:
    """Events that nobody processed, memberships not compared lately, ends that have come, mails that are due."""
    now = timezone.now()
    events = BillingEvent.objects.filter(processed_at=None).order_by("pk")
    sweep(events[:SWEEP_AT_MOST], lambda event: process_event_now(event=event, at=now))
    refunds = MembershipRefund.objects.filter(state=MembershipRefund.State.REQUESTED).order_by("pk")
    sweep(refunds[:SWEEP_AT_MOST], lambda refund: execute_refund_now(refund=refund))
    rows = Membership.objects
    stale = rows.to_compare(now - COMPARED_EVERY, now).order_by("synced_at", "pk")
    sweep(stale[:SWEEP_AT_MOST], lambda membership: sync_now(membership=membership, at=now))
    owing = rows.paid_for().filter(state=Membership.State.GRACE, grace_until__lte=now).order_by("pk")
    sweep(owing[:SWEEP_AT_MOST], lambda membership: sync_now(membership=membership, at=now))
    over = rows.filter(source=Membership.Source.GRANTED, state=Membership.State.ACTIVE, ends_at__lte=now)
    sweep(over[:SWEEP_AT_MOST], lambda membership: end_granted(membership=membership, at=now))
    sweep(to_remind(now)[:SWEEP_AT_MOST], lambda membership: remind_member(membership=membership, at=now))
    sweep(in_grace(now)[:SWEEP_AT_MOST], lambda membership: remind_of_failure(membership=membership, at=now))
    _sweep_prices(now)


def _sweep_prices(now: datetime) -> None:
    """Who is to be told of a new price, whose renewal at it is near enough, and who did not say yes in time."""
    for move, members in members_to_tell():
        sweep(members[:SWEEP_AT_MOST], partial(_tell, move, now))
    due = PriceNotice.objects.due().select_related("membership").order_by("pk")
    sweep(due[:SWEEP_AT_MOST], lambda notice: move_member(notice=notice, at=now))
    silent = PriceNotice.objects.unanswered(now).filter(membership__cancels_at_end=False)
    silent = silent.select_related("membership").order_by("pk")
    sweep(silent[:SWEEP_AT_MOST], lambda notice: let_go_unanswered(notice=notice, at=now))
    back = PriceNotice.objects.to_keep().select_related("membership").order_by("pk")
    sweep(back[:SWEEP_AT_MOST], lambda notice: keep_after_all(notice=notice, at=now))


def _tell(move: PriceMove, now: datetime, membership: Membership) -> None:
    tell_of_price(membership=membership, move=move, at=now)
