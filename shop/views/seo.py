"""For search engines: robots.txt and sitemaps in parts of 10,000, which apps above add theirs to (config/urls.py)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.xml import element, wrap
from shop.models import Category, Page, Picture, Product


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {path}"
            for path in ("/basket/", "/checkout/", "/orders/", "/account/", "/staff/", "/search/", "/*?")
        ),
        "Allow: /p/*?sku=",  # feeds lead to variants, and what they lead to has to be seen
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def sitemap_index(request: HttpRequest, sitemaps: Mapping[str, type[Sitemap]]) -> HttpResponse:
    """Django's own builds addresses from the request; ours are the shop's, by whatever name it was asked."""
    parts = [
        wrap("sitemap", element("loc", address), element("lastmod", day.date().isoformat()) if day else "")
        for section, kind in sitemaps.items()
        for address, day in _parts(section, kind())
    ]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    return HttpResponse(head + "\n".join(parts) + "\n</sitemapindex>\n", content_type="application/xml")


def _parts(section: str, found: Sitemap) -> Iterator[tuple[str, Any]]:
    address, day = settings.BASE_URL + reverse("sitemap-part", args=[section]), found.get_latest_lastmod()
    for number in range(1, found.paginator.num_pages + 1):
        yield f"{address}?p={number}" if number > 1 else address, day


class ShopSitemap(Sitemap):
    """Below the 50,000 addresses and 50 MB that a part may have, with a thousand pictures each."""

    limit = 10_000
    protocol = "https" if settings.IS_HTTPS else "http"

    def images(self, item: Any) -> Sequence[str]:
        """Addresses of the pictures on its page."""
        return ()

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        return [url | {"images": self.images(url["item"])} for url in urls]

    def get_domain(self, site: object = None) -> str:
        return settings.BASE_URL.split("://", 1)[1]


class ProductSitemap(ShopSitemap):
    def items(self) -> QuerySet[Product]:
        shown = Product.objects.listed().only("slug", "updated_at").order_by("pk")
        return shown.prefetch_related(Prefetch("pictures", Picture.objects.exclude(state=Picture.State.BROKEN)))

    def lastmod(self, product: Product):
        return product.updated_at

    def images(self, product: Product) -> list[str]:
        return [urljoin(settings.BASE_URL, picture.file.url) for picture in product.pictures.all()]


class CategorySitemap(ShopSitemap):
    def items(self) -> QuerySet[Category]:
        return Category.objects.order_by("pk")


class PageSitemap(ShopSitemap):
    def items(self) -> QuerySet[Page]:
        return Page.objects.filter(language=settings.LANGUAGE_CODE).order_by("pk")

    def lastmod(self, page: Page):
        return page.updated_at


SITEMAPS = {"products": ProductSitemap, "categories": CategorySitemap, "pages": PageSitemap}
