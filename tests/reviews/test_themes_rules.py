"""What several people mention: which phrases are themes, and who is happy with them."""

import pytest

from reviews.rules.lexicon import ENGLISH, GERMAN, LEXICONS
from reviews.rules.opinions import is_happy, sentences, tokens_of
from reviews.rules.themes import MOST_THEMES, FoundTheme, Text, find_themes, name_words

LAMPS = [
    "The battery life is great. I bought it for my desk.",
    "Great battery life, and the switch is easy to find.",
    "I was told about the battery life, but it does not last. The switch broke!",
    "Nice lamp with a solid switch.\n\nThe light is warm.",
    "The light was too dim for me.",
    "Warm light; my wife loves the light.",
]


def found(texts: list[str], *names: str, stars: int = 4, language: str = "en") -> dict[str, FoundTheme]:
    read = [Text(number, stars, language, "", text) for number, text in enumerate(texts)]
    return {theme.phrase: theme for theme in find_themes(read, names)}


def test_people_are_counted_once_and_the_pair_stands_for_its_words():
    themes = found(LAMPS, "lamp")
    assert {phrase: (theme.count, theme.happy) for phrase, theme in themes.items()} == {
        "battery life": (3, 3), "switch": (3, 2), "light": (3, 2),
    }  # fmt: skip


def test_a_mention_is_the_sentence_of_the_text():
    marked = [LAMPS[at.review][at.start : at.end] for at in found(LAMPS)["switch"].mentions]
    assert marked == [
        "Great battery life, and the switch is easy to find.", "The switch broke!", "Nice lamp with a solid switch.",
    ]  # fmt: skip


def test_a_title_alone_counts_and_marks_nothing():
    read = [Text(number, 5, "en", "Lovely handle", "") for number in range(3)]
    [theme] = find_themes(read)
    assert (theme.phrase, theme.count) == ("handle", 3)
    assert {(mention.start, mention.end) for mention in theme.mentions} == {(0, 0)}


def test_what_two_people_mention_is_no_theme():
    assert found(["The handle is nice."] * 2) == {}


def test_among_many_a_theme_needs_two_of_a_hundred():
    rest = ["It is what it is."] * 200
    assert found(["The handle is nice."] * 4 + rest) == {}
    assert set(found(["The handle is nice."] * 5 + rest)) == {"handle"}


def test_names_of_the_product_opinions_and_the_shop_are_no_themes():
    texts = ["I love this kettle from Amazon. Great buy, the kettle is the best."] * 4
    assert found(texts, "kettles") == {}


def test_plurals_are_one_theme_in_the_form_most_people_write():
    themes = found(
        ["The button is nice."] + ["The buttons are nice."] * 2 + ["Great colours.", "Nice colours.", "Nice colour."]
    )
    assert {phrase: theme.count for phrase, theme in themes.items()} == {"colours": 3, "buttons": 3}


def test_there_are_never_too_many():
    words = [f"the {letter * 4}" for letter in "bcdfghjklmnpqrtvwxz"]
    assert len(found([", ".join(words)] * 3)) == MOST_THEMES


def test_german_nouns_are_known_by_their_capital():
    texts = [
        "Die Farbe ist schön, der Griff wackelt leider.",
        "Mir gefallen die Farben. Und der Griff ist bequem.",
        "Schöne Farbe! Aber der Griff ist zu klein.",
    ]
    themes = found(texts, "becher", language="de")
    assert {phrase: (theme.count, theme.happy) for phrase, theme in themes.items()} == {
        "Farbe": (3, 3), "Griff": (3, 1),
    }  # fmt: skip


def test_languages_are_counted_apart_and_unknown_ones_not_at_all():
    read = [
        Text(number, 5, language, "", "The handle is nice.") for number, language in enumerate(["en", "en-gb", "en"])
    ]
    read += [Text(9, 5, "fr", "", "La tasse est belle.")] * 5
    assert [(theme.language, theme.count) for theme in find_themes(read)] == [("en", 3)]


@pytest.mark.parametrize(
    ("text", "word", "stars", "happy"),
    [
        ("The handle is great", "handle", 1, True),
        ("The handle is not great", "handle", 5, False),
        ("No problems with the handle", "handle", 1, True),
        ("The colour is lovely but the handle broke", "handle", 5, False),
        ("The handle is lovely, but the colour faded", "handle", 1, True),
        ("The colour is lovely, the handle broke and the strap as well", "colour", 1, True),
        ("The handle is too small", "handle", 5, False),
        ("About the handle", "handle", 4, True),
        ("About the handle", "handle", 3, False),
    ],
)
def test_a_mention_is_happy_by_its_own_words_and_else_by_the_stars(text: str, word: str, stars: int, happy: bool):
    tokens = tokens_of(text)
    assert is_happy(tokens, [token.word for token in tokens].index(word), stars, ENGLISH) is happy


@pytest.mark.parametrize(
    ("text", "stars", "happy"),
    [("Der Griff ist nicht gut", 5, False), ("Der Griff ist zu kurz", 5, False), ("Kein Problem am Griff", 2, True)],
)
def test_german_turns_an_opinion_as_well(text: str, stars: int, happy: bool):
    tokens = tokens_of(text)
    assert is_happy(tokens, [token.word for token in tokens].index("griff"), stars, GERMAN) is happy


def test_sentences_end_where_people_end_them():
    text = "Lasts 1.5 days.Really! No full stop\nz.B. so… “Yes.” 🎁 😀"
    assert [text[one.start : one.end] for one in sentences(text)] == [
        "Lasts 1.5 days.", "Really!", "No full stop", "z.B. so…", "“Yes.”",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n ", "…", "!!!", "\u202e", "🎁" * 50, "a" * 5000, "the " * 1250, "-_-" * 99])
def test_odd_texts_have_no_themes(text: str):
    assert found([text] * 3) == {}


def test_a_title_names_the_product_up_to_where_it_lists_what_is_inside():
    assert list(name_words("Zephyr Phone 4, 64 GB, large Screen")) == ["zephyr", "phone", "4"]
    assert list(name_words("Desk Lamp with Switch")) == ["desk", "lamp"]


@pytest.mark.parametrize("lexicon", LEXICONS.values())
def test_a_word_is_either_kind_or_unkind(lexicon):
    assert lexicon.good & lexicon.bad == set()
