"""The second language is whole."""

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from tests.cast import make_delivery, make_product


def catalog():
    with (settings.ROOT / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def test_every_text_is_translated():
    missing = [message.id for message in catalog() if not message.string or not all(message.string)]
    assert missing == []
    assert len(catalog()) > 600


def test_translations_keep_every_placeholder():
    broken = [message.id for message in catalog() if message.python_format and list(message.check())]
    assert broken == []


@pytest.mark.django_db
def test_a_german_visitor_reads_german_and_german_numbers(client):
    make_delivery()
    product = make_product("Steinzeugbecher", price=123456)
    page = client.get(product.get_absolute_url(), headers={"Accept-Language": "de"}).content.decode()
    assert 'lang="de"' in page
    assert "In den Warenkorb" in page
    assert "1.234,56\xa0€" in page


@pytest.mark.django_db
def test_a_language_is_chosen_and_kept(client):
    client.post("/language/", {"language": "de"})
    assert "Warenkorb" in client.get("/basket/").content.decode()
    assert client.post("/language/", {"language": "xx"}).status_code == 400
