"""Products as rows of a CSV or XLSX sheet, for staff who like to work in one."""

from typing import Any

from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from shop.actions.catalog import record_edit
from shop.models import Brand, Category, Product


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

    def after_save_instance(self, instance: Product, row: Any, **kwargs: Any) -> None:
        if not kwargs.get("dry_run"):
            record_edit(product=instance)
