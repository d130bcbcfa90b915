"""Photos that people upload: upright, within limits, and without anything but their pixels."""

import io
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from shop.rules.images import NotAPicture, open_picture

LARGE = 1600
"""Pixels at most on the longer side of a photo."""
MOST_BYTES = 12_000_000
MOST_PIXELS = 30_000_000
LEAST_SIDE = 40


def decode_photo(upload: IO[bytes]) -> Image.Image:
    """The photo, no larger than LARGE. Raises NotAPicture: too many bytes or pixels, too small, or no picture."""
    if getattr(upload, "size", 0) > MOST_BYTES:
        raise NotAPicture("too many bytes")
    try:
        upload.seek(0)  # an earlier try of the same transaction has read it
        image = open_picture(upload)
        if image.width * image.height > MOST_PIXELS or min(image.size) < LEAST_SIDE:
            raise NotAPicture("too large or too small")
        image.draft("RGB", (LARGE, LARGE))
        image.load()
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    whole = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
    whole.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    return whole


def as_jpeg(image: Image.Image) -> ContentFile:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=84, optimize=True, progressive=True)
    return ContentFile(buffer.getvalue())
