"""What apps above may listen to."""

from django.dispatch import Signal

account_closed = Signal()
"""`user` leaves for good (`at`), with `wishes` (a Farewell) and `emails`, the addresses they had proven.

Sent before the account is emptied and in the same transaction: whoever refuses keeps the account as it is.
"""
