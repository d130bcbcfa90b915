"""What waits for staff: reviews, questions and answers in one line, riskiest first; reported ones among them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from reviews.models.decisions import Decision, Report
from reviews.models.entries import WAITING, Entry, EntryState
from reviews.models.questions import Answer, Question
from reviews.models.reviews import Review

KINDS: dict[str, type[Entry]] = {"review": Review, "question": Question, "answer": Answer}
RELATED = {
    "review": ("product", "author", "variant"),
    "question": ("product", "author"),
    "answer": ("question__product", "author"),
}


def entries_to_decide(kind: str = "", limit: int = 50) -> list[Any]:
    """The next to decide, of one kind or of all. Stars have no say in the order."""
    found = [entry for name in _kinds(kind) for entry in _waiting(name)[:limit]]
    return sorted(found, key=lambda entry: (-entry.risk, entry.submitted_at or entry.created_at))[:limit]


def count_to_decide(kind: str = "") -> int:
    return sum(_waiting(name).count() for name in _kinds(kind))


def entry_of(kind: str, pk: int) -> Any:
    """One entry with what its card shows. Raises DoesNotExist."""
    return _with_facts(kind).get(pk=pk)


def open_reports(entries: list[Any]) -> dict[tuple[str, int], list[Report]]:
    """Reports nobody has handled, by kind and id of the entry."""
    found: dict[tuple[str, int], list[Report]] = {}
    by_kind = [Q(**{f"{kind}__in": [entry.pk for entry in entries if entry.kind == kind]}) for kind in KINDS]
    for report in Report.objects.filter(by_kind[0] | by_kind[1] | by_kind[2], handled_at=None):
        found.setdefault((report.entry.kind, report.entry.pk), []).append(report)
    return found


def appeal_notes(entries: list[Any]) -> dict[tuple[str, int], str]:
    """What writers said when they appealed, by kind and id of the entry; the last word of each."""
    appealed = [entry for entry in entries if entry.state == EntryState.APPEALED]
    notes: dict[tuple[str, int], str] = {}
    for kind in {entry.kind for entry in appealed}:
        ids = [entry.pk for entry in appealed if entry.kind == kind]
        said = Decision.objects.filter(**{f"{kind}__in": ids}, act=Decision.Act.APPEALED).order_by("at", "pk")
        notes |= {(kind, pk): note for pk, note in said.values_list(f"{kind}_id", "note")}
    return notes


def _kinds(kind: str) -> list[str]:
    return [kind] if kind else list(KINDS)


def _waiting(kind: str) -> Any:
    reported = Exists(Report.objects.filter(**{kind: OuterRef("pk")}, handled_at=None))
    waits = Q(state__in=WAITING) | Q(state=EntryState.PUBLISHED) & Q(reported)
    return _with_facts(kind).filter(waits).order_by("-risk", "submitted_at", "pk")


def _with_facts(kind: str) -> Any:
    entries = KINDS[kind]._default_manager.select_related(*RELATED[kind])
    return entries.prefetch_related("photos") if kind == "review" else entries
