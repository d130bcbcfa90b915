"""Text as search sees it: the same words for a document and for a query, whatever database holds the index."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")
UNITS = frozenset(
    re.findall(
        r"\w+",
        "gb tb mb kb mhz ghz hz mm cm m ft in w kw v va kva mah ah wh a mp dpi ppm rpm ml l g kg gbit mbit bit k",
    )
)
INCH = re.compile('["\u2033\u201d]')
MARK = re.compile("[\u0300-\u036f]")
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
NUMBER = re.compile(r"^\d+(\.\d+)?$")
JOINED_UNIT = re.compile(r"^(\d+(?:\.\d+)?)([a-z]+)$")
ONE_SPELLING = {
    "inch": "in",
    "inches": "in",
    "colour": "color",
    "grey": "gray",
    "fibre": "fiber",
    "aluminium": "aluminum",
    "centre": "center",
    "theatre": "theater",
    "jewellery": "jewelry",
    "tyre": "tire",
}
KEEPS_ITS_S = ("ss", "us", "is", "os")
NOT_BY_RULE = {"lens": "lens", "lenses": "lens", "series": "series", "mice": "mouse", "tvs": "tv", "cds": "cd"}
WORD_LENGTH = 40


def normalize(text: str) -> str:
    """One case, no accents, no invisible characters."""
    text = INCH.sub(" inch ", text)
    if not text.isascii():
        text = MARK.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()))
    return INVISIBLE.sub(" ", text.lower())


def words(text: str) -> list[str]:
    """The words in order, a number and its unit as one: "500 GB" and "500gb" are both ["500gb"]."""
    found: list[str] = []
    for raw in WORD.findall(normalize(text)):
        word = _spelled(raw)
        if found and word in UNITS and NUMBER.match(found[-1]):
            found[-1] += word
        else:
            found.append(word)
    return found


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The singular, for the plurals of English that matter in a shop: batteries, boxes, watches, cables."""
    if word in NOT_BY_RULE:
        return NOT_BY_RULE[word]
    if len(word) < 4 or not word.isalpha() or word.endswith(KEEPS_ITS_S) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def terms(text: str) -> list[str]:
    """The words of a text, singular."""
    return [stem(word) for word in words(text)]


def pairs(found: list[str]) -> list[str]:
    """Neighbors written as one word, so that "headset" finds "head set": only those that can be one word."""
    return [left + right for left, right in pairwise(found) if _may_join(left, right)]


def squeeze(code: str) -> str:
    """A part number without its dashes and blanks."""
    return "".join(re.findall(r"[^\W_]", normalize(code)))


def distinct(found: Iterable[str]) -> list[str]:
    """Each word once, in order."""
    return list(dict.fromkeys(found))


def _may_join(left: str, right: str) -> bool:
    return len(left) > 1 and len(left) + len(right) <= 24 and left[:1].isalpha()


@lru_cache(maxsize=65536)
def _spelled(raw: str) -> str:
    word = raw.replace(",", ".")[:WORD_LENGTH]
    match = JOINED_UNIT.match(word)
    if match and match[2] in ONE_SPELLING:
        return match[1] + ONE_SPELLING[match[2]]
    return ONE_SPELLING.get(word, word)
