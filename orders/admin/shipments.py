"""The packers' pages: what to pick, and where parcels are."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin.doors import staff_page
from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from orders.actions.fulfillment import deliver_shipment, pack_shipment
from orders.actions.tracking import look_after_parcel, parcels_in_need
from orders.models import CarrierEvent, DeliveryProof, Order, OrderLine, Shipment, ShipmentLine


class ShipmentLineInline(ReadOnlyInline):
    model = ShipmentLine
    fields = ["order_line", "quantity"]


class CarrierEventInline(ReadOnlyInline):
    model = CarrierEvent
    fields = ["happened_at", "code", "place", "note", "expected_on", "received_at", "left"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CarrierEvent]:
        return super().get_queryset(request).select_related("proof")

    @admin.display(description=_("left with"))
    def left(self, event: CarrierEvent) -> str:
        proof = getattr(event, "proof", None)
        if proof is None or not proof.photo:
            return str(proof or "–")
        page = reverse("admin:orders_proof_photo", args=[event.pk])
        return format_html('{} <a href="{}">{}</a>', proof.left_with, page, _("photo"))


class NeedFilter(admin.SimpleListFilter):
    title, parameter_name = _("needs a person"), "need"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("person", _("In trouble, or silent past the promise"))]

    def queryset(self, request: HttpRequest, shipments: QuerySet[Shipment]) -> QuerySet[Shipment]:
        if self.value() != "person":
            return shipments
        return shipments.filter(pk__in=parcels_in_need(timezone.now()).values("pk"))


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin):
    list_display = [
        "order", "state", "told_code", "promised_on", "told_expected_on", "carrier", "tracking_number", "shipped_at",
        "delivered_at",
    ]  # fmt: skip
    list_filter = [NeedFilter, "state", "carrier"]
    list_select_related = ["order"]
    search_fields = ["order__number", "tracking_number"]
    inlines = [ShipmentLineInline, CarrierEventInline]
    actions = ["deliver", "look_after"]
    fields = [
        ("order", "state"),
        ("carrier", "tracking_number"),
        ("created_at", "shipped_at"),
        ("promised_on", "delivered_at"),
        ("told_code", "told_at"),
        ("told_expected_on", "presumed_at"),
        ("heard_at", "looked_at"),
    ]

    def get_urls(self) -> list:
        pick = path("pick-list/", staff_page(self.pick_list, "orders.change_order"), name="orders_picklist")
        proof = staff_page(self.photo, "orders.view_shipment")
        photo = path("reports/<int:event_id>/photo/", proof, name="orders_proof_photo")
        return [pick, photo, *super().get_urls()]

    @admin.action(description=_("I have looked after it"), permissions=["handle"])
    def look_after(self, request: HttpRequest, shipments: QuerySet[Shipment]) -> None:
        for shipment in shipments.select_related("order"):
            look_after_parcel(shipment=shipment, by=request.user, at=timezone.now())

    def photo(self, request: HttpRequest, event_id: int) -> FileResponse:
        """Where a parcel was left."""
        proof = get_object_or_404(DeliveryProof.objects.exclude(photo=""), event_id=event_id)
        try:
            return FileResponse(proof.photo.open("rb"), content_type="image/jpeg")
        except FileNotFoundError as error:
            raise Http404("the photo is gone") from error

    @admin.action(description=_("Mark as delivered"), permissions=["handle"])
    def deliver(self, request: HttpRequest, shipments: QuerySet[Shipment]) -> None:
        for shipment in shipments.select_related("order"):
            with refusals_shown(request):
                deliver_shipment(shipment=shipment, by=request.user, at=timezone.now())

    def pick_list(self, request: HttpRequest) -> HttpResponse:
        """What to fetch from the shelves for every order that is all here and has no parcel; one press packs them."""
        orders = Order.objects.to_pack().order_by("confirmed_at")
        if request.method == "POST":
            chosen = [pk for pk in request.POST.getlist("order") if pk.isascii() and pk.isdecimal() and len(pk) < 18]
            for order in orders.filter(pk__in=chosen):
                with refusals_shown(request):
                    pack_shipment(order=order, by=request.user, at=timezone.now())
            return redirect("admin:orders_picklist")
        lines = OrderLine.objects.filter(order__in=orders, canceled__lt=F("quantity"))
        goods = (
            lines.values("sku", "title", "options").annotate(units=Sum(F("quantity") - F("canceled"))).order_by("sku")
        )
        context = self.admin_site.each_context(request) | {
            "title": _("Pick list"),
            "orders": orders.prefetch_related("lines"),
            "goods": goods,
            "opts": self.opts,
        }
        return render(request, "admin/orders/pick_list.html", context)
