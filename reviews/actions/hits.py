"""What is known already about something somebody is about to ask: questions, reviews and facts of the product."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reviews.actions.questions import COMPARED
from reviews.models import Question, Review
from reviews.rules.matching import best_matches, content_words, sentences
from reviews.rules.questions import is_about_an_order
from shop.models import Product

QUESTIONS_SHOWN, SENTENCES_SHOWN, FACTS_SHOWN = 3, 2, 3
REVIEWS_READ = 60


class Fact(NamedTuple):
    """A line of the product's own page; without a label a sentence."""

    label: str
    text: str


@dataclass(frozen=True)
class Hits:
    """What may answer a question before it is asked."""

    questions: list[Question] = field(default_factory=list)
    sentences: list[tuple[str, Review]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    is_about_an_order: bool = False

    def __bool__(self) -> bool:
        return bool(self.questions or self.sentences or self.facts)


def find_hits(*, product: Product, text: str) -> Hits:
    """Four queries at most; none for a text that says nothing yet."""
    if not content_words(text):
        return Hits(is_about_an_order=is_about_an_order(text))
    return Hits(
        questions=_questions(product, text),
        sentences=_sentences(product, text) if product.rating_count else [],
        facts=best_matches(text, ((fact, f"{fact.label} {fact.text}") for fact in _facts(product)), FACTS_SHOWN),
        is_about_an_order=is_about_an_order(text),
    )


def _questions(product: Product, text: str) -> list[Question]:
    if not product.question_count:
        return []
    asked = Question.objects.shown().filter(product=product).order_by("-answer_count", "-pk")
    found = best_matches(text, asked.values_list("pk", "text")[:COMPARED], QUESTIONS_SHOWN)
    by_pk = Question.objects.select_related("best_answer").in_bulk(found)
    return [by_pk[pk] for pk in found]


def _sentences(product: Product, text: str) -> list[tuple[str, Review]]:
    """One sentence of a review each, of the most useful ones."""
    reviews = Review.objects.published().filter(product=product).exclude(text="").order_by("-usefulness", "-pk")
    pairs = [((said, review), said) for review in reviews[:REVIEWS_READ] for said in sentences(review.text)]
    return best_matches(text, pairs, SENTENCES_SHOWN)


def _facts(product: Product) -> Iterator[Fact]:
    for point in product.bullet_points:
        yield Fact("", str(point))
    for line in product.specification.select_related("attribute"):
        yield Fact(line.attribute.label, line.shown)
    for said in sentences(product.description):
        yield Fact("", said)
