"""The page to join, the way to the provider's page, and the way back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from core.money import Money
from loyalty.actions.joining import open_signup
from loyalty.actions.syncing import BillingUnavailable, sync_membership
from loyalty.actions.trials import may_have_trial
from loyalty.forms.memberships import JoinForm
from loyalty.models import Membership, Plan, PlanPrice

State = Membership.State


@dataclass(frozen=True)
class Choice:
    """A price as its button shows it: until when it is free, what is charged first and on which day."""

    price: PlanPrice
    has_trial: bool
    first_charge_on: date
    saves_per_year: Money


@dataclass(frozen=True)
class Offer:
    """A plan with its prices, the year first."""

    plan: Plan
    choices: list[Choice]


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What there is to join and what it costs; for a member where their membership is."""
    now = timezone.now()
    live = Membership.objects.visible_to(request.user).live().exclude(state=State.PENDING).first()
    may_try = not request.user.is_authenticated or may_have_trial(request.user)
    context = {"membership": live, "offers": _offers(now, may_try=may_try)}
    return render(request, "loyalty/memberships/join.html", context)


@login_required
@require_POST
def join_create(request: HttpRequest) -> HttpResponse:
    """Go to the provider's page for the price that was chosen."""
    form = JoinForm(request.POST)
    if not form.is_valid():
        raise BadRequest("The form names no price.")
    price = get_object_or_404(PlanPrice.objects.select_related("plan"), pk=form.cleaned_data["price"])
    membership = open_signup(
        customer=request.user,
        price=price,
        with_trial=form.cleaned_data["trial"],
        language=get_language() or "",
        at=timezone.now(),
    )
    return redirect(membership.signup_url)


@login_required
@require_safe
def join_return(request: HttpRequest) -> HttpResponse:
    """Back from the provider: it is asked what happened. Nothing in the address is believed."""
    membership = Membership.objects.visible_to(request.user).order_by("pk").last()
    if membership is None:
        return redirect("loyalty:join")
    try:
        membership = sync_membership(membership=membership, at=timezone.now())
    except BillingUnavailable:  # the sweeper asks again
        messages.info(request, gettext("We are waiting for word from the payment service. Look again in a minute."))
        return redirect("loyalty:membership-detail")
    if membership.state in (State.TRIAL, State.ACTIVE):
        messages.success(request, gettext("You are a member now. Welcome."))
        return redirect("loyalty:membership-detail")
    messages.info(request, _why_not(membership))
    return redirect("loyalty:join")


def _why_not(membership: Membership) -> str:
    if membership.events.filter(kind="trial_refused").exists():
        return gettext("This card had a trial before, so this one did not begin. Nothing was charged.")
    return gettext("You have not joined yet, and nothing was charged.")


def _offers(at: datetime, *, may_try: bool) -> list[Offer]:
    plans: dict[Plan, list[PlanPrice]] = {}
    for price in PlanPrice.objects.offered(at):
        plans.setdefault(price.plan, []).append(price)
    return [
        Offer(plan, [_choice(price, prices, at, may_try) for price in prices[::-1]]) for plan, prices in plans.items()
    ]


def _choice(price: PlanPrice, prices: list[PlanPrice], at: datetime, may_try: bool) -> Choice:
    has_trial = may_try and price.trial_days > 0
    first = timezone.localdate(at + timedelta(days=price.trial_days if has_trial else 0))
    dearest = max(other.per_year for other in prices)
    return Choice(price, has_trial, first, dearest - price.per_year)
