"""The tag of an answer: two of the same bytes have the same."""

import re

from django.http import HttpResponse
from django.utils.cache import set_response_etag

_TAG = r'(W/)?"[!#-~]*"'
IF_MATCH = rf"^(\*|{_TAG}(,[ \t]*{_TAG})*)$"
"""What the header may hold (RFC 9110, 13.1.1): any tag, or some in their quotes."""


def is_if_match(header: str) -> bool:
    return re.fullmatch(IF_MATCH, header) is not None


def etag_of(body: bytes) -> str:
    """The same tag as Django's conditional answers have."""
    return str(set_response_etag(HttpResponse(body))["ETag"])
