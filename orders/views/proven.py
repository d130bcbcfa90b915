"""Who may read whole addresses: signed-in owners, staff, and whoever knows the order's e-mail address as well.

The order's link alone shows where an order is; whoever a mail is forwarded to has it too.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.limits import address_of, within_limit
from core.links import read_link
from core.rights import sees_all
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.forms.orders import ProofForm
from orders.models import Order

PROVEN = "proven_orders"
MOST_PROVEN = 20
TRIES = {"most": 5, "seconds": 900}


def knows_address(request: HttpRequest, order: Order) -> bool:
    user = request.user
    if user.is_authenticated and (order.customer_id == user.pk or sees_all(user, Order)):
        return True
    return order.number in request.session.get(PROVEN, [])


def remember_proof(request: HttpRequest, order: Order) -> None:
    """For as long as the browser's session lasts."""
    known = [number for number in request.session.get(PROVEN, []) if number != order.number]
    request.session[PROVEN] = [*known, order.number][-MOST_PROVEN:]


def ask_for_proof(request: HttpRequest, token: str) -> HttpResponse:
    """First the e-mail address, then what was asked for."""
    return redirect(f"{reverse('orders:order-prove', args=[token])}?{urlencode({'next': request.path})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order_prove(request: HttpRequest, token: str) -> HttpResponse:
    """The e-mail address of the order, asked once before papers with an address on them."""
    order = get_object_or_404(Order, number=read_link(VIEW, token, LINK_VALID_FOR))
    form, status = ProofForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and not within_limit("order-prove", [address_of(request), order.number], **TRIES):
        form.add_error(None, gettext("Too many tries. Please wait a quarter of an hour."))
        status = 429
    elif form.is_valid() and form.cleaned_data["email"].casefold() == order.email.casefold():
        remember_proof(request, order)
        return redirect(_asked_for(request, token))
    elif form.is_bound:
        form.add_error("email", gettext("This is not the address that the order was placed with."))
        status = 422
    context = {"order": order, "token": token, "form": form}
    return render(request, "orders/orders/prove.html", context, status=status)


def _asked_for(request: HttpRequest, token: str) -> str:
    """Where the visitor wanted to go, on this shop and on no other."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted and is_ours else reverse("orders:order-link", args=[token])
