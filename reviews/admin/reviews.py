"""Staff look at reviews and go to their cards, where they are decided. The words and stars are the customer's."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin
from reviews.admin.queue import queue_urls
from reviews.models import Review, ReviewRequest


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "product", "title", "text_start", "author_name", "is_verified", "state", "card"]
    list_filter = ["state", "is_verified", "source", "language"]  # never by stars: no reason to publish or not
    list_select_related = ["product"]
    search_fields = ["title", "text", "product__title", "email"]
    ordering = ["-created_at", "-id"]
    sortable_by = ["created_at", "state"]
    actions_list = ["to_queue"]

    def get_urls(self) -> list[URLPattern]:
        return [*queue_urls(), *super().get_urls()]

    @action(description=_("To decide"), url_path="to-queue", permissions=["view"])
    def to_queue(self, request: HttpRequest) -> object:
        return redirect("admin:reviews_queue")

    @admin.display(description=_("text"))
    def text_start(self, review: Review) -> str:
        return review.text[:120]

    @admin.display(description=_("card"))
    def card(self, review: Review) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:reviews_card", args=["review", review.pk]), _("Open"))


@admin.register(ReviewRequest)
class ReviewRequestAdmin(ReadOnlyAdmin):
    """Whom we asked, and what came of it; the rates are above the list."""

    list_display = ["order", "created_at", "sent_at", "reminded_at", "opened_at", "reviewed_at", "skipped"]
    list_filter = ["skipped", "sent_at"]
    list_select_related = ["order"]
    change_list_template = "admin/reviews/requests.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> object:
        return super().changelist_view(request, (extra_context or {}) | {"rates": _rates(ReviewRequest.objects.all())})


def _rates(requests: QuerySet[ReviewRequest]) -> list[tuple[object, int, int]]:
    """How many were asked, opened the mail's link and wrote, each with its percentage of those asked."""
    counted = requests.exclude(sent_at=None).aggregate(
        sent=Count("sent_at"), opened=Count("opened_at"), reminded=Count("reminded_at"), reviewed=Count("reviewed_at")
    )
    words = {"sent": _("asked"), "reminded": _("reminded"), "opened": _("opened"), "reviewed": _("reviewed")}
    return [(words[name], counted[name], round(100 * counted[name] / (counted["sent"] or 1))) for name in words]
