"""The REST doors' one translation of a refusal."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import Refused


def answer_refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    """409 with `code` and `detail` for a rule's no; DRF's own answers for everything else."""
    if isinstance(error, Refused):
        return Response({"code": error.code, "detail": error.detail}, status=409)
    return exception_handler(error, context)
