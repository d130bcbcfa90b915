"""Attribute keys of foreign catalogs in words people read."""

import re
from functools import cache

LABEL_LENGTH = 120
CAPITALS = re.compile(
    r"\b(usb|hdmi|vga|dvi|led|lcd|hdd|ssd|ram|cpu|gpu|lan|gps|dvd|cd|tv|ac|dc|ip|sata|sas|pci|rj|nfc|poe|ups|hd|3d"
    r"|rohs|tdp|mtbf|vesa|iso)\b"
)


@cache
def label_of(key: str) -> str:
    """ "notebook_screen_size" is "Notebook screen size"; underscores in pairs were brackets in the source."""
    words = re.sub(r"__[a-z]_[a-z]_$", "", key)
    words = re.sub(r"^(intel|amd)__", r"\1_", words)
    words = re.sub(r"_s_$", "(s)", words)
    words = re.sub(r"__(\w+?)_(?=_|$)", r" (\1)", words)
    words = re.sub(r"(?<=_\d)_(?=\d(_|$))", ".", words)
    words = " ".join(words.replace("_", " ").replace("colour", "color").split())
    words = CAPITALS.sub(lambda match: match.group().upper(), words).replace("wi fi", "Wi-Fi")
    return (words[:1].upper() + words[1:])[:LABEL_LENGTH]


@cache
def key_of(name: str) -> str:
    """A column's name as a key: small letters, digits, underscores."""
    return re.sub(r"[^a-z0-9_-]+", "_", name.lower())[:80]
