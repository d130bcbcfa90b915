"""Plans as staff build them: what they give in fields that say it, and versions of what they cost."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import action

from core.admin.refusals import ReadOnlyInline
from core.html import refusals_on
from loyalty.actions.plans import add_plan_price, record_plan
from loyalty.forms.staff import PerkForm, PlanPriceForm
from loyalty.models import Perk, Plan, PlanPrice


class PerkInline(StackedInline):
    model = Perk
    form = PerkForm
    fields = [("kind", "number"), ("countries", "methods"), "spend_from"]
    extra = 0


class PriceInline(ReadOnlyInline):
    model = PlanPrice
    fields = ["interval", "amount", "trial_days", "valid_from"]


@admin.register(Plan)
class PlanAdmin(ModelAdmin):
    list_display = ["name", "is_active", "costs", "members"]
    fields = ["name", "words", ("is_active", "position"), "refund_days"]
    inlines = [PerkInline, PriceInline]
    actions_detail = ["add_price"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_plan()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody belongs or belonged to stays."""
        is_used = obj is not None and (obj.memberships.exists() or obj.prices.exists())
        return obj is not None and not is_used and super().has_delete_permission(request, obj)

    @admin.display(description=_("costs today"))
    def costs(self, plan: Plan) -> str:
        offered = [price for price in PlanPrice.objects.offered(timezone.now()) if price.plan_id == plan.pk]
        return ", ".join(f"{price.amount} / {price.get_interval_display()}" for price in offered) or "–"

    @admin.display(description=_("members"))
    def members(self, plan: Plan) -> int:
        return plan.memberships.live().exclude(state="pending").count()

    @action(description=_("New price"), url_path="price")
    def add_price(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Prices are added and never changed."""
        plan = get_object_or_404(Plan, pk=object_id)
        if not self.has_change_permission(request, plan):
            raise PermissionDenied
        form = PlanPriceForm(request.POST if request.method == "POST" else None)
        page = reverse("admin:loyalty_plan_change", args=[plan.pk])
        if form.is_valid():
            with refusals_on(form):
                add_plan_price(plan=plan, at=timezone.now(), **form.cleaned_data)
                record_plan()
                self.message_user(request, _("The price is added. Members keep the one they joined for."))
                return redirect(page)
        context = self.admin_site.each_context(request) | {
            "title": _("New price"),
            "form": form,
            "subject": plan,
            "opts": self.opts,
            "back": page,
        }
        return render(request, "admin/core/ask.html", context)
