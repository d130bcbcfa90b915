"""Stock as staff see it: where, how many, and every movement. Numbers change by receiving and by counting."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from shop.actions.sell_ahead import announce_stock
from shop.actions.stock import correct_stock, keep_back, receive_stock
from shop.admin.alerts import WaitedForFilter, door_to_alerts, people_waiting
from shop.models import Alert, Location, PriceChange, StockMovement, StockRecord, Variant


class CountForm(forms.Form):
    quantity = forms.IntegerField(label=_("Units"), min_value=0, max_value=1_000_000)
    reason = forms.CharField(label=_("Reason or delivery note"), max_length=100)


class ReceiveForm(CountForm):
    sku = forms.CharField(label="SKU", max_length=60)
    location = forms.ModelChoiceField(label=_("Location"), queryset=Location.objects.filter(is_active=True))
    field_order = ["sku", "location", "quantity", "reason"]

    def clean_sku(self) -> Variant:
        variant = Variant.objects.filter(sku=self.cleaned_data["sku"].strip()).first()
        if variant is None:
            raise forms.ValidationError(_("There is no article with this SKU."))
        return variant


class AheadForm(forms.Form):
    units = forms.IntegerField(
        label=_("Units that orders may wait for at a time"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("0 ends it. Who ordered already keeps waiting and gets the first that come."),
    )
    expected_on = forms.DateField(
        label=_("Expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Another day moves the orders that wait, and tells their buyers."),
    )


class AwaitedFilter(admin.SimpleListFilter):
    title = _("orders wait")
    parameter_name = "awaited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Orders wait for it")), ("late", _("Orders wait, and the day is over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockRecord]) -> QuerySet[StockRecord]:
        if self.value() == "late":
            return queryset.filter(awaited__gt=0, expected_on__lt=timezone.localdate())
        return queryset.filter(awaited__gt=0) if self.value() == "yes" else queryset


class MovementInline(ReadOnlyInline):
    model = StockMovement
    fields = ["created_at", "kind", "quantity", "reference", "moved_by"]
    ordering = ["-id"]
    verbose_name_plural = _("movements")


@admin.register(Location)
class LocationAdmin(ModelAdmin):
    list_display = ["name", "country_code", "is_active", "takes_returns"]


@admin.register(StockRecord)
class StockRecordAdmin(ReadOnlyAdmin):
    list_display = [
        "sku", "product", "location", "on_hand", "allocated", "held", "safety", "available", "awaited", "expected_on",
        "people",
    ]  # fmt: skip
    list_filter = ["location", AwaitedFilter, WaitedForFilter]
    list_select_related = ["variant__product", "location"]
    search_fields = ["variant__sku", "variant__product__title"]
    readonly_fields = ["people"]
    inlines = [MovementInline]
    actions_list = ["receive_any"]
    actions_detail = ["receive", "count", "keep", "ahead"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockRecord]:
        return (
            super()
            .get_queryset(request)
            .annotate(waiting=people_waiting("variant", OuterRef("variant"), kind=Alert.Kind.BACK))
        )

    @admin.display(description=_("to be told"), ordering="waiting")
    def people(self, record: Any) -> str:
        return door_to_alerts(record.waiting, variant__exact=record.variant_id, kind__exact=Alert.Kind.BACK.value)

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, record: StockRecord) -> str:
        return record.variant.sku

    @admin.display(description=_("product"))
    def product(self, record: StockRecord) -> str:
        return str(record.variant)

    @action(description=_("Receive goods"), url_path="receive", permissions=["handle"])
    def receive_any(self, request: HttpRequest) -> HttpResponse:
        """Of any article at any place, also one that was never there. No units only make it known there."""
        form = ReceiveForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            given = form.cleaned_data
            record = receive_stock(
                variant=given["sku"],
                location=given["location"],
                quantity=given["quantity"],
                reference=given["reason"],
                by=request.user,
            )
            self.message_user(request, _("The stock is changed."))
            return redirect(reverse("admin:shop_stockrecord_change", args=[record.pk]))
        return self._page(request, _("Receive goods"), form, None)

    @action(description=_("Receive goods"), permissions=["handle"])
    def receive(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._ask(request, object_id, _("Receive goods"), self._receive)

    @action(description=_("Correct after counting"), permissions=["handle"])
    def count(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._ask(request, object_id, _("Correct after counting"), self._count)

    @action(description=_("Keep back"), permissions=["handle"])
    def keep(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._ask(request, object_id, _("Keep back"), self._keep)

    @action(description=_("Sell ahead"), permissions=["handle"])
    def ahead(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Orders for goods that are not here yet."""
        record = self._record(object_id)
        known = {"units": record.ahead_limit, "expected_on": record.expected_on}
        form = AheadForm(request.POST if request.method == "POST" else None, initial=known)
        if form.is_valid():
            with refusals_shown(request):
                announce_stock(record=record, at=timezone.now(), **form.cleaned_data)
                self.log_change(request, record, "sold ahead: {units} for {expected_on}".format(**form.cleaned_data))
                self.message_user(request, _("The stock is changed."))
            return redirect(reverse("admin:shop_stockrecord_change", args=[record.pk]))
        return self._page(request, _("Sell ahead"), form, record)

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
        record = self._record(pk)
        form = CountForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                verb(request, record, **form.cleaned_data)
                self.message_user(request, _("The stock is changed."))
            return redirect(reverse("admin:shop_stockrecord_change", args=[pk]))
        return self._page(request, title, form, record)

    def _record(self, pk: int) -> StockRecord:
        return get_object_or_404(StockRecord.objects.select_related("variant__product", "location"), pk=pk)

    def _page(self, request: HttpRequest, title: Any, form: forms.Form, record: StockRecord | None) -> HttpResponse:
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
