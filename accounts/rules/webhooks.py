"""How a webhook is signed and when it is tried again. The layout is that of Standard Webhooks."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 16 * 3600, 24 * 3600)
)
"""Between one try and the next: ten tries within three days. Chance takes up to a tenth off each."""

MOST_TRIES = len(WAITS) + 1
KEEP_TRYING = timedelta(days=3)
DEADLINE = timedelta(days=4)
"""By then everything is delivered or marked as given up: a day more than is tried, as the audit asks for it."""

OVERLAP = timedelta(hours=24)
"""How long a replaced secret still signs beside the new one."""

FAILING_FOR = timedelta(days=5)
"""An endpoint whose tries failed for so long, one after the other, is disabled."""

LONGEST_PAUSE = timedelta(hours=36)
"""Failed tries further apart say nothing of the time between them. Half as long again as the longest wait."""

GONE = 410


def new_secret() -> str:
    """192 random bits, as every library for Standard Webhooks takes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def body_of(*, public_id: str, name: str, version: int, happened_at: datetime, data: Mapping[str, object]) -> str:
    """What is sent: the same to the byte at every repetition."""
    stamp = happened_at.isoformat().replace("+00:00", "Z")
    content = {"id": public_id, "type": name, "version": version, "timestamp": stamp, "data": dict(data)}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def signed_headers(*, public_id: str, at: datetime, body: str, secret_texts: Iterable[str]) -> dict[str, str]:
    """The three headers of Standard Webhooks, with one signature for each secret."""
    stamp = str(int(at.timestamp()))
    signatures = [_signature(text, f"{public_id}.{stamp}.{body}") for text in secret_texts]
    return {"webhook-id": public_id, "webhook-timestamp": stamp, "webhook-signature": " ".join(signatures)}


def wait_after(tries: int, chance: float) -> timedelta | None:
    """How long to wait after so many tries; None when it was the last. `chance` is from 0 to 1."""
    if tries >= MOST_TRIES:
        return None
    return WAITS[tries - 1] * (1 - chance / 10)


def failing_from(*, since: datetime | None, last: datetime | None, at: datetime) -> datetime:
    """Since when an endpoint fails whose try fails now: from `since` on, unless nothing was tried for too long."""
    if since is None or last is None or at - last > LONGEST_PAUSE:
        return at
    return since


def wait_words(wait: timedelta) -> str:
    """As "5 min", in the largest unit that is in it."""
    seconds = int(wait.total_seconds())
    size, unit = next((size, unit) for size, unit in ((3600, "h"), (60, "min"), (1, "s")) if seconds >= size)
    return f"{seconds // size} {unit}"


def _signature(secret: str, content: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
