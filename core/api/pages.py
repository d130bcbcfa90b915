"""Pages by cursor: page 1,000 costs what page 1 costs, and no row is missed or seen twice when others come.

Django REST framework's own cursor counts rows that share a value by an offset with an end; here the row's id breaks
ties, so that a thousand rows of one import have their places too.
"""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError as NotValid
from django.db.models import DateTimeField, Q
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

USUAL, MOST = 50, 200
PARAMETERS = ("cursor", "limit", "sort")


class CursorPages(BasePagination):
    """`next` is the address of the page after, or null. The view's `sorts` are the orders that may be asked for."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        query = request.query_params
        self.request, self.limit = request, _limit(query.get("limit"))
        self.sort = query.get("sort") or view.sorts[0]
        if self.sort not in view.sorts:
            raise ValidationError({"sort": [f"Choose one of: {', '.join(view.sorts)}."]})
        self.field, down = self.sort.lstrip("-"), self.sort.startswith("-")
        self.is_moment = isinstance(queryset.model._meta.get_field(self.field), DateTimeField)
        order = ("-" if down else "") + self.field
        ordered = queryset.order_by(*dict.fromkeys([order, "-pk" if down else "pk"]))
        try:
            if query.get("cursor"):
                ordered = ordered.filter(self._after(query["cursor"], down))
            rows = list(ordered[: self.limit + 1])
        except (ValueError, TypeError, OverflowError, NotValid) as error:
            raise _bad_cursor() from error
        self.more, self.rows = len(rows) > self.limit, rows[: self.limit]
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the page after this one; null on the last.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            _parameter("cursor", "Taken from `next` of the page before.", {"type": "string", "minLength": 1}),
            _parameter(
                "limit",
                "Rows on a page.",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            ),
            _parameter("sort", "The order.", {"type": "string", "enum": list(view.sorts), "default": view.sorts[0]}),
        ]

    def _after(self, cursor: str, down: bool) -> Q:
        sort, value, pk = _read(cursor)
        if sort != self.sort:
            raise _bad_cursor()
        step = "lt" if down else "gt"
        if self.field in ("id", "pk"):
            return Q(**{f"pk__{step}": pk})
        if self.is_moment:
            value = _moment(value)
        begins = Q(**{f"{self.field}__{step}e": value})  # alone it lets the database begin in the middle of an index
        return begins & (Q(**{f"{self.field}__{step}": value}) | Q(**{f"pk__{step}": pk}))

    def _next(self) -> str | None:
        if not self.more:
            return None
        last = self.rows[-1]
        value = getattr(last, self.field) if self.field != "pk" else last.pk
        plain = value.isoformat() if isinstance(value, datetime) else value
        query = self.request.query_params.copy()
        query["cursor"] = pack_cursor(self.sort, plain, last.pk)
        return f"{settings.BASE_URL}{self.request.path}?{urlencode(query, doseq=True)}"


def pack_cursor(sort: str, value: Any, pk: int) -> str:
    """The place after the row with this id, in this order."""
    packed = json.dumps([sort, value, pk], default=str).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 4 and 1 <= int(text) <= MOST):
        raise ValidationError({"limit": [f"A whole number from 1 to {MOST}."]})
    return int(text)


def _read(cursor: str) -> tuple[str, Any, int]:
    try:
        sort, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise _bad_cursor() from error
    if not (isinstance(sort, str) and isinstance(pk, int) and isinstance(value, str | int) and abs(pk) < 2**63):
        raise _bad_cursor()
    return sort, value, pk


def _moment(value: Any) -> datetime:
    """In UTC: databases know fewer offsets than texts have. Raises ValueError, OverflowError."""
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment.astimezone(UTC)


def _bad_cursor() -> ValidationError:
    return ValidationError({"cursor": ["This is no cursor of this list. Begin again without one."]})


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
