"""Pages of what staff decide on: read by who may see it, pressed by who may change it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.admin.refusals import ReadOnlyAdmin, refusals_shown
from core.html import refusals_on

TONES = {
    "requested": "info",
    "in_review": "warning",
    "approved": "info",
    "in_transit": "info",
    "received": "warning",
    "inspected": "warning",
    "settled": "success",
    "rejected": "danger",
    "canceled": "danger",
    "expired": "danger",
    "lost": "danger",
    "asked": "info",
    "granted": "success",
    "declined": "danger",
}


PAYS_OUT = "orders.add_refund"
"""The right that sending money back needs besides that of the thing it is for."""


class PayingAdmin(ReadOnlyAdmin):
    """Of whose buttons some send money back."""

    def has_pay_out_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(PAYS_OUT)


class HandledAdmin(PayingAdmin):
    """What staff decide with a press, some of them asked for words first."""

    def _ask(
        self, request: HttpRequest, subject: Any, title: Any, form: Any, template: str = "core/ask"
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form or [],
            "subject": subject,
            "opts": self.opts,
            "back": reverse(f"admin:orders_{self.opts.model_name}_change", args=[subject.pk]),
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
        return redirect(f"admin:orders_{self.opts.model_name}_change", row.pk)
