"""Customers and staff as staff see them. Nobody is deleted row by row: an account is emptied as its owner would."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from accounts.actions.closing import close_account
from accounts.forms.deletion import WishesForm
from accounts.models import Address, Consent, User
from core.admin.refusals import ReadOnlyInline
from core.html import refusals_on

MAY_DELETE = "accounts.delete_user"


class AddressInline(TabularInline):
    model = Address
    fields = ["name", "street_address", "postal_code", "city", "country_code", "is_default"]
    extra = 0


class ConsentInline(ReadOnlyInline):
    """When, where and to which words the customer agreed or stopped agreeing."""

    model = Consent
    fields = ["created_at", "topic", "frequency", "source", "text", "reference"]


@admin.register(User)
class UserAdmin(ModelAdmin):
    list_display = ["email", "name", "is_staff", "is_active", "date_joined", "closed_at"]
    list_filter = ["is_staff", "is_active", ("closed_at", admin.EmptyFieldListFilter)]
    search_fields = ["email", "name"]
    fields = [
        "email",
        "name",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "is_insider",
        "date_joined",
        "last_login",
        "closed_at",
    ]
    readonly_fields = ["date_joined", "last_login", "closed_at"]
    filter_horizontal = ["groups"]
    inlines = [AddressInline, ConsentInline]
    actions_detail = ["delete_account"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is nothing left to change of an account that was deleted."""
        return super().has_change_permission(request, obj) and not (obj and obj.closed_at)

    def has_delete_account_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(MAY_DELETE)

    @action(description=_("Delete this account"), url_path="delete-account", permissions=["delete_account"])
    def delete_account(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What the owner could do, for who asks by mail; asked once more, and written down with who did it."""
        user = get_object_or_404(User, pk=object_id)
        form = WishesForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_on(form):
                closed = close_account(user=user, wishes=form.wishes, at=timezone.now())
                self.log_change(request, closed, gettext("Account deleted at its owner's wish"))
                self.message_user(request, _("The account is deleted and its owner has a mail."))
                return redirect(self._page_of(user))
        context = self.admin_site.each_context(request) | {
            "title": _("Delete this account for good"),
            "form": form,
            "subject": user,
            "opts": self.opts,
            "back": self._page_of(user),
        }
        return render(request, "admin/accounts/delete.html", context, status=422 if form.errors else 200)

    def _page_of(self, user: User) -> str:
        return reverse("admin:accounts_user_change", args=[user.pk])
