"""Writing XML piece by piece, so that a file of any size needs no memory."""

import re
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even as a reference (section 2.2)."""


def clean(text: str) -> str:
    """The text without characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def element(name: str, text: str, **attributes: str) -> str:
    """An element with this text, whatever is in it."""
    written = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items())
    return f"<{name}{written}>{escape(clean(text))}</{name}>"


def wrap(name: str, *inner: str) -> str:
    """An element around elements; "" around nothing."""
    written = "".join(inner)
    return f"<{name}>{written}</{name}>" if written else ""
