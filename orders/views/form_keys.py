"""A form's own number, so that a second press is the first one again."""

from django.http import HttpRequest
from django.utils.crypto import get_random_string

KEY_LENGTH = 32


def new_form_key() -> str:
    return get_random_string(KEY_LENGTH)


def form_key(request: HttpRequest) -> str | None:
    """What the form carries; None for what this shop never gave out."""
    key = request.POST.get("key", "")
    return key if key.isascii() and key.isalnum() and len(key) == KEY_LENGTH else None
