"""A customer's orders: looked for, sorted by where they are, put out of sight."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from orders.actions.archiving import archive_order, unarchive_order
from orders.actions.buying_again import rhythms_of
from orders.forms.orders import OrderFilterForm
from orders.models import Order, OrderLine
from orders.models.order_lists import Place, found_by, placed_in, standing_in, with_cards, years_of
from orders.models.orders import OrderQuerySet
from orders.rules.intervals import Rhythm

PAGE_SIZE = 10
MOST_BACK = 600


@login_required
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    own = Order.objects.visible_to(request.user).filter(customer=request.user)
    years = years_of(own)
    form = OrderFilterForm(request.GET, years=years, label_suffix="")
    orders = _chosen(own, form) if form.is_valid() else own.none()
    page = _page(with_cards(orders), request.GET.get("page", "1"))
    context = {
        "form": form,
        "page": page,
        "usual": _usual(page, request),
        "has_orders": bool(years),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "places": [("", gettext("All")), *Place.choices],
        "shown": request.GET.get("show", ""),
    }
    return render(request, "orders/orders/list.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_POST
def order_archive(request: HttpRequest, number: str) -> HttpResponse:
    archive_order(order=_own(request, number), at=timezone.now())
    messages.success(request, gettext("The order is archived. You find it under “Archived” and by a search."))
    return _back(request)


@login_required
@require_POST
def order_unarchive(request: HttpRequest, number: str) -> HttpResponse:
    unarchive_order(order=_own(request, number))
    messages.success(request, gettext("The order is in your list again."))
    return _back(request)


def _chosen(orders: OrderQuerySet, form: OrderFilterForm) -> OrderQuerySet:
    """What is archived is shown to whoever looks for it."""
    show, year = form.cleaned_data["show"], form.cleaned_data["year"]
    if form.words:
        orders = found_by(orders, form.words)
    elif show != Place.ARCHIVED:
        orders = orders.filter(archived_at=None)
    orders = placed_in(orders, year) if year else orders
    return standing_in(orders, show) if show else orders


def _page(orders: OrderQuerySet, number: str) -> Page:
    pages = Paginator(orders, PAGE_SIZE)
    if not (number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= pages.num_pages):
        raise Http404("no such page")
    return pages.page(int(number))


def _usual(orders: Iterable[Order], request: HttpRequest) -> dict[int, tuple[OrderLine, Rhythm]]:
    """By order id, something that the customer buys in a rhythm; each thing only with the last order of it."""
    lines = [line for order in orders if order.state != Order.State.CANCELED for line in order.lines.all()]
    variants = {line.variant_id for line in lines}
    rhythms = rhythms_of(customer=request.user, variants=variants, today=timezone.localdate()) if variants else {}
    found: dict[int, tuple[OrderLine, Rhythm]] = {}
    for line in lines:
        rhythm = rhythms.pop(line.variant_id, None)
        if rhythm:
            found.setdefault(line.order_id, (line, rhythm))
    return found


def _own(request: HttpRequest, number: str) -> Order:
    return get_object_or_404(Order.objects.visible_to(request.user).filter(customer=request.user), number=number)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was."""
    query = QueryDict(request.POST.get("back", "")[:MOST_BACK].removeprefix("?"))
    return redirect(f"{reverse('orders:order-list')}?{query.urlencode()}" if query else "orders:order-list")
