"""Addresses of the partners' API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from loyalty.api.memberships import OwnMembership, PlanPriceResource
from orders.api.carrier_events import CarrierEventResource
from shop.api.catalog import BrandResource, CategoryResource, ProductResource, VariantResource
from shop.api.prices import PriceBatchResource, PriceResource
from shop.api.stock import StockBatchResource, StockResource, StoreResource

LIST, ONE = {"get": "list"}, {"get": "retrieve"}
OPEN = {"permission_classes": [], "authentication_classes": []}

app_name = "api"
urlpatterns = [
    path("products/", ProductResource.as_view(LIST | {"post": "create"}), name="product-list"),
    path("products/<slug:slug>/", ProductResource.as_view(ONE | {"patch": "partial_update"}), name="product-detail"),
    path("products/<slug:slug>/publication/", ProductResource.as_view({"post": "publish"}), name="publication-create"),
    path("products/<slug:slug>/retirement/", ProductResource.as_view({"post": "retire"}), name="retirement-create"),
    path("variants/", VariantResource.as_view(LIST), name="variant-list"),
    path("variants/<str:sku>/", VariantResource.as_view(ONE), name="variant-detail"),
    path("categories/", CategoryResource.as_view(LIST), name="category-list"),
    path("categories/<slug:slug>/", CategoryResource.as_view(ONE), name="category-detail"),
    path("brands/", BrandResource.as_view(LIST), name="brand-list"),
    path("brands/<slug:slug>/", BrandResource.as_view(ONE), name="brand-detail"),
    path("prices/", PriceResource.as_view(LIST), name="price-list"),
    path("prices/<str:sku>/", PriceResource.as_view(ONE | {"put": "update"}), name="price-detail"),
    path("price-batches/", PriceBatchResource.as_view({"post": "create"}), name="price-batch-create"),
    path("stores/", StoreResource.as_view(LIST), name="store-list"),
    path("stores/<slug:code>/", StoreResource.as_view(ONE), name="store-detail"),
    path("stock/", StockResource.as_view(LIST), name="stock-list"),
    path("stock/<str:sku>/<slug:location>/", StockResource.as_view(ONE | {"put": "update"}), name="stock-detail"),
    path("stock-batches/", StockBatchResource.as_view({"post": "create"}), name="stock-batch-create"),
    path("plans/", PlanPriceResource.as_view(LIST), name="plan-list"),
    path("membership/", OwnMembership.as_view({"get": "retrieve"}), name="membership-own"),
    path("carrier-events/", CarrierEventResource.as_view({"post": "create"}), name="carrier-event-create"),
    path("schema/", SpectacularAPIView.as_view(**OPEN), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema", **OPEN), name="docs"),
]
