"""Returns for staff: who waits for a person, and the warehouse's screen."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin.doors import staff_page
from core.admin.refusals import ReadOnlyInline
from core.html import refusals_on
from core.sheets import sheet
from orders.actions.receiving import (
    Found,
    decide_quarantined,
    inspect_return,
    lose_return,
    receive_return,
    settle_return,
)
from orders.actions.return_messages import answer_message
from orders.actions.return_money import quote_accepted
from orders.actions.return_requests import approve_return, reject_return
from orders.admin.handled import PAYS_OUT, TONES, HandledAdmin
from orders.forms.returns import (
    ArrivedForm,
    LostReturnForm,
    MessageForm,
    QuarantineForm,
    ReceiveForm,
    RejectForm,
    ScanForm,
    SettleForm,
)
from orders.models import Return, ReturnLabel, ReturnLine, ReturnMessage, ReturnPhoto
from orders.models.returns import ReturnState
from orders.rules.returns import Outcome


class ReturnLineInline(ReadOnlyInline):
    model = ReturnLine
    fields = [
        "order_line", "requested", "received", "accepted", "restocked", "damaged", "quarantined", "reason", "is_opened",
        "note", "finding", "instead",
    ]  # fmt: skip


class LabelInline(ReadOnlyInline):
    model = ReturnLabel
    fields = ["carrier", "tracking_number", "cost", "expires_on", "voided_at"]


class MessageInline(ReadOnlyInline):
    model = ReturnMessage
    fields = ["created_at", "is_from_shop", "text"]


class Waits(admin.SimpleListFilter):
    """Whose turn it is."""

    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("us", _("one of us")), ("buyer", _("the buyer")), ("late", _("money that is overdue"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Return]) -> QuerySet[Return]:
        if self.value() == "us":
            return rows.filter(pk__in=Return.objects.waiting_for_a_person())
        if self.value() == "buyer":
            return rows.filter(state__in=[ReturnState.APPROVED, ReturnState.IN_TRANSIT])
        if self.value() == "late":
            return rows.filter(refund_by__lt=timezone.now(), settled_at=None).exclude(state=ReturnState.CANCELED)
        return rows


@admin.register(Return)
class ReturnAdmin(HandledAdmin):
    list_display = ["number", "shown_order", "shown_state", "outcome", "quoted", "paid_back", "why", "requested_at"]
    list_filter = [Waits, "state", "outcome", "is_withdrawal"]
    list_select_related = ["order"]
    search_fields = ["number", "order__number", "order__email", "labels__tracking_number"]
    fields = [
        ("number", "shown_order"), ("standing", "outcome", "is_withdrawal"), "why", ("quoted", "bonus", "label_fee"),
        ("due_now", "paid_back"), ("requested_at", "approved_at", "send_by"),
        ("received_at", "place", "inspected_at"),
        ("settled_at", "refund_by"), "note", "pictures",
    ]  # fmt: skip
    readonly_fields = ["shown_order", "standing", "why", "due_now", "pictures"]
    inlines = [ReturnLineInline, LabelInline, MessageInline]
    actions_detail = [
        "approve", "reject", "receive", "inspect", "settle",
        {"title": _("More"), "items": ["answer", "lost", "put_away"]},
    ]  # fmt: skip
    actions = ["export"]
    actions_list = ["scan"]

    def get_urls(self) -> list[Any]:
        photo = path("photos/<int:pk>/", staff_page(self.photo, "orders.view_return"), name="orders_return_photo")
        return [photo, *super().get_urls()]

    @display(description=_("state"), label=TONES, ordering="state")
    def shown_state(self, sent_back: Return) -> tuple[str, str]:
        return sent_back.state, str(sent_back.get_state_display())

    @admin.display(description=_("state"))
    def standing(self, sent_back: Return) -> str:
        contested = f" – {_('contested')}" if sent_back.is_contested else ""
        return f"{sent_back.get_state_display()}{contested}"

    @admin.display(description=_("order"))
    def shown_order(self, sent_back: Return) -> SafeString:
        address = reverse("admin:orders_order_change", args=[sent_back.order_id])
        return format_html('<a href="{}">{}</a>', address, sent_back.order)

    @admin.display(description=_("looked at because"))
    def why(self, sent_back: Return) -> str:
        return sent_back.sign_words or "–"

    @admin.display(description=_("due for what was accepted"))
    def due_now(self, sent_back: Return) -> str:
        return str(quote_accepted(sent_back).total) if sent_back.state == ReturnState.INSPECTED else "–"

    @admin.display(description=_("photos"))
    def pictures(self, sent_back: Return) -> SafeString | str:
        pks = [(reverse("admin:orders_return_photo", args=[photo.pk]), photo.pk) for photo in sent_back.photos.all()]
        return format_html_join(" ", '<a href="{0}"><img src="{0}" alt="{1}" width="120"></a>', pks) or "–"

    @action(description=_("Agree"), url_path="approve", permissions=["handle"])
    def approve(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = get_object_or_404(Return.objects.visible_to(request.user), pk=object_id)
        if row.outcome == Outcome.KEEP and not request.user.has_perm(PAYS_OUT):
            raise PermissionDenied  # nothing comes back, so agreeing pays
        now = timezone.now()
        return self._press(
            request, row, _("Agree to the return"), None, lambda: approve_return(sent_back=row, by=request.user, at=now)
        )

    @action(description=_("Do not agree"), url_path="reject", permissions=["handle"])
    def reject(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = get_object_or_404(Return.objects.visible_to(request.user), pk=object_id)
        form = RejectForm(request.POST if request.method == "POST" else None)

        def verb() -> Return:
            return reject_return(sent_back=row, by=request.user, at=timezone.now(), **form.cleaned_data)

        return self._press(request, row, _("Do not agree to the return"), form, verb)

    @action(description=_("It is here"), url_path="receive", permissions=["handle"])
    def receive(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """At the warehouse, or in a store where it was brought."""
        row = get_object_or_404(Return.objects.visible_to(request.user), pk=object_id)
        form = ArrivedForm(request.POST if request.method == "POST" else None)

        def verb() -> Return:
            return receive_return(sent_back=row, place=form.chosen, by=request.user, at=timezone.now())

        return self._press(request, row, _("The parcel is here"), form, verb)

    @action(description=_("Look at it"), url_path="inspect", permissions=["handle"])
    def inspect(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What came, in which state, and where it goes. Nothing is paid by that."""
        row = get_object_or_404(Return.objects.visible_to(request.user).select_related("order", "place"), pk=object_id)
        lines = list(row.lines.select_related("order_line"))
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ReceiveForm(*given, rows=lines, place=row.place)
        if form.is_valid():
            with refusals_on(form):
                inspect_return(
                    sent_back=row,
                    found={pk: Found(**said) for pk, said in form.found().items()},
                    location=form.cleaned_data["location"],
                    photos=form.cleaned_data["photos"],
                    by=request.user,
                    at=timezone.now(),
                )
                return self._to(row)
        return self._ask(request, row, _("What came"), form, template="orders/inspect")

    @action(description=_("Pay or exchange"), url_path="settle", permissions=["handle", "pay_out"])
    def settle(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = get_object_or_404(Return.objects.visible_to(request.user).select_related("order"), pk=object_id)
        form = SettleForm(request.POST if request.method == "POST" else None)
        due = str(quote_accepted(row).total) if row.state == ReturnState.INSPECTED else "–"

        def verb() -> Return:
            return settle_return(sent_back=row, by=request.user, at=timezone.now(), **form.cleaned_data)

        return self._press(request, row, _("Due for what was accepted: %s") % due, form, verb)

    @action(description=_("Answer"), url_path="answer", permissions=["handle"])
    def answer(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = get_object_or_404(Return.objects.visible_to(request.user), pk=object_id)
        form = MessageForm(request.POST if request.method == "POST" else None)

        def verb() -> ReturnMessage:
            return answer_message(sent_back=row, by=request.user, at=timezone.now(), **form.cleaned_data)

        return self._press(request, row, _("Write to the buyer"), form, verb)

    @action(description=_("It is lost"), url_path="lost", permissions=["handle", "pay_out"])
    def lost(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = get_object_or_404(Return.objects.visible_to(request.user), pk=object_id)
        form = LostReturnForm(request.POST if request.method == "POST" else None)

        def verb() -> Return:
            return lose_return(sent_back=row, by=request.user, at=timezone.now(), **form.cleaned_data)

        return self._press(request, row, _("The return is lost on the way"), form, verb)

    @admin.action(description=_("Write a sheet (CSV)"), permissions=["view"])
    def export(self, request: HttpRequest, rows: QuerySet[Return]) -> HttpResponse:
        """One row for each returned line, for whoever looks at why things come back."""
        lines = ReturnLine.objects.filter(sent_back__in=rows).select_related("sent_back__order", "order_line")
        for sent_back in rows[:1]:
            self.log_change(request, sent_back, str(_("Write a sheet (CSV)")))
        return sheet("returns", HEAD, (_cells(line) for line in lines.order_by("sent_back", "pk").iterator(2000)))

    @action(description=_("Decide what was put aside"), url_path="put-away", permissions=["handle"])
    def put_away(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The first line of which something is put aside."""
        row = get_object_or_404(Return.objects.visible_to(request.user), pk=object_id)
        line = row.lines.filter(quarantined__gt=0).select_related("order_line").first()
        if line is None:
            self.message_user(request, _("Nothing of it is put aside."))
            return self._to(row)
        form = QuarantineForm(request.POST if request.method == "POST" else None)
        title = _("%(units)s × %(sku)s put aside") % {"units": line.quarantined, "sku": line.order_line.sku}
        return self._press(
            request, row, title, form, lambda: decide_quarantined(row=line, by=request.user, **form.cleaned_data)
        )

    @action(description=_("Scan a return"), url_path="scan", permissions=["handle"])
    def scan(self, request: HttpRequest) -> HttpResponse:
        """The warehouse's door: the number is typed, or read by a scanner from the label."""
        form = ScanForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            row = _scanned(form.cleaned_data["code"])
            if row:
                return self._next(row)
            form.add_error("code", _("There is no return with that number. Look for it by the order or the name."))
        context = self.admin_site.each_context(request) | {
            "title": _("Scan a return"),
            "form": form,
            "opts": self.opts,
            "back": reverse("admin:orders_return_changelist"),
        }
        return render(request, "admin/core/ask.html", context)

    def photo(self, request: HttpRequest, pk: int) -> FileResponse:
        photo = get_object_or_404(ReturnPhoto, pk=pk)
        return FileResponse(photo.file.open("rb"), content_type="image/jpeg")

    def _next(self, row: Return) -> HttpResponse:
        """Straight to what is to be done with it."""
        step = {ReturnState.RECEIVED: "inspect", ReturnState.INSPECTED: "settle"}.get(ReturnState(row.state))
        if step is None and row.can_move_to(ReturnState.RECEIVED):
            step = "receive"
        return redirect(f"admin:orders_return_{step}", row.pk) if step else self._to(row)


HEAD = ("return", "order", "asked", "state", "outcome", "sku", "title", "requested", "accepted", "reason", "note")


def _cells(line: ReturnLine) -> tuple[object, ...]:
    sent_back, sold = line.sent_back, line.order_line
    return (
        sent_back.number, sent_back.order.number, sent_back.requested_at.date(), sent_back.state, sent_back.outcome,
        sold.sku, sold.title, line.requested, line.accepted, line.reason, line.note,
    )  # fmt: skip


def _scanned(code: str) -> Return | None:
    """By the return's number, the tracking number, or the text of the code on the label."""
    parts = {part.strip().upper() for part in [code, *code.split("/")] if part.strip()}
    found = Return.objects.filter(Q(number__in=parts) | Q(labels__tracking_number__in=parts))
    return found.order_by("-pk").first()
