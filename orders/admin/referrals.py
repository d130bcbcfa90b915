"""Friends who came: the terms, and what a person has to look at before points are given."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from core.admin.refusals import ReadOnlyAdmin, refusals_shown
from loyalty.models import Referral, ReferralProgram
from orders.actions.referrals import decide_held_referral

COLORS = {"held": "warning", "earned": "success", "declined": "danger", "taken_back": "danger"}


@admin.register(ReferralProgram)
class ReferralProgramAdmin(ModelAdmin):
    list_display = ["__str__", "is_active", "friend_points", "referrer_points", "min_goods", "max_per_month"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ReferralProgram.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "referrer", "friend", "reference", "standing", "to_look_at", "decided_by"]
    list_filter = ["state", "created_at"]
    list_select_related = ["referrer", "friend", "decided_by"]
    search_fields = ["referrer__email", "friend__email", "reference"]
    fields = [
        ("referrer", "friend"), "reference", "created_at", ("standing", "why"), "to_look_at",
        ("friend_points", "referrer_points"), "min_goods", "decided_by",
    ]  # fmt: skip
    actions_detail = ["agree", "decline"]

    @display(description=_("state"), label=COLORS)
    def standing(self, referral: Referral) -> tuple[str, str]:
        return referral.state, referral.get_state_display()

    @admin.display(description=_("to look at"))
    def to_look_at(self, referral: Referral) -> str:
        return referral.reasons_in_words or "–"

    @action(description=_("Give the points"), url_path="agree", permissions=["handle"])
    def agree(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._decide(request, object_id, agrees=True)

    @action(description=_("Decline"), url_path="decline", permissions=["handle"])
    def decline(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._decide(request, object_id, agrees=False)

    def _decide(self, request: HttpRequest, pk: int, *, agrees: bool) -> HttpResponse:
        referral = get_object_or_404(Referral.objects.select_related("referrer", "friend"), pk=pk)
        page = reverse("admin:loyalty_referral_change", args=[pk])
        if request.method == "POST":
            with refusals_shown(request):
                decide_held_referral(referral=referral, agrees=agrees, by=request.user, at=timezone.now())
                self.message_user(request, _("The points are on their way.") if agrees else _("It is declined."))
            return redirect(page)
        title = _("Give both of them their points") if agrees else _("Give neither of them points")
        context = self.admin_site.each_context(request) | {
            "title": title, "form": [], "subject": f"{referral} ({referral.reasons_in_words})", "opts": self.opts,
            "back": page,
        }  # fmt: skip
        return render(request, "admin/core/ask.html", context)
