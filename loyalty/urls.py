"""Addresses of the membership: the page to join, and a member's own."""

from django.urls import path

from loyalty.views import joining, memberships

app_name = "loyalty"
urlpatterns = [
    path("membership/", joining.join, name="join"),
    path("membership/joining/", joining.join_create, name="join-create"),
    path("membership/joined/", joining.join_return, name="join-return"),
    path("account/membership/", memberships.membership_detail, name="membership-detail"),
    path("account/membership/cancellation/", memberships.cancellation_create, name="cancellation-create"),
    path("account/membership/cancellation/removal/", memberships.cancellation_delete, name="cancellation-delete"),
    path("account/membership/refund/", memberships.refund_create, name="refund-create"),
    path("account/membership/price/", memberships.price_update, name="price-update"),
    path("account/membership/price/agreement/", memberships.agreement_create, name="agreement-create"),
    path("account/membership/payment/", memberships.payment_create, name="payment-create"),
    path("account/membership/card/", memberships.card_update, name="card-update"),
]
