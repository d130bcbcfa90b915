"""Staff keep the catalog here. Prices of existing variants change by the price action alone: history is whole."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.admin import ImportExportModelAdmin
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from core.admin.refusals import refusals_shown
from shop.actions.catalog import place_category, publish_product, record_edit, retire_product
from shop.actions.catalog_changes import SkuTaken, VariantsAlike
from shop.actions.prices import change_prices_by
from shop.admin.alerts import WaitedForFilter, door_to_alerts, people_waiting
from shop.admin.price_lists import put_on_price_list
from shop.admin.sheets import ProductSheet
from shop.forms.catalog import CategoryForm, ProductForm, not_reserved
from shop.forms.lines import NamedLinesField
from shop.forms.pictures import PictureForm
from shop.forms.prices import PriceChangeForm
from shop.models import Attribute, Brand, Category, Document, Picture, Product, ProductAttribute, Variant
from shop.rules.gift_cards import GIFT_CARD_SKU
from shop.rules.gtin import same_gtins, whole_gtin
from shop.rules.options import are_alike


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    form = CategoryForm
    list_display = ["name", "parent", "position", "icon"]
    list_filter = ["parent"]
    search_fields = ["name"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        place_category(category=form.instance)


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Attribute)
class AttributeAdmin(ModelAdmin):
    list_display = ["label", "key", "kind", "unit"]
    list_filter = ["kind"]
    search_fields = ["label", "key"]


class VariantForm(forms.ModelForm):
    class Meta:
        model = Variant
        fields = [
            "sku",
            "gtin",
            "options",
            "price",
            "content_amount",
            "content_unit",
            "is_active",
            "position",
            "picture",
        ]
        field_classes = {"options": NamedLinesField}
        help_texts = {"options": _("Such as Color: Blue, one on each line.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # an existing price has a history: it changes by the action
            self.fields["price"].disabled = True

    def clean_sku(self) -> str:
        return not_reserved(self, "sku", GIFT_CARD_SKU)

    def clean_gtin(self) -> str | None:
        return self.cleaned_data["gtin"] or None


class VariantFormSet(forms.BaseInlineFormSet):
    """What the variants of a product may not share, as programs are told too. Old faults keep nobody from new words."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        if not self.has_changed() or len(rows) < len(self.forms):
            return
        gtins = [row["gtin"] for row in rows if row["gtin"]]
        ours = [row["id"].pk for row in rows if row["id"]]
        others = Variant.objects.filter(gtin__in=[same for gtin in gtins for same in same_gtins(gtin)])
        if len({*map(whole_gtin, gtins)}) < len(gtins) or others.exclude(pk__in=ours).exists():
            raise ValidationError(SkuTaken.message, SkuTaken.code)
        if are_alike(row["options"] for row in rows if row["is_active"]):
            raise ValidationError(VariantsAlike.message, VariantsAlike.code)


class VariantInline(StackedInline):
    model = Variant
    form, formset = VariantForm, VariantFormSet
    extra = 0
    tab = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PictureInline(TabularInline):
    model = Picture
    form = PictureForm
    fields = ["preview", "file", "alt", "position", "state"]
    readonly_fields = ["preview", "state"]
    extra = 0
    tab = True

    @admin.display(description=_("preview"))
    def preview(self, picture: Picture) -> SafeString | str:
        return format_html('<img src="{}" alt="" width="72" height="72">', picture.file.url) if picture.file else ""


class SpecificationInline(TabularInline):
    model = ProductAttribute
    fields = ["attribute", "value", "position"]
    autocomplete_fields = ["attribute"]
    extra = 0
    tab = True


class DocumentInline(TabularInline):
    model = Document
    fields = ["title", "file", "position"]
    extra = 0
    tab = True


@admin.register(Product)
class ProductAdmin(ModelAdmin, ImportExportModelAdmin):
    form = ProductForm
    resource_classes = [ProductSheet]
    import_form_class, export_form_class = ImportForm, ExportForm
    list_display = [
        "title",
        "brand",
        "category",
        "state",
        "price_from",
        "is_available",
        "people",
        "rating_count",
        "sold_count",
    ]
    list_filter = ["state", "is_available", WaitedForFilter, "category", "tax_class"]
    list_select_related = ["brand", "category"]
    search_fields = ["title", "variants__sku", "variants__gtin", "part_number"]
    autocomplete_fields = ["brand", "category"]
    readonly_fields = ["state", "people"]
    inlines = [VariantInline, PictureInline, SpecificationInline, DocumentInline]
    actions = ["publish", "retire", "change_prices", put_on_price_list]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).annotate(waiting=people_waiting("variant__product", OuterRef("pk")))

    @admin.display(description=_("to be told"), ordering="waiting")
    def people(self, product: Any) -> SafeString | str:
        return door_to_alerts(getattr(product, "waiting", 0), variant__product__exact=product.pk)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        former_slug = form.initial.get("slug", "") if change else ""
        record_edit(product=form.instance, former_slug=former_slug, by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # products are retired: orders and reviews still speak of them

    def has_prices_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("shop.change_variant")

    def has_lists_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("shop.change_pricelist")

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        for product in products:
            with refusals_shown(request):
                publish_product(product=product)

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        for product in products:
            with refusals_shown(request):
                retire_product(product=product)

    @admin.action(description=_("Change prices …"), permissions=["prices"])
    def change_prices(self, request: HttpRequest, products: QuerySet[Product]) -> HttpResponse | None:
        form = PriceChangeForm(request.POST if "percent" in request.POST else None)
        if form.is_valid():
            with refusals_shown(request):
                number = change_prices_by(products=products, by=request.user, **form.cleaned_data)
                words = ngettext("%s price changed.", "%s prices changed.", number)
                self.message_user(request, words % number)
            return redirect(request.get_full_path())
        context = self.admin_site.each_context(request) | {
            "title": _("Change prices"),
            "form": form,
            "products": products,
            "opts": self.opts,
        }
        return render(request, "admin/shop/change_prices.html", context)
