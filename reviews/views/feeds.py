"""The feed of reviews: public, as all that is in it is on the pages."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from core.views.feeds import send_feed
from reviews.actions.review_feeds import FEED


@require_safe
def review_feed(request: HttpRequest, kind: str) -> HttpResponseBase:
    return send_feed(request, FEED, kind)
