"""Which texts a person should read before all do, and in which order. Stars are never part of it.

Every sign is a word from RISKS with what it adds to an entry's risk (0 to 100). Signs in LOOK keep an entry waiting;
the others only move it up the queue.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from hashlib import blake2b

RISKS = {
    "link": 40,
    "contact": 40,
    "profanity": 35,
    "other_shop": 25,
    "duplicate": 50,
    "burst": 30,
    "many_today": 20,
    "shouting": 5,
    "odd_letters": 15,
    "reported": 30,
    "unproven": 10,
    "photos": 5,
}
LOOK = frozenset(RISKS) - {"shouting"}

MANY_A_DAY = 5
"""More entries of one person in a day than this are looked at."""

BURST_AT_LEAST = 8
"""So many reviews of a product within BURST_HOURS, and BURST_TIMES its usual pace, are a flood."""
BURST_HOURS = 24
BURST_TIMES = 5

SHINGLE_WORDS, SHINGLES_KEPT, SHINGLES_SHARED = 5, 8, 5
"""Runs of five words; the eight smallest digests of a text are kept; five in common are the same text."""

_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|shop|de|info|biz|ru|cn)\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"\b[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.\w+)+|(?:\+|\b0)\d[\d ()/.-]{7,}\d", re.IGNORECASE
)
_PROFANE = re.compile(
    r"\b(?:fuck\w*|shit\w*|bullshit|cunt\w*|asshole\w*|bitch\w*|bastard\w*|dickhead\w*|motherf\w+|whore\w*|nigg(?:er|a)\w*|faggot\w*"
    r"|scheiß\w*|scheiss\w*|arschl\w+|fick\w*|hurens\w+|wichser\w*|fotze\w*|schlampe\w*|missgeburt\w*)\b",
    re.IGNORECASE,
)
_OTHER_SHOP = re.compile(
    r"\b(?:amazon|ebay|ali[ -]?express|alibaba|temu|shein|etsy|wal[ -]?mart|otto\.de|zalando)\b", re.IGNORECASE
)
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200C, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)]
)
_LONG_WORD = re.compile(r"\S{60,}")


def tidy_text(text: str) -> str:
    """Without invisible letters, marks that turn the reading direction and control characters; three line breaks are
    two. A joiner between letters stays, as emoji and some scripts need it."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    kept = "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Co")
    )
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def signs_in(text: str, *, at_home: str = "") -> list[str]:
    """The signs a text carries by itself. Shops named in `at_home`, such as a product's brand, are no others, however
    they are spelled."""
    home = _letters_of(at_home)
    letters = [letter for letter in text if letter.isalpha()]
    found = {
        "link": _LINK.search(text),
        "contact": _CONTACT.search(text),
        "profanity": _PROFANE.search(text),
        "other_shop": any(_letters_of(name) not in home for name in _OTHER_SHOP.findall(text)),
        "shouting": len(letters) >= 40 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters),
        "odd_letters": _LONG_WORD.search(text) or _mixes_scripts(text),
    }
    return [sign for sign, is_there in found.items() if is_there]


def risk_of(signs: Iterable[str]) -> int:
    """From 0 to 100."""
    return min(sum(RISKS[sign] for sign in set(signs)), 100)


def needs_a_look(signs: Collection[str]) -> bool:
    return not LOOK.isdisjoint(signs)


def mask_contacts(text: str) -> str:
    """Addresses and numbers of people are hidden in what all may read."""
    return _CONTACT.sub("[…]", text)


def is_burst(last_day: int, usual_a_day: float) -> bool:
    """Whether so many reviews of one product within a day are a flood."""
    return last_day >= BURST_AT_LEAST and last_day > BURST_TIMES * usual_a_day


def shingles(text: str) -> list[int]:
    """The smallest digests of its runs of words, by which copies are found whatever is put around them (Broder 1997);
    nothing for a text too short to prove anything."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1)}
    if len(runs) < SHINGLES_KEPT:
        return []
    return sorted(int.from_bytes(blake2b(run.encode(), digest_size=7).digest(), "big") for run in runs)[:SHINGLES_KEPT]


def _letters_of(text: str) -> str:
    """ "Wal-Mart" and "WALMART" are one name, as are "Otto.de" and "otto de"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _mixes_scripts(text: str) -> bool:
    """Latin with Cyrillic or Greek inside one word: letters that only look alike."""
    for word in re.findall(r"\w{3,}", text):
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return True
    return False
