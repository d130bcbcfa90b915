"""A request and its answer, apart from sockets."""

import html
import json
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import quote

from .errors import Refusal

URL_SIGNS = ":/?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str = ""
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    id: str = ""


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    began: bool = True
    """Whether work had begun, so that an idempotency key must remember this answer."""

    @classmethod
    def of(cls, thing: Any, status: int = 200, **more: Any) -> Self:
        return cls(status, json.dumps(thing).encode(), **more)

    @classmethod
    def refused(cls, refusal: Refusal) -> Self:
        told = {"Stripe-Should-Retry": "false"} if refusal.status == 500 and refusal.began else {}
        return cls.of(refusal.as_json(), refusal.status, headers=told, began=refusal.began)

    @classmethod
    def see_other(cls, url: str) -> Self:
        """Send the browser on, with a link for whoever is not redirected."""
        link = f'<a href="{html.escape(url)}">Continue</a>'
        return cls(303, link.encode(), "text/html; charset=utf-8", {"Location": quote(url, safe=URL_SIGNS)})
