"""Pages of what staff decide on: read by who may see it, pressed by who may change it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.admin.refusals import ReadOnlyAdmin, refusals_shown
from core.html import refusals_on


class HandledAdmin(ReadOnlyAdmin):
    """What staff decide with a press, some of it after being asked for words."""

    def _ask(
        self, request: HttpRequest, subject: Any, title: Any, form: Any, template: str = "core/ask"
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form or [],
            "subject": subject,
            "opts": self.opts,
            "back": self._page(subject),
        }
        return render(request, f"admin/{template}.html", context)

    def _press(self, request: HttpRequest, row: Any, title: Any, form: Any, verb: Callable[[], Any]) -> HttpResponse:
        """Ask, then call the verb; what it refuses stands on the form."""
        if request.method == "POST" and (form is None or form.is_valid()):
            if form is None:
                with refusals_shown(request):
                    verb()
                return self._to(row)
            with refusals_on(form):
                verb()
                return self._to(row)
        return self._ask(request, row, title, form)

    def _to(self, row: Any) -> HttpResponse:
        return redirect(self._page(row))

    def _page(self, row: Any) -> str:
        """Of this row, or the list of all."""
        place = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{place}_change", args=[row.pk]) if row else reverse(f"{place}_changelist")
