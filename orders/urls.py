"""Addresses of basket, checkout and orders."""

from django.urls import path

from orders.views import accounts, baskets, changes, checkout, codes, gift_cards, orders, points, referrals, tracking

app_name = "orders"
urlpatterns = [
    path("basket/", baskets.basket_detail, name="basket-detail"),
    path("basket/lines/", baskets.line_create, name="basket-line-create"),
    path("basket/lines/<int:variant_id>/", baskets.line_update, name="basket-line-update"),
    path("basket/lines/<int:variant_id>/removal/", baskets.line_delete, name="basket-line-delete"),
    path("basket/lines/<int:variant_id>/later/", baskets.line_save, name="basket-line-save"),
    path("basket/lines/<int:variant_id>/return/", baskets.line_move, name="basket-line-move"),
    path("basket/codes/", codes.code_create, name="basket-code-create"),
    path("basket/codes/<int:coupon_id>/removal/", codes.coupon_delete, name="basket-coupon-delete"),
    path("basket/gift-cards/<int:purse_id>/removal/", codes.gift_card_delete, name="basket-gift-card-delete"),
    path("basket/credit/", codes.credit_update, name="basket-credit-update"),
    path("basket/points/", codes.points_update, name="basket-points-update"),
    path("account/points/", points.points_home, name="points"),
    path("account/points/rewards/<int:reward_id>/", points.reward_claim, name="reward-claim"),
    path("account/friends/", referrals.referral_home, name="referrals"),
    path("r/<str:code>/", referrals.invitation, name="invitation"),
    path("gift-cards/", gift_cards.gift_card_create, name="gift-card-create"),
    path("gift-cards/balance/", gift_cards.gift_card_balance, name="gift-card-balance"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/abandonment/", checkout.payment_abandon, name="payment-abandon"),
    path("checkout/return/<str:token>/", checkout.payment_return, name="payment-return"),
    path("orders/", orders.order_list, name="order-list"),
    path("orders/lookup/", orders.order_lookup, name="order-lookup"),
    path("orders/account/<str:token>/", accounts.account_create, name="account-create"),
    path("orders/link/<str:token>/", orders.order_link, name="order-link"),
    path("orders/link/<str:token>/cancellation/", orders.order_cancel, name="order-cancel"),
    path("orders/link/<str:token>/items/", changes.units_cancel, name="order-units-cancel"),
    path("orders/link/<str:token>/address/", changes.address_update, name="order-address-update"),
    path("orders/link/<str:token>/delivery/", changes.delivery_update, name="order-delivery-update"),
    path("orders/link/<str:token>/problems/<int:problem_id>/", changes.problem_update, name="order-problem-update"),
    path("orders/link/<str:token>/reports/<int:event_id>/photo/", tracking.proof_photo, name="order-proof-photo"),
    path("orders/<slug:number>/", orders.order_detail, name="order-detail"),
]
