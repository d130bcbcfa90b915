"""Plans as staff build them: what they give in fields that say it, and versions of what they cost."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline
from core.html import refusals_on
from loyalty.actions.plans import add_plan_price, record_plan
from loyalty.actions.price_moves import start_price_move, stop_price_move
from loyalty.forms.staff import PerkForm, PlanPriceForm, PriceMoveForm
from loyalty.models import Perk, Plan, PlanPrice, PriceMove, PriceNotice


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
    actions_detail = ["add_price", "move_members"]

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

    @action(description=_("New price"), url_path="price", permissions=["change"])
    def add_price(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Prices are added and never changed."""
        plan = get_object_or_404(Plan, pk=object_id)
        form = PlanPriceForm(request.POST if request.method == "POST" else None)
        page = reverse("admin:loyalty_plan_change", args=[plan.pk])
        if form.is_valid():
            with refusals_on(form):
                add_plan_price(plan=plan, at=timezone.now(), **form.cleaned_data)
                record_plan()
                self.message_user(request, _("The price is added. Members keep the one they joined for."))
                return redirect(page)
        return self._ask(request, _("New price"), form, plan)

    @action(description=_("Move members to the price of today"), url_path="move", permissions=["change"])
    def move_members(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Everybody who pays an older version is told, and goes over with a renewal well after that."""
        plan = get_object_or_404(Plan, pk=object_id)
        form = PriceMoveForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_on(form):
                move = start_price_move(plan=plan, by=request.user, at=timezone.now(), **form.cleaned_data)
                number = move.members_to_tell.count()
                words = ngettext("%s member is told within minutes.", "%s members are told within minutes.", number)
                self.message_user(request, words % number)
                return redirect("admin:loyalty_pricemove_change", move.pk)
        return self._ask(request, _("Move members to the price of today"), form, plan)

    def _ask(self, request: HttpRequest, title: Any, form: Any, plan: Plan) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form,
            "subject": plan,
            "opts": self.opts,
            "back": reverse("admin:loyalty_plan_change", args=[plan.pk]),
        }
        return render(request, "admin/core/ask.html", context)


class NoticeInline(ReadOnlyInline):
    model = PriceNotice
    fields = ["membership", "before", "told_at", "holds_from", "agreed_at", "moved_at"]
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceNotice]:
        return super().get_queryset(request).select_related("membership__customer", "membership__plan", "before__plan")


@admin.register(PriceMove)
class PriceMoveAdmin(ReadOnlyAdmin):
    list_display = ["price", "started_at", "notice_days", "needs_consent", "told", "agreed", "moved", "stopped_at"]
    list_select_related = ["price__plan"]
    inlines = [NoticeInline]
    actions_detail = ["stop"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceMove]:
        counts = {
            "told_count": Count("notices"),
            "agreed_count": Count("notices__agreed_at"),
            "moved_count": Count("notices__moved_at"),
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("told"))
    def told(self, move: Any) -> int:
        return int(move.told_count)

    @admin.display(description=_("agreed"))
    def agreed(self, move: Any) -> int:
        return int(move.agreed_count)

    @admin.display(description=_("gone over"))
    def moved(self, move: Any) -> int:
        return int(move.moved_count)

    def has_stop_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("loyalty.change_plan")

    @action(description=_("Stop"), url_path="stop", permissions=["stop"])
    def stop(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Nobody else is told or goes over."""
        move = get_object_or_404(PriceMove, pk=object_id)
        page = reverse("admin:loyalty_pricemove_change", args=[move.pk])
        if request.method != "POST":
            context = self.admin_site.each_context(request) | {
                "title": _("Stop"), "form": [], "subject": move, "opts": self.opts, "back": page,
            }  # fmt: skip
            return render(request, "admin/core/ask.html", context)
        stop_price_move(move=move, at=timezone.now())
        self.message_user(request, _("Stopped. For whom the new price waits already it goes on waiting."))
        if number := move.notices.let_go().count():
            words = ngettext(
                "%s membership is set to end for want of a yes, as its member was told. They can take it back.",
                "%s memberships are set to end for want of a yes, as their members were told. They can take it back.",
                number,
            )
            self.message_user(request, words % number)
        return redirect(page)
