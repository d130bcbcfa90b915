"""Staff read, publish, hide and reject reviews. The words and stars are the customer's: nobody edits them."""

from collections.abc import Callable

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.refusals import ReadOnlyAdmin, refusals_shown
from reviews.actions.reviews import hide_review, publish_review, reject_review
from reviews.models import Review, ReviewRequest


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "product", "title", "text_start", "author_name", "is_verified", "state"]
    list_filter = ["state", "is_verified", "language"]  # never by stars: they are no reason to publish or not
    list_select_related = ["product"]
    search_fields = ["title", "text", "product__title"]
    actions = ["publish", "hide", "reject"]

    @admin.display(description=_("text"))
    def text_start(self, review: Review) -> str:
        return review.text[:120]

    @admin.action(description=_("Publish"))
    def publish(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self._each(request, reviews, publish_review)

    @admin.action(description=_("Hide"))
    def hide(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self._each(request, reviews, hide_review)

    @admin.action(description=_("Reject"))
    def reject(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self._each(request, reviews, reject_review)

    def _each(self, request: HttpRequest, reviews: QuerySet[Review], verb: Callable[..., Review]) -> None:
        for review in reviews:
            with refusals_shown(request):
                verb(review=review)


@admin.register(ReviewRequest)
class ReviewRequestAdmin(ReadOnlyAdmin):
    list_display = ["order", "created_at"]
    list_select_related = ["order"]
