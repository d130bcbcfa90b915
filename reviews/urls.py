"""Addresses of reviews."""

from django.urls import path

from reviews.views import reviews

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/write/<str:token>/<int:product_id>/", reviews.review_create_by_link, name="review-create-by-link"),
    path("reviews/unsubscription/<str:token>/", reviews.unsubscription, name="unsubscription"),
    path("p/<slug:slug>/reviews/", reviews.product_reviews, name="product-reviews"),
    path("p/<slug:slug>/reviews/new/", reviews.review_create, name="review-create"),
]
