"""What shoppers ask about our things, who answers, and what the staff still has to answer."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from accounts.models import User
from demo.past import Timeline
from demo.people import Shopper
from orders.models import Order
from reviews.actions.answers import answer_as_shop, answer_question
from reviews.actions.questions import ask_question
from reviews.actions.votes import cast_vote
from reviews.models import Answer, Question
from shop.models import Product

TEXTS = Path(__file__).parent / "texts" / "questions.toml"
UNANSWERED_AGES = (timedelta(hours=3), timedelta(hours=31), timedelta(hours=9))
"""How long ago the questions were asked that wait for staff: one of them for too long."""


@dataclass(frozen=True)
class Talk:
    """A question about one of our things, with what is said to it."""

    title: str
    text: str
    language: str = "en"
    shop: str = ""
    buyers: tuple[str, ...] = ()


@cache
def talks() -> list[Talk]:
    rows = tomllib.loads(TEXTS.read_text())["questions"]
    return [Talk(**row | {"buyers": tuple(row.get("buyers", ()))}) for row in rows]


class Curiosity:
    """Somebody asks about a thing once it was delivered to people who can tell."""

    def __init__(self, timeline: Timeline, rng: Random, staff: User, shoppers: list[Shopper]) -> None:
        self.timeline, self.rng, self.staff = timeline, rng, staff
        self.people = [shopper for shopper in shoppers if shopper.user]
        self.owners: dict[str, list[Shopper]] = defaultdict(list)
        self.open = {talk.text: talk for talk in talks() if talk.shop or talk.buyers}

    def plan(self, shopper: Shopper, order: Order, at: datetime) -> None:
        """Something arrived: of what it is, there is one more who knows."""
        for line in order.lines.select_related("product"):
            title = line.product.title
            if shopper.user and shopper not in self.owners[title]:
                self.owners[title].append(shopper)
            for talk in [talk for talk in self.open.values() if talk.title == title]:
                if len(self.owners[title]) >= max(1, len(talk.buyers)):
                    del self.open[talk.text]
                    moment = at + timedelta(days=self.rng.randint(9, 40), minutes=self.rng.randint(0, 600))
                    self.timeline.plan(moment, partial(self._ask, talk, line.product))

    def plan_waiting(self) -> None:
        """What nobody has answered yet when the story ends."""
        waiting = [talk for talk in talks() if not talk.shop and not talk.buyers]
        for talk, age in zip(waiting, UNANSWERED_AGES, strict=True):
            self.timeline.plan(self.timeline.end - age, partial(self._ask_if_sold, talk))

    def _ask_if_sold(self, talk: Talk) -> None:
        product = Product.objects.listed().filter(title=talk.title).first()
        if product:
            self._ask(talk, product)

    def _ask(self, talk: Talk, product: Product) -> None:
        owners = self.owners[talk.title]
        asker = self._somebody(talk.language, owners)
        now = self.timeline.clock()
        question = ask_question(product=product, text=talk.text, language=talk.language, by=asker, at=now)
        Question.objects.filter(pk=question.pk).update(buyers_asked_at=now)  # or a worker would ask them today
        for text, owner in zip(talk.buyers, owners, strict=False):
            self.timeline.plan(self._later(4, 60), partial(self._answer, question, text, owner.user))
        if talk.shop:
            self.timeline.plan(self._later(1, 20), partial(self._answer_as_shop, question, talk.shop))

    def _answer(self, question: Question, text: str, by: Any) -> None:
        now = self.timeline.clock()
        answer = answer_question(question=question, text=text, language=question.language, by=by, at=now)
        self._plan_votes(answer)

    def _answer_as_shop(self, question: Question, text: str) -> None:
        words = {"text": text, "language": question.language, "is_official": True}
        answer = answer_as_shop(question=question, by=self.staff, at=self.timeline.clock(), **words)
        self._plan_votes(answer)

    def _plan_votes(self, answer: Answer) -> None:
        others = [person.user for person in self.people if person.user and person.user.pk != answer.author_id]
        for voter in self.rng.sample(others, min(len(others), self.rng.choice((0, 1, 2, 2, 3, 5, 8)))):
            self.timeline.plan(self._later(24, 2400), partial(self._vote, answer, voter))

    def _vote(self, answer: Answer, voter: User) -> None:
        is_helpful = self.rng.random() < 0.9
        cast_vote(entry=answer, by=voter, is_helpful=is_helpful, at=self.timeline.clock())

    def _later(self, least: int, most: int) -> datetime:
        return self.timeline.clock() + timedelta(hours=self.rng.randint(least, most))

    def _somebody(self, language: str, owners: list[Shopper]) -> Any:
        others = [person for person in self.people if person not in owners]
        speakers = [person for person in others if person.language == language]
        return self.rng.choice(speakers or others or self.people).user
