"""Where an app's customers come back to after signing in.

Web apps have an address with https, programs on a computer one of that machine, telephones a scheme that is the app's
own, as a domain read backwards (RFC 8252, 7). Nothing else is safe to send a code to (RFC 9700, 2.6).
"""

import re
from urllib.parse import urlsplit

OWN_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
THIS_MACHINE = ("127.0.0.1", "localhost")


def is_redirect(uri: str) -> bool:
    """Whether a code may be sent there: https, http on the customer's own machine, or an app's own scheme."""
    try:
        parts = urlsplit(uri)
        _port = parts.port
    except ValueError:
        return False
    if not (uri.isascii() and uri.isprintable()) or any(sign in uri for sign in " #*\\") or parts.username is not None:
        return False
    if parts.scheme == "https":
        return "." in (parts.hostname or "") or parts.hostname in THIS_MACHINE
    if parts.scheme == "http":
        return parts.hostname in THIS_MACHINE
    return bool(OWN_SCHEME.fullmatch(parts.scheme)) and len(uri) > len(parts.scheme) + 1


def is_same(asked: str, registered: str) -> bool:
    """Sign by sign, but for the port on the customer's own machine: programs take one that is free (RFC 8252, 7.3)."""
    if asked == registered:
        return True
    if not is_redirect(asked):  # also what is no address at all
        return False
    here, there = urlsplit(asked), urlsplit(registered)
    if (here.scheme, here.hostname) != ("http", there.hostname) or here.hostname not in THIS_MACHINE:
        return False
    return here._replace(netloc="") == there._replace(netloc="")


def form_source(uri: str) -> str:
    """The place as a page's security policy names it, so that a browser lets a form lead there (CSP3, `form-action`).

    On the customer's own machine every port will do.
    """
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme}:"
    return (
        f"{parts.scheme}://{parts.hostname}:*" if parts.hostname in THIS_MACHINE else f"{parts.scheme}://{parts.netloc}"
    )
