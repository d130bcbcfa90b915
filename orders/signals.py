"""What apps above may listen to."""

from django.dispatch import Signal

order_followed = Signal()
"""Something happened to delivered or paid goods of `order` (`at`): delivered or presumed so, returned,
refunded, canceled."""
