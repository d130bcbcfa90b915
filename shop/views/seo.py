"""For search engines: robots.txt and sitemaps in parts of 10,000."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from shop.models import Category, Page, Product


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {path}"
            for path in ("/basket/", "/checkout/", "/orders/", "/account/", "/staff/", "/search/", "/*?")
        ),
        f"Sitemap: {settings.BASE_URL}{reverse('shop:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


class _ShopSitemap(Sitemap):
    limit = 10_000
    protocol = "https" if settings.IS_HTTPS else "http"

    def get_domain(self, site: object = None) -> str:
        return settings.BASE_URL.split("://", 1)[1]


class ProductSitemap(_ShopSitemap):
    def items(self) -> QuerySet[Product]:
        return Product.objects.listed().only("slug", "updated_at").order_by("pk")

    def lastmod(self, product: Product):
        return product.updated_at


class CategorySitemap(_ShopSitemap):
    def items(self) -> QuerySet[Category]:
        return Category.objects.order_by("pk")


class PageSitemap(_ShopSitemap):
    def items(self) -> QuerySet[Page]:
        return Page.objects.filter(language=settings.LANGUAGE_CODE).order_by("pk")


SITEMAPS = {"products": ProductSitemap, "categories": CategorySitemap, "pages": PageSitemap}
