"""Help and legal pages, whose text staff edit."""

from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shop.models import Page


@require_safe
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The page in the visitor's language, else in any."""
    mine = Case(When(language=get_language(), then=Value(0)), default=Value(1))
    page = Page.objects.filter(slug=slug).order_by(mine, "language").first()
    if page is None:
        raise Http404("no such page")
    return render(request, "shop/pages/detail.html", {"page": page})


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.filter(language=get_language()) or Page.objects.all()
    return render(request, "shop/pages/help.html", {"pages": pages})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the browser shows when the shop cannot be reached."""
    return render(request, "errors/offline.html")
