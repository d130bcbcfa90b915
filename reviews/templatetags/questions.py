"""Questions and answers on the product page, and for search engines."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from reviews.models import Answer, Question
from shop.models import Product
from shop.templatetags.jsonld import script_of

register = template.Library()
SHOWN = 4


@register.inclusion_tag("reviews/questions/_section.html", takes_context=True)
def product_questions(context: Any, product: Product) -> dict[str, object]:
    """The questions most answered, each with the answer that is read first. One query, none without questions."""
    questions: list[Question] = []
    if product.question_count:
        shown = Question.objects.shown().filter(product=product).read_first()
        questions = list(shown.select_related("best_answer")[:SHOWN])
    variants, variant = context.get("variants") or [], context.get("variant")
    return {
        "product": product,
        "questions": questions,
        "variant": variant if len(variants) > 1 else None,
        "request": context.get("request"),
    }


@register.simple_tag
def question_jsonld(question: Question, answers: list[Answer]) -> SafeString:
    """A QAPage, on the page of one answered question alone.

    Search engines' rules allow QAPage where one question stands and everybody may answer it. They forbid it on pages
    with several questions, such as a product's or the list of all its questions; and FAQPage is for answers that only
    the site itself gives, and is shown for hardly any site since 2023. So the other pages carry neither.
    """
    if not answers:
        return SafeString("")
    url = settings.BASE_URL + question.get_absolute_url()
    best, others = answers[0], answers[1:]
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": question.text[:150],
        "text": question.text,
        "answerCount": question.answer_count,
        "datePublished": question.created_at.isoformat(),
        "author": {"@type": "Person", "name": question.shown_name},
    }
    key = "acceptedAnswer" if best.is_official else "suggestedAnswer"
    entity[key] = [_answer(best, url)]
    if others:
        entity["suggestedAnswer"] = entity.get("suggestedAnswer", []) + [_answer(answer, url) for answer in others]
    return script_of({"@type": "QAPage", "mainEntity": entity})


def _answer(answer: Answer, url: str) -> dict[str, Any]:
    is_shop = answer.by == Answer.By.SHOP
    author = {"@type": "Organization" if is_shop else "Person", "name": settings.SHOP_NAME if is_shop else "–"}
    if answer.author_name and not is_shop:
        author["name"] = answer.author_name
    return {
        "@type": "Answer",
        "text": answer.text,
        "upvoteCount": answer.helpful,
        "datePublished": answer.created_at.isoformat(),
        "url": f"{url}#answer-{answer.pk}",
        "author": author,
    }
