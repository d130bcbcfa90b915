"""How many calls a minute: for each key as its partner's plan says, for everybody else by address."""

import time
from typing import Any

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from core.limits import count_try

WINDOW_SECONDS = 60


class CallLimit(BaseThrottle):
    """A fixed window of a minute. The request remembers what is left, for the headers of its answer."""

    def allow_request(self, request: Any, view: Any) -> bool:
        most = request.auth.partner.calls_per_minute if request.auth else settings.API_CALLS_OF_ANYBODY
        name = request.auth.name if request.auth else f"ip:{self.get_ident(request)}"
        window, used_seconds = divmod(int(time.time()), WINDOW_SECONDS)
        count = count_try("api", f"{name}:{window}", WINDOW_SECONDS)
        self._left = WINDOW_SECONDS - used_seconds
        request._request.call_limit = (most, max(0, most - count), self._left)
        return count <= most

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._left
