"""Writes docs/api: the schema, and a collection for Postman made from it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.settings import patched_settings
from drf_spectacular.validation import validate_schema

COLLECTION = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
METHODS = ("get", "post", "put", "patch", "delete")


class Command(BaseCommand):
    help = "Write docs/api/openapi.yaml and docs/api/postman.json, or say that they are old (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        makes, checks, writes = _untyped()
        with patched_settings({"SERVERS": []}):
            schema = makes().get_schema(request=None, public=True)
        checks(schema)
        folder = Path(settings.ROOT) / "docs" / "api"
        files = {
            folder / "openapi.yaml": writes().render(schema, renderer_context={}).decode(),
            folder / "postman.json": json.dumps(_collection(schema), indent=1, ensure_ascii=False) + "\n",
        }
        for target, text in files.items():
            if not options["check"]:
                target.write_text(text, encoding="utf-8")
            elif not target.exists() or target.read_text(encoding="utf-8") != text:
                raise CommandError(f"{target.name} is old: run manage.py write_api")


def _untyped() -> tuple[Any, Any, Any]:
    """drf-spectacular's parts, whose signatures say nothing."""
    return SchemaGenerator, validate_schema, OpenApiYamlRenderer


def _collection(schema: dict[str, Any]) -> dict[str, Any]:
    """A folder for each resource; the token is fetched with the key's id and secret, which are variables."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                folders.setdefault(operation.get("tags", ["api"])[0], []).append(_request(path, method, operation))
    variables = {"shop": "https://shop.example", "client_id": "", "client_secret": ""}
    return {
        "info": {"name": schema["info"]["title"], "schema": COLLECTION},
        "auth": {"type": "oauth2", "oauth2": _rows(_SIGN_IN)},
        "variable": [{"key": name, "value": value} for name, value in variables.items()],
        "item": [{"name": name, "item": rows} for name, rows in sorted(folders.items())],
    }


_SIGN_IN = {
    "grant_type": "client_credentials",
    "accessTokenUrl": "{{shop}}/identity/o/api/token",
    "clientId": "{{client_id}}",
    "clientSecret": "{{client_secret}}",
    "addTokenTo": "header",
}


def _rows(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": name, "value": value, "type": "string"} for name, value in values.items()]


def _request(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    asked = [row for row in operation.get("parameters", []) if row.get("in") == "query"]
    query = [{"key": row["name"], "value": "", "disabled": True} for row in asked]
    parts = [f":{part[1:-1]}" if part.startswith("{") else part for part in path.strip("/").split("/")]
    request: dict[str, Any] = {
        "method": method.upper(),
        "description": operation.get("description", ""),
        "header": [],
        "url": {"raw": "{{shop}}/" + "/".join(parts) + "/", "host": ["{{shop}}"], "path": [*parts, ""], "query": query},
    }
    if "requestBody" in operation:
        request["header"] = [{"key": "Content-Type", "value": "application/json"}]
        request["body"] = {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}}
    if method == "post":
        request["header"].append({"key": "Idempotency-Key", "value": "{{$guid}}"})
    return {"name": f"{method.upper()} {path.removeprefix('/api/v1')}", "request": request}
