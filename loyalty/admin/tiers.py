"""Tiers for staff: what there is to reach, how customers stand, and a tier given by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline
from core.html import refusals_on
from loyalty.actions.tiers import give_tier, record_tiers
from loyalty.forms.tiers import GiveTierForm
from loyalty.models import Tier, TierMove, TierStatus

MAY_GIVE = "loyalty.give_tier"


@admin.register(Tier)
class TierAdmin(ModelAdmin):
    list_display = ["name", "amount", "percent", "is_active", "holders"]
    fields = ["name", "words", ("amount", "percent"), "is_active"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tier]:
        return super().get_queryset(request).annotate(number=Count("statuses"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_tiers(at=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody has or had stays in the history; it can be switched off."""
        is_used = obj is not None and TierMove.objects.filter(to_tier=obj).exists()
        return obj is not None and not is_used and super().has_delete_permission(request, obj)

    @admin.display(description=_("customers"), ordering="number")
    def holders(self, tier: Tier) -> int:
        return tier.number


class TierMoveInline(ReadOnlyInline):
    model = TierMove
    fields = ["happened_at", "kind", "from_tier", "to_tier", "review_on", "grace_until", "spend", "reason", "reference",
              "written_by"]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[TierMove]:
        return super().get_queryset(request).select_related("from_tier", "to_tier", "written_by")


class GraceFilter(admin.SimpleListFilter):
    """Those who may fall soon."""

    title = _("grace")
    parameter_name = "grace"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("In their grace"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.exclude(grace_until=None) if self.value() == "yes" else queryset


@admin.register(TierStatus)
class TierStatusAdmin(ReadOnlyAdmin):
    list_display = ["customer", "tier", "spend", "review_on", "grace_until"]
    list_filter = ["tier", GraceFilter]
    list_select_related = ["customer", "tier"]
    search_fields = ["customer__email", "customer__name"]
    fields = ["customer", "tier", ("review_on", "grace_until"), ("spend", "counted_at")]
    inlines = [TierMoveInline]
    actions_list = ["give"]

    def has_give_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(MAY_GIVE)

    @action(description=_("Set a tier"), url_path="give", permissions=["give"])
    def give(self, request: HttpRequest) -> HttpResponse:
        """By hand, with a reason, until a day."""
        initial = {"email": request.GET.get("email", "")}
        form = GiveTierForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            data = form.cleaned_data
            with refusals_on(form):
                status = give_tier(
                    customer=form.customer, tier=data["tier"], until=data["until"], reason=data["reason"],
                    by=request.user, at=timezone.now(),
                )  # fmt: skip
                self.message_user(request, _("The tier is set."))
                return redirect("admin:loyalty_tierstatus_change", status.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Set a tier"),
            "form": form,
            "opts": self.opts,
            "back": reverse("admin:loyalty_tierstatus_changelist"),
        }
        return render(request, "admin/core/ask.html", context)
