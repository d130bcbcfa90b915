"""Promotions as staff build them: what, for what, for whom, when; tried on real baskets before they start."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from core.admin.refusals import ReadOnlyAdmin, refusals_shown
from core.sheets import sheet
from orders.actions.coupons import make_coupons, record_promotion, switch_promotion
from orders.actions.previews import preview_promotion
from orders.forms.promotions import CouponBatchForm, CouponForm, CouponsFormSet, PromotionForm
from orders.models import Coupon, DeliveryMethod, Promotion, PromotionUse
from orders.rules.promotions import Lane
from orders.rules.reasons import reason_in_short

STANDINGS = {
    "off": _("Switched off"),
    "planned": _("Planned"),
    "running": _("Running"),
    "used_up": _("Used up"),
    "over": _("Over"),
}
TONES = {"off": "", "planned": "info", "running": "success", "used_up": "warning", "over": ""}


class CouponInline(TabularInline):
    """Codes for all to share; single ones are made in batches."""

    model = Coupon
    form = CouponForm
    formset = CouponsFormSet
    fields = ["code", "max_uses", "used"]
    readonly_fields = ["used"]
    extra = 0
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coupon]:
        return super().get_queryset(request).filter(batch="")


@admin.register(Promotion)
class PromotionAdmin(ModelAdmin):
    form = PromotionForm
    list_display = ["name", "lane", "gives", "standing", "starts_at", "ends_at", "uses"]
    list_filter = ["is_active", "lane", "kind"]
    search_fields = ["name", "coupons__code"]
    autocomplete_fields = [
        "products", "categories", "brands", "without_products", "without_categories", "groups", "combines_with",
    ]  # fmt: skip
    readonly_fields = ["used"]
    fieldsets = [
        (None, {"fields": ["name", "lane", "kind", ("percent", "amount"), ("group_size", "free_units")]}),
        (_("When"), {"fields": ["is_active", "starts_at", "ends_at"]}),
        (
            _("For which goods"),
            {
                "classes": ["tab"],
                "fields": [
                    ("spend_from", "units_from"), "products", "categories", "brands", "without_products",
                    "without_categories", "without_reduced", "methods",
                ],
            },
        ),
        (_("For whom"), {"classes": ["tab"], "fields": ["groups", "members_only", "first_order_only"]}),
        (
            _("How often and with which others"),
            {
                "classes": ["tab"],
                "fields": [("max_uses", "max_uses_per_buyer", "used"), ("priority", "exclusive"), "combines_with"],
            },
        ),
    ]  # fmt: skip
    inlines = [CouponInline]
    actions = ["switch_on", "switch_off"]
    actions_detail = ["preview", "make_codes", "export_codes"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "methods":
            kwargs["queryset"] = DeliveryMethod.objects.select_related("zone")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_promotion()
        promotion = form.instance
        if promotion.lane == Lane.COUPON and not promotion.coupons.exists():
            self.message_user(request, _("It has no code yet: add one under “Coupon codes”, or make many at once."))
        if not promotion.is_active:
            self.message_user(request, _("It is switched off. Try it on recent baskets, then switch it on."))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not obj.uses.exists() and super().has_delete_permission(request, obj)

    @display(description=_("state"), label=TONES)
    def standing(self, promotion: Promotion) -> tuple[str, str]:
        standing = promotion.standing(timezone.now())
        return standing, str(STANDINGS[standing])

    @admin.display(description=_("gives"))
    def gives(self, promotion: Promotion) -> str:
        return promotion.gives

    @admin.display(description=_("orders"), ordering="used")
    def uses(self, promotion: Promotion) -> str:
        return f"{promotion.used} / {promotion.max_uses}" if promotion.max_uses is not None else str(promotion.used)

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, promotions: QuerySet[Promotion]) -> None:
        self._switch(request, promotions, True)

    @admin.action(description=_("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, promotions: QuerySet[Promotion]) -> None:
        self._switch(request, promotions, False)

    @action(description=_("Try on recent baskets"), url_path="preview", permissions=["view"])
    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        promotion = get_object_or_404(Promotion, pk=object_id)
        found = preview_promotion(promotion=promotion, at=timezone.now())
        context = self.admin_site.each_context(request) | {
            "title": _("Try on recent baskets"),
            "subject": promotion,
            "preview": found,
            "why_not": [(reason_in_short(code), number) for code, number in found.why_not.items()],
            "opts": self.opts,
            "back": _page(promotion),
        }
        return render(request, "admin/orders/preview.html", context)

    @action(description=_("Make codes"), url_path="codes", permissions=["change"])
    def make_codes(self, request: HttpRequest, object_id: int) -> HttpResponse:
        promotion = get_object_or_404(Promotion, pk=object_id)
        form = CouponBatchForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_shown(request):
                made = make_coupons(promotion=promotion, **form.cleaned_data)
                words = ngettext("%s code is made.", "%s codes are made.", len(made))
                self.message_user(request, words % len(made))
            return redirect(_page(promotion))
        context = self.admin_site.each_context(request) | {
            "title": _("Make codes"),
            "form": form,
            "subject": promotion,
            "opts": self.opts,
            "back": _page(promotion),
        }
        return render(request, "admin/core/ask.html", context)

    @action(description=_("Codes as CSV"), url_path="codes-csv", permissions=["change"])
    def export_codes(self, request: HttpRequest, object_id: int) -> HttpResponse:
        promotion = get_object_or_404(Promotion, pk=object_id)
        coupons = promotion.coupons.order_by("pk").iterator(chunk_size=2000)
        return sheet(f"codes-{promotion.pk}", ("code", "batch", "max_uses", "used"), map(_cells, coupons))

    def _switch(self, request: HttpRequest, promotions: QuerySet[Promotion], is_active: bool) -> None:
        for promotion in promotions:
            switch_promotion(promotion=promotion, is_active=is_active)
            self.log_change(request, promotion, str(_("Switch on") if is_active else _("Switch off")))


@admin.register(Coupon)
class CouponAdmin(ModelAdmin):
    form = CouponForm
    fields = ["promotion", "code", "max_uses", "used", "batch"]
    list_display = ["code", "promotion", "batch", "used", "max_uses"]
    list_filter = ["batch", "promotion"]
    list_select_related = ["promotion"]
    search_fields = ["code", "canonical", "batch"]
    autocomplete_fields = ["promotion"]
    readonly_fields = ["used", "batch"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not obj.uses.exists() and super().has_delete_permission(request, obj)


@admin.register(PromotionUse)
class PromotionUseAdmin(ReadOnlyAdmin):
    list_display = ["promotion", "order", "coupon", "amount", "given_back_at"]
    list_filter = ["promotion"]
    list_select_related = ["promotion", "order", "coupon"]
    search_fields = ["order__number", "coupon__code"]


def _cells(coupon: Coupon) -> tuple[object, ...]:
    return coupon.code, coupon.batch, "" if coupon.max_uses is None else coupon.max_uses, coupon.used


def _page(promotion: Promotion) -> str:
    return reverse("admin:orders_promotion_change", args=[promotion.pk])
