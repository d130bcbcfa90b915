"""The index on whichever database is configured: it finds, forgets, suggests and corrects."""

import pytest
from django.db import connection

from shop.search import backend, create_schema
from shop.search.base import SearchDocument

pytestmark = pytest.mark.django_db

LAPTOP = SearchDocument(1, "Zephyr Nimbus 14 notebook", "Zephyr", "Computers > Laptops", ("NB-14/X",), "Light.", "8 GB")
BAG = SearchDocument(2, "Zephyr laptop bag", "Zephyr", "Accessories > Laptop Bags & Cases", ("BAG 1",), "For school.")
HEADSET = SearchDocument(3, "Ohr wireless headset", "Ohr", "Audio > Headsets", ("4006381333931",), "With microphone.")
CUP = SearchDocument(4, "Café cup", "", "Kitchen > Cups", (), "", "Dishwasher safe clay", popularity=5)


@pytest.fixture(autouse=True)
def _filled() -> None:
    create_schema(connection)
    backend().clear()
    backend().index([LAPTOP, BAG, HEADSET, CUP])


def ids(text: str, limit: int = 1000) -> tuple[int, ...]:
    return backend().search(text, limit).ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("laptop", (1, 2)),
        ("laptop bag", (2,)),
        ("head set", (3,)),
        ("cafe", (4,)),
        ("nb14x", (1,)),
        ("4006381333931", (3,)),
        ("dishwasher", (4,)),
        ("kitchen", (4,)),
        ("8gb", (1,)),
        ("unicorn", ()),
        ("", ()),
    ],
)
def test_a_search_finds_its_products(text: str, found: tuple[int, ...]) -> None:
    assert ids(text)[: len(found) or 1] == found


ODD = ["'", '"', "a'b\"c", "laptop)", "(((", "AND OR NOT", "NEAR(a b)", "title:laptop", "*", "-laptop", "a & | ! b"]
ODD += [
    "\\",
    "%",
    "\x00laptop",
    "\ud800",
    "😀",
    "𞤀𞤁",
    "Ω ñ ß",
    "ﷺ",
    "हिन्दी कप",
    "x" * 5000,
    "1.2.3.4",
    "{}",
    "^a",
    "3.5",
]


@pytest.mark.parametrize("text", [*ODD, "'; DROP TABLE shop_search_document; --"])
def test_no_text_breaks_the_search(text: str) -> None:
    backend().search(text)
    backend().suggest(text)
    backend().correct(text)


@pytest.mark.parametrize("word", ["𞤀𞤁", "ßig", "हिन्दी", "a.b", "3.5mm", "日本語"])
def test_any_script_is_found_again(word: str) -> None:
    backend().index([SearchDocument(9, f"Thing {word}")])
    assert 9 in ids(word)


def test_an_indexed_product_replaces_itself() -> None:
    backend().index([SearchDocument(3, "Ohr loudspeaker", "Ohr", "Audio > Speakers")])
    assert ids("headset") == ()
    assert ids("loudspeaker") == (3,)


def test_a_removed_product_is_not_found_and_unknown_ones_do_not_matter() -> None:
    backend().remove({3, 99})
    backend().remove([])
    assert ids("headset") == ()
    assert backend().correct("hedset") is None


def test_a_cleared_index_is_empty() -> None:
    backend().clear()
    assert ids("laptop") == ()


def test_some_of_the_words_are_enough_when_no_product_has_all() -> None:
    result = backend().search("wireless unicorn headset")
    assert result.ids == (3,)
    assert (result.relaxed, result.exact, result.total) == (True, 0, 1)
    assert not backend().search("wireless headset").relaxed


def test_what_is_sold_out_is_last_until_it_is_back() -> None:
    backend().index(
        [SearchDocument(5, "Clay cup", "", "Kitchen > Cups"), SearchDocument(6, "Clay cup", "", "Kitchen > Cups")]
    )
    backend().mark_stock({5: False})
    assert ids("clay cup")[:2] == (6, 5)
    backend().mark_stock({5: True, 6: False})
    assert ids("clay cup")[:2] == (5, 6)


def test_a_limit_cuts_the_ids_but_not_the_total() -> None:
    backend().index(SearchDocument(number, f"Spoon {number}", "", "Kitchen > Spoons") for number in range(100, 460))
    result = backend().search("spoon", 350)
    assert len(result.ids) == len(set(result.ids)) == 350
    assert result.total == result.exact == 360
    assert len(backend().search("spoon", 10).ids) == 10


def test_a_suggestion_needs_only_a_words_beginning() -> None:
    assert backend().suggest("zeph lap") == []
    assert set(backend().suggest("zephyr la")) == {1, 2}
    assert backend().suggest("zephyr lapt", 1) in ([1], [2])
    assert backend().suggest("caf") == [4]
    assert backend().suggest("") == []


def test_a_misspelled_word_is_corrected() -> None:
    assert backend().correct("wireles hedset") == "wireless headset"
    assert backend().correct("wireless headset") is None
    assert backend().correct("cups") is None
    assert backend().correct("qqqqqqq") is None


def test_writing_an_entry_again_counts_no_word_twice() -> None:
    before = _counts()
    backend().index([LAPTOP, BAG])
    assert _counts() == before
    backend().remove([1, 2, 3, 4])
    assert not any(any(row[1:]) for row in _counts())


def _counts() -> list[tuple[str, int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, titles, leads, spelled FROM shop_search_word ORDER BY word")
        return [row for row in cursor.fetchall() if any(row[1:])]
