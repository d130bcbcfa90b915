"""Carriers behind one interface: who makes labels for what comes back."""

from django.conf import settings
from django.utils.module_loading import import_string

from orders.carriers.base import Carrier


def return_carrier() -> Carrier | None:
    """The carrier that the settings name; None where buyers find their own way to send things back."""
    return import_string(settings.RETURN_CARRIER)() if settings.RETURN_CARRIER else None
