"""An order on one screen: what to do next as buttons, and everything that happened. Nothing is edited by hand."""

from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin.doors import staff_page
from core.admin.refusals import ReadOnlyInline, refusals_shown
from core.html import refusals_on
from core.models import OutgoingMail
from core.money import Money
from orders.actions.cancel_requests import decline_cancel_request, grant_cancel_request, ship_despite_request
from orders.actions.cancellation import cancel_order
from orders.actions.fulfillment import deliver_shipment, pack_shipment, ship_shipment, units_to_pack
from orders.actions.holding import hold_order, resume_order
from orders.actions.losses import lose_shipment
from orders.actions.rerouting import reroute_order
from orders.actions.return_quotes import returnables
from orders.actions.return_requests import request_return
from orders.actions.returned_units import record_returns, units_kept
from orders.admin.handled import PAYS_OUT, PayingAdmin
from orders.admin.packing_slip import packing_slip
from orders.forms.cancel_requests import GRANT, DecideForm
from orders.forms.fulfillment import HoldForm, LostForm, PackForm, RerouteForm, ShipDespiteForm, ShipForm
from orders.forms.returns import StaffReturnForm
from orders.models import (
    CancelRequest,
    Order,
    OrderDiscount,
    OrderEvent,
    OrderLine,
    OrderTender,
    Payment,
    Shipment,
    StockProblem,
)
from orders.rules.returns import Wish

TONES = {
    "pending": "warning",
    "stock_problem": "danger",
    "confirmed": "info",
    "on_hold": "warning",
    "completed": "success",
    "canceled": "danger",
}


PAYMENT_WORDS = {
    "none": _("Not paid"),
    "paid": _("Paid"),
    "partly_refunded": _("Partly refunded"),
    "refunded": _("Refunded"),
    "failed": _("Failed"),
}
FULFILLMENT_WORDS = {
    "none": _("To pack"),
    "packing": _("Packed"),
    "partly_shipped": _("Partly on its way"),
    "shipped": _("On its way"),
    "delivered": _("Delivered"),
    "canceled": _("Nothing to send"),
}


class LineInline(ReadOnlyInline):
    model = OrderLine
    fields = [
        "sku", "title", "options", "quantity", "expected_on", "canceled", "returned", "unit_price", "amount",
        "discount", "tax", "delivery_share", "refunded",
    ]  # fmt: skip


class DiscountInline(ReadOnlyInline):
    model = OrderDiscount
    fields = ["name", "code", "line", "amount"]


class TenderInline(ReadOnlyInline):
    model = OrderTender
    fk_name = "order"
    fields = ["label", "amount", "refunded"]


class ProblemInline(ReadOnlyInline):
    model = StockProblem
    fields = ["line", "units", "state", "decide_by", "decided_at"]


class CancelRequestInline(ReadOnlyInline):
    model = CancelRequest
    fields = ["asked_at", "words", "state", "answer", "decided_at", "decided_by"]


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ["state", "amount", "refunded", "intent_id", "created_at", "checked_at"]


class EventInline(ReadOnlyInline):
    model = OrderEvent
    fields = ["happened_at", "kind", "actor", "details"]

    @admin.display(description=_("details"))
    def details(self, event: OrderEvent) -> str:
        return "; ".join(_detail(name, value) for name, value in event.data.items() if value) or "–"


RARE = (ProblemInline, CancelRequestInline, DiscountInline, TenderInline)


