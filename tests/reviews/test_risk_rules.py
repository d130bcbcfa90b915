"""Which texts a person should read first: by signs, and never by stars."""

import pytest

from reviews.rules.reasons import REASONS
from reviews.rules.risk import LOOK, RISKS, mask_contacts, needs_a_look, risk_of, shingles, signs_in
from reviews.rules.signs import SIGN_WORDS


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Keeps the coffee warm.", []),
        ("A small niggle: it drips. The cockpit of a shiitake box, Scunthorpe.", []),
        ("See https://spam.example", ["link"]),
        ("buy at spam-shop.com now", ["link"]),
        ("write to me (at) spam.example", ["contact"]),
        ("call 0170 123 456 78", ["contact"]),
        ("12 x 34 x 56 cm, 1,200 g, since 2019", []),
        ("This is bullshit", ["profanity"]),
        ("So ein Scheiß", ["profanity"]),
        ("Cheaper at AMAZON", ["other_shop"]),
        ("THIS IS THE BEST THING THAT I EVER BOUGHT IN MY LIFE", ["shouting"]),
        ("раypаl is a word in two scripts: pаypal", ["odd_letters"]),
        ("x" * 80, ["odd_letters"]),
    ],
)
def test_signs(text, signs):
    assert signs_in(text) == signs


def test_a_shop_that_makes_the_thing_is_no_other_shop():
    assert signs_in("My Amazon tablet", at_home="Amazon Fire 7 Amazon") == []
    assert signs_in("My Amazon tablet, cheaper at eBay", at_home="Amazon Fire 7") == ["other_shop"]


@pytest.mark.parametrize("home", ["Wal-Mart", "WALMART", "wal mart US", "walmart.com"])
@pytest.mark.parametrize("text", ["Walmart was quick.", "Wal-Mart was quick.", "Quick, WAL MART."])
def test_a_shop_is_at_home_however_it_is_spelled(home, text):
    assert signs_in(text, at_home=home) == []
    assert signs_in(text, at_home="Otto.de") == ["other_shop"]


def test_capitals_alone_hold_nothing_back_and_risk_has_a_ceiling():
    assert not needs_a_look(["shouting"])
    assert needs_a_look(["shouting", "link"])
    assert risk_of(RISKS) == 100
    assert risk_of([]) == 0
    assert "stars" not in LOOK


def test_every_sign_has_words_and_no_reason_is_about_taste():
    assert set(SIGN_WORDS) == set(RISKS)
    assert len(REASONS) == 9  # as many as the keyboard has digits


def test_contacts_are_masked():
    assert "example" not in mask_contacts("mail me@home.example")


def test_copies_share_their_shingles_whatever_stands_around_them():
    text = "this kettle boils a litre in two minutes stays quiet and the handle never gets hot"
    own, copy = set(shingles(text)), set(shingles(f"wow {text} buy it"))
    assert len(own & copy) >= 5
    assert not own & set(
        shingles("quite another text that says nothing of the kind about any thing in the kitchen at all")
    )
    assert shingles("too short to prove anything") == []
