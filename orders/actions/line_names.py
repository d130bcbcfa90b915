"""Lines of an order by the names that programs know them by."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from orders.models import Order, Return
from shop.models import Variant


class NotInOrder(Refused):
    code = "not_in_the_order"
    message = _("One of the SKUs is not in the order.")


class NamedTwice(Refused):
    code = "named_twice"
    message = _("One of the SKUs is named twice.")


class UnknownVariant(Refused):
    code = "unknown_sku"
    message = _("There is no variant with one of the SKUs.")


def lines_named(order: Order, rows: Iterable[tuple[str, int]]) -> dict[int, int]:
    """Order line ids to units, for SKUs with units. Raises NotInOrder, NamedTwice."""
    return _ids(dict(order.lines.values_list("sku", "pk")), rows)


def returned_lines_named(sent_back: Return, skus: Iterable[str]) -> list[int]:
    """Ids of a return's lines, in the order of the SKUs. Raises NotInOrder, NamedTwice."""
    return list(_ids({line.order_line.sku: line.pk for line in sent_back.lines.all()}, [(sku, 1) for sku in skus]))


def variants_named(skus: Iterable[str]) -> dict[str, int]:
    """Ids of variants by SKU. Raises UnknownVariant."""
    wanted = set(skus)
    found = dict(Variant.objects.filter(sku__in=wanted).values_list("sku", "pk"))
    if wanted - found.keys():
        raise UnknownVariant
    return found


def _ids(known: dict[str, int], rows: Iterable[tuple[str, int]]) -> dict[int, int]:
    rows = list(rows)
    if any(sku not in known for sku, _units in rows):
        raise NotInOrder
    if len({sku for sku, _units in rows}) < len(rows):
        raise NamedTwice
    return {known[sku]: units for sku, units in rows}
