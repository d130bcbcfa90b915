"""How a worker listens to its broker: as Celery does, and it survives the broker's death."""

import logging
from typing import Any

from celery.worker.consumer import Consumer as CelerysConsumer

logger = logging.getLogger(__name__)


class Consumer(CelerysConsumer):
    """Receipts for a broker that has gone are dropped.

    Celery 5.7 gives and restores them on a connection that is no more. The AttributeError that follows, which it does
    not count among the faults of a connection, would end the whole worker.
    """

    def call_soon_ack(self, p: Any, *args: Any, **kwargs: Any) -> Any:
        def acknowledge(*_nothing: Any) -> None:
            try:
                p(*args, **kwargs)
            except AttributeError as error:
                logger.warning("A receipt could not be given, as the broker has gone: %s", error)

        return super().call_soon_ack(acknowledge)

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        try:
            super().on_connection_error_after_connected(exc)
        except AttributeError as error:
            logger.warning("The old connection could not be closed in order: %s", error)
