"""A customer's points: what there is, what comes, what goes, why, and what it buys."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core.errors import Refused
from loyalty.actions.perks import perks_for
from loyalty.models import PointsAccount, PointsLot, PointsMove, PointsProgram
from loyalty.rules.perks import SINGLE
from orders.actions.deeds import deeds_for
from orders.actions.points import days_until_certain
from orders.actions.rewards import claim_reward
from orders.actions.tiers import progress_of
from orders.models import Reward, RewardClaim

PAGE_SIZE = 30


@dataclass(frozen=True)
class Days:
    """So many points at a time; None when the time is not known yet."""

    points: int
    at: datetime | None


@login_required
@require_safe
def points_home(request: HttpRequest) -> HttpResponse:
    program = PointsProgram.current()
    account = PointsAccount.objects.filter(customer=request.user).first()
    if not program.is_active and account is None:
        raise Http404("this shop has no points")
    now = timezone.now()
    pages = Paginator(_history(account), PAGE_SIZE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= pages.num_pages):
        raise Http404("no such page")
    context = {
        "program": program,
        "certain_days": days_until_certain(perks_for(request.user, now)),
        "account": account,
        **(_tier_of(request.user, now) if program.is_active else {}),
        "worth": program.value_of(account.available) if account else None,
        "coming": _coming(account),
        "going": _going(account, now),
        "page": pages.page(int(number)),
        "deeds": deeds_for(request.user, now),
        "rewards": Reward.objects.offered(now) if program.is_active else [],
        "claims": RewardClaim.objects.filter(customer=request.user, coupon__used=0).select_related("reward", "coupon"),
    }
    return render(request, "orders/points/home.html", context)


@login_required
@require_POST
def reward_claim(request: HttpRequest, reward_id: int) -> HttpResponse:
    """Take a reward: its code is on the page from then on."""
    reward = get_object_or_404(Reward, pk=reward_id)
    try:
        claim = claim_reward(reward=reward, customer=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.detail)
    else:
        words = gettext("%(name)s is yours: enter %(code)s in the basket.")
        messages.success(request, words % {"name": reward.name, "code": claim.coupon.code})
    return redirect("orders:points")


def _tier_of(customer: User, at: datetime) -> dict[str, object]:
    """How the customer stands; `more_by_membership` is by how much a membership multiplies where that is more."""
    tiers = progress_of(customer=customer, at=at)
    if tiers is None or tiers.standing.tier is None:
        return {"tiers": tiers}
    percent = perks_for(customer, at).points_percent
    more = Decimal(percent) / SINGLE if percent > tiers.standing.tier.percent else None
    return {"tiers": tiers, "more_by_membership": more}


def _history(account: PointsAccount | None) -> QuerySet[PointsMove]:
    """Moves that changed what is available or pending, the newest first, each with how it changed them."""
    moves = PointsMove.objects.filter(account=account) if account else PointsMove.objects.none()
    own = Sum("legs__points", filter=Q(legs__book__in=["available", "debt"]), default=0)
    pending = Sum("legs__points", filter=Q(legs__book="pending"), default=0)
    counted = moves.annotate(change=own, coming=pending)
    return counted.exclude(change=0, coming=0).order_by("-happened_at", "-pk")


def _coming(account: PointsAccount | None) -> list[Days]:
    """Pending points by the day on which they are the customer's; last those of which it is not known yet."""
    lots = PointsLot.objects.filter(account=account, state=PointsLot.State.PENDING) if account else []
    known = sorted((lot for lot in lots if lot.confirms_at), key=lambda lot: lot.confirms_at)
    days = [(day, list(group)) for day, group in groupby(known, key=lambda lot: timezone.localdate(lot.confirms_at))]
    found = [Days(sum(lot.kept for lot in group), group[0].confirms_at) for _day, group in days]
    open_ = sum(lot.kept for lot in lots if lot.confirms_at is None)
    return [*found, Days(open_, None)] if open_ else found


def _going(account: PointsAccount | None, at: datetime) -> list[Days]:
    """What expires when, the next days first."""
    lots = PointsLot.objects.filter(account=account).spendable(at) if account else []
    days = groupby(lots, key=lambda lot: timezone.localdate(lot.expires_at))
    groups = [list(group) for _day, group in days]
    return [Days(sum(lot.remaining for lot in group), group[0].expires_at) for group in groups][:6]
