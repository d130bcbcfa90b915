"""Sending things back, with the order's link in hand: choose, see what it brings, confirm, follow."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.html import refusals_on
from core.links import read_link
from core.money import Money
from orders.actions.exchange_prices import exchanges_for
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.actions.receiving import send_return
from orders.actions.return_labels import NoLabel, provide_label, valid_label
from orders.actions.return_messages import write_message
from orders.actions.return_quotes import outcomes_for, returnables
from orders.actions.return_requests import cancel_return, request_return
from orders.forms.returns import MessageForm, OutcomeForm, ReturnForm
from orders.models import Order, OrderLine, Return
from orders.rules.labels import draw_code
from orders.rules.returns import BECAUSE, Wish
from orders.views.form_keys import form_key, new_form_key
from orders.views.proven import ask_for_proof, knows_address
from shop.models import Variant

NEVER_SHOWN = Money(-(10**12))
Answer = HttpResponse | FileResponse


@require_http_methods(["GET", "HEAD", "POST"])
def return_create(request: HttpRequest, token: str) -> HttpResponse:
    """Step one chooses, step two shows what every choice brings, and a press confirms one."""
    order = order_of(token)
    pressed = Return.objects.by_key(order, form_key(request))
    if pressed:
        return redirect("orders:return-detail", token, pressed.number)
    rows = returnables(order)
    said = request.POST if request.method == "POST" else request.GET
    lines = [row.line for row in rows]
    most = {row.line.pk: row.units for row in rows}
    is_said = any(name.startswith("units-") for name in said)
    form = ReturnForm(said if is_said else None, lines=lines, most=most, exchanges=exchanges_for(lines))
    context = {"order": order, "token": token, "form": form, "rows": rows, "today": timezone.localdate()}
    if not rows or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "orders/returns/create.html", context, status=status)
    return _review(request, order, token, form)


@require_safe
def return_detail(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Where it is, what to do next, and what was written."""
    sent_back = _return(token, number)
    context = {
        "sent_back": sent_back,
        "order": sent_back.order,
        "token": token,
        "lines": sent_back.lines.select_related("order_line__product__main_picture", "instead__product"),
        "label": valid_label(sent_back, timezone.now()),
        "written": sent_back.messages.all(),
        "photos": sent_back.photos.all(),
        "form": MessageForm(),
        "replacement": sent_back.replacement,
    }
    return render(request, "orders/returns/detail.html", context)


@require_safe
def return_label(request: HttpRequest, token: str, number: str) -> Answer:
    """The label as a PDF of 4 by 6 inches; the sender's address is on it."""
    sent_back = _return(token, number)
    if not knows_address(request, sent_back.order):
        return ask_for_proof(request, token)
    try:
        label = provide_label(sent_back=sent_back, at=timezone.now())
    except NoLabel as refusal:
        messages.error(request, refusal.detail)
        return redirect("orders:return-detail", token, number)
    return FileResponse(label.file.open("rb"), filename=f"{number}.pdf", content_type="application/pdf")


@require_safe
def return_code(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """The code that a counter prints the label from."""
    label = valid_label(_return(token, number), timezone.now())
    if label is None:
        raise Http404("no label")
    return HttpResponse(draw_code(label.drop_off_code), content_type="image/svg+xml")


@require_safe
def return_photo(request: HttpRequest, token: str, number: str, pk: int) -> Answer:
    photo = get_object_or_404(_return(token, number).photos, pk=pk)
    return FileResponse(photo.file.open("rb"), content_type="image/jpeg")


@require_POST
def return_cancel(request: HttpRequest, token: str, number: str) -> HttpResponse:
    cancel_return(sent_back=_return(token, number), by=actor(request), at=timezone.now())
    messages.success(request, gettext("The return is canceled. You keep everything."))
    return redirect("orders:return-detail", token, number)


@require_POST
def return_send(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Its buyer says that it is on its way."""
    send_return(sent_back=_return(token, number), by=actor(request), at=timezone.now())
    messages.success(request, gettext("Thank you. We write as soon as it is here."))
    return redirect("orders:return-detail", token, number)


@require_POST
def return_message(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """A word to the shop; about a decision it is an objection."""
    sent_back, form = _return(token, number), MessageForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    write_message(sent_back=sent_back, text=text, by=actor(request), at=timezone.now())
    messages.success(request, gettext("Thank you. One of us reads it and answers by mail."))
    return redirect("orders:return-detail", token, number)


def order_of(token: str) -> Order:
    """The order of the link. Raises LinkNotValid."""
    orders = Order.objects.select_related("address").prefetch_related("lines")
    return get_object_or_404(orders, number=read_link(VIEW, token, LINK_VALID_FOR))


def actor(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _sum(text: str) -> Money | None:
    """What was shown, in minor units; what is no number is no sum that anybody saw."""
    number = text.removeprefix("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 12):
        return NEVER_SHOWN
    return Money(int(text))


def _return(token: str, number: str) -> Return:
    """One of the link's own order, and no other."""
    number_of_order = read_link(VIEW, token, LINK_VALID_FOR)
    rows = Return.objects.select_related("order__address").filter(order__number=number_of_order)
    return get_object_or_404(rows, number=number)


def _review(request: HttpRequest, order: Order, token: str, form: ReturnForm) -> HttpResponse:
    wishes = [Wish(**said) for said in form.chosen]
    is_confirmed = request.method == "POST"
    choice = OutcomeForm(request.POST, request.FILES) if is_confirmed else OutcomeForm()
    if is_confirmed and choice.is_valid():
        expected = choice.expected
        with refusals_on(choice):
            sent_back = request_return(
                order=order,
                wishes=wishes,
                outcome=choice.cleaned_data["outcome"],
                photos=choice.cleaned_data["photos"],
                expected=_sum(expected),
                key=form_key(request),
                by=actor(request),
                at=timezone.now(),
            )
            return redirect("orders:return-detail", token, sent_back.number)
    context = {
        "order": order,
        "token": token,
        "form": form,
        "choice": choice,
        "chosen": request.POST.get("outcome", ""),
        "wishes": _with_goods(form, wishes),
        "outcomes": outcomes_for(order=order, wishes=wishes),
        "key": new_form_key(),
        "needs_photo": any(BECAUSE[wish.reason].needs_photo for wish in wishes),
    }
    return render(request, "orders/returns/review.html", context, status=422 if choice.errors else 200)


def _with_goods(form: ReturnForm, wishes: list[Wish]) -> list[tuple[OrderLine, Wish, Variant | None]]:
    """Each with its line, and with what would be sent in exchange."""
    lines = {line.pk: line for line in form.lines}
    instead = Variant.objects.in_bulk([wish.instead for wish in wishes if wish.instead])
    return [(lines[wish.line_id], wish, instead.get(wish.instead or 0)) for wish in wishes]
