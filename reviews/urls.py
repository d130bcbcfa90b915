"""Addresses of reviews, questions and answers."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reviews.views import answers, entries, feeds, questions, reading, reviews


class KindConverter(StringConverter):
    """review, question or answer."""

    regex = "review|question|answer"


register_converter(KindConverter, "entry_kind")
app_name = "reviews"
urlpatterns = [
    path("feeds/reviews.xml", feeds.review_feed, {"kind": "xml"}, name="feed-xml"),
    path("feeds/reviews.jsonl", feeds.review_feed, {"kind": "jsonl"}, name="feed-lines"),
    path("opinions/appeals/<str:token>/", entries.appeal, name="appeal"),
    path("opinions/<entry_kind:kind>/<int:pk>/vote/", entries.vote, name="entry-vote"),
    path("opinions/<entry_kind:kind>/<int:pk>/report/", entries.report, name="entry-report"),
    path("opinions/<entry_kind:kind>/<int:pk>/withdraw/", entries.withdraw, name="entry-withdraw"),
    path("questions/reply/<str:token>/", answers.reply, name="question-reply"),
    path("questions/no-idea/<str:token>/", answers.decline, name="question-decline"),
    path("questions/unsubscription/<str:token>/", answers.never, name="questions-never"),
    path("questions/followed/<str:token>/", answers.unfollow, name="question-unfollow"),
    path("p/<slug:slug>/questions/", questions.question_list, name="question-list"),
    path("p/<slug:slug>/questions/new/", questions.question_create, name="question-create"),
    path("p/<slug:slug>/questions/suggestions/", questions.question_suggest, name="question-suggest"),
    path("p/<slug:slug>/questions/<int:pk>/", questions.question_detail, name="question-detail"),
    path("p/<slug:slug>/questions/<int:pk>/follow/", questions.follow, name="question-follow"),
    path("p/<slug:slug>/questions/<int:pk>/answers/", answers.answer_create, name="answer-create"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/write/<str:token>/<int:product_id>/", reviews.review_create_by_link, name="review-create-by-link"),
    path("reviews/change/<str:token>/<int:product_id>/", reviews.review_update_by_link, name="review-update-by-link"),
    path("reviews/drafts/<slug:slug>/", reviews.draft_update, name="draft-update"),
    path("reviews/unsubscription/<str:token>/", reviews.unsubscription, name="unsubscription"),
    path("p/<slug:slug>/reviews/", reading.product_reviews, name="product-reviews"),
    path("p/<slug:slug>/reviews/photos/", reading.photo_list, name="photo-list"),
    path("p/<slug:slug>/reviews/new/", reviews.review_create, name="review-create"),
]
