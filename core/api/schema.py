"""The schema says all: the scope, headers and every problem of every call."""

import inspect
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from core.api import PUBLIC
from core.api.etags import IF_MATCH
from core.api.fields import NamedTexts, Sparse, Text
from core.api.problems import CODES, MEDIA_TYPE

METHODS = {"get", "post", "put", "patch", "delete"}
PROBLEM = {"$ref": "#/components/schemas/Problem"}


class Schema(AutoSchema):
    """drf-spectacular's, with our scopes as security and no query that a view does not know."""

    def get_auth(self) -> list[dict[str, Any]]:
        view: Any = self.view
        scope = view.scopes.get(view.action, "")
        return [] if scope == PUBLIC else [{"partner": [scope]}]

    def get_tags(self) -> list[str]:
        tag = getattr(self.view, "tag", None)
        return [tag] if tag else super().get_tags()

    def get_summary(self) -> str | None:
        """What the call does, in a few words."""
        view: Any = self.view
        words: str | None = view.summaries.get(view.action)
        return words

    def get_description(self) -> str:  # type: ignore[override]  # drf-spectacular asks without a path
        """More about it: the action's own words, or the resource's, which are about reading if it can be read."""
        view: Any = self.view
        own, reading = getattr(view, view.action).__doc__, {"list", "retrieve"} & view.scopes.keys()
        if own or (reading and view.action not in reading):
            return inspect.cleandoc(own or "")
        return str(super().get_description())

    def get_extensions(self) -> dict[str, Any]:
        view: Any = self.view
        return {"x-matched": True} if view.action in view.matched else {}

    def is_deprecated(self) -> bool:
        return getattr(self.view, "deprecation", None) is not None

    def get_override_parameters(self) -> list[Any]:
        return [self._fields()] if self.method == "GET" else []

    def _fields(self) -> OpenApiParameter:
        """What an answer may be cut down to."""
        serializer: Any = self.get_response_serializers()
        names = list(getattr(serializer, "child", serializer).fields)
        one = {"type": "string", "enum": names}
        return OpenApiParameter(
            "fields", {"type": "array", "items": one, "minItems": 1}, explode=False, description="Only these fields."
        )

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """A text that is sent holds no control characters, and something beside blanks unless it may be empty."""
        shape: Any = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(field, Text) and direction == "request" and isinstance(shape, dict):
            shape["pattern"] = field.pattern
        if isinstance(field, NamedTexts) and direction == "request" and isinstance(shape, dict):
            shape["maxProperties"] = field.most
            shape["propertyNames"] = self._map_serializer_field(field.name_shape, direction)
        return shape

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Any) -> Any:
        """A shape that wants at least one of several fields says so."""
        done: Any = super()._postprocess_serializer_schema(schema, serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "response":
            for shape in done.get("properties", {}).values():  # how large a column may be, each database says otherwise
                for name in ("minimum", "maximum", "format") if "integer" in shape.get("type", ()) else ():
                    shape.pop(name, None)
        if isinstance(serializer, Sparse) and direction == "response":
            done.pop("required", None)  # `fields` may have left any of them out
        wanted = getattr(serializer, "any_of", ())
        return done | {"anyOf": [{"required": [name]} for name in wanted]} if wanted else done


def say_all(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """After drf-spectacular: problems and headers, for every operation alike."""
    components = result.setdefault("components", {})
    components["schemas"] |= {"Problem": _problem_schema()}
    components["headers"] = HEADERS
    components["parameters"] = dict(PARAMETERS)
    components["responses"] = {
        f"Problem{status}": _problem(status) for status in sorted({c.status for c in CODES.values()})
    }
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                _complete(path, method, operation)
    _close_inputs(result)
    return result


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    is_matched = operation.pop("x-matched", False)
    parameters = operation.setdefault("parameters", [])
    takes_body = "requestBody" in operation
    secured = bool(operation.get("security"))
    if method == "get":
        parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
        operation["responses"]["304"] = {"description": "Nothing changed since.", "headers": _headers("ETag")}
    if method == "post" and secured:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if is_matched:
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    for status, response in operation["responses"].items():
        names = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
        if status.startswith("2"):
            names += ["ETag"] if method == "get" else []
            names += ["Location"] if status == "201" else []
        response["headers"] = response.get("headers", {}) | _headers("X-Request-Id", *names)
    for status in _problems(method, takes_body, secured, is_matched):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})


