"""What a query means and which products answer it best."""

import pytest

from shop.rules.search import Candidate, Counts, enough_of, parse_query, rank, rank_relaxed, score, weigh
from shop.rules.search_index import SearchDocument, count_words, entry_of, kinds_of
from shop.rules.spelling import closest, distance
from shop.rules.words import pairs, squeeze, stem, terms, words


def candidate(product_id: int, title: str, category: str = "", lead: str = "", **more: object) -> Candidate:
    brand, codes = str(more.pop("brand", "")), more.pop("codes", ())
    document = SearchDocument(product_id, title, brand, category, tuple(codes), lead)  # type: ignore[arg-type]
    entry = entry_of(document)
    popularity, in_stock = int(str(more.get("popularity", 0))), bool(more.get("in_stock", True))
    return Candidate(product_id, entry.title, entry.brand, entry.kinds, entry.lead, entry.codes, popularity, in_stock)


def best(query: str, *candidates: Candidate) -> int:
    return rank(parse_query(query), candidates)[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Café CRÈME", ["cafe", "creme"]),
        ("500 GB", ["500gb"]),
        ("500gb", ["500gb"]),
        ('17.3"', ["17.3in"]),
        ("17.3 inch", ["17.3in"]),
        ("3,5 mm", ["3.5mm"]),
        ("Wi-Fi", ["wi", "fi"]),
        ("colour grey", ["color", "gray"]),
        ("ﬁne Ⅷ", ["fine", "viii"]),
        ("a\x00b\u200bc\ufeff", ["a", "b", "c"]),
        ("' OR 1=1; --", ["or", "1", "1"]),
        ("", []),
        ("!?%_*", []),
    ],
)
def test_text_becomes_the_same_words_however_it_is_written(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("batteries", "battery"),
        ("boxes", "box"),
        ("watches", "watch"),
        ("cables", "cable"),
        ("glasses", "glass"),
        ("lenses", "lens"),
        ("mice", "mouse"),
        ("tvs", "tv"),
        ("bus", "bus"),
        ("iris", "iris"),
        ("ps4", "ps4"),
    ],
)
def test_a_plural_is_its_singular(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular) == singular


def test_neighbors_can_be_one_word_but_numbers_do_not_begin_one() -> None:
    assert pairs(["head", "set", "5", "x"]) == ["headset", "set5"]


def test_a_part_number_is_the_same_with_and_without_dashes() -> None:
    assert squeeze("TN-2110/B") == squeeze("tn 2110 b") == "tn2110b"


def test_a_query_is_cut_to_what_a_person_types() -> None:
    query = parse_query("word " * 5_000 + "end")
    assert len(query.text) <= 200
    assert [term.word for term in query.terms] == ["word"]
    assert len(parse_query(" ".join(f"w{number}" for number in range(50))).terms) == 12


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%%%", "\u202e"])
def test_a_query_without_words_asks_nothing(text: str) -> None:
    assert not parse_query(text)


def test_small_words_count_only_when_alone() -> None:
    assert [term.word for term in parse_query("case for the phone").terms] == ["case", "phone"]
    assert [term.word for term in parse_query("the").terms] == ["the"]


def test_the_thing_itself_comes_before_what_is_made_for_it() -> None:
    laptop = candidate(1, "Zephyr Nimbus 14 Silver", "Computers > Laptops")
    lock = candidate(2, "Zephyr laptop lock", "Accessories > Locks")
    bag = candidate(3, "Zephyr laptop bag", "Accessories > Laptop Bags & Cases")
    named = candidate(4, "Zephyr laptop", "Computers > Laptops")
    assert best("laptop", lock, named, bag) == 4
    assert best("laptop bag", laptop, lock, bag) == 3
    assert (
        best("printer", candidate(1, "Tray for printer", "Printer Parts"), candidate(2, "Ink printer", "Printers")) == 2
    )


def test_a_word_after_for_says_less() -> None:
    used_with, is_it = candidate(1, "Stand for camera black"), candidate(2, "Small camera black steel")
    assert best("camera", used_with, is_it) == 2


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("headset", "Wireless head set"),
        ("head set", "Wireless headset"),
        ("smartwatch", "Black smart watch"),
        ("note book", "Gray notebook"),
        ("laptop", "Gray notebook"),
        ("ps4", "PlayStation 4 game"),
        ("television", "Flat TV"),
        ("cables", "Red cable"),
        ("500gb", "Disk 500 GB"),
    ],
)
def test_a_glued_split_plural_or_other_word_finds_the_product(query: str, title: str) -> None:
    assert best(query, candidate(1, "Something else"), candidate(2, title)) == 2


