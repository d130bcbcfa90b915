"""Members go over to a newer price: told well before, asked where the law wants it, and never within a period.

Who pays an older version keeps it until the first renewal that is far enough after the mail. Then the newer one waits
as their next price, and the provider is told as of any other switch.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.jobs import later
from loyalty.actions.membership_events import write_event
from loyalty.actions.membership_mails import mail_price_changes
from loyalty.actions.memberships import cancel_membership, keep_membership
from loyalty.actions.syncing import BillingUnavailable
from loyalty.models import Membership, MembershipEvent, Plan, PlanPrice, PriceMove, PriceNotice
from loyalty.rules.price_moves import LONGEST_NOTICE_DAYS, SHORTEST_NOTICE_DAYS, first_renewal

Kind = MembershipEvent.Kind


class NobodyToMove(Refused):
    code = "nobody_to_move"
    message = _("Nobody pays another price than the one of today, so there is nobody to tell.")


class AlreadyMoving(Refused):
    code = "already_moving"
    message = _("Members are going over to another price of this plan already. Stop that first.")


class NoticeTooShort(Refused):
    code = "notice_too_short"
    message = _("Members are told between 14 and 120 days before.")


class ConsentMissing(Refused):
    code = "consent_missing"
    message = _("From its next renewal on it costs more, so it goes on only if you agree to the new price.")


class NothingToAgreeTo(Refused):
    code = "nothing_to_agree_to"
    message = _("There is no new price of your membership to agree to.")


@transaction.atomic
def start_price_move(
    *, plan: Plan, interval: str, notice_days: int, needs_consent: bool, by: User, at: datetime
) -> PriceMove:
    """All who pay an older version of what a plan costs are to pay today's.

    A lower price needs nobody's consent. Raises NobodyToMove, AlreadyMoving, NoticeTooShort.
    """
    if not SHORTEST_NOTICE_DAYS <= notice_days <= LONGEST_NOTICE_DAYS:
        raise NoticeTooShort
    Plan.objects.select_for_update().get(pk=plan.pk)
    offered = {(row.plan_id, row.interval): row for row in PlanPrice.objects.offered(at)}
    price = offered.get((plan.pk, interval))
    if PriceMove.objects.filter(price__plan=plan, price__interval=interval, stopped_at=None).exists():
        raise AlreadyMoving
    if price is None:
        raise NobodyToMove
    move = PriceMove(price=price, notice_days=notice_days, needs_consent=needs_consent, started_by=by, started_at=at)
    move.save()
    if not move.members_to_tell.exists():
        raise NobodyToMove
    return move


@transaction.atomic
def stop_price_move(*, move: PriceMove, at: datetime) -> PriceMove:
    """Nobody else is told or goes over. For whom the new price waits already it goes on waiting.

    Who was set to end for want of a yes was told that nothing more is charged: that holds, and they may take it back.
    """
    PriceMove.objects.filter(pk=move.pk, stopped_at=None).update(stopped_at=at)
    move.refresh_from_db()
    return move


def members_to_tell() -> "list[tuple[PriceMove, QuerySet[Membership]]]":
    """Of each running move, who was not told yet."""
    running = PriceMove.objects.filter(stopped_at=None).select_related("price__plan").order_by("pk")
    return [(move, move.members_to_tell.order_by("pk")) for move in running]


@transaction.atomic
def tell_of_price(*, membership: Membership, move: PriceMove, at: datetime) -> PriceNotice | None:
    """Write to a member, once for each move. None when they are not concerned any more."""
    membership = Membership.objects.lock(membership)
    if not move.members_to_tell.filter(pk=membership.pk).exists() or membership.price is None:
        return None
    notice = PriceNotice.objects.create(
        move=move,
        membership=membership,
        before=membership.price,
        needs_consent=move.needs_consent and move.price.amount > membership.price.amount,
        told_at=at,
        holds_from=at + timedelta(days=move.notice_days),
    )
    write_event(
        membership=membership, kind=Kind.PRICE_TOLD, reference=f"move/{move.pk}", at=at,
        price=move.price_id, before=membership.price_id,
    )  # fmt: skip
    mail_price_changes(notice, changes_on(notice))
    return notice


@transaction.atomic
def move_member(*, notice: PriceNotice, at: datetime) -> Membership:
    """The newer price is their next one. Does nothing a second time, or when they changed their mind meanwhile."""
    membership = Membership.objects.lock(notice.membership)
    row = PriceNotice.objects.due().filter(pk=notice.pk).select_related("move").first()
    if row is None:
        return membership
    Membership.objects.filter(pk=membership.pk).update(next_price=row.move.price_id)
    PriceNotice.objects.filter(pk=row.pk).update(moved_at=at)
    later("loyalty.sync_membership", membership_id=membership.pk)
    return Membership.objects.get(pk=membership.pk)


def let_go_unanswered(*, notice: PriceNotice, at: datetime) -> Membership:
    """Who did not agree is charged no more: it ends with its period, and can be taken back by agreeing.

    Written first, so that whoever says yes in the meantime is kept by the sweeper. Raises BillingUnavailable.
    """
    silent = PriceNotice.objects.unanswered(at).filter(pk=notice.pk, membership__cancels_at_end=False)
    if not silent.exists():
        return notice.membership
    PriceNotice.objects.filter(pk=notice.pk, agreed_at=None).update(let_go_at=at)
    return cancel_membership(membership=notice.membership, at=at)


def keep_after_all(*, notice: PriceNotice, at: datetime) -> Membership:
    """It was to end for want of a yes, which came after all. Raises BillingUnavailable."""
    if not PriceNotice.objects.to_keep().filter(pk=notice.pk).exists():
        return notice.membership
    membership = keep_membership(membership=notice.membership, at=at)
    PriceNotice.objects.filter(pk=notice.pk).update(let_go_at=None)
    return membership


def agree_to_price(*, membership: Membership, at: datetime) -> PriceNotice:
    """The member says yes to the new price. A membership that was to end goes on.

    The yes is written first: where the provider does not answer, the sweeper lets the membership go on. Raises
    NothingToAgreeTo.
    """
    notice = open_notice(membership)
    if notice is None or not notice.needs_consent:
        raise NothingToAgreeTo
    notice = _write_consent(notice, at)
    if membership.cancels_at_end:
        with suppress(BillingUnavailable):
            keep_after_all(notice=notice, at=at)
    return notice


def take_back_ending(*, membership: Membership, at: datetime) -> Membership:
    """A member who has ended it goes on after all; shortly before a price that needs a yes only by saying it.

    Raises ConsentMissing, NothingToTakeBack and BillingUnavailable.
    """
    if PriceNotice.objects.unanswered(at).filter(membership=membership).exists():
        raise ConsentMissing
    return keep_membership(membership=membership, at=at)


def open_notice(membership: Membership) -> PriceNotice | None:
    """What the member was told of a price that is not theirs yet."""
    rows = PriceNotice.objects.open().filter(membership=membership)
    return rows.select_related("move__price__plan", "before", "membership__customer", "membership__plan").first()


def changes_on(notice: PriceNotice) -> datetime:
    """The day of the first renewal at the new price."""
    membership = notice.membership
    period, ends_at = membership.period, membership.ends_at
    if ends_at is None:
        return notice.holds_from
    starts_at = period.starts_at if period and period.starts_at < ends_at else ends_at
    interval = notice.before.interval
    return first_renewal(starts_at=starts_at, ends_at=ends_at, interval=interval, not_before=notice.holds_from)


@transaction.atomic
def _write_consent(notice: PriceNotice, at: datetime) -> PriceNotice:
    membership = Membership.objects.lock(notice.membership)
    is_to_end = {"let_go_at": notice.let_go_at or at} if membership.cancels_at_end else {}
    if PriceNotice.objects.filter(pk=notice.pk, agreed_at=None).update(agreed_at=at, **is_to_end):
        write_event(membership=membership, kind=Kind.PRICE_AGREED, reference=f"move/{notice.move_id}", at=at)
    notice.refresh_from_db()
    return notice
