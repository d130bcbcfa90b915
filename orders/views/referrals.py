"""A friend's way in, and the page of who brings friends."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.codes import canonical_code
from core.links import LinkNotValid, read_link, sign_link
from loyalty.actions.referrals import open_code
from loyalty.models import PointsProgram, Referral, ReferralCode, ReferralProgram
from loyalty.rules.referrals import COOKIE_DAYS, EXPIRES_AFTER
from orders.actions.points import days_until_certain
from orders.actions.referrals import Invitation

FRIEND_COOKIE, OWNER_COOKIE = "friend", "friend_owner"
OWNER_DAYS = 400
SHOWN = 50


@require_safe
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """What a friend gets. The browser remembers for COOKIE_DAYS by whose link it came."""
    program = _program()
    link = get_object_or_404(
        ReferralCode.objects.select_related("customer"), code=canonical_code(code[:20]), customer__is_active=True
    )
    is_own = link.customer == request.user
    context = {
        "program": program, "certain_days": days_until_certain(), "days": COOKIE_DAYS, "is_own": is_own,
        "worth": PointsProgram.current().value_of(program.friend_points), "name": link.customer.public_name,
    }  # fmt: skip
    response = render(request, "orders/referrals/invitation.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response if is_own else _remember(response, request, FRIEND_COOKIE, link.code, COOKIE_DAYS)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def referral_home(request: HttpRequest) -> HttpResponse:
    """One's own link, the terms, and what became of the friends; pressing the button makes the link."""
    program = _program()
    if request.method == "POST":
        open_code(customer=request.user)
        return redirect("orders:referrals")
    link = ReferralCode.objects.filter(customer=request.user).first()
    points = PointsProgram.current()
    context = {
        "program": program, "points": points, "certain_days": days_until_certain(), "link": link,
        "days": COOKIE_DAYS, "expires_days": EXPIRES_AFTER.days,
        "address": settings.BASE_URL + reverse("orders:invitation", args=[link.code]) if link else "",
        "friends": Referral.objects.filter(referrer=request.user).exclude(state=Referral.State.PLACED)[:SHOWN],
    }  # fmt: skip
    response = render(request, "orders/referrals/home.html", context)
    return _remember(response, request, OWNER_COOKIE, link.code, OWNER_DAYS) if link else response


def invitation_of(request: HttpRequest) -> Invitation | None:
    """By whose link this browser came, if it did lately."""
    code = _remembered(request, FRIEND_COOKIE, COOKIE_DAYS)
    return Invitation(code, code == _remembered(request, OWNER_COOKIE, OWNER_DAYS)) if code else None


def _program() -> ReferralProgram:
    program = ReferralProgram.running()
    if program is None:
        raise Http404("nobody brings friends here")
    return program


def _remember(response: HttpResponse, request: HttpRequest, name: str, code: str, days: int) -> HttpResponse:
    response.set_cookie(
        name, sign_link(name, code), max_age=days * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _remembered(request: HttpRequest, name: str, days: int) -> str:
    try:
        return read_link(name, request.COOKIES.get(name, "")[:300], timedelta(days=days))
    except LinkNotValid:
        return ""
