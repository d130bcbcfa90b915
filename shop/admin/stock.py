"""Stock as staff see it: where, how many, and every movement. Numbers change by receiving and by counting."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from shop.actions.stock import correct_stock, keep_back, receive_stock
from shop.models import Location, PriceChange, StockMovement, StockRecord


class CountForm(forms.Form):
    quantity = forms.IntegerField(label=_("Units"), min_value=0, max_value=1_000_000)
    reason = forms.CharField(label=_("Reason or delivery note"), max_length=100)


class MovementInline(ReadOnlyInline):
    model = StockMovement
    fields = ["created_at", "kind", "quantity", "reference", "moved_by"]
    ordering = ["-id"]
    verbose_name_plural = _("movements")


@admin.register(Location)
class LocationAdmin(ModelAdmin):
    list_display = ["name", "country_code", "is_active"]


@admin.register(StockRecord)
class StockRecordAdmin(ReadOnlyAdmin):
    list_display = ["sku", "product", "location", "on_hand", "allocated", "held", "safety", "available"]
    list_filter = ["location"]
    list_select_related = ["variant__product", "location"]
    search_fields = ["variant__sku", "variant__product__title"]
    inlines = [MovementInline]
    actions_detail = ["receive", "count", "keep"]

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, record: StockRecord) -> str:
        return record.variant.sku

    @admin.display(description=_("product"))
    def product(self, record: StockRecord) -> str:
        return str(record.variant)

    @action(description=_("Receive goods"))
    def receive(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._ask(request, object_id, _("Receive goods"), self._receive)

    @action(description=_("Correct after counting"))
    def count(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._ask(request, object_id, _("Correct after counting"), self._count)

    @action(description=_("Keep back"))
    def keep(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._ask(request, object_id, _("Keep back"), self._keep)

    def _keep(self, request: HttpRequest, record: StockRecord, quantity: int, reason: str) -> None:
        keep_back(record=record, units=quantity)
        self.log_change(request, record, f"kept back: {record.safety} to {quantity}, {reason}")

    def _receive(self, request: HttpRequest, record: StockRecord, quantity: int, reason: str) -> None:
        receive_stock(
            variant=record.variant, location=record.location, quantity=quantity, reference=reason, by=request.user
        )

    def _count(self, request: HttpRequest, record: StockRecord, quantity: int, reason: str) -> None:
        correct_stock(record=record, on_hand=quantity, reason=reason, by=request.user)

    def _ask(self, request: HttpRequest, pk: int, title: Any, verb: Any) -> HttpResponse:
        record = get_object_or_404(StockRecord.objects.select_related("variant__product", "location"), pk=pk)
        form = CountForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                verb(request, record, **form.cleaned_data)
                self.message_user(request, _("The stock is changed."))
            return redirect(reverse("admin:shop_stockrecord_change", args=[pk]))
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form,
            "subject": record,
            "opts": self.opts,
        }
        return render(request, "admin/core/ask.html", context)


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "record", "kind", "quantity", "reference", "moved_by"]
    list_filter = ["kind"]
    list_select_related = ["record__variant", "record__location", "moved_by"]
    search_fields = ["record__variant__sku", "reference"]


@admin.register(PriceChange)
class PriceChangeAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "variant", "old_price", "new_price", "compare_at", "reference", "changed_by"]
    list_select_related = ["variant__product", "changed_by"]
    search_fields = ["variant__sku", "variant__product__title"]
    date_hierarchy = "created_at"
