"""Making the sizes of a picture: decoded, turned upright, stripped of metadata and encoded anew."""

import io
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from shop.actions.listings import mark_changed
from shop.models import Picture
from shop.rules.images import open_picture

WIDTHS = (160, 320, 640, 1200)
"""Pixels; a picture is never enlarged."""

ENCODINGS = {
    "avif": {"quality": 60, "speed": 8},
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
}


def make_renditions(*, picture: Picture) -> Picture:
    """Write every size and format and mark the picture ready, or broken when it cannot be decoded. Idempotent."""
    if picture.state != Picture.State.WAITING:
        return picture
    try:
        image = _decode(picture)
    except (OSError, ValueError):
        return _finish(picture, Picture.State.BROKEN)
    sizes = [width for width in WIDTHS if width <= image.width] or [image.width]
    renditions = {kind: {str(width): _write(picture, image, width, kind) for width in sizes} for kind in ENCODINGS}
    return _finish(
        picture,
        Picture.State.READY,
        renditions=renditions,
        width=min(image.width, 32767),
        height=min(image.height, 32767),
    )


def _decode(picture: Picture) -> Image.Image:
    with picture.file.open("rb") as file:
        image = open_picture(file)
        image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "P"):
        layer = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return upright.convert("RGB")


def _write(picture: Picture, image: Image.Image, width: int, kind: str) -> str:
    height = max(1, round(image.height * width / image.width))
    buffer = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(buffer, kind.upper(), **ENCODINGS[kind])
    name = f"renditions/{picture.pk}/{PurePath(picture.file.name or '').stem}-{width}.{kind}"
    return default_storage.save(name, ContentFile(buffer.getvalue()))


@transaction.atomic
def _finish(picture: Picture, state: str, **columns: object) -> Picture:
    picture = Picture.objects.select_for_update(of=("self",)).select_related("product").get(pk=picture.pk)
    if picture.state == Picture.State.WAITING:
        picture.move_to(state, **columns)
        mark_changed(picture.product)
    return picture
