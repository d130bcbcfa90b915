"""Partners and their keys for staff: issued, followed by a new one, revoked; a secret is shown once."""

from typing import Any

from allauth.idp.oidc import admin as of_the_library
from allauth.idp.oidc.models import Client, Token
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from accounts.actions.partners import NewKey, issue_key, record_partner, revoke_key, rotate_key
from accounts.forms.partners import KeyForm
from accounts.models import ApiCall, Partner, PartnerEvent, PartnerKey
from core.admin.handled import HandledAdmin
from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline
from core.html import refusals_on

assert of_the_library  # registered before it is taken away
for model in (Client, Token):  # changed by the verbs of partners alone, which write down who did it
    admin.site.unregister(model)

TONES = {"valid": "success", "expired": "warning", "revoked": "danger"}


class KeyInline(ReadOnlyInline):
    model = PartnerKey
    fields = ["label", "kind", "is_test", "created_at", "expires_at", "revoked_at", "last_used_at"]
    show_change_link = True


class EventInline(ReadOnlyInline):
    model = PartnerEvent
    fields = ["created_at", "what", "actor", "data"]


@admin.register(Partner)
class PartnerAdmin(ModelAdmin):
    list_display = ["name", "contact_email", "reach", "plan", "is_active", "created_at"]
    list_filter = ["is_active", "plan"]
    search_fields = ["name", "contact_email", "public_id"]
    fields = ["name", "contact_email", "reach", "plan", "is_active"]
    inlines = [KeyInline, EventInline]
    actions_detail = ["add_key"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_issue_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("accounts.add_partnerkey")

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        record_partner(partner=obj, by=request.user, changes=changes)

    @action(description=_("Issue a key"), permissions=["issue"])
    def add_key(self, request: HttpRequest, object_id: int) -> HttpResponse:
        partner = get_object_or_404(Partner, pk=object_id)
        form = KeyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with refusals_on(form):
                new = issue_key(partner=partner, by=request.user, at=timezone.now(), **form.cleaned_data)
                return show_once(self, request, new)
        context = self.admin_site.each_context(request) | {
            "title": _("Issue a key"),
            "form": form,
            "subject": partner,
            "opts": self.opts,
        }
        return render(request, "admin/core/ask.html", context, status=422 if form.errors else 200)


@admin.register(PartnerKey)
class PartnerKeyAdmin(HandledAdmin):
    list_display = ["label", "partner", "kind", "shown_state", "is_test", "expires_at", "last_used_at"]
    list_filter = ["partner", "kind", "is_test"]
    list_select_related = ["partner"]
    search_fields = ["label", "client__id", "partner__name"]
    fields = [
        ("partner", "label"), ("kind", "is_test"), "client_id", "may",
        ("created_at", "created_by"), ("expires_at", "revoked_at", "last_used_at"),
    ]  # fmt: skip
    readonly_fields = ["client_id", "may"]
    actions_detail = ["rotate", "revoke"]

    @display(description=_("state"), label=TONES)
    def shown_state(self, key: PartnerKey) -> tuple[str, str]:
        now = timezone.now()
        if key.revoked_at or not key.partner.is_active:
            return "revoked", str(_("Revoked"))
        return ("valid", str(_("Valid"))) if key.is_valid(now) else ("expired", str(_("Expired")))

    @admin.display(description=_("client id"))
    def client_id(self, key: PartnerKey) -> str:
        return key.client_id

    @admin.display(description=_("it may"))
    def may(self, key: PartnerKey) -> str:
        return ", ".join(key.scopes)

    @action(description=_("Rotate"), permissions=["handle"])
    def rotate(self, request: HttpRequest, object_id: int) -> HttpResponse:
        key = self._key(object_id)
        if request.method != "POST":
            title = _("Issue a new key with the same scopes; the old one goes on for seven days")
            return self._ask(request, key, title, None)
        return show_once(self, request, rotate_key(key=key, by=request.user, at=timezone.now()))

    @action(description=_("Revoke"), permissions=["handle"])
    def revoke(self, request: HttpRequest, object_id: int) -> HttpResponse:
        key = self._key(object_id)
        return self._press(
            request, key, _("Revoke the key; it opens nothing from now on"), None,
            lambda: revoke_key(key=key, by=request.user, at=timezone.now()),
        )  # fmt: skip

    @staticmethod
    def _key(pk: int) -> PartnerKey:
        return get_object_or_404(PartnerKey.objects.select_related("partner", "client"), pk=pk)


@admin.register(ApiCall)
class ApiCallAdmin(ReadOnlyAdmin):
    """Who changed what through the API."""

    list_display = ["created_at", "key", "method", "path", "status", "customer"]
    list_filter = ["key__partner", "method"]
    list_select_related = ["key__partner", "customer"]
    search_fields = ["path", "request_id"]
    fields = ["created_at", "key", "customer", "method", "path", "status", "request_id"]


def show_once(page: Any, request: HttpRequest, new: NewKey) -> HttpResponse:
    """The new key with its secret, which is shown this once."""
    context = page.admin_site.each_context(request) | {
        "title": _("The new key"),
        "new": new,
        "opts": PartnerKey._meta,
    }
    return render(request, "admin/accounts/key_secret.html", context)
