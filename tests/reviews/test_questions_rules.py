"""What a question is about, what belongs elsewhere, and which texts say the same."""

import pytest

from reviews.rules.buyers import Buyer, order_of_asking
from reviews.rules.matching import best_matches, same_as, score, sentences
from reviews.rules.questions import is_about_an_order, mask_personal

ORDERS = [
    "Where is my parcel?",
    "Where’s my order",
    "when will my package arrive",
    "I still haven't received it",
    "How do I cancel my order?",
    "Please send me the invoice",
    "I want a refund",
    "can you give me my tracking number",
    "how can I return this?",
    "You sent the wrong color",
    "Need to change my delivery address!!",
    "I was charged twice",
    "where is it?",
    "Invoice?",
    "Wann kommt mein Paket?",
    "Wo bleibt meine Bestellung",
    "wo bleibt es denn??",
    "Ich brauche noch eine Rechnung",
    "Bestellung bitte stornieren",
    "Wie kann ich den Artikel zurückschicken?",
    "Meine Lieferung ist beschädigt",
    "Immer noch nicht angekommen",
    "Ich möchte die Adresse ändern",
    "Bekomme ich mein Geld wieder zurück?",
    "Wie lautet die Sendungsnummer?",
]
PRODUCTS = [
    "Is it dishwasher safe?",
    "Where is it made?",
    "How big is the package?",
    "When will it be back in stock?",
    "Can I cancel the alarm without opening it?",
    "Does the lid return to its place by itself?",
    "Is the cork part of the delivery?",
    "Does it arrive assembled?",
    "Can it track my runs?",
    "Does it come in a gift box?",
    "Will it hold a receipt printer?",
    "Is the address label included?",
    "Wie groß ist das Paket, wenn es zusammengelegt ist?",
    "Ist der Becher spülmaschinenfest?",
    "Wo wird das hergestellt?",
    "Kommt der Tisch fertig montiert?",
    "Wann ist die grüne wieder lieferbar?",
    "Passt meine Pfanne in den Ofen?",
    "Gehört der Deckel zum Lieferumfang?",
    "Ist eine Rechnung im Karton sichtbar, wenn man es verschenkt?",
]


@pytest.mark.parametrize("text", ORDERS)
def test_questions_about_orders_are_told_apart(text):
    assert is_about_an_order(text)


@pytest.mark.parametrize("text", PRODUCTS)
def test_questions_about_products_are_left_alone(text):
    assert not is_about_an_order(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to ada@example.com please", "Write to […] please"),
        ("ada (at) example.co.uk", "[…]"),
        ("Call +49 170 1234567", "Call […]"),
        ("card 4242 4242 4242 4242 ok", "card […] ok"),
        ("DE89 3704 0044 0532 0130 00", "[…]"),
        ("Is it EAN 4006381333931?", "Is it EAN 4006381333931?"),
        ("1234 5678 9012 3456 is not a card", "1234 5678 9012 3456 is not a card"),
        ("Holds 0.33 l or 12 oz?", "Holds 0.33 l or 12 oz?"),
    ],
)
def test_what_leads_to_people_is_masked(text, shown):
    assert mask_personal(text) == shown


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Is it dishwasher safe?", "is this dishwasher-safe"),
        ("How heavy is it?", "What does it weigh?"),
        ("Wie schwer ist der Topf?", "Was wiegt der Topf?"),
        ("What are the dimensions of the lid?", "How big is the lid?"),
        ("Kann der Becher in die Spülmaschine?", "Ist der Becher für die Spülmaschine?"),
    ],
)
def test_the_same_in_other_words_is_the_same(asked, known):
    assert score(asked, known).is_same


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Is the handle oven safe?", "Is the lid oven safe?"),
        ("Is it dishwasher safe?", "Does it keep coffee warm?"),
        ("Does it fit the model WX 2000?", "Does it fit the model WX 3000?"),
        ("", "Is it red?"),
        ("?!", "?!"),
    ],
)
def test_other_questions_are_others(asked, known):
    assert not score(asked, known).is_same


def test_what_says_most_comes_first_and_what_says_nothing_is_left_out():
    texts = [
        (1, "The lid is heavy."),
        (2, "Dishwasher safe, lid included"),
        (3, "Blue"),
        (4, "Is the lid dishwasher safe?"),
    ]
    assert best_matches("Is the lid dishwasher safe?", texts, 3) == [4, 2]
    assert same_as("Is the lid dishwasher safe?", texts) == 4
    assert same_as("Is it blue or green?", texts) is None


def test_sentences_are_of_a_readable_length():
    assert sentences("Short. It keeps the coffee warm for long.\nNo.\n" + "x" * 400) == [
        "It keeps the coffee warm for long."
    ]


@pytest.mark.parametrize("text", ["x" * 5000, "a." * 2500, "1 " * 2500, "@" * 5000, "(at) " * 1000, "\u202e" * 5000])
def test_strange_texts_take_no_time(text):
    is_about_an_order(text)
    mask_personal(text)
    assert score(text, text).share <= 1


def test_whoever_reads_it_and_has_the_same_is_asked_first():
    stranger = Buyer(1, has_same_variant=False, speaks_language=False, helpful=99, days=8)
    helper = Buyer(2, has_same_variant=False, speaks_language=True, helpful=3, days=90)
    owner = Buyer(3, has_same_variant=True, speaks_language=True, helpful=0, days=300)
    fresh = Buyer(4, has_same_variant=False, speaks_language=True, helpful=0, days=8)
    assert sorted([stranger, fresh, helper, owner], key=order_of_asking) == [owner, helper, fresh, stranger]
