"""Importing questions and answers from another shop: they say where they come from and are never verified.

Every batch is one transaction, and a question or answer is known again by its source and key; so an import that was
killed is simply started once more, and a file that was imported before changes nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import public_name
from reviews.actions.answer_counts import count_anew
from reviews.models import Answer, Question
from reviews.rules.question_feeds import MappedQuestion, QuestionMapping, map_question, parse_question_mapping
from reviews.rules.questions import mask_personal
from reviews.rules.risk import needs_a_look, risk_of, signs_in
from shop.actions.feed_files import batches_of_rows, opened_file, refusal_file
from shop.actions.imports import MappingNotUsable
from shop.models import Product, Variant
from shop.rules.cells import RowRefused
from shop.rules.rows import FeedBroken, RawRow, Refusal, parsed, rows_of

MAPPINGS = Path(__file__).resolve().parent.parent / "mappings" / "questions"
REFUSALS_SHOWN = 10


@dataclass
class QuestionReport:
    """What came of an import. `waiting` are those that a person should read before all do."""

    questions: int = 0
    answers: int = 0
    known: int = 0
    waiting: int = 0
    refused: int = 0
    broken: str = ""
    refusals: list[Refusal] = field(default_factory=list)


def question_mapping(named: str | None, file: Path) -> QuestionMapping:
    """One of ours by its name, any by its path, else by what the file's name ends in. Raises MappingNotUsable."""
    name = named or ("plain" if ".csv" in file.suffixes else "amazon")
    path = MAPPINGS / f"{name}.toml" if re.fullmatch(r"[a-z0-9_-]+", name) else Path(name)
    try:
        return parse_question_mapping(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MappingNotUsable(f"{path}: {error}") from error


def import_questions(
    *,
    file: Path,
    mapping: QuestionMapping,
    refused_to: Path | None,
    at: datetime,
    dry_run: bool = False,
    limit: int | None = None,
    tell: Callable[[int], object] = lambda position: None,
) -> QuestionReport:
    """Create what is not known yet; rows refused go to `refused_to`. `tell` hears how many bytes are read.

    With `dry_run` nothing is written. What has something for a person to look at waits for staff, as everything does.
    """
    with opened_file(file) as (raw, stream), refusal_file(None if dry_run else refused_to) as refuse:
        run = _Run(mapping, refuse, at, dry_run)
        try:
            for batch in batches_of_rows(islice(rows_of(stream, mapping.format, mapping.needed), limit)):
                run.take(batch)
                tell(raw.tell())
        except FeedBroken as broken:
            run.report.broken = str(broken)
    return run.report


class _Run:
    """One import on its way."""

    def __init__(
        self, mapping: QuestionMapping, refuse: Callable[[Refusal], None], at: datetime, dry_run: bool
    ) -> None:
        self.mapping, self.refuse, self.at, self.dry_run = mapping, refuse, at, dry_run
        self.report = QuestionReport()

    def take(self, batch: list[RawRow]) -> None:
        rows = [(raw, row) for raw in batch if (row := self._mapped(raw))]
        products = _products({row.product for _raw, row in rows})
        for raw, row in rows:
            if row.product not in products:
                self._refuse(raw, f"There is no product {row.product}.")
        self._write([(products[row.product], row) for _raw, row in rows if row.product in products])

    @transaction.atomic
    def _write(self, rows: list[tuple[int, MappedQuestion]]) -> None:
        ids = self._write_questions(rows)
        answers = self._write_answers(rows, ids)
        if not self.dry_run:
            product_ids = sorted({product_id for product_id, _row in rows})
            Product.objects.lock(product_ids)
            count_anew(list(ids.values()), product_ids)
        self.report.answers += answers

    def _write_questions(self, rows: list[tuple[int, MappedQuestion]]) -> dict[str, int]:
        """The ids of the rows' questions by key, the new ones made."""
        known = self._known(rows)
        new: dict[str, Question] = {}
        for product_id, row in rows:
            if row.key in known or row.key in new:
                continue
            new[row.key] = self._question(product_id, row)
        self.report.questions += len(new)
        self.report.known += len(known)
        if self.dry_run:
            return known
        Question.objects.bulk_create(new.values(), batch_size=200)
        return known | {key: question.pk for key, question in new.items()}

    def _write_answers(self, rows: list[tuple[int, MappedQuestion]], ids: dict[str, int]) -> int:
        wanted = {row.answer_key: row for _product_id, row in rows if row.answer}
        source = {"source_name": self.mapping.source, "source_key__in": list(wanted)}
        known = set(Answer.objects.filter(**source).values_list("source_key", flat=True))
        new = [row for key, row in wanted.items() if key not in known]
        if not self.dry_run:
            Answer.objects.bulk_create([self._answer(ids[row.key], row) for row in new], batch_size=200)
        return len(new)

    def _known(self, rows: list[tuple[int, MappedQuestion]]) -> dict[str, int]:
        keys = {row.key for _product_id, row in rows}
        known = Question.objects.filter(source_name=self.mapping.source, source_key__in=keys)
        return dict(known.values_list("source_key", "pk"))

    def _question(self, product_id: int, row: MappedQuestion) -> Question:
        moment = row.asked_at or row.answered_at or self.at
        common = self._entry(row.text, row.language, moment) | {"source_key": row.key}
        return Question(product_id=product_id, author_name=public_name(row.author_name)[:60], **common)

    def _answer(self, question_id: int, row: MappedQuestion) -> Answer:
        moment = row.answered_at or row.asked_at or self.at
        common = self._entry(row.answer, row.language, moment) | {"source_key": row.answer_key}
        return Answer(question_id=question_id, by=Answer.By.IMPORT, **common)

    def _entry(self, text: str, language: str, moment: datetime) -> dict[str, object]:
        signs = sorted(set(signs_in(text, at_home=f"{self.mapping.source} {settings.SHOP_NAME}")))
        waits = needs_a_look(signs)
        self.report.waiting += waits
        return {
            "text": mask_personal(text),
            "language": language,
            "state": Question.State.PENDING if waits else Question.State.PUBLISHED,
            "risk": risk_of(signs),
            "risks": signs,
            "created_at": moment,
            "submitted_at": self.at,
            "published_at": None if waits else moment,
            "source_name": self.mapping.source,
        }

    def _mapped(self, raw: RawRow) -> MappedQuestion | None:
        try:
            return map_question(self.mapping, parsed(raw))
        except RowRefused as refused:
            self._refuse(raw, refused.reason)
            return None

    def _refuse(self, raw: RawRow, reason: str) -> None:
        refusal = Refusal(raw.line, reason, raw.start)
        self.report.refused += 1
        self.report.refusals += [refusal][: REFUSALS_SHOWN - len(self.report.refusals)]
        self.refuse(refusal)


def _products(names: set[str]) -> dict[str, int]:
    """Our products by what a source calls them: SKU, id in the catalog's source or GTIN, in this order."""
    rows = [
        *Variant.objects.filter(gtin__in=names).values_list("gtin", "product"),
        *Product.objects.filter(source_id__in=names).values_list("source_id", "pk"),
        *Variant.objects.filter(sku__in=names).values_list("sku", "product"),
    ]
    return {str(name): pk for name, pk in rows}
