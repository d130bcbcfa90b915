"""`Idempotency-Key` on every POST: the same key and body again get the first answer, for 24 hours.

What was answered 2xx, or refused by a rule (409), is kept in the transaction that did it. A body that could not be read
or was not allowed did nothing: its key stays free.
"""

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from core.actions.answers import begin_answer, give_up_answer, keep_answer
from core.errors import Refused
from core.models.answers import KeptAnswer

HEADER = "Idempotency-Key"
LONGEST = 255


class KeyReused(APIException):
    status_code = 422
    default_code = "key_reused"
    default_detail = "This Idempotency-Key was sent with another call."


class InFlight(APIException):
    status_code = 409
    default_code = "in_flight"
    default_detail = "A call with this Idempotency-Key is being answered. Send it again in a moment."
    wait = 1  # Retry-After, in seconds


def answered_once(view: Any, request: Any, handler: Callable[..., Response]) -> Callable[..., Response]:
    """The handler, for a call that names a key."""

    def answer(*args: Any, **kwargs: Any) -> Response:
        row, is_ours = begin_answer(
            actor=request.auth.sender, key=_key(request), fingerprint=_fingerprint(request), at=timezone.now()
        )
        if not is_ours:
            return _replay(row, _fingerprint(request))
        try:
            with transaction.atomic() if view.is_atomic else nullcontext():
                response = handler(*args, **kwargs)
                _keep(row, response, view.told_once)
        except Exception as error:
            if not isinstance(error, Refused) or error.passes:
                give_up_answer(row=row)
                raise
            response = view.handle_exception(error)
            _keep(row, response)
        return response

    return answer


def _key(request: Any) -> str:
    key: str = request.headers[HEADER].strip()
    if not (1 <= len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise ValidationError({HEADER: [f"1 to {LONGEST} printable ASCII characters."]})
    return key


def _fingerprint(request: Any) -> str:
    return sha256(b"\n".join([request.method.encode(), request.path.encode(), request._request.body])).hexdigest()


def _replay(row: KeptAnswer, fingerprint: str) -> Response:
    if row.fingerprint != fingerprint:
        raise KeyReused
    if row.status is None:
        raise InFlight
    headers = {"Idempotent-Replayed": "true"} | ({"Location": row.location} if row.location else {})
    data = json.loads(row.body) if row.body else None
    return Response(data, status=row.status, headers=headers, content_type=row.media_type or None)


def _keep(row: KeptAnswer, response: Response, told_once: Collection[str] = ()) -> None:
    data = response.data
    if told_once and isinstance(data, Mapping):
        data = {name: "" if name in told_once else value for name, value in data.items()}
    body = JSONRenderer().render(data).decode() if data is not None else ""
    is_ours = keep_answer(
        row=row,
        status=response.status_code,
        body=body,
        media_type=response.content_type or "",
        location=response.headers.get("Location", ""),
    )
    if not is_ours:  # what was done here is undone with the transaction: the other one does it
        raise InFlight