@admin.register(Order)
class OrderAdmin(PayingAdmin):
    list_display = ["number", "placed_at", "email", "shown_state", "paid", "fulfilled", "total"]
    list_filter = ["state", "placed_at", "delivery_method"]
    search_fields = ["number", "imported_number", "email", "lines__sku", "address__name"]
    date_hierarchy = "placed_at"
    fields = [
        ("number", "standing"),
        ("paid", "fulfilled"),
        ("placed_at", "customer"),
        ("email", "mails"),
        ("address", "delivery_method"),
        ("arrives_from", "arrives_until"),
        ("goods", "discount"),
        ("delivery", "delivery_discount"),
        ("tax", "total"),
        ("tendered", "delivery_refunded"),
    ]
    inlines = [LineInline, CancelRequestInline, ProblemInline, DiscountInline, TenderInline, PaymentInline, EventInline]
    actions_detail = [
        "pack", "parcels", "slip", "cancel",
        {"title": _("More"), "items": ["hold", "reroute", "take_back", "came_back"]},
    ]  # fmt: skip
    change_form_before_template = "admin/orders/parcels.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        orders = super().get_queryset(request).select_related("customer", "address")
        return orders.prefetch_related("payments", "tenders", "lines", "shipments__lines")

    def get_urls(self) -> list[Any]:
        ship = path(
            "<int:order_id>/parcels/<int:shipment_id>/",
            staff_page(self.parcel, "orders.change_shipment"),
            name="orders_order_parcel",
        )
        lost = path(
            "<int:order_id>/parcels/<int:shipment_id>/lost/",
            staff_page(self.lost, "orders.change_shipment", PAYS_OUT),
            name="orders_order_parcel_lost",
        )
        decide = path(
            "<int:order_id>/cancel-request/",
            staff_page(self.decide, "orders.change_cancelrequest"),
            name="orders_order_cancel_request",
        )
        return [ship, lost, decide, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        shipments = Shipment.objects.filter(order_id=object_id).prefetch_related("lines__order_line")
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "shipments": shipments})

    def get_fields(self, request: HttpRequest, obj: Order | None = None) -> Any:
        """Where an imported one comes from."""
        fields = [*super().get_fields(request, obj)]
        return [*fields, ("imported_from", "imported_number")] if obj and obj.is_imported else fields

    def get_inlines(self, request: HttpRequest, obj: Order | None) -> list[Any]:
        """What an order does not have takes no room."""
        return [
            inline for inline in self.inlines if inline not in RARE or inline.model.objects.filter(order=obj).exists()
        ]

    def has_ship_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("orders.change_shipment")

    @display(description=_("state"), label=TONES, ordering="state")
    def shown_state(self, order: Order) -> tuple[str, str]:
        return order.state, order.get_state_display()

    @admin.display(description=_("state"))
    def standing(self, order: Order) -> str:
        return ": ".join(filter(None, [order.get_state_display(), order.get_hold_reason_display()]))

    @admin.display(description=_("payment"))
    def paid(self, order: Order) -> str:
        return str(PAYMENT_WORDS[order.payment_status])

    @admin.display(description=_("fulfillment"))
    def fulfilled(self, order: Order) -> str:
        return str(FULFILLMENT_WORDS[order.fulfillment_status])

    @admin.display(description=_("mails"))
    def mails(self, order: Order) -> str:
        keys = [order.reference, *(f"shipment/{shipment.pk}" for shipment in order.shipments.all())]
        rows = OutgoingMail.objects.filter(recipient=order.email, key__in=keys).order_by("pk")
        names = (mail.template.split("/")[1].replace("_", " ") for mail in rows)
        return ", ".join(f"{name}: {mail.get_state_display()}" for name, mail in zip(names, rows, strict=True)) or "–"

    @action(description=_("Pack"), url_path="pack", permissions=["handle"])
    def pack(self, request: HttpRequest, object_id: int) -> HttpResponse:
        order = get_object_or_404(Order, pk=object_id)
        left = units_to_pack(order)
        lines = [line for line in order.lines.all() if line.pk in left]
        form = PackForm(request.POST if request.method == "POST" else None, lines=lines, left=left)
        if form.is_valid():
            with refusals_shown(request):
                pack_shipment(order=order, quantities=form.quantities, by=request.user, at=timezone.now())
                self.message_user(request, _("The parcel is packed."))
            return _to(order)
        return self._ask(request, order, _("Pack a parcel"), form)

    @action(description=_("Ship or deliver"), url_path="next-parcel", permissions=["ship"])
    def parcels(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The next step of the oldest parcel that has one."""
        open_states = [Shipment.State.PREPARING, Shipment.State.SHIPPED]
        shipment = Shipment.objects.filter(order_id=object_id, state__in=open_states).order_by("state", "pk").first()
        if shipment is None:
            self.message_user(request, _("No parcel is waiting. Pack one first."))
            return _to(get_object_or_404(Order, pk=object_id))
        return redirect("admin:orders_order_parcel", object_id, shipment.pk)

    @action(description=_("Packing slip"), url_path="packing-slip", permissions=["view"])
    def slip(self, request: HttpRequest, object_id: int) -> HttpResponse:
        order = get_object_or_404(Order.objects.select_related("address").prefetch_related("lines"), pk=object_id)
        return FileResponse(
            packing_slip(order), filename=f"packing-slip-{order.number}.pdf", content_type="application/pdf"
        )

    @action(description=_("Hold or go on"), url_path="hold", permissions=["handle"])
    def hold(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Keep it from being packed, or let it go on."""
        order = get_object_or_404(Order, pk=object_id)
        if order.state == Order.State.ON_HOLD:
            if request.method == "POST":
                with refusals_shown(request):
                    resume_order(order=order, by=request.user, at=timezone.now())
                    self.message_user(request, _("The order goes on."))
                return _to(order)
            return self._ask(request, order, _("Let the order go on"), None)
        form = HoldForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                hold_order(order=order, by=request.user, at=timezone.now(), **form.cleaned_data)
                self.message_user(request, _("The order is on hold and the buyer has a mail that says why."))
            return _to(order)
        return self._ask(request, order, _("Put the order on hold"), form)

    @action(description=_("Pack elsewhere"), url_path="reroute", permissions=["handle"])
    def reroute(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What is left to pack is taken from the shelves of another place."""
        order = get_object_or_404(Order, pk=object_id)
        form = RerouteForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                moved = reroute_order(order=order, by=request.user, at=timezone.now(), **form.cleaned_data)
                self.message_user(request, _("Units that moved: %s") % moved)
            return _to(order)
        return self._ask(request, order, _("Pack the order somewhere else"), form)

    @action(description=_("Came back"), url_path="came-back", permissions=["handle"])
    def came_back(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Units that are with the shop again: badges of reviews follow, money and stock are said elsewhere."""
        order = get_object_or_404(Order, pk=object_id)
        kept = units_kept(order)
        lines = [line for line in order.lines.all() if kept.get(line.pk)]
        form = PackForm(request.POST if request.method == "POST" else None, lines=lines, left=kept, suggest=False)
        if form.is_valid():
            with refusals_shown(request):
                record_returns(order=order, quantities=form.quantities, by=request.user, at=timezone.now())
                self.message_user(request, _("It is written down what came back."))
            return _to(order)
        return self._ask(request, order, _("What came back"), form)

    @action(description=_("Take back"), url_path="take-back", permissions=["handle"])
    def take_back(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A return for its buyer, also where the rules would not: with a reason, and without a second look."""
        order = get_object_or_404(Order, pk=object_id)
        rows = returnables(order)
        lines, most = [row.line for row in rows], {row.line.pk: row.units for row in rows}
        form = StaffReturnForm(request.POST if request.method == "POST" else None, lines=lines, most=most)
        if form.is_valid():
            with refusals_on(form):
                sent_back = request_return(
                    order=order,
                    wishes=[Wish(pk, units, form.cleaned_data["reason"]) for pk, units in form.units.items()],
                    outcome=form.cleaned_data["outcome"],
                    override=form.cleaned_data["override"],
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect("admin:orders_return_change", sent_back.pk)
        return self._ask(request, order, _("A return for the buyer"), form)

    @action(description=_("Cancel"), url_path="cancel", permissions=["handle", "pay_out"])
    def cancel(self, request: HttpRequest, object_id: int) -> HttpResponse:
        order = get_object_or_404(Order, pk=object_id)
        if request.method == "POST":
            with refusals_shown(request):
                cancel_order(order=order, by=request.user, at=timezone.now(), reason="by staff")
                self.message_user(request, _("The order is canceled and the money goes back."))
            return _to(order)
        return self._ask(request, order, _("Cancel the order and send the money back"), None)

    def parcel(self, request: HttpRequest, order_id: int, shipment_id: int) -> HttpResponse:
        """Ship a packed parcel, or say that a shipped one has arrived."""
        shipments = Shipment.objects.select_related("order").filter(order_id=order_id)
        shipment = get_object_or_404(shipments, pk=shipment_id)
        if shipment.state == Shipment.State.PREPARING:
            return self._ship(request, shipment)
        if request.method == "POST":
            with refusals_shown(request):
                deliver_shipment(shipment=shipment, by=request.user, at=timezone.now())
                self.message_user(request, _("The parcel is marked as delivered."))
            return _to(shipment.order)
        return self._ask(request, shipment.order, _("The parcel has arrived"), None)

    def lost(self, request: HttpRequest, order_id: int, shipment_id: int) -> HttpResponse:
        """A parcel that will not arrive."""
        shipment = get_object_or_404(Shipment.objects.select_related("order"), order_id=order_id, pk=shipment_id)
        form = LostForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                lose_shipment(shipment=shipment, by=request.user, at=timezone.now(), **form.cleaned_data)
                self.message_user(request, _("The parcel is marked as lost and the buyer has a mail."))
            return _to(shipment.order)
        return self._ask(request, shipment.order, _("The parcel is lost"), form)

    def decide(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """A buyer asks to cancel what is packed."""
        asked = get_object_or_404(CancelRequest.objects.open().select_related("order"), order_id=order_id)
        form = DecideForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            decided = {"request": asked, "by": request.user, "at": timezone.now()}
            with refusals_shown(request):
                if form.cleaned_data["decision"] == GRANT:
                    grant_cancel_request(**decided)
                    self.message_user(request, _("The parcel is not to be sent. The order is canceled."))
                else:
                    decline_cancel_request(**decided, answer=form.cleaned_data["answer"])
                    self.message_user(request, _("The buyer has a mail that says why."))
            return _to(asked.order)
        return self._ask(request, asked.order, _("The buyer asked to cancel"), form)

    def _ship(self, request: HttpRequest, shipment: Shipment) -> HttpResponse:
        is_asked = shipment.order.cancel_requests.open().exists()
        form = (ShipDespiteForm if is_asked else ShipForm)(request.POST if request.method == "POST" else None)
        if form.is_valid():
            knows = form.cleaned_data.pop("is_gone", False)
            ship = ship_despite_request if knows else ship_shipment
            with refusals_shown(request):
                ship(shipment=shipment, by=request.user, at=timezone.now(), **form.cleaned_data)
                self.message_user(request, _("The parcel is on its way and the buyer has a mail."))
            return _to(shipment.order)
        return self._ask(request, shipment.order, _("Ship the parcel"), form)

    def _ask(self, request: HttpRequest, order: Order, title: Any, form: Any) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form or [],
            "subject": order,
            "opts": self.opts,
            "back": reverse("admin:orders_order_change", args=[order.pk]),
        }
        return render(request, "admin/core/ask.html", context)


def _detail(name: str, value: Any) -> str:
    if name == "amount":
        return str(Money(value))
    if isinstance(value, dict):
        value = ", ".join(f"{count} × {sku}" for sku, count in value.items())
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    return f"{name.replace('_', ' ')}: {value}"


def _to(order: Order) -> HttpResponse:
    return redirect("admin:orders_order_change", order.pk)