def test_the_word_itself_comes_before_its_synonym() -> None:
    assert best("laptop", candidate(1, "Gray notebook"), candidate(2, "Gray laptop")) == 2


def test_words_that_stand_together_come_first() -> None:
    apart, together = candidate(1, "Memory kit and card box"), candidate(2, "Kit and box memory card")
    assert best("memory card", apart, together) == 2


def test_a_title_says_more_than_a_long_description() -> None:
    lead = "A long text about many things among which somewhere a kettle is named too for good measure"
    assert best("kettle", candidate(1, "Thing", lead=lead), candidate(2, "Kettle")) == 2


@pytest.mark.parametrize("query", ["AB-1234/X", "ab1234x", "4006381333931", "04006381333931", "ICE-77"])
def test_a_code_finds_its_product_first(query: str) -> None:
    wanted = candidate(2, "Plain thing", codes=("AB-1234/X", "4006381333931", "ICE-77"))
    assert best(query, candidate(1, "AB 1234 X 4006381333931 ICE 77"), wanted) == 2


def test_what_is_sold_out_comes_later_and_what_sells_comes_first() -> None:
    plain, gone = candidate(1, "Red cup"), candidate(2, "Red cup", in_stock=False)
    liked = candidate(3, "Red cup", popularity=500)
    assert rank(parse_query("red cup"), [gone, plain, liked]) == [3, 1, 2]


def test_popularity_does_not_beat_relevance() -> None:
    assert (
        best(
            "kettle",
            candidate(1, "Cup", lead="Made of clay it holds tea that was boiled in a kettle", popularity=10**6),
            candidate(2, "Kettle"),
        )
        == 2
    )


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    query = weigh(parse_query("usb theremin"), {"usb": Counts(900, 900), "theremin": Counts(1, 1)}, 1000)
    assert rank(query, [candidate(1, "Usb hub"), candidate(2, "Theremin kit")]) == [2, 1]


def test_a_relaxed_search_leaves_out_what_has_too_little_of_the_query() -> None:
    query = weigh(parse_query("usb theremin"), {"usb": Counts(900, 900), "theremin": Counts(1, 1)}, 1000)
    assert rank_relaxed(query, [candidate(1, "Usb hub"), candidate(2, "Theremin kit")]) == [2]
    assert [[term.word for term in chosen] for chosen in enough_of(query)] == [["theremin"]]


def test_a_relaxed_search_of_many_equal_words_wants_several_of_them() -> None:
    sets = enough_of(parse_query("red big round clay cup"))
    assert {len(chosen) for chosen in sets} == {3}


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("Laptops", ["laptop"]),
        ("Laptop Bags & Sleeves", ["laptop bag", "laptop sleeve"]),
        ("Label & Receipt Printers", ["label printer", "receipt printer"]),
        ("Memory (RAM)", ["memory", "ram"]),
        ("Keyboard Covers & Wrist Rests", ["keyboard cover", "wrist rest"]),
        ("", []),
    ],
)
def test_a_category_names_kinds_of_things(category: str, kinds: list[str]) -> None:
    assert kinds_of(category) == kinds


def test_scores_stay_finite_for_odd_input() -> None:
    assert score(parse_query("x"), candidate(1, "")) < 1
    assert rank(parse_query(""), []) == []


def test_words_are_counted_once_a_document() -> None:
    titles, leads, spelled = count_words([entry_of(SearchDocument(1, "Red red cups", lead="a cup"))])
    assert (titles["red"], titles["redred"], leads["cup"], spelled["cups"]) == (1, 1, 1, 1)
    assert terms("Red cups") == ["red", "cup"]


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [
        ("laptop", "laptop", 0),
        ("labtop", "laptop", 1),
        ("pritner", "printer", 1),
        ("hedst", "headset", 2),
        ("a", "xyz", 3),
    ],
)
def test_slips_of_the_finger_are_counted(left: str, right: str, slips: int) -> None:
    assert distance(left, right, 2) == slips


def test_the_nearest_and_commonest_word_is_meant() -> None:
    assert closest("keybord", [("keyboard", 90), ("keyword", 50), ("board", 99)]) == "keyboard"
    assert closest("camra", [("camera", 2), ("cobra", 80)]) == "camera"
    assert closest("zzzzzz", [("camera", 2)]) is None
