"""What went wrong, with the order's link in hand: a parcel that never came, goods that came broken, wrong or short."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from core.html import refusals_on
from orders.actions.exchanges import open_difference
from orders.actions.problem_claims import SendItBack, can_claim_parcel, claim_goods, claim_lateness, claim_parcel
from orders.actions.return_quotes import returnables
from orders.forms.returns import GoodsClaimForm, ParcelClaimForm
from orders.models import Claim, Shipment
from orders.views.form_keys import form_key, new_form_key
from orders.views.returns import actor, order_of


@require_http_methods(["GET", "HEAD", "POST"])
def parcel_claim(request: HttpRequest, token: str, shipment_id: int) -> HttpResponse:
    """The parcel never came."""
    order = order_of(token)
    shipment = get_object_or_404(Shipment.objects.prefetch_related("lines__order_line"), order=order, pk=shipment_id)
    shipment.order = order
    form = ParcelClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            claim = claim_parcel(shipment=shipment, by=actor(request), at=timezone.now(), **form.cleaned_data)
            return _done(request, token, claim)
    context = {
        "order": order,
        "token": token,
        "shipment": shipment,
        "form": form,
        "can_claim": can_claim_parcel(shipment, timezone.now()),
    }
    return render(request, "orders/claims/parcel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def goods_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Something came broken, wrong, or not at all in a parcel that came."""
    order = order_of(token)
    pressed = Claim.objects.by_key(order, form_key(request))
    if pressed:
        return _done(request, token, pressed)
    rows = returnables(order)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = GoodsClaimForm(*given, lines=[row.line for row in rows], most={row.line.pk: row.units for row in rows})
    if rows and form.is_valid():
        with refusals_on(form):
            try:
                return _done(request, token, _claim(request, order, form))
            except SendItBack as refusal:
                messages.info(request, refusal.detail)
                return redirect("orders:return-create", token)
    context = {"order": order, "token": token, "form": form, "rows": rows, "key": new_form_key()}
    return render(request, "orders/claims/goods.html", context, status=422 if form.errors else 200)


@require_POST
def lateness_claim(request: HttpRequest, token: str) -> HttpResponse:
    """It came later than promised: delivery is free then."""
    claim_lateness(order=order_of(token), by=actor(request), at=timezone.now())
    messages.success(request, gettext("We are sorry for the delay. What delivery cost is on its way back to you."))
    return redirect("orders:order-link", token)


@require_POST
def difference_pay(request: HttpRequest, token: str) -> HttpResponse:
    """To the provider's page for the difference of an exchange."""
    return redirect(open_difference(order=order_of(token), at=timezone.now()).session_url)


def _claim(request: HttpRequest, order: object, form: GoodsClaimForm) -> Claim:
    names = ("kind", "remedy", "text", "photos")
    said = {name: form.cleaned_data[name] for name in names}
    return claim_goods(
        order=order, units=form.units, by=actor(request), at=timezone.now(), key=form_key(request), **said
    )


def _done(request: HttpRequest, token: str, claim: Claim) -> HttpResponse:
    if claim.state == Claim.State.IN_REVIEW:
        messages.success(request, gettext("Thank you for telling us. One of us looks at it and writes to you today."))
    else:
        messages.success(request, gettext("We are sorry, and it is put right. The mail says how."))
    return redirect("orders:order-link", token)
