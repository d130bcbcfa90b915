"""For search engines: the pages of questions that have an answer."""

from django.db.models import QuerySet

from reviews.models import Question
from shop.models import Product
from shop.views.seo import ShopSitemap


class QuestionSitemap(ShopSitemap):
    def items(self) -> QuerySet[Question]:
        """Without an answer a page says too little to be found."""
        shown = Question.objects.shown().filter(answer_count__gt=0, product__state=Product.State.PUBLISHED)
        return shown.select_related("product").order_by("pk")

    def lastmod(self, question: Question):
        return question.answered_at or question.updated_at


SITEMAPS = {"questions": QuestionSitemap}
