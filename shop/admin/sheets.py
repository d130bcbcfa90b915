"""Products and price lists as rows of a CSV or XLSX sheet, for staff who like to work in one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget, Widget

from core.currency import from_major, to_major
from core.money import Money
from shop.actions.catalog import record_edit
from shop.actions.price_lists import record_list_prices
from shop.models import Brand, Category, PriceList, PriceListEntry, Product, Variant
from shop.rules.gift_cards import GIFT_CARD_SLUG


class ProductSheet(resources.ModelResource):
    """The words and the place of a product. Prices and stock have their own pages, because they have histories."""

    category = fields.Field("category", "category", ForeignKeyWidget(Category, "slug"))
    brand = fields.Field("brand", "brand", ForeignKeyWidget(Brand, "name"))

    class Meta:
        model = Product
        import_id_fields = ["slug"]
        fields = [
            "slug",
            "title",
            "brand",
            "category",
            "description",
            "part_number",
            "tax_class",
            "weight_g",
            "released_on",
        ]
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def before_save_instance(self, instance: Product, row: Any, **kwargs: Any) -> None:
        if instance.pk is None and instance.slug == GIFT_CARD_SLUG:
            raise ValidationError(_("The shop keeps “%(value)s” for its gift cards.") % {"value": instance.slug})

    def after_save_instance(self, instance: Product, row: Any, **kwargs: Any) -> None:
        if not kwargs.get("dry_run"):
            record_edit(product=instance)


class MoneyWidget(Widget):
    """Amounts in major units: 17.99."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Money:
        try:
            price = from_major(str(value).strip().replace(",", "."))
        except ValueError as error:
            raise ValueError(_("This is not an amount of money.")) from error
        if price <= Money(0):
            raise ValueError(_("A price is above zero."))
        return price

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(to_major(value))


class ListPriceSheet(resources.ModelResource):
    """Prices on lists: the list by its name, the variant by its SKU. What stands there already is replaced."""

    price_list = fields.Field("price_list", "price_list", ForeignKeyWidget(PriceList, "name"))
    sku = fields.Field("variant", "sku", ForeignKeyWidget(Variant, "sku"))
    price = fields.Field("price", "price", MoneyWidget())

    class Meta:
        model = PriceListEntry
        import_id_fields = ["price_list", "sku"]
        fields = ["price_list", "sku", "price"]
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.concerned: set[int] = set()

    def after_save_instance(self, instance: PriceListEntry, row: Any, **kwargs: Any) -> None:
        self.concerned.add(instance.variant_id)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """What everybody pays follows once, when all rows are in."""
        if not kwargs.get("dry_run"):
            record_list_prices(variant_ids=self.concerned, by=kwargs.get("user"), at=timezone.now())
