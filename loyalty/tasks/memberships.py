"""Jobs of memberships: ids in, one verb. Each is idempotent, so a sweeper and a doorbell may both call it."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from loyalty.actions.grants import end_granted
from loyalty.actions.membership_refunds import execute_membership_refund as execute_refund_now
from loyalty.actions.reminders import in_grace, remind_member, remind_of_failure, to_remind
from loyalty.actions.syncing import process_billing_event as process_event_now
from loyalty.actions.syncing import sync_membership as sync_now
from loyalty.models import BillingEvent, Membership, MembershipRefund

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
