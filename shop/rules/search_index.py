"""What an index keeps of a product, computed the same way for every database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from shop.rules.search import code_of
from shop.rules.words import distinct, pairs, stem, terms, words

LEAD_TERMS, BODY_TERMS, BODY_CHARACTERS = 40, 150, 6_000
CODE_CHARACTERS = 40
SPELLED = range(4, 25)
BODY_AT_MOST = 4_000
REST = "Other"
"""The shelf for what no rule could place: its name says nothing about a product."""

Texts: TypeAlias = tuple[str, str, str, tuple[str, ...], str, str]


@dataclass(frozen=True)
class SearchDocument:
    """A product as search sees it. `category` is the path with " > " between; `lead` the description's beginning,
    `body` everything else worth finding: bullet points, attributes."""

    product_id: int
    title: str
    brand: str = ""
    category: str = ""
    codes: tuple[str, ...] = ()
    lead: str = ""
    body: str = ""
    popularity: int = 0
    in_stock: bool = True
    price_minor: int = 0

    @property
    def texts(self) -> Texts:
        """What its words come from: documents of the same texts have the same words."""
        return self.title, self.brand, self.category, self.codes, self.lead, self.body


@dataclass(frozen=True)
class IndexEntry:
    """The document in terms. `joined` are neighbors of title, kind and lead written as one word."""

    product_id: int
    title: str
    brand: str
    kinds: str
    lead: str
    codes: str
    body: str
    popularity: int
    in_stock: bool
    price_minor: int
    spelled: str

    @property
    def title_words(self) -> list[str]:
        found = self.title.split()
        return found + pairs(found)

    @property
    def lead_words(self) -> list[str]:
        found = self.lead.split()
        return found + pairs(found)

    @property
    def kind_words(self) -> list[str]:
        kinds = [kind.split() for kind in self.kinds.split("|")]
        return distinct(word for kind in kinds for word in kind + pairs(kind))


Prepared: TypeAlias = Mapping[Texts, IndexEntry]


def category_text(trail: Sequence[str]) -> str:
    """The names of a product's categories as one text, from the department down."""
    return " > ".join(trail) if list(trail) != [REST] else ""


def body_text(bullet_points: Iterable[str], options: Iterable[str], specification: Iterable[str]) -> str:
    """What is worth finding beside title and description; the specification as "label value unit" a line."""
    return "\n".join([*bullet_points, *dict.fromkeys(options), *specification])[:BODY_AT_MOST]


def entry_of(document: SearchDocument, prepared: Prepared | None = None) -> IndexEntry:
    """The entry to store; texts are cut where they stop helping. `prepared` are entries whose words may be taken."""
    known = prepared.get(document.texts) if prepared else None
    if known is not None:
        return replace(
            known,
            product_id=document.product_id,
            popularity=document.popularity,
            in_stock=document.in_stock,
            price_minor=document.price_minor,
        )
    path = [name.strip() for name in document.category.split(">")]
    lead = terms(document.lead[:BODY_CHARACTERS])
    body = [*lead[LEAD_TERMS:], *terms(" ".join(path)), *terms(document.body[:BODY_CHARACTERS])]
    return IndexEntry(
        product_id=document.product_id,
        title=" ".join(terms(document.title)),
        brand=" ".join(terms(document.brand)),
        kinds="|".join(kinds_of(path[-1])),
        lead=" ".join(lead[:LEAD_TERMS]),
        codes=" ".join(distinct(_codes(document.codes))),
        body=" ".join(distinct(body)[:BODY_TERMS]),
        popularity=document.popularity,
        in_stock=document.in_stock,
        price_minor=document.price_minor,
        spelled=" ".join(_spelled(document)),
    )


def kinds_of(category: str) -> list[str]:
    """A category's name as kinds of things: "Laptop Bags & Sleeves" are laptop bags and laptop sleeves.

    A singular before a plural shares its noun: "Label & Receipt Printers" are label printers and receipt printers.
    """
    parts = [part for part in map(words, category.replace("(", "&").replace(")", "").split("&")) if part]
    if len(parts) > 1 and _is_plural(parts[-1][-1]):
        parts = [part if _is_plural(part[-1]) else [*part, parts[-1][-1]] for part in parts]
        parts = [part if at == 0 or len(part) > 1 else [*parts[0][:-1], *part] for at, part in enumerate(parts)]
    return [" ".join(map(stem, part)) for part in parts]


def count_words(entries: Iterable[IndexEntry], sign: int = 1) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """In how many titles, leads and visible texts (as spelled) each word stands."""
    titles, leads, spelled = Counter[str](), Counter[str](), Counter[str]()
    for entry in entries:
        titles.update(dict.fromkeys(entry.title_words, sign))
        leads.update(dict.fromkeys(entry.lead_words, sign))
        spelled.update(dict.fromkeys(entry.spelled.split(), sign))
    return titles, leads, spelled


def _codes(codes: Iterable[str]) -> list[str]:
    return [code for code in map(code_of, codes) if 1 < len(code) <= CODE_CHARACTERS]


def _spelled(document: SearchDocument) -> list[str]:
    """Plain words as people write them, for correcting others' spelling."""
    text = f"{document.title} {document.brand} {document.category}"
    return distinct(word for word in words(text) if word.isalpha() and len(word) in SPELLED)


def _is_plural(word: str) -> bool:
    return stem(word) != word
