"""Themes kept for a product: from published reviews alone, read again when something changed."""

import pytest
from django.utils import timezone

from reviews.actions.moderation import hide_entry, publish_entry
from reviews.actions.reviews import Reviewer, Words, edit_review, write_review
from reviews.actions.summaries import refresh_summary
from reviews.actions.themes import mark_themes_due, refresh_themes
from reviews.models import Mention, RatingSummary, Review, Theme
from reviews.tasks.themes import sweep_themes
from shop.models import Product
from tests.cast import delivered_order, make_product, stan

pytestmark = pytest.mark.django_db
TEXTS = [
    "It is light. The handle is lovely.",
    "Lovely <b>handle</b> & colour.",
    "The handle broke after a week.",
    "A handle like no other.",
]


@pytest.fixture
def mug(provider) -> Product:
    product = make_product("Stoneware mug")
    for number, text in enumerate(TEXTS):
        say(provider, product, text, email=f"guest{number}@example.com", stars=2 if "broke" in text else 5)
    return product


def say(provider, product: Product, text: str, *, email: str, stars: int = 5, language: str = "en") -> Review:
    order = delivered_order(provider, product, email=email)
    words = Words(stars, "", text, "Ada Lovelace", language)
    return write_review(product=product, words=words, by=Reviewer(None, order), at=timezone.now())


def refresh(product: Product) -> dict[str, tuple[int, int]]:
    refresh_themes(product_id=product.pk, at=timezone.now())
    return {theme.phrase: (theme.count, theme.happy) for theme in Theme.objects.filter(product=product)}


def theme_page(client, product: Product, query: str = "theme=handle") -> str:
    return client.get(f"{product.get_absolute_url()}reviews/?{query}").content.decode()


def test_people_are_counted_and_their_sentences_kept(mug):
    assert refresh(mug) == {"handle": (4, 3)}
    marked = {at.review.text[at.start : at.end] for at in Mention.objects.select_related("review")}
    assert "The handle is lovely." in marked
    assert RatingSummary.objects.get().themes_at is not None


def test_the_page_of_a_theme_lists_exactly_those_who_mention_it(client, provider, mug):
    say(provider, mug, "Arrived quickly.", email="other@example.com")
    refresh(mug)
    page = theme_page(client, mug)
    assert page.count('<article class="review"') == 4
    assert "Arrived quickly." not in page
    assert "It is light. <mark>The handle is lovely.</mark>" in page
    assert "<mark>Lovely &lt;b&gt;handle&lt;/b&gt; &amp; colour.</mark>" in page
    assert "4 reviews mention" in page
    assert "4 people, 3 happy" in client.get(mug.get_absolute_url()).content.decode()


def test_a_hidden_review_counts_no_more_and_is_back_when_it_is_shown_again(client, mug):
    refresh(mug)
    review = Review.objects.get(text__contains="broke")
    hide_entry(entry=review, reason="insult", by=stan(), at=timezone.now())
    assert "broke" not in theme_page(client, mug)
    assert refresh(mug) == {"handle": (3, 3)}
    assert theme_page(client, mug).count('<article class="review"') == 3
    publish_entry(entry=Review.objects.get(pk=review.pk), by=stan(), at=timezone.now())
    assert refresh(mug) == {"handle": (4, 3)}


def test_insiders_count_for_nothing(mug):
    review = Review.objects.get(text__contains="broke")
    Review.objects.filter(pk=review.pk).update(is_insider=True)
    refresh_summary(product_id=mug.pk, at=timezone.now())
    assert refresh(mug) == {"handle": (3, 3)}
    assert not Mention.objects.filter(review=review).exists()


def test_a_changed_text_is_read_again(mug):
    refresh(mug)
    words = Words(5, "", "Nothing to say.", "Ada", "en")
    edit_review(review=Review.objects.get(text__contains="broke"), words=words, at=timezone.now())
    assert refresh(mug) == {"handle": (3, 3)}


def test_the_bell_rings_for_every_change(provider, mug, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        say(provider, mug, "The handle again.", email="late@example.com")
    assert ("reviews.refresh_themes", {"product_id": mug.pk}) in bells


def test_nothing_is_read_twice(mug, django_assert_num_queries):
    refresh(mug)
    with django_assert_num_queries(1):
        assert refresh_themes(product_id=mug.pk, at=timezone.now()) == []


def test_the_sweeper_reads_what_is_due_and_only_that(mug):
    assert list(RatingSummary.objects.themes_due()) == [RatingSummary.objects.get()]
    sweep_themes()
    assert Theme.objects.get().phrase == "handle"
    assert not RatingSummary.objects.themes_due().exists()
    mark_themes_due(product_ids=[mug.pk])
    assert RatingSummary.objects.themes_due().exists()


def test_kept_pages_are_renewed(client, mug):
    assert "What people mention" not in client.get(mug.get_absolute_url()).content.decode()
    refresh(mug)
    assert "What people mention" in client.get(mug.get_absolute_url()).content.decode()


def test_a_review_that_comes_while_others_are_read_makes_the_product_due_again(provider, mug, monkeypatch):
    def meanwhile(texts, names):
        say(provider, mug, "The handle fell off.", email="late@example.com")
        return []

    monkeypatch.setattr("reviews.actions.themes.find_themes", meanwhile)
    assert refresh(mug) == {}
    assert RatingSummary.objects.themes_due().exists()


def test_what_was_read_earlier_never_replaces_what_was_read_later(mug, monkeypatch):
    def meanwhile(texts, names):
        RatingSummary.objects.update(revision=99, themes_revision=99)
        return []

    monkeypatch.setattr("reviews.actions.themes.find_themes", meanwhile)
    version = Product.objects.get(pk=mug.pk).version
    assert refresh(mug) == {}
    assert Product.objects.get(pk=mug.pk).version == version


def test_the_same_word_in_two_languages_is_two_themes(client, provider, mug):
    for number in range(3):
        say(provider, mug, "Die Handle ist schön.", email=f"gast{number}@example.com", language="de")
    refresh(mug)
    assert sorted(Theme.objects.values_list("language", "phrase", "count")) == [
        ("de", "Handle", 3),
        ("en", "handle", 4),
    ]
    page = theme_page(client, mug, "theme=Handle&language=de")
    assert page.count('<article class="review"') == 3
    assert "?theme=handle&amp;language=en" in page


def test_another_products_theme_of_the_same_name_stays_there(client, provider, mug):
    jug = make_product("Jug")
    for number in range(3):
        say(provider, jug, "The handle is elsewhere.", email=f"other{number}@example.com")
    refresh(mug)
    refresh(jug)
    assert theme_page(client, jug).count('<article class="review"') == 3
    assert "elsewhere" not in theme_page(client, mug)
