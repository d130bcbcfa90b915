"""Who waits to be told, as staff see it: how many for what, and nobody's address."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.refusals import ReadOnlyAdmin
from shop.models import Alert


def people_waiting(column: str, outer: OuterRef, **which: Any) -> Coalesce:
    """How many confirmed alerts there are whose `column` is that of the outer row."""
    waiting = Alert.objects.filter(state=Alert.State.ACTIVE, **{column: outer}, **which).order_by()
    number = waiting.values(column).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def door_to_alerts(number: int, **which: Any) -> SafeString | str:
    """The number as a link to the list of those who wait."""
    if not number:
        return "–"
    words = ngettext("%s person waits", "%s people wait", number) % number
    query = urlencode({**which, "state__exact": Alert.State.ACTIVE.value})
    return format_html('<a href="{}?{}">{}</a>', reverse("admin:shop_alert_changelist"), query, words)


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """The newest first; what is wanted most stands first where products and stock are listed by demand."""

    list_display = ["variant", "demand", "kind", "who", "state", "price_at_asking", "target", "created_at", "sent_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["variant__product", "customer"]
    ordering = ["-pk"]
    search_fields = ["variant__sku", "variant__product__title"]
    fields = [
        "variant", "kind", "who", "state", "language", "price_at_asking", "target",
        "created_at", "confirmed_at", "expires_at", "sent_at", "ended_at",
    ]  # fmt: skip

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Demand is counted for the rows of the page alone: for all of them it would take as long as all squared."""
        page = super().get_changelist_instance(request)
        page.result_list = alerts = list(page.result_list)
        people = _people(alerts)
        for alert in alerts:
            alert.people = people.get((alert.variant_id, alert.kind), 0)
        return page

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        own = ("variant__exact", "variant__product__exact")
        return lookup in own or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("demand"))
    def demand(self, alert: Any) -> SafeString | str:
        return door_to_alerts(alert.people, variant__exact=alert.variant_id, kind__exact=alert.kind)

    @admin.display(description=_("who"))
    def who(self, alert: Alert) -> SafeString | str:
        if alert.customer is None:
            return _("A guest")
        address = reverse("admin:accounts_user_change", args=[alert.customer_id])
        return format_html('<a href="{}">{}</a>', address, alert.customer)


def _people(alerts: list[Any]) -> dict[tuple[int, str], int]:
    """How many people wait, by variant and kind, for what these alerts are about."""
    same = Alert.objects.filter(state=Alert.State.ACTIVE, variant__in={alert.variant_id for alert in alerts})
    counted = same.order_by().values_list("variant", "kind").annotate(number=Count("pk"))
    return {(variant, kind): number for variant, kind, number in counted}


class WaitedForFilter(admin.SimpleListFilter):
    title = _("people wait")
    parameter_name = "waited_for"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("People wait for it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(~Q(waiting=0)) if self.value() == "yes" else queryset
