"""Points for staff: how they work, who has how many and why, and adjustments that a second person agrees to."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from core.html import refusals_on
from loyalty.actions.points import record_program
from loyalty.actions.points_requests import ask_adjustment, decide_adjustment
from loyalty.forms.points import AdjustPointsForm
from loyalty.models import PointsAccount, PointsLot, PointsMove, PointsProgram, PointsRequest, TierStatus


@admin.register(PointsProgram)
class PointsProgramAdmin(ModelAdmin):
    list_display = ["__str__", "is_active", "earned_per_unit", "per_unit", "max_share_percent", "lifetime_months"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_program()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not PointsProgram.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MoveInline(ReadOnlyInline):
    model = PointsMove
    fields = ["happened_at", "kind", "change", "words", "reference", "written_by"]

    @admin.display(description=_("points"))
    def change(self, move: PointsMove) -> str:
        return ", ".join(f"{leg.get_book_display()} {leg.points:+}" for leg in move.legs.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("legs").select_related("written_by")


class LotInline(ReadOnlyInline):
    model = PointsLot
    fields = ["words", "state", "granted", "kept", "remaining", "confirms_at", "expires_at"]


@admin.register(PointsAccount)
class PointsAccountAdmin(ReadOnlyAdmin):
    list_display = ["customer", "available", "pending", "held", "debt"]
    list_select_related = ["customer"]
    search_fields = ["customer__email", "customer__name"]
    fields = ["customer", "tier", ("available", "pending"), ("held", "debt")]
    readonly_fields = ["tier"]
    inlines = [LotInline, MoveInline]
    actions_list = ["adjust"]

    @display(description=_("tier"))
    def tier(self, account: PointsAccount) -> str:
        """What is held, with a way to how it came about."""
        status = TierStatus.objects.filter(customer=account.customer_id).select_related("tier").first()
        if status is None:
            return "–"
        page = reverse("admin:loyalty_tierstatus_change", args=[status.pk])
        return format_html('<a href="{}">{}</a>', page, status.tier or _("None"))

    def has_adjust_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("loyalty.add_pointsrequest")

    @action(description=_("Adjust points"), url_path="adjust", permissions=["adjust"])
    def adjust(self, request: HttpRequest) -> HttpResponse:
        """Up or down, with a reason that the customer reads."""
        form = AdjustPointsForm(request.POST if request.method == "POST" else None, initial=_initial(request))
        if form.is_valid():
            with refusals_on(form):
                data = form.cleaned_data
                asked = ask_adjustment(
                    customer=form.customer,
                    points=data["points"],
                    reason=data["reason"],
                    by=request.user,
                    at=timezone.now(),
                )
                is_done = asked.state == PointsRequest.State.DONE
                words = _("The points are adjusted.") if is_done else _("This waits for a second person.")
                self.message_user(request, words)
                return redirect("admin:loyalty_pointsaccount_change", asked.account_id)
        context = self.admin_site.each_context(request) | {
            "title": _("Adjust points"),
            "form": form,
            "opts": self.opts,
            "back": reverse("admin:loyalty_pointsaccount_changelist"),
        }
        return render(request, "admin/core/ask.html", context)


@admin.register(PointsRequest)
class PointsRequestAdmin(ReadOnlyAdmin):
    list_display = ["account", "points", "reason", "standing", "asked_by", "decided_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["account__customer", "asked_by", "decided_by"]
    actions_detail = ["agree", "decline"]

    @display(description=_("state"), label={"asked": "warning", "done": "success", "declined": "danger"})
    def standing(self, asked: PointsRequest) -> tuple[str, str]:
        return asked.state, asked.get_state_display()

    @action(description=_("Agree"), url_path="agree", permissions=["handle"])
    def agree(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._decide(request, object_id, agrees=True)

    @action(description=_("Decline"), url_path="decline", permissions=["handle"])
    def decline(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._decide(request, object_id, agrees=False)

    def _decide(self, request: HttpRequest, pk: int, *, agrees: bool) -> HttpResponse:
        asked = get_object_or_404(PointsRequest.objects.select_related("account__customer"), pk=pk)
        if request.method == "POST":
            with refusals_shown(request):
                decide_adjustment(request=asked, agrees=agrees, by=request.user, at=timezone.now())
                self.message_user(request, _("The points are adjusted.") if agrees else _("It is declined."))
            return redirect("admin:loyalty_pointsrequest_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Agree to this adjustment") if agrees else _("Decline this adjustment"),
            "form": [],
            "subject": asked,
            "opts": self.opts,
            "back": reverse("admin:loyalty_pointsrequest_change", args=[pk]),
        }
        return render(request, "admin/core/ask.html", context)


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"email": request.GET.get("email", "")}
