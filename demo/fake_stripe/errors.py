"""The refusals of the fake provider, in the words and shape of Stripe's `error` objects."""

from typing import Any


class Refusal(Exception):
    """One answer of 4xx or 5xx. `began` says that work had started, so an idempotency key must remember the answer."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        began: bool = True,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.message, self.status, self.kind, self.began, self.details = message, status, kind, began, details

    def as_json(self) -> dict[str, Any]:
        told = {name: value for name, value in self.details.items() if value is not None}
        return {"error": {"type": self.kind, "message": self.message, **told}}


def missing(name: str) -> Refusal:
    return Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name, began=False)


def unknown(name: str) -> Refusal:
    return Refusal(f"Received unknown parameter: {name}", code="parameter_unknown", param=name, began=False)


def invalid(name: str, message: str, code: str | None = None) -> Refusal:
    return Refusal(message, code=code, param=name, began=False)


def not_found(kind: str, id: str) -> Refusal:
    return Refusal(f"No such {kind}: '{id}'", status=404, code="resource_missing", param="id")


def wrong_key(shown: str) -> Refusal:
    return Refusal(f"Invalid API Key provided: {shown}", status=401, began=False)


def broken() -> Refusal:
    return Refusal("An unexpected error occurred on our side.", status=500, kind="api_error")
