"""Pictures in pages: which file for which screen, and a drawn plate where a product has none."""

from django import template
from django.core.files.storage import default_storage

from shop.models import Picture

register = template.Library()
TONES = 8
"""Tints of plates, one per category in turn."""


@register.filter
def sources(picture: Picture) -> list[dict[str, str]]:
    """The formats a browser chooses from, best first."""
    return [{"kind": kind, "srcset": _srcset(picture, kind)} for kind in ("avif", "webp") if kind in picture.renditions]


@register.filter
def fallback(picture: Picture) -> str:
    """The JPEG nearest to 640 pixels, for browsers that know nothing newer."""
    sizes = picture.renditions.get("jpeg", {})
    nearest = min(sizes, key=lambda width: abs(int(width) - 640), default=None)
    return default_storage.url(sizes[nearest]) if nearest else picture.file.url


@register.filter
def plate_tone(category_id: int) -> int:
    return (category_id or 0) % TONES


def _srcset(picture: Picture, kind: str) -> str:
    return ", ".join(f"{default_storage.url(path)} {width}w" for width, path in picture.renditions[kind].items())


@register.filter
def last_url(trail: list) -> str:
    """The address of the last category of a trail."""
    return trail[-1].url if trail else "/"


@register.filter
def last_name(trail: list) -> str:
    return trail[-1].name if trail else ""
