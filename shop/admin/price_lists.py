"""Price lists as staff keep them: for whom and when, and the prices on them, by hand, by percent or by sheet."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.admin import ImportExportModelAdmin
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ExportForm, ImportForm
from unfold.decorators import action, display

from core.admin.refusals import refusals_shown
from shop.actions.price_lists import list_products, record_list_prices, record_price_list
from shop.admin.sheets import ListPriceSheet
from shop.forms.price_lists import FillForm, ListingForm
from shop.models import PriceList, PriceListEntry, Product


@admin.register(PriceList)
class PriceListAdmin(ModelAdmin):
    list_display = ["name", "audience", "group", "starts_at", "ends_at", "is_active", "is_running", "number_of_prices"]
    list_filter = ["audience", "is_active"]
    list_select_related = ["group"]
    search_fields = ["name"]
    autocomplete_fields = ["group"]
    fields = ["name", "audience", "group", "starts_at", "ends_at", "is_active"]
    actions_detail = ["show_prices", "fill"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceList]:
        return super().get_queryset(request).annotate(number=Count("entries"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_price_list(price_list=form.instance, by=request.user, at=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # lists are ended: the price history still speaks of them

    @display(description=_("running"), boolean=True)
    def is_running(self, price_list: PriceList) -> bool:
        return price_list.is_running(timezone.now())

    @admin.display(description=_("prices"), ordering="number")
    def number_of_prices(self, price_list: PriceList) -> int:
        return price_list.number

    @action(description=_("Show prices"), permissions=["view"])
    def show_prices(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect(_prices_address(object_id))

    @action(description=_("Fill by percent"), permissions=["change"])
    def fill(self, request: HttpRequest, object_id: int) -> HttpResponse:
        price_list = get_object_or_404(PriceList, pk=object_id)
        form = FillForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            _list(self, request, price_list, form.products(), form.cleaned_data["percent"])
            return redirect(_prices_address(object_id))
        context = self.admin_site.each_context(request) | {
            "title": _("Fill by percent"),
            "form": form,
            "subject": price_list,
            "opts": self.opts,
        }
        return render(request, "admin/core/ask.html", context)


@admin.register(PriceListEntry)
class PriceListEntryAdmin(ModelAdmin, ImportExportModelAdmin):
    resource_classes = [ListPriceSheet]
    import_form_class, export_form_class = ImportForm, ExportForm
    list_display = ["variant", "sku", "price_list", "list_price", "price"]
    list_editable = ["price"]
    list_filter = ["price_list"]
    list_select_related = ["price_list", "variant__product"]
    search_fields = ["variant__sku", "variant__product__title"]
    autocomplete_fields = ["price_list", "variant"]
    fields = ["price_list", "variant", "price"]

    @admin.display(description=_("SKU"), ordering="variant__sku")
    def sku(self, entry: PriceListEntry) -> str:
        return entry.variant.sku

    @admin.display(description=_("list price"), ordering="variant__base_price")
    def list_price(self, entry: PriceListEntry) -> str:
        return str(entry.variant.base_price)

    def save_model(self, request: HttpRequest, obj: PriceListEntry, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        before = form.initial.get("variant") if change else None
        _record(request, {obj.variant_id, before or obj.variant_id})

    def delete_model(self, request: HttpRequest, obj: PriceListEntry) -> None:
        super().delete_model(request, obj)
        _record(request, {obj.variant_id})

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PriceListEntry]) -> None:
        concerned = set(queryset.values_list("variant_id", flat=True))
        super().delete_queryset(request, queryset)
        _record(request, concerned)


@admin.action(description=_("Put on a price list …"), permissions=["lists"])
def put_on_price_list(model_admin: ModelAdmin, request: HttpRequest, products: QuerySet[Product]) -> HttpResponse:
    """For the list of products: those chosen go on a list, by percent."""
    form = ListingForm(request.POST if "percent" in request.POST else None)
    if form.is_valid():
        price_list = form.cleaned_data["price_list"]
        _list(model_admin, request, price_list, products, form.cleaned_data["percent"])
        return redirect(_prices_address(price_list.pk))
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Put on a price list"),
        "form": form,
        "products": products,
        "action": "put_on_price_list",
        "opts": model_admin.opts,
    }
    return render(request, "admin/shop/change_prices.html", context)


def _list(
    model_admin: ModelAdmin, request: HttpRequest, price_list: PriceList, products: QuerySet[Product], percent: Any
) -> None:
    with refusals_shown(request):
        number = list_products(
            price_list=price_list, products=products, percent=percent, by=request.user, at=timezone.now()
        )
        words = ngettext("%s price is on the list.", "%s prices are on the list.", number)
        model_admin.message_user(request, words % number)


def _record(request: HttpRequest, variant_ids: set[int]) -> None:
    record_list_prices(variant_ids=variant_ids, by=request.user, at=timezone.now())


def _prices_address(price_list_id: int) -> str:
    return f"{reverse('admin:shop_pricelistentry_changelist')}?price_list__id__exact={price_list_id}"
