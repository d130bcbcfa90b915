"""How long a payment may take."""

from datetime import timedelta

PAYMENT_WINDOW = timedelta(minutes=33)
"""How long the provider's page may be paid: Stripe's least is 30 minutes from its own clock."""

EXCHANGE_WINDOW = timedelta(days=7)
"""How long the price difference of an exchange may be paid; then the money for what came back goes back instead."""

PROCESSING_HOLD = timedelta(hours=2)
"""How long stock stays held after each look at a payment that is still being processed."""
