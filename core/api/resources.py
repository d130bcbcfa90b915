"""The base of every REST door: what is allowed, what may be asked for, and the headers of the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import Model
from django.http.request import RawPostDataException
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags
from django.views.decorators.http import conditional_page
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api import idempotency
from core.api.etags import etag_of, is_if_match
from core.api.negotiation import JSONOnly
from core.api.pages import PARAMETERS
from core.api.problems import Changed, TooLarge


@dataclass(frozen=True)
class Deprecation:
    """Since when a route should not be built on, when it ends, what to use instead (RFC 9745, RFC 8594)."""

    since: datetime
    sunset: datetime
    instead: str

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": http_date(self.sunset.timestamp()),
            "Link": f'<{settings.BASE_URL}{self.instead}>; rel="successor-version"',
        }


class Resource(GenericViewSet):
    """A resource of the API.

    `scopes` names the scope of each action; an action without one is open to nobody. `summaries` say in a few words
    what each does. `sorts` are the orders of its list, the usual one first. `parameters` are what may be asked for in
    the query beside pages and filters. Whatever a POST does is one transaction with its remembered answer, unless
    `is_atomic` is false: then a provider is called, and the verb itself is safe to be called again. Fields `told_once`
    are secrets: a remembered answer has them empty. Actions that are `matched` call `check_match`; the others refuse an
    `If-Match`, rather than overlook it.
    """

    scopes: ClassVar[Mapping[str, str]] = {}
    summaries: ClassVar[Mapping[str, str]] = {}
    sorts: ClassVar[tuple[str, ...]] = ("-id", "id")
    parameters: ClassVar[tuple[str, ...]] = ()
    is_atomic: ClassVar[bool] = True
    matched: ClassVar[tuple[str, ...]] = ()
    told_once: ClassVar[tuple[str, ...]] = ()
    deprecation: ClassVar[Deprecation | None] = None
    post: Any
    filter_backends = (DjangoFilterBackend,)
    content_negotiation_class = JSONOnly
    http_method_names = ("get", "post", "put", "patch", "delete", "head")

    @classmethod
    def as_view(cls, actions: Any = None, **initkwargs: Any) -> Any:
        view = super().as_view(actions, **initkwargs)
        conditional = conditional_page(view)
        for name in ("cls", "actions", "initkwargs", "csrf_exempt"):
            setattr(conditional, name, getattr(view, name))
        return conditional

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in (None, "metadata"):
            return  # a method it does not have: 405 follows
        self._check_parameters(request)
        if "If-Match" in request.headers:
            self._check_if_match(request.headers["If-Match"])
        if request.method not in ("GET", "HEAD"):
            self._read_body(request)
        if request.method == "POST" and request.auth and idempotency.HEADER in request.headers:
            handler: Any = self.post
            self.post = idempotency.answered_once(self, request, handler)

    def check_permissions(self, request: Any) -> None:
        """Limits come first, so that what is refused counts too."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Any) -> None:
        """Done before."""

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        self.shown = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.shown, many=True).data)

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return Response(self.represent(self.get_object()))

    def represent(self, row: Any, **context: Any) -> Any:
        """The row as an answer."""
        self.shown = [row]
        return self.get_serializer(row, context=dict(self.get_serializer_context()) | context).data

    def given(self, shape: type) -> dict[str, Any]:
        """The body, as the shape wants it. Raises ValidationError."""
        serializer = shape(
            data=self.request.data if self.request._request.body.strip() else {},
            context=super().get_serializer_context(),
        )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    @staticmethod
    def seen(rows: Any, **named: Any) -> Any:
        """The one row, of those that the caller sees. Raises Http404."""
        return get_object_or_404(rows, **named)

    def created(self, row: Any, location: str = "") -> Response:
        headers = {"Location": f"{settings.BASE_URL}{location}"} if location else {}
        return Response(self.represent(row), status=201, headers=headers)

    def check_match(self, row: Model | None) -> None:
        """With `If-Match` the row has to be as the caller read it; None is there no more or not yet. Call it after
        locking. Raises Changed.
        """
        header = self.request.headers.get("If-Match")
        if header is None or (header == "*" and row is not None):
            return
        wanted = parse_etags(header)
        tags = (etag_of(JSONRenderer().render(reading)) for reading in self.readings(row)) if row is not None else ()
        if not any(tag in wanted for tag in tags):
            raise Changed

    def readings(self, row: Any) -> Iterator[Any]:
        """What whoever reads the row now may be shown, in full."""
        yield self.represent(row, only=None)

    def get_serializer_context(self) -> dict[str, Any]:
        return dict(super().get_serializer_context()) | {"only": self._only()}

    @property
    def actor(self) -> object:
        """For `visible_to`: the customer, the partner, or nobody."""
        auth: Any = self.request.auth
        return auth.actor if auth else None

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in zip(("Limit", "Remaining", "Reset"), getattr(request, "call_limit", ()), strict=False):
            response.headers[f"RateLimit-{name}"] = str(value)
        if self.deprecation:
            for name, value in self.deprecation.headers.items():
                response.headers[name] = value
        patch_vary_headers(response, ["Authorization"])
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def _check_if_match(self, header: str) -> None:
        if self.action not in self.matched:
            raise ValidationError({"If-Match": ["This call does not look at it."]})
        if not is_if_match(header):
            raise ValidationError({"If-Match": ['An `ETag` as it was read, in its quotes ("…"), or *.']})

    def _check_parameters(self, request: Any) -> None:
        known = {*self.parameters}
        if request.method in ("GET", "HEAD"):
            known |= {"fields"}
        if self.action == "list" and self.pagination_class is not None:
            known |= {*PARAMETERS, *getattr(getattr(self, "filterset_class", None), "base_filters", ())}
        unknown = {name: ["There is no such parameter."] for name in request.query_params if name not in known}
        if unknown:
            raise ValidationError(unknown, code="unknown_parameter")
        twice = {name: ["Say this once."] for name, values in request.query_params.lists() if len(values) > 1}
        if twice:
            raise ValidationError(twice, code="repeated_parameter")
        empty = {name: ["This may not be empty."] for name, value in request.query_params.items() if not value}
        if empty:
            raise ValidationError(empty, code="empty_parameter")

    def _only(self) -> frozenset[str] | None:
        """The fields that were asked for; None for all."""
        text = self.request.query_params.get("fields") if self.request else None
        if text is None or self.request.method not in ("GET", "HEAD"):
            return None
        wanted = frozenset(name.strip() for name in text.split(","))
        serializer: Any = self.get_serializer_class()()
        known = serializer.fields
        if not wanted <= known.keys():
            raise ValidationError({"fields": [f"Choose of: {', '.join(known)}."]}, code="unknown_field")
        return wanted

    @staticmethod
    def _read_body(request: Any) -> None:
        try:
            _ = request._request.body
        except RequestDataTooBig as error:
            raise TooLarge from error
        except RawPostDataException as error:  # somebody read it as a form
            raise UnsupportedMediaType(request.content_type) from error
