"""The packers' pages: what to pick, and where parcels are."""

from django.contrib import admin
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from orders.actions.fulfillment import deliver_shipment, pack_shipment
from orders.models import Order, OrderLine, Shipment, ShipmentLine


class ShipmentLineInline(ReadOnlyInline):
    model = ShipmentLine
    fields = ["order_line", "quantity"]


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin):
    list_display = ["order", "state", "carrier", "tracking_number", "shipped_at", "delivered_at"]
    list_filter = ["state", "carrier"]
    list_select_related = ["order"]
    search_fields = ["order__number", "tracking_number"]
    inlines = [ShipmentLineInline]
    actions = ["deliver"]

    def get_urls(self) -> list:
        pick = path("pick-list/", self.admin_site.admin_view(self.pick_list), name="orders_picklist")
        return [pick, *super().get_urls()]

    @admin.action(description=_("Mark as delivered"))
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
