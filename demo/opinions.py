"""What buyers say: who reviews, with how many stars, and in which words."""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from demo.past import Timeline
from demo.people import Shopper
from orders.models import Order, OrderLine
from reviews.actions.moderation import publish_entry
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import EntryState, Review

TEXTS = Path(__file__).parent / "texts" / "opinions"
SPREAD = {5: 55, 4: 23, 3: 11, 2: 6, 1: 5}
REVIEWERS = 0.94
"""Share of delivered lines that somebody says something about."""
PLEASING = 0.55
"""How far products differ in how well they please; 0 would give all the same spread."""

# Stars: what a text of that many is made of.
RECIPES = {
    5: ["good"] * 3,
    4: ["good", "flaw", "good"],
    3: ["good", "flaw", "flaw"],
    2: ["bad", "flaw", "good"],
    1: ["bad", "bad"],
}
CLOSERS = {5: "closers_good", 4: "closers_mixed", 3: "closers_mixed", 2: "closers_bad", 1: "closers_bad"}


class Opinions:
    """Plans a review for most things that arrived."""

    def __init__(self, timeline: Timeline, rng: Random) -> None:
        self.timeline, self.rng = timeline, rng
        self.writer = Writer(rng)
        self.pleasing: dict[int, float] = {}
        self.reviewed: set[tuple[int, str]] = set()

    def plan(self, shopper: Shopper, order: Order, at: datetime) -> None:
        for line in order.lines.select_related("product__category"):
            if self.rng.random() < REVIEWERS:
                days = self.rng.choice((3, 5, 8, 10, 12, 15, 20, 33))
                moment = at + timedelta(days=days, minutes=self.rng.randint(0, 600))
                self.timeline.plan(moment, partial(self._write, shopper, order, line))

    def _write(self, shopper: Shopper, order: Order, line: OrderLine) -> None:
        product = line.product
        if (product.pk, shopper.email) in self.reviewed:
            return
        self.reviewed.add((product.pk, shopper.email))
        said = self.writer.write(product.pk, product.category.name, self._stars(product.pk), shopper.language)
        words = Words(
            stars=said.stars, title=said.title, text=said.text, author_name=shopper.name, language=said.language
        )
        by = Reviewer(shopper.user, None if shopper.user else order)
        review = write_review(product=product, words=words, by=by, at=self.timeline.clock())
        self._decide_in_time(review)

    def _decide_in_time(self, review: Review) -> None:
        """Staff read what waited long ago; what came this week is left for whoever tries the queue."""
        now = self.timeline.clock()
        if review.state == EntryState.PENDING and now < self.timeline.end - timedelta(days=1):
            publish_entry(entry=review, by=None, at=now + timedelta(hours=5))

    def _stars(self, product: int) -> int:
        """Most are content; some products please more than others."""
        tilt = self.pleasing.setdefault(product, self.rng.gauss(0, PLEASING))
        weights = [share * 2.718 ** (tilt * (stars - 4.2) / 2) for stars, share in SPREAD.items()]
        return self.rng.choices(list(SPREAD), weights)[0]


@dataclass(frozen=True)
class Said:
    stars: int
    title: str
    text: str
    language: str


class Writer:
    """Puts reviews together; the same sentence is not said twice of one product while others are left."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.said: dict[int, set[str]] = defaultdict(set)

    def write(self, product: int, category: str, stars: int, language: str) -> Said:
        bank = banks(language)
        title = self._fresh(product, bank["titles"][str(stars)]) if self.rng.random() < 0.75 else ""
        silent = self.rng.random() < 0.08
        text = "" if silent and title else self._text(product, bank, category, stars)
        return Said(stars, title, text, language)

    def _text(self, product: int, bank: dict[str, Any], category: str, stars: int) -> str:
        length = self.rng.choices((1, 2, 3), (28, 42, 30))[0]
        parts = [self._sentence(product, bank, category, kind) for kind in RECIPES[stars][:length]]
        if self.rng.random() < 0.35:
            parts.insert(0, self._fresh(product, bank["openers"]))
        if self.rng.random() < 0.3 or (length == 1 and stars < 3):
            parts.append(self._fresh(product, bank[CLOSERS[stars]]))
        return _paragraphs(parts)

    def _sentence(self, product: int, bank: dict[str, Any], category: str, kind: str) -> str:
        own = bank.get(category, {}).get(kind, [])
        return self._fresh(product, own if own and self.rng.random() < 0.62 else bank[kind])

    def _fresh(self, product: int, sentences: Sequence[str]) -> str:
        unused = [sentence for sentence in sentences if sentence not in self.said[product]]
        sentence = self.rng.choice(unused or list(sentences))
        self.said[product].add(sentence)
        return sentence


@cache
def banks(language: str) -> dict[str, Any]:
    """Sentences of a language."""
    return tomllib.loads((TEXTS / f"{language}.toml").read_text())


def _paragraphs(parts: list[str]) -> str:
    """Long ones breathe in the middle; nobody says the same twice."""
    parts = list(dict.fromkeys(parts))
    return " ".join(parts) if len(parts) < 4 else " ".join(parts[:2]) + "\n\n" + " ".join(parts[2:])
