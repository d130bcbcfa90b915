"""Addresses of the storefront."""

from django.urls import path

from shop.views import alerts, categories, feeds, home, language, pages, products, search, seo

app_name = "shop"
urlpatterns = [
    path("", home.home, name="home"),
    path("c/<slug:slug>/", categories.category_detail, name="category-detail"),
    path("p/<slug:slug>/", products.product_detail, name="product-detail"),
    path("alerts/", alerts.alert_create, name="alert-create"),
    path("alerts/confirmation/<str:token>/", alerts.alert_confirm, name="alert-confirm"),
    path("alerts/of/<str:token>/", alerts.alert_list_link, name="alert-list-link"),
    path("account/alerts/", alerts.alert_list, name="alert-list"),
    path("account/alerts/<int:pk>/ending/", alerts.alert_end, name="alert-end"),
    path("account/alerts/<int:pk>/restoration/", alerts.alert_restore, name="alert-restore"),
    path("recent/", products.recently_viewed, name="product-recent"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggest, name="search-suggest"),
    path("help/", pages.help_index, name="help"),
    path("pages/<slug:slug>/", pages.page_detail, name="page-detail"),
    path("offline/", pages.offline, name="offline"),
    path("language/", language.choose_language, name="language-choose"),
    path("feeds/products.xml", feeds.product_feed, {"kind": "xml"}, name="feed-products-xml"),
    path("feeds/products.jsonl", feeds.product_feed, {"kind": "jsonl"}, name="feed-products-lines"),
    path("robots.txt", seo.robots, name="robots"),
]
