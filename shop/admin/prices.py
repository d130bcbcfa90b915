"""What each variant costs, as staff see and set it, and how that came about."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from shop.actions.prices import set_price
from shop.forms.prices import NewPriceForm
from shop.models import PriceChange, PriceListEntry, Variant


class ListPriceInline(ReadOnlyInline):
    model = PriceListEntry
    fields = ["price_list", "price"]
    verbose_name_plural = _("on price lists")


class HistoryInline(ReadOnlyInline):
    model = PriceChange
    fields = ["created_at", "old_price", "new_price", "compare_at", "reference", "changed_by"]
    ordering = ["-id"]
    verbose_name_plural = _("price history")


@admin.register(Variant)
class VariantAdmin(ReadOnlyAdmin):
    list_display = ["sku", "product", "base_price", "price", "compare_at", "member_price", "price_list"]
    list_filter = ["price_list", "is_active"]
    list_select_related = ["product", "price_list"]
    search_fields = ["sku", "gtin", "product__title"]
    fields = ["product", "sku", "options", "base_price", "price", "compare_at", "member_price", "price_list"]
    inlines = [ListPriceInline, HistoryInline]
    actions_detail = ["change_price"]

    @action(description=_("Set price"), permissions=["handle"])
    def change_price(self, request: HttpRequest, object_id: int) -> HttpResponse:
        variant = get_object_or_404(Variant.objects.select_related("product"), pk=object_id)
        form = NewPriceForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                set_price(variant=variant, reference="staff", by=request.user, **form.cleaned_data)
                self.message_user(request, _("The price is changed."))
            return redirect(reverse("admin:shop_variant_change", args=[object_id]))
        context = self.admin_site.each_context(request) | {
            "title": _("Set price"),
            "form": form,
            "subject": variant,
            "opts": self.opts,
        }
        return render(request, "admin/core/ask.html", context)
