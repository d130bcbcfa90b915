"""Writing specifications of many products at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django.db import connection

from shop.models import Attribute, ProductAttribute
from shop.rules.mappings import MappedAttribute

Row: TypeAlias = tuple[int, int, str, int]
INTO = "shop_productattribute (product_id, attribute_id, value, position)"


def add_specifications(
    by_product: Mapping[int, Sequence[MappedAttribute]], attributes: Mapping[str, Attribute]
) -> None:
    """For products that have none yet. `attributes` are ours by key."""
    _insert(
        (product_id, attributes[mapped.key].pk, mapped.value, position)
        for product_id, specification in by_product.items()
        for position, mapped in enumerate(specification)
    )


def replace_specifications(
    by_product: Mapping[int, Sequence[MappedAttribute]], attributes: Mapping[str, Attribute]
) -> None:
    """Only those that differ are written."""
    before: dict[int, list[tuple[int, str]]] = {}
    rows = ProductAttribute.objects.filter(product__in=list(by_product)).order_by("product", "position", "id")
    for product_id, attribute_id, value in rows.values_list("product_id", "attribute_id", "value"):
        before.setdefault(product_id, []).append((attribute_id, value))
    different = {
        product_id: specification
        for product_id, specification in by_product.items()
        if before.get(product_id, []) != [(attributes[mapped.key].pk, mapped.value) for mapped in specification]
    }
    ProductAttribute.objects.filter(product__in=list(different)).delete()
    add_specifications(different, attributes)


def _insert(rows: Iterable[Row]) -> None:
    """The fastest way each database has: these are by far the most rows of a catalog."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {INTO} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {INTO} VALUES (%s, %s, %s, %s)", list(rows))  # noqa: S608  a constant
