"""Members as staff see them: how each stands, what happened, and what may be given, made longer or sent back."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin.doors import staff_page
from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from core.html import refusals_on
from core.money import ZERO
from loyalty.actions.figures import monthly_figures
from loyalty.actions.grants import extend_membership, grant_membership
from loyalty.actions.membership_refunds import left_of_period, refund_membership, retry_membership_refund
from loyalty.actions.syncing import sync_membership
from loyalty.forms.staff import DaysForm, GrantForm, MembershipRefundForm
from loyalty.models import (
    BillingEvent,
    Membership,
    MembershipEvent,
    MembershipInvoice,
    MembershipPeriod,
    MembershipRefund,
    Saving,
)

State = Membership.State
TONES = {"trial": "info", "active": "success", "grace": "warning", "lapsed": "danger", "paused": "warning"}
MAY_REFUND = "loyalty.refund_membership"
IDLE_AFTER = timedelta(days=90)
HEALTH = {
    "good": _("Fine"),
    "idle": _("Nothing saved for 90 days"),
    "leaving": _("Set to end"),
    "owing": _("Payment failed"),
}
HEALTH_TONES = {"good": "success", "idle": "warning", "leaving": "danger", "owing": "danger"}


class HealthFilter(admin.SimpleListFilter):
    """The members somebody should look after."""

    title = _("health")
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(HEALTH.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(_healthy(self.value())) if self.value() in HEALTH else queryset


class PeriodInline(ReadOnlyInline):
    model = MembershipPeriod
    fields = ["kind", "starts_at", "ends_at", "invoice"]


class InvoiceInline(ReadOnlyInline):
    model = MembershipInvoice
    fields = ["number", "status", "amount_due", "amount_paid", "refunded", "issued_at", "paid_at"]


class EventInline(ReadOnlyInline):
    model = MembershipEvent
    fields = ["happened_at", "kind", "from_state", "to_state", "actor", "details"]

    @admin.display(description=_("details"))
    def details(self, event: MembershipEvent) -> str:
        return ", ".join(f"{name}: {value}" for name, value in event.data.items())


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["customer", "plan", "standing", "health", "source", "starts_at", "ends_at", "saved"]
    list_filter = [HealthFilter, "state", "source", "plan"]
    list_select_related = ["customer", "plan"]
    view_on_site = False
    search_fields = ["customer__email", "customer__name", "stripe_subscription_id"]
    fields = [
        "customer", ("plan", "price", "next_price"), ("state", "source"), ("starts_at", "ends_at", "trial_ends_at"),
        ("cancels_at_end", "grace_until", "ended_at"), "card", "stripe_subscription_id", "synced_at",
    ]  # fmt: skip
    readonly_fields = ["card", "stripe_subscription_id", "synced_at"]
    inlines = [PeriodInline, InvoiceInline, EventInline]
    actions_list = ["figures", "grant"]
    actions_detail = ["extend", "refund", "compare"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without those who only opened the page to join."""
        begun = super().get_queryset(request).exclude(state=State.PENDING).exclude(starts_at=None)
        return begun.annotate(saved_at=Max("savings__happened_at", filter=Q(savings__amount__gt=ZERO)))

    def get_urls(self) -> list[Any]:
        return [
            path("figures/", staff_page(self.figures_page, "loyalty.view_membership"), name="loyalty_figures"),
            *super().get_urls(),
        ]

    def has_grant_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("loyalty.grant_membership")

    def has_refund_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(MAY_REFUND)

    @display(description=_("state"), label=TONES, ordering="state")
    def standing(self, membership: Membership) -> tuple[str, str]:
        return membership.state, str(membership.get_state_display())

    @display(description=_("health"), label=HEALTH_TONES)
    def health(self, membership: Any) -> tuple[str, str]:
        health = _health_of(membership)
        return health, str(HEALTH.get(health, "–"))

    @admin.display(description=_("saved in all"))
    def saved(self, membership: Membership) -> str:
        return str(Saving.objects.filter(membership=membership).sum())

    @action(description=_("Churn and trials"), url_path="to-figures", permissions=["view"])
    def figures(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:loyalty_figures")

    def figures_page(self, request: HttpRequest) -> HttpResponse:
        months = monthly_figures(timezone.now())
        context = self.admin_site.each_context(request) | {
            "title": _("Churn and trials"),
            "months": months,
            "most": max([month.paying + month.began for month in months] + [1]),
            "opts": self.opts,
            "back": reverse("admin:loyalty_membership_changelist"),
        }
        return render(request, "admin/loyalty/figures.html", context)

    @action(description=_("Give a membership"), url_path="grant", permissions=["grant"])
    def grant(self, request: HttpRequest) -> HttpResponse:
        form = GrantForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            data = form.cleaned_data
            with refusals_on(form):
                given = grant_membership(
                    customer=form.customer, plan=data["plan"], days=data["days"], reason=data["reason"],
                    by=request.user, at=timezone.now(),
                )  # fmt: skip
                self.message_user(request, _("%s is a member now.") % given.customer)
                return redirect(_page(given))
        return self._ask(request, _("Give a membership"), form)

    @action(description=_("Make longer"), url_path="extend", permissions=["grant"])
    def extend(self, request: HttpRequest, object_id: int) -> HttpResponse:
        membership = get_object_or_404(Membership, pk=object_id)
        form = DaysForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_on(form):
                extend_membership(membership=membership, by=request.user, at=timezone.now(), **form.cleaned_data)
                self.message_user(request, _("The membership is longer now."))
                return redirect(_page(membership))
        return self._ask(request, _("Make longer"), form, membership)

    @action(description=_("End and refund"), url_path="refund", permissions=["refund"])
    def refund(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What is left of the period is proposed."""
        membership = get_object_or_404(Membership, pk=object_id)
        left = left_of_period(membership, timezone.now())
        form = MembershipRefundForm(request.POST if request.method == "POST" else None, initial={"amount": left})
        if form.is_valid():
            with refusals_on(form):
                refund_membership(membership=membership, by=request.user, at=timezone.now(), **form.cleaned_data)
                self.message_user(request, _("The membership has ended and the money is on its way."))
                return redirect(_page(membership))
        return self._ask(request, _("End and refund"), form, membership)

    @action(description=_("Compare with Stripe"), url_path="compare", permissions=["handle"])
    def compare(self, request: HttpRequest, object_id: int) -> HttpResponse:
        membership = get_object_or_404(Membership, pk=object_id)
        if request.method != "POST":
            return self._ask(request, _("Compare with Stripe"), None, membership)
        with refusals_shown(request):
            sync_membership(membership=membership, at=timezone.now())
            self.message_user(request, _("It is as Stripe says now."))
        return redirect(_page(membership))

    def _ask(self, request: HttpRequest, title: Any, form: Any, membership: Membership | None = None) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form or [],
            "subject": membership or "",
            "opts": self.opts,
            "back": _page(membership) if membership else reverse("admin:loyalty_membership_changelist"),
        }
        return render(request, "admin/core/ask.html", context)


@admin.register(MembershipRefund)
class MembershipRefundAdmin(ReadOnlyAdmin):
    list_display = ["invoice", "amount", "state", "reason", "requested_by", "created_at", "error"]
    list_filter = ["state"]
    list_select_related = ["invoice", "requested_by"]
    actions_detail = ["retry"]

    def has_refund_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(MAY_REFUND)

    @action(description=_("Try again"), url_path="retry", permissions=["refund"])
    def retry(self, request: HttpRequest, object_id: int) -> HttpResponse:
        refund = get_object_or_404(MembershipRefund, pk=object_id)
        page = reverse("admin:loyalty_membershiprefund_change", args=[refund.pk])
        if request.method != "POST":
            context = self.admin_site.each_context(request) | {
                "title": _("Try again"), "form": [], "subject": refund, "opts": self.opts, "back": page,
            }  # fmt: skip
            return render(request, "admin/core/ask.html", context)
        with refusals_shown(request):
            retry_membership_refund(refund=refund)
            self.message_user(request, _("It is tried again."))
        return redirect(page)


@admin.register(BillingEvent)
class BillingEventAdmin(ReadOnlyAdmin):
    list_display = ["event_id", "kind", "object_id", "received_at", "processed_at"]
    list_filter = ["kind"]


def _page(membership: Membership) -> str:
    return reverse("admin:loyalty_membership_change", args=[membership.pk])


def _healthy(health: str) -> Q:
    """The members of this health, as `_health_of` tells it of one."""
    owing, leaving = Q(state__in=[State.GRACE, State.LAPSED]), Q(cancels_at_end=True)
    running, since = Q(state__in=[State.TRIAL, State.ACTIVE]), timezone.now() - IDLE_AFTER
    idle = Q(starts_at__lt=since) & (Q(saved_at=None) | Q(saved_at__lt=since))
    return {
        "owing": owing,
        "leaving": running & leaving,
        "idle": running & ~leaving & idle,
        "good": running & ~leaving & ~idle,
    }[health]


def _health_of(membership: Any) -> str:
    if membership.state in (State.GRACE, State.LAPSED):
        return "owing"
    if membership.state not in (State.TRIAL, State.ACTIVE):
        return ""
    since = timezone.now() - IDLE_AFTER
    is_idle = membership.starts_at < since and (membership.saved_at is None or membership.saved_at < since)
    return "leaving" if membership.cancels_at_end else "idle" if is_idle else "good"
