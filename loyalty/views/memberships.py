"""A member's own pages: what it gives and saved, its invoices, and every way to change or leave it."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.actions import memberships as verbs
from loyalty.actions.membership_refunds import refund_unused, refundable_now
from loyalty.actions.price_moves import agree_to_price, changes_on, open_notice, take_back_ending
from loyalty.forms.memberships import SwitchForm, sign_switch
from loyalty.models import Membership, Saving

State = Membership.State
SHOWN_INVOICES, SHOWN_SAVINGS = 24, 8


@login_required
@require_safe
def membership_detail(request: HttpRequest) -> HttpResponse:
    """Where it stands; somebody without one is shown what joining would give."""
    membership = _latest(request)
    if membership is None:
        return redirect("loyalty:join")
    now = timezone.now()
    savings = Saving.objects.filter(customer=request.user)
    year = timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    notice = open_notice(membership)
    asks = notice is not None and notice.needs_consent and notice.agreed_at is None
    if notice and membership.cancels_at_end and not asks:
        notice = None  # it ends before it costs more
    context = {
        "membership": membership,
        "notice": notice,
        "asks": asks,
        "price_changes_on": changes_on(notice) if notice else None,
        "gives": membership.gives_perks(now),
        "saved_this_year": savings.since(year).sum(),
        "saved_in_all": savings.sum(),
        "savings": savings[:SHOWN_SAVINGS],
        "invoices": membership.invoices.exclude(status="draft")[:SHOWN_INVOICES],
        "other_price": verbs.other_price(membership, now),
        "owed": verbs.open_invoice(membership),
        "can_cancel": membership.source == Membership.Source.PAID and membership.state != State.ENDED,
    }
    return render(request, "loyalty/memberships/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancellation_create(request: HttpRequest) -> HttpResponse:
    """The second of two clicks. The page says what ends when, and what comes back."""
    membership, now = _live(request), timezone.now()
    if request.method != "POST":
        context = {"membership": membership, "refundable": refundable_now(membership, now)}
        return render(request, "loyalty/memberships/cancel.html", context)
    membership = verbs.cancel_membership(membership=membership, at=now)
    if membership.state == State.ENDED:
        messages.success(request, gettext("Your membership has ended. Nothing more is charged."))
    else:
        messages.success(request, gettext("Your membership ends with its period. You can take this back until then."))
    return redirect("loyalty:membership-detail")


@login_required
@require_POST
def cancellation_delete(request: HttpRequest) -> HttpResponse:
    take_back_ending(membership=_live(request), at=timezone.now())
    messages.success(request, gettext("Your membership goes on."))
    return redirect("loyalty:membership-detail")


@login_required
@require_POST
def refund_create(request: HttpRequest) -> HttpResponse:
    """Leave now and have an unused period back."""
    refund = refund_unused(membership=_live(request), by=request.user, at=timezone.now())
    words = gettext("Your membership has ended, and %s are on their way back to you.")
    messages.success(request, words % refund.amount)
    return redirect("loyalty:membership-detail")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def price_update(request: HttpRequest) -> HttpResponse:
    """The other interval: first what it costs, then the button with that amount on it."""
    membership, now = _live(request), timezone.now()
    if request.method != "POST":
        switch = verbs.preview_membership_switch(membership=membership, at=now)
        shown = sign_switch(price_id=switch.price.pk, due=switch.due, as_of=switch.as_of)
        context = {"membership": membership, "switch": switch, "shown": shown}
        return render(request, "loyalty/memberships/price.html", context)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise BadRequest("The form does not say which amount was shown.")
    price_id, due, stamp = form.cleaned_data["shown"]
    as_of = datetime.fromtimestamp(stamp, UTC)
    verbs.switch_membership(membership=membership, price_id=price_id, due=due, as_of=as_of, at=now)
    messages.success(request, gettext("The price of your membership is changed."))
    return redirect("loyalty:membership-detail")


@login_required
@require_POST
def agreement_create(request: HttpRequest) -> HttpResponse:
    """Yes to the new price."""
    agree_to_price(membership=_live(request), at=timezone.now())
    messages.success(request, gettext("Thank you. Your membership goes on at the new price."))
    return redirect("loyalty:membership-detail")


@login_required
@require_POST
def payment_create(request: HttpRequest) -> HttpResponse:
    """Pay what is open, or go on after a pause."""
    address = verbs.resume_membership(membership=_live(request), at=timezone.now())
    if address:
        return redirect(address)
    messages.success(request, gettext("Your membership goes on."))
    return redirect("loyalty:membership-detail")


@login_required
@require_POST
def card_update(request: HttpRequest) -> HttpResponse:
    return redirect(verbs.open_portal(membership=_live(request)))


def _latest(request: HttpRequest) -> Membership | None:
    """The live one, else the last that was begun; one that is only being joined does not count."""
    rows = Membership.objects.visible_to(request.user).select_related("plan", "price__plan", "next_price")
    begun = rows.exclude(state=State.PENDING).exclude(starts_at=None)
    return begun.live().first() or begun.order_by("-pk").first()


def _live(request: HttpRequest) -> Membership:
    rows = Membership.objects.visible_to(request.user).live().exclude(state=State.PENDING)
    membership = rows.select_related("customer", "plan", "price__plan", "next_price").first()
    if membership is None:
        raise Http404("no membership")
    return membership
