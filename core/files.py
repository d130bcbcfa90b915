"""Files that no address leads to: a door reads them for whoever may see them."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="core.files.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Keeps files in PRIVATE_ROOT, which no web server serves."""

    def __init__(self) -> None:
        super().__init__()

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return str(Path(settings.PRIVATE_ROOT).resolve())

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")
