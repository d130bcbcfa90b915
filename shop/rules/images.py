"""Which files are pictures: decided by decoding, with a limit of pixels before anything is unpacked."""

from typing import IO

from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
MAX_PIXELS = 40_000_000
LARGEST_BYTES = 15_000_000


class NotAPicture(ValueError):
    """No picture in one of FORMATS, or one with too many pixels."""


def open_picture(file: IO[bytes]) -> Image.Image:
    """The picture, not decoded yet. Raises NotAPicture."""
    try:
        image = Image.open(file, formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    if image.width * image.height > MAX_PIXELS:
        raise NotAPicture("too many pixels")
    return image


def check_picture(file: IO[bytes]) -> None:
    """Raises NotAPicture unless the whole file decodes; the file is at its beginning again afterwards."""
    try:
        open_picture(file).load()
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    file.seek(0)
