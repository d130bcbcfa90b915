"""What an answer is written in."""

from types import SimpleNamespace
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation

from core.api.problems import MEDIA_TYPE


class JSONOnly(DefaultContentNegotiation):
    """JSON, also for whoever asks for problems by name or for nothing at all. `?format=` is no parameter here."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]  # all that is read of them

    def get_accept_list(self, request: Any) -> list[str]:
        wanted = [token for token in super().get_accept_list(request) if token.strip()]
        named = ["application/json" if token.split(";")[0].strip() == MEDIA_TYPE else token for token in wanted]
        return named or ["*/*"]
