"""The REST doors' one translation of a refusal."""

from typing import Any

from django.utils.translation import gettext
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import Refused
from core.outages import DATABASE_AWAY, RETRY_AFTER_SECONDS


def answer_refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    """409 with `code` and `detail` for a rule's no, 503 without a database; DRF's own answers for everything else."""
    if isinstance(error, Refused):
        return Response({"code": error.code, "detail": error.detail}, status=409)
    if isinstance(error, DATABASE_AWAY):
        words = gettext("The shop cannot be reached at the moment. Please try again in a minute.")
        return Response(
            {"code": "unavailable", "detail": words}, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}
        )
    return exception_handler(error, context)
