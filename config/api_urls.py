"""Addresses of the partners' API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.customers import CustomerResource
from accounts.api.webhooks import DeliveryResource, EndpointResource, EventResource
from accounts.views.developers import app_guide, webhooks
from core.views.developers import first_order, home, problems
from loyalty.api.memberships import MembershipResource, OwnMembership, PlanPriceResource
from loyalty.api.points import PointsGrantResource, PointsResource
from orders.api.baskets import (
    BasketCodeResource,
    BasketLineResource,
    BasketResource,
    CheckoutResource,
    OfferResource,
)
from orders.api.carrier_events import CarrierEventResource
from orders.api.orders import CancellationResource, OrderResource
from orders.api.refunds import OrderRefundResource, RefundResource
from orders.api.returns import OrderReturnResource, ReturnQuoteResource, ReturnResource
from orders.api.shipments import OrderShipmentResource, ShipmentResource
from reviews.api.questions import AnswerResource, QuestionAnswerResource, QuestionResource
from reviews.api.reviews import ReviewResource
from shop.api.catalog import BrandResource, CategoryResource, ProductResource, VariantResource
from shop.api.prices import PriceBatchResource, PriceResource
from shop.api.stock import StockBatchResource, StockResource, StoreResource

LIST, ONE, MAKE = {"get": "list"}, {"get": "retrieve"}, {"post": "create"}
OPEN = {"permission_classes": [], "authentication_classes": []}

app_name = "api"
urlpatterns = [
    path("products/", ProductResource.as_view(LIST | MAKE), name="product-list"),
    path("products/<slug:slug>/", ProductResource.as_view(ONE | {"patch": "partial_update"}), name="product-detail"),
    path("products/<slug:slug>/publication/", ProductResource.as_view({"post": "publish"}), name="publication-create"),
    path("products/<slug:slug>/retirement/", ProductResource.as_view({"post": "retire"}), name="retirement-create"),
    path("variants/", VariantResource.as_view(LIST), name="variant-list"),
    path("variants/<path:sku>/", VariantResource.as_view(ONE), name="variant-detail"),
    path("categories/", CategoryResource.as_view(LIST), name="category-list"),
    path("categories/<slug:slug>/", CategoryResource.as_view(ONE), name="category-detail"),
    path("brands/", BrandResource.as_view(LIST), name="brand-list"),
    path("brands/<slug:slug>/", BrandResource.as_view(ONE), name="brand-detail"),
    path("prices/", PriceResource.as_view(LIST), name="price-list"),
    path("prices/<path:sku>/", PriceResource.as_view(ONE | {"put": "update"}), name="price-detail"),
    path("price-batches/", PriceBatchResource.as_view(MAKE), name="price-batch-create"),
    path("stores/", StoreResource.as_view(LIST), name="store-list"),
    path("stores/<slug:code>/", StoreResource.as_view(ONE), name="store-detail"),
    path("stock/", StockResource.as_view(LIST), name="stock-list"),
    path("stock/<path:sku>/<slug:location>/", StockResource.as_view(ONE | {"put": "update"}), name="stock-detail"),
    path("stock-batches/", StockBatchResource.as_view(MAKE), name="stock-batch-create"),
    path("customers/", CustomerResource.as_view(LIST), name="customer-list"),
    path("customers/<slug:id>/", CustomerResource.as_view(ONE), name="customer-detail"),
    path("baskets/", BasketResource.as_view(MAKE), name="basket-create"),
    path("baskets/<slug:id>/", BasketResource.as_view(ONE), name="basket-detail"),
    path(
        "baskets/<slug:id>/lines/<path:sku>/",
        BasketLineResource.as_view({"put": "update", "delete": "destroy"}),
        name="basket-line",
    ),
    path("baskets/<slug:id>/codes/", BasketCodeResource.as_view(MAKE), name="basket-code-create"),
    path("baskets/<slug:id>/offers/", OfferResource.as_view(LIST), name="offer-list"),
    path("baskets/<slug:id>/checkout/", CheckoutResource.as_view(MAKE), name="checkout-create"),
    path("orders/", OrderResource.as_view(LIST), name="order-list"),
    path("orders/<slug:number>/", OrderResource.as_view(ONE), name="order-detail"),
    path("orders/<slug:number>/cancellation/", CancellationResource.as_view(MAKE), name="cancellation-create"),
    path("orders/<slug:number>/shipments/", OrderShipmentResource.as_view(MAKE), name="order-shipment-create"),
    path("orders/<slug:number>/return-quotes/", ReturnQuoteResource.as_view(MAKE), name="return-quote-create"),
    path("orders/<slug:number>/returns/", OrderReturnResource.as_view(MAKE), name="order-return-create"),
    path("orders/<slug:number>/refunds/", OrderRefundResource.as_view(MAKE), name="order-refund-create"),
    path("shipments/", ShipmentResource.as_view(LIST), name="shipment-list"),
    path("shipments/<slug:id>/", ShipmentResource.as_view(ONE), name="shipment-detail"),
    path(
        "shipments/<slug:id>/dispatch/",
        ShipmentResource.as_view({"post": "dispatch_parcel"}),
        name="dispatch-create",
    ),
    path("returns/", ReturnResource.as_view(LIST), name="return-list"),
    path("returns/<slug:number>/", ReturnResource.as_view(ONE), name="return-detail"),
    path("returns/<slug:number>/receipt/", ReturnResource.as_view({"post": "receive"}), name="receipt-create"),
    path("returns/<slug:number>/inspection/", ReturnResource.as_view({"post": "inspect"}), name="inspection-create"),
    path("refunds/", RefundResource.as_view(LIST), name="refund-list"),
    path("refunds/<slug:id>/", RefundResource.as_view(ONE), name="refund-detail"),
    path("reviews/", ReviewResource.as_view(LIST | MAKE), name="review-list"),
    path("reviews/<int:id>/", ReviewResource.as_view(ONE), name="review-detail"),
    path("questions/", QuestionResource.as_view(LIST | MAKE), name="question-list"),
    path("questions/<int:id>/", QuestionResource.as_view(ONE), name="question-detail"),
    path("questions/<int:id>/answers/", QuestionAnswerResource.as_view(MAKE), name="question-answer-create"),
    path("answers/", AnswerResource.as_view(LIST), name="answer-list"),
    path("answers/<int:id>/", AnswerResource.as_view(ONE), name="answer-detail"),
    path("memberships/", MembershipResource.as_view(LIST), name="membership-list"),
    path("memberships/<int:id>/", MembershipResource.as_view(ONE), name="membership-detail"),
    path("points/", PointsResource.as_view(LIST), name="points-list"),
    path("points/<slug:id>/", PointsResource.as_view(ONE), name="points-detail"),
    path("points-grants/", PointsGrantResource.as_view(MAKE), name="points-grant-create"),
    path("webhook-endpoints/", EndpointResource.as_view(LIST | MAKE), name="endpoint-list"),
    path(
        "webhook-endpoints/<slug:id>/",
        EndpointResource.as_view(ONE | {"patch": "partial_update", "delete": "destroy"}),
        name="endpoint-detail",
    ),
    path("webhook-endpoints/<slug:id>/secrets/", EndpointResource.as_view({"post": "rotate"}), name="secret-create"),
    path("webhook-endpoints/<slug:id>/pause/", EndpointResource.as_view({"post": "pause"}), name="pause-create"),
    path("webhook-endpoints/<slug:id>/resumption/", EndpointResource.as_view({"post": "resume"}), name="resume-create"),
    path("webhook-endpoints/<slug:id>/tests/", EndpointResource.as_view({"post": "test"}), name="test-create"),
    path("webhook-endpoints/<slug:id>/replays/", EndpointResource.as_view({"post": "replay"}), name="replay-create"),
    path("webhook-deliveries/", DeliveryResource.as_view(LIST), name="delivery-list"),
    path("webhook-deliveries/<slug:id>/", DeliveryResource.as_view(ONE), name="delivery-detail"),
    path(
        "webhook-deliveries/<slug:id>/replay/",
        DeliveryResource.as_view({"post": "replay"}),
        name="delivery-replay-create",
    ),
    path("events/", EventResource.as_view(LIST), name="event-list"),
    path("events/<slug:id>/", EventResource.as_view(ONE), name="event-detail"),
    path("plans/", PlanPriceResource.as_view(LIST), name="plan-list"),
    path("membership/", OwnMembership.as_view({"get": "retrieve"}), name="membership-own"),
    path("carrier-events/", CarrierEventResource.as_view(MAKE), name="carrier-event-create"),
    path("", home, name="home"),
    path("first-order/", first_order, name="first-order"),
    path("webhooks/", webhooks, name="webhooks"),
    path("apps/", app_guide, name="apps"),
    path("problems/", problems, name="problems"),
    path("schema/", SpectacularAPIView.as_view(**OPEN), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(
            url_name="api:schema", template_name="core/developers/reference.html", **OPEN
        ),
        name="docs",
    ),
]
