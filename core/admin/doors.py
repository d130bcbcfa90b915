"""Pages of the admin beside those Django makes: each says whom it lets in, and lets nobody in who is not named."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def staff_page(view: View, *rights: str) -> View:
    """For staff with all of these rights (`orders.change_order`)."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not rights or not request.user.has_perms(rights):
            raise PermissionDenied
        return view(request, *args, **named)

    page.allowed_permissions = rights  # type: ignore[attr-defined]  # named like those of the admin's own actions
    return admin.site.admin_view(page)
