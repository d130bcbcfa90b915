"""What search engines are told: an index of parts, each with its addresses, days and pictures, in few queries."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.actions.answers import answer_as_shop
from reviews.actions.moderation import publish_entry
from reviews.actions.questions import ask_question
from reviews.models import EntryState
from shop.models import Picture, Product
from shop.views.seo import ProductSitemap
from tests.cast import ada, make_product, stan

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def part(client, section, page=1):
    return ElementTree.fromstring(client.get(f"/sitemap-{section}.xml?p={page}").content)


def addresses(client, section):
    return [found.text for found in part(client, section).findall("s:url/s:loc", NAMES)]


def asked(text):
    question = ask_question(product=make_product(), text=text, language="en", by=ada(), at=timezone.now())
    if question.state != EntryState.PUBLISHED:
        question = publish_entry(entry=question, by=stan(), at=timezone.now())
    return question


def test_the_index_names_every_part_and_robots_name_the_index(client):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    sections = [found.text.rpartition("sitemap-")[2] for found in index.findall("s:sitemap/s:loc", NAMES)]
    assert sections == ["products.xml", "categories.xml", "pages.xml", "questions.xml"]
    hosts = {found.text.split("/sitemap-")[0] for found in index.findall("s:sitemap/s:loc", NAMES)}
    assert hosts == {settings.BASE_URL}  # whatever name it was asked by
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in robots and "Allow: /p/*?sku=" in robots


def test_a_product_has_its_day_and_its_pictures(client):
    product = make_product()
    for name, state in (("a.jpg", "ready"), ("b.jpg", "broken")):
        Picture.objects.create(product=product, file=f"pictures/{name}", alt="&", state=state)
    draft = make_product("Draft")
    Product.objects.filter(pk=draft.pk).update(state=Product.State.DRAFT)
    [url] = part(client, "products").findall("s:url", NAMES)
    assert url.findtext("s:loc", namespaces=NAMES) == settings.BASE_URL + product.get_absolute_url()
    assert url.findtext("s:lastmod", namespaces=NAMES) == product.updated_at.date().isoformat()
    [image] = url.findall("image:image/image:loc", NAMES)
    assert image.text.startswith("http") and image.text.endswith("a.jpg")


def test_questions_are_there_once_they_are_answered(client):
    question, _silent = asked("Does it fit into a dishwasher?"), asked("Is it made of steel or of iron?")
    answer_as_shop(
        question=question, text="Yes, it does.", language="en", is_official=True, by=stan(), at=timezone.now()
    )
    assert addresses(client, "questions") == [settings.BASE_URL + question.get_absolute_url()]
    assert client.get(question.get_absolute_url()).status_code == 200


def test_large_shops_have_parts(client, monkeypatch):
    monkeypatch.setattr(ProductSitemap, "limit", 2)
    for number in range(5):
        make_product(f"Mug {number}")
    assert "sitemap-products.xml?p=3" in client.get("/sitemap.xml").content.decode()
    assert [len(part(client, "products", page)) for page in (1, 2, 3)] == [2, 2, 1]


def test_a_part_asks_few_questions_however_long_it_is(client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/sitemap-products.xml")
        return len(asked)

    make_product()
    few = queries()
    for number in range(4):
        make_product(f"Mug {number}")
    assert queries() == few
