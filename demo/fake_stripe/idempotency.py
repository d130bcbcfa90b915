"""Idempotency keys: the first answer to a key is kept for a day and given again, whatever it was."""

import hashlib
import json
from collections.abc import Callable

from .books import Books
from .errors import Refusal
from .messages import Request, Response
from .params import decode

KEPT_FOR = 24 * 60 * 60
"""Seconds after which a key may be used afresh."""
IN_USE = "There is currently another in-progress request using this idempotency key. Try again in a moment."
OTHER_PARAMS = "Keys for idempotent requests can only be used with the same parameters they were first used with."


def once(books: Books, request: Request, work: Callable[[], Response]) -> Response:
    """Do the work at most once for this key; an answer given before work began frees the key again."""
    key = request.headers.get("idempotency-key", "")
    if request.method != "POST" or not key:
        return work()
    if len(key) > 255:
        raise Refusal("Idempotency keys may be at most 255 characters.", kind="idempotency_error", began=False)
    earlier = _claim(books, key, request)
    return earlier or _keep(books, key, work)


def _claim(books: Books, key: str, request: Request) -> Response | None:
    print_of = _print_of(request)
    with books.lock:
        kept = books.keys.get(key)
        if not kept or kept["at"] + KEPT_FOR <= books.now():
            books.keys[key] = {"print": print_of, "at": books.now(), "status": 0, "body": "", "id": request.id}
            return None
    if kept["print"] != print_of:
        raise Refusal(OTHER_PARAMS, kind="idempotency_error", began=False)
    if not kept["status"]:
        raise Refusal(IN_USE, status=409, kind="idempotency_error", code="idempotency_key_in_use", began=False)
    again = {"Stripe-Should-Retry": "false"} if kept["status"] == 500 else {}
    told = {**again, "Idempotent-Replayed": "true", "Original-Request": kept["id"]}
    return Response(kept["status"], kept["body"].encode(), headers=told)


def _print_of(request: Request) -> str:
    params = json.dumps(decode(request.body), sort_keys=True)
    return hashlib.sha256(f"{request.path}\n{params}".encode()).hexdigest()


def _keep(books: Books, key: str, work: Callable[[], Response]) -> Response:
    try:
        response = work()
    except BaseException:
        books.keys.pop(key, None)
        raise
    with books.lock:
        if response.began and key in books.keys:
            books.keys[key].update(status=response.status, body=response.body.decode())
        else:
            books.keys.pop(key, None)
    return response
