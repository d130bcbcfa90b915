"""Which reviews of a product somebody wants to read, and in which order: parsed from the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

SORTS = ("helpful", "new", "critical")
MOST_QUERY = 60
MARKS = ("verified", "photos", "stars", "variant", "language", "q", "theme")


class BadSelection(ValueError):
    """There is no such filter, order or page."""


@dataclass(frozen=True)
class Selection:
    """A parsed address; the defaults choose everything, most helpful first. `variant` is an id, 0 for all."""

    stars: int = 0
    verified: bool = False
    photos: bool = False
    variant: int = 0
    language: str = ""
    q: str = ""
    theme: str = ""
    sort: str = "helpful"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, mark) for mark in MARKS)


def parse_selection(get: Callable[[str, str], str], languages: Mapping[str, int]) -> Selection:
    """From an address; `languages` are those with reviews. Raises BadSelection."""
    stars, sort, language = get("stars", ""), get("sort", "helpful"), get("language", "")
    if stars not in ("", *"12345") or sort not in SORTS or (language and language not in languages):
        raise BadSelection
    return Selection(
        stars=int(stars or 0),
        verified=_flag(get("verified", "")),
        photos=_flag(get("photos", "")),
        variant=_number(get("variant", "") or "0"),
        language=language,
        q=" ".join(get("q", "").split())[:MOST_QUERY],
        theme=" ".join(get("theme", "").split())[:MOST_QUERY],
        sort=sort,
        page=max(_number(get("page", "1")), 0) or _refuse(),
    )


def _flag(text: str) -> bool:
    if text not in ("", "1"):
        raise BadSelection
    return text == "1"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadSelection
    return int(text)


def _refuse() -> int:
    raise BadSelection
