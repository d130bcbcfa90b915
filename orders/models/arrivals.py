"""When a parcel counts as arrived: one definition for reviews, questions, returns and closed accounts."""

from django.db.models import DateTimeField, Q
from django.db.models.functions import Coalesce


def has_come(parcel: str = "") -> Q:
    """Delivered; or shipped so long ago that its arrival is presumed. A lost parcel never counts.

    `parcel` leads to the shipment: "shipment_lines__shipment__".
    """
    delivered = Q(**{f"{parcel}state": "delivered"})
    return delivered | Q(**{f"{parcel}state": "shipped", f"{parcel}presumed_at__isnull": False})


def came_at(parcel: str = "") -> Coalesce:
    """The moment it came, as far as anybody knows."""
    return Coalesce(f"{parcel}delivered_at", f"{parcel}presumed_at", output_field=DateTimeField())


HAS_COME_SQL = "(shipment.state = 'delivered' OR shipment.state = 'shipped' AND shipment.presumed_at IS NOT NULL)"
"""`has_come` for the audit, of a table called `shipment`."""
