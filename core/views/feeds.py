"""Serving a feed: packed where the reader takes it, asked for again for nothing, and from the middle after a break."""

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from core.feeds import CURSOR_DIGITS, Edition, current_edition, offset_after, pieces

CONTENT_TYPES = {"xml": "application/xml; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
RETRY_SECONDS = 600
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_GZIP = re.compile(r"gzip\s*(;\s*q=(1(\.0*)?|0\.0*[1-9][0-9]*)\s*)?")
_CURSOR = re.compile(rf"[0-9]{{{CURSOR_DIGITS}}}")


def send_feed(request: HttpRequest, feed: str, kind: str) -> HttpResponseBase:
    """The edition that is served, whole, from a byte on (Range), or the lines behind `?after=`."""
    edition = current_edition(feed)
    if edition is None:
        return HttpResponse(
            "The feed is being made.\n", status=503, content_type="text/plain", headers={"Retry-After": RETRY_SECONDS}
        )
    after = request.GET.get("after", "") if kind == "jsonl" else ""
    if after and not _CURSOR.fullmatch(after):
        return JsonResponse({"detail": "`after` is the cursor of the last line that was read."}, status=400)
    is_packed = not after and _takes_gzip(request.headers.get("Accept-Encoding", ""))
    path = edition.path(kind, is_packed=is_packed)
    etag = f'"{edition.id}-{kind}{"-gz" if is_packed else ""}{after}"'
    response = _answer(request, edition, path, etag, after)
    response["Cache-Control"] = "public, max-age=300"
    response["ETag"], response["Last-Modified"] = etag, http_date(edition.moment.timestamp())
    if "Content-Type" not in response or response.status_code < 300:
        response["Content-Type"] = CONTENT_TYPES[kind]
    if is_packed and response.status_code < 300:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _takes_gzip(accepted: str) -> bool:
    """Named, and not to say that it is unwanted (RFC 9110, 12.5.3)."""
    return any(_GZIP.fullmatch(token.strip()) for token in accepted.lower().split(","))


def _answer(request: HttpRequest, edition: Edition, path: Path, etag: str, after: str) -> HttpResponseBase:
    known = get_conditional_response(request, etag, int(edition.moment.timestamp()))
    if known is not None:
        return known
    size = path.stat().st_size
    if after:
        with path.open("rb") as file:
            return _piece(path, offset_after(file, after), size)
    wanted = _wanted(request, etag, size)
    if wanted is None:
        return _piece(path, 0, size)
    start, end = wanted
    if not 0 <= start < end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _piece(path, start, end)
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _wanted(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The bytes that are asked for, end exclusive; None for all (RFC 9110, sections 13.1.5 and 14.2)."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or found.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size if int(last) else 0
    return int(first), min(size, int(last) + 1) if last else size


def _piece(path: Path, start: int, end: int) -> StreamingHttpResponse:
    headers = {"Content-Length": end - start, "Accept-Ranges": "bytes"}
    return StreamingHttpResponse(pieces(path, start, end - start), headers=headers)
