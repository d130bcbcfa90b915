"""Where a customer sees which apps act for them, and ends it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.apps import apps_of, end_app


@login_required
@require_safe
def app_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/apps/list.html", {"apps": apps_of(request.user)})


@login_required
@require_POST
def app_end(request: HttpRequest, client_id: str) -> HttpResponse:
    if end_app(customer=request.user, client_id=client_id):
        messages.success(request, gettext("The app acts for you no more."))
    return redirect("accounts:app-list")
