"""One more address beside the shop's: a page that reads one row by its key and draws a small template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from shop.models import Product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def floor(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "floor/page.html", {"product": get_object_or_404(Product, pk=pk)})


urlpatterns = [path("floor/<int:pk>/", floor), *urlpatterns]
