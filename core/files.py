"""Files that no address leads to: a door reads them for whoever may see them."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


def private_files() -> Storage:
    """Where files are that have no address of their own: a view shows them to whom they belong."""
    return storages["private"]


class PrivateStorage(FileSystemStorage):
    """Keeps files in PRIVATE_ROOT, which no web server serves."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return str(Path(settings.PRIVATE_ROOT).resolve())

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")
