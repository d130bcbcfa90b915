"""How staff fill a price list."""

from decimal import Decimal

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from shop.models import Brand, Category, PriceList, Product


class ReductionForm(forms.Form):
    """How much below the list price."""

    percent = forms.DecimalField(
        label=_("Percent below the list price"),
        min_value=Decimal("0.01"),
        max_value=Decimal(95),
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("15 makes 20.00 into 17.00. A price that stands on the list already is replaced."),
    )


class FillForm(ReductionForm):
    """Which products go on the list at hand."""

    category = forms.ModelChoiceField(
        Category.objects.order_by("path"),
        label=_("Category"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("With all below it."),
    )
    brand = forms.ModelChoiceField(
        Brand.objects.all(), label=_("Brand"), required=False, widget=UnfoldAdminSelectWidget
    )

    def clean(self) -> None:
        if not (self.cleaned_data.get("category") or self.cleaned_data.get("brand")):
            raise forms.ValidationError(_("Choose a category, a brand or both."))

    def products(self) -> QuerySet[Product]:
        """Those of the category that are of the brand."""
        category, brand = self.cleaned_data["category"], self.cleaned_data["brand"]
        products = Product.objects.within(category) if category else Product.objects.all()
        return products.filter(brand=brand) if brand else products


class ListingForm(ReductionForm):
    """Which list chosen products go on."""

    price_list = forms.ModelChoiceField(PriceList.objects.all(), label=_("Price list"), widget=UnfoldAdminSelectWidget)
