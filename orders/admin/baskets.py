"""Baskets as care sees them: whose, what is in it, and why it costs what it costs."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline
from orders.actions.previews import explain_basket
from orders.models import Basket, BasketLine


class LineInline(ReadOnlyInline):
    model = BasketLine
    fields = ["variant", "quantity", "seen_price", "saved_for_later", "added_at"]


@admin.register(Basket)
class BasketAdmin(ReadOnlyAdmin):
    list_display = ["number", "owner", "email", "lines_count", "state", "updated_at"]
    list_filter = ["state", "updated_at"]
    list_select_related = ["owner"]
    search_fields = ["pk", "owner__email", "contact__email"]
    fields = ["owner", "state", "coupons", "uses_credit", "created_at", "updated_at"]
    inlines = [LineInline]
    actions_detail = ["why"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Basket]:
        return super().get_queryset(request).annotate(number_of_lines=Count("lines")).order_by("-updated_at")

    @admin.display(description=_("basket"), ordering="pk")
    def number(self, basket: Basket) -> int:
        return basket.pk

    @admin.display(description=_("e-mail address"))
    def email(self, basket: Basket) -> str:
        return basket.contact.get("email", "") or "–"

    @admin.display(description=_("lines"), ordering="number_of_lines")
    def lines_count(self, basket: Any) -> int:
        return basket.number_of_lines

    @action(description=_("Why does it cost this?"), url_path="why", permissions=["view"])
    def why(self, request: HttpRequest, object_id: int) -> HttpResponse:
        basket = get_object_or_404(Basket.objects.select_related("owner"), pk=object_id)
        titles = {line.variant_id: line.variant for line in basket.lines.to_buy().with_goods()}
        quote = explain_basket(basket=basket, at=timezone.now())
        context = self.admin_site.each_context(request) | {
            "title": _("Why does it cost this?"),
            "subject": basket,
            "quote": quote,
            "order": basket.orders.exclude(state="canceled").first(),
            "lines": [(titles[line.item.variant_id], line) for line in quote.lines],
            "opts": self.opts,
            "back": reverse("admin:orders_basket_change", args=[basket.pk]),
        }
        return render(request, "admin/orders/why.html", context)
