"""Every address of the shop."""

from allauth.idp.oidc.views import configuration
from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve

from accounts.views.identity import authorize, revoke, token
from core.views.errors import page_not_found
from core.views.health import livez, readyz
from loyalty.views.membership_webhook import membership_webhook
from orders.views.stripe_webhook import stripe_webhook
from reviews.views.seo import SITEMAPS as SITEMAPS_OF_REVIEWS
from shop.views.seo import SITEMAPS as SITEMAPS_OF_SHOP
from shop.views.seo import sitemap_index

SITEMAPS = {**SITEMAPS_OF_SHOP, **SITEMAPS_OF_REVIEWS}
PART = {"sitemaps": SITEMAPS, "template_name": "shop/seo/sitemap.xml"}

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}icons/mark.svg")),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, PART, name="sitemap-part"),
    path("staff/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("account/", include("accounts.urls")),
    path("webhooks/stripe/membership/", membership_webhook, name="membership-webhook"),
    path("webhooks/stripe/", stripe_webhook, name="stripe-webhook"),
    path("api/v1/", include("config.api_urls")),
    path("identity/o/api/token", token, name="token"),
    path("identity/o/api/revoke", revoke, name="revoke"),
    path("identity/o/authorize", authorize, name="authorize"),
    path(".well-known/oauth-authorization-server", configuration, name="oauth-metadata"),
    path("identity/o/api/device/code", page_not_found),
    path("identity/o/device", page_not_found),
    path("", include("allauth.idp.urls")),
    path("", include("loyalty.urls")),
    path("", include("orders.urls")),
    path("", include("reviews.urls")),
    path("", include("shop.urls")),
]
if settings.DEMO:  # production serves media from its own store
    urlpatterns += [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.permission_denied"
handler404 = "core.views.errors.page_not_found"
handler500 = "core.views.errors.server_error"
