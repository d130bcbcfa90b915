"""What the API's schema says of keys and of webhooks: the scopes in words, and every event as its receiver gets it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from accounts.rules.event_shapes import READABLE, body_shape
from accounts.rules.events import EVENTS, TEST
from accounts.rules.scopes import FOR_CUSTOMERS, SCOPES
from accounts.rules.webhooks import GONE

HEADERS = {
    "webhook-id": "The event's id, the same at every repetition: what you have seen already, you leave.",
    "webhook-timestamp": "Seconds since 1970, when it was sent. Refuse what is more than five minutes off.",
    "webhook-signature": "One or two of `v1,` and base64, with a blank between them (Standard Webhooks).",
}
ANSWERS = {
    "EventTaken": {"description": "You have it. Answer first, work afterwards: within ten seconds."},
    "EventUnwanted": {"description": "You want no more of it: the endpoint is disabled."},
    "EventMissed": {"description": "It is sent again, up to nine times within three days."},
}
RESPONSES = {"2XX": "EventTaken", str(GONE): "EventUnwanted", "default": "EventMissed"}


def describe_keys_and_webhooks(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular."""
    components = result["components"]
    with override("en"):  # for developers, whatever they read elsewhere
        components["securitySchemes"] = {"partner": _keys()}
    components["parameters"] |= {name: _header(name, words) for name, words in HEADERS.items()}
    components["responses"] |= ANSWERS
    result["webhooks"] = {name: {"post": _told(name)} for name in [*EVENTS, TEST]}
    return result


def _keys() -> dict[str, Any]:
    """The two ways to a token, each with the scopes that it can have."""
    words = {scope: str(meaning) for scope, meaning in SCOPES.items()}
    token = reverse("idp:oidc:token")
    code = {
        "authorizationUrl": reverse("idp:oidc:authorization"),
        "tokenUrl": token,
        "refreshUrl": token,
        "scopes": {scope: words[scope] for scope in SCOPES if scope in FOR_CUSTOMERS},
    }
    return {
        "type": "oauth2",
        "description": "Servers use client credentials; apps that act for customers the authorization code with PKCE.",
        "flows": {"clientCredentials": {"tokenUrl": token, "scopes": words}, "authorizationCode": code},
    }


def _header(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "description": words, "schema": {"type": "string"}}


def _told(name: str) -> dict[str, Any]:
    """One event as an operation of the receiver's."""
    if name == TEST:
        words, more = "A test that you asked for.", "It means nothing, and nobody subscribes to it."
    else:
        words, more = EVENTS[name].meaning, READABLE.get(name, "")
        who = f"For endpoints that hear `{name}`, of partners with a server's key for `{EVENTS[name].scope}`."
        more = f"{who} {more}".strip()
    return {
        "operationId": f"on_{name.replace('.', '_')}",
        "summary": words,
        "description": more,
        "tags": ["events"],
        "parameters": [{"$ref": f"#/components/parameters/{header}"} for header in HEADERS],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body_shape(name)}}},
        "responses": {status: {"$ref": f"#/components/responses/{answer}"} for status, answer in RESPONSES.items()},
    }