def _problems(method: str, takes_body: bool, secured: bool, is_matched: bool) -> list[int]:
    found = [400, 405, 406, 429, 500, 503]
    found += [401, 403] if secured else [401]
    found += [404]
    found += [409] if method != "get" else []
    found += [413, 415] if takes_body else []
    found += [412] if is_matched else []
    found += [422] if method == "post" and secured else []
    return sorted(found)


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(status: int) -> dict[str, Any]:
    kinds = {code: kind for code, kind in CODES.items() if kind.status == status}
    names = ["X-Request-Id"]
    names += ["WWW-Authenticate"] if status in (401, 403) else []
    names += ["Retry-After"] if status in (429, 503) else []
    examples = {
        code: {
            "summary": kind.title,
            "value": {
                "type": f"https://shop.example/api/v1/problems/#{code}",
                "title": kind.title,
                "status": status,
                "code": code,
                "detail": kind.advice,
                "request_id": "req_7GZQ4K2M9HTX3VBN5RWC",
            },
        }
        for code, kind in kinds.items()
    }
    return {
        "description": " ".join(f"`{code}`: {kind.title}. {kind.advice}" for code, kind in kinds.items()),
        "headers": _headers(*names),
        "content": {MEDIA_TYPE: {"schema": PROBLEM, "examples": examples}},
    }


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    row = {
        "type": "object",
        "required": ["field", "code", "detail"],
        "properties": dict.fromkeys(["field", "code", "detail"], text),
    }
    return {
        "type": "object",
        "description": "What is told of a call that cannot be answered (RFC 9457).",
        "required": ["type", "title", "status", "code", "detail", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "Leads to what the code means."},
            "title": text,
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "Stable: build on this, never on words."},
            "detail": {"type": "string", "description": "A sentence for people."},
            "request_id": {"type": "string", "description": "Name it when you ask us about the call."},
            "errors": {"type": "array", "description": "What is wrong, field by field.", "items": row},
        },
    }


def _close_inputs(result: dict[str, Any]) -> None:
    """What is sent is read to the last field: others are errors."""
    for name in _inputs(result):
        schema = result["components"]["schemas"].get(name, {})
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            schema["additionalProperties"] = False


def _inputs(result: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [
        op["requestBody"]
        for ops in result["paths"].values()
        for op in ops.values()
        if isinstance(op, dict) and "requestBody" in op
    ]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(result["components"]["schemas"].get(name, {}))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def _header(words: str, kind: str = "string") -> dict[str, Any]:
    return {"description": words, "schema": {"type": kind}}


HEADERS: dict[str, Any] = {
    "ETag": _header("Of this answer: send it as `If-None-Match` or `If-Match`."),
    "Location": _header("Where what was made is read."),
    "X-Request-Id": _header("The name of this call, in our log too."),
    "RateLimit-Limit": _header("Calls a minute.", "integer"),
    "RateLimit-Remaining": _header("Calls left in this minute.", "integer"),
    "RateLimit-Reset": _header("Seconds until the next minute begins.", "integer"),
    "Retry-After": _header("Seconds to wait.", "integer"),
    "WWW-Authenticate": _header("What is missing (RFC 6750)."),
}


def _sent(name: str, place: str, words: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": False, "description": words, "schema": {"type": "string", **schema}}


PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": _sent(
        "Idempotency-Key",
        "header",
        "Of your choice, new for each call: the same call again within 24 hours gets the first answer.",
        maxLength=255,
        minLength=1,
        pattern="^[!-~]+$",
    ),
    "IfNoneMatch": _sent("If-None-Match", "header", "The `ETag` you have: 304 if nothing changed."),
    "IfMatch": _sent(
        "If-Match",
        "header",
        "The `ETag` you read, of the whole answer without `fields`: 412 if it was changed since.",
        pattern=IF_MATCH,
    ),
}
