"""Secrets that have to be read again, such as keys to sign with: sealed by the shop's secret key, one purpose each."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(Exception):
    """It was sealed by a secret key that is neither the present one nor a fallback."""


def seal(text: str, *, purpose: str) -> str:
    """What may be stored."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """What was sealed for this purpose, also by a former secret key (SECRET_KEY_FALLBACKS). Raises Unsealable."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable(purpose) from error


def _box(purpose: str) -> MultiFernet:
    return MultiFernet([_key(secret, purpose) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _key(secret: str, purpose: str) -> Fernet:
    digest = hashlib.sha256(f"regulars/{purpose}/{secret}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
