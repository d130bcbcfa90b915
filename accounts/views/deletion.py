"""Deleting one's account, in two steps: what will happen, then the proof that it is meant."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.closing import close_account
from accounts.forms.deletion import DeletionForm, WishesForm
from core.html import refusals_on
from core.limits import within_limit

TRIES_AN_HOUR = 10
"""Wrong passwords here are as dear as at the sign-in."""


@login_required
@require_safe
def account_deletion(request: HttpRequest) -> HttpResponse:
    """What goes, what stays and why, and what is in the way."""
    return render(request, "accounts/deletion/choose.html", {"form": WishesForm()})


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_deletion_confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, or the address of an account that has none."""
    sent = request.POST if request.method == "POST" else None
    wished = WishesForm(request.GET if sent is None else sent)
    wished.full_clean()
    form = DeletionForm(sent, initial=wished.cleaned_data, user=request.user)
    if form.is_bound and not within_limit("deletion", [str(request.user.pk)], most=TRIES_AN_HOUR, seconds=3600):
        form.add_error(None, gettext("Too many tries. Please wait an hour."))
    if form.is_valid():
        email = request.user.email
        with refusals_on(form):
            close_account(user=request.user, wishes=form.wishes, at=timezone.now())
            logout(request)
            messages.success(request, gettext("Your account is deleted. We have written to %s.") % email)
            return redirect("/")
    context = {"form": form, "wishes": wished.wishes}
    return render(request, "accounts/deletion/confirm.html", context, status=422 if form.is_bound else 200)
