"""The admin's one translation of a refusal, and the base of ledgers' read-only pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from core.errors import Refused


@contextmanager
def refusals_shown(request: HttpRequest) -> Iterator[None]:
    """A refusal inside becomes a message on the staff's page."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, refusal.detail)


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(_ReadOnly, ModelAdmin):
    """A page to look at: ledgers and everything that only actions write. Its buttons are for who may change it."""

    def has_handle_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class ReadOnlyInline(_ReadOnly, TabularInline):
    extra = 0
    can_delete = False
    hide_title = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.fields or [])
