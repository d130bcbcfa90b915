"""Addresses of the partners' API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from loyalty.api.memberships import OwnMembership, PlanPriceList
from orders.api.carrier_events import CarrierEventCreate
from shop.api.catalog import CategoryViewSet, ProductViewSet

router = SimpleRouter()
router.register("products", ProductViewSet, basename="product")
router.register("categories", CategoryViewSet, basename="category")

app_name = "api"
urlpatterns = [
    *router.urls,
    path("plans/", PlanPriceList.as_view(), name="plan-list"),
    path("membership/", OwnMembership.as_view(), name="membership-detail"),
    path("carrier-events/", CarrierEventCreate.as_view(), name="carrier-event-create"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema", permission_classes=[AllowAny]), name="docs"),
]
