"""Reviews in a real browser: written on a phone from the mail, read, voted on, and decided by keyboard."""

import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from reviews.actions.moderation import publish_entry
from reviews.actions.requests import request_review
from reviews.actions.reviews import Photos, Reviewer, Words, write_review
from reviews.models import Review
from tests.cast import ada, ben, deliver_mail, delivered_order, make_product, stan

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"


def axe_findings(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{issue['id']}: {issue['nodes'][0]['html'][:100]}" for issue in violations]


def said(provider, product, stars: int, text: str, number: int) -> Review:
    order = delivered_order(provider, product, email=f"buyer{number}@example.com")
    words = Words(stars, f"Number {number}", text, f"Buyer {number}", "en")
    return write_review(product=product, words=words, by=Reviewer(None, order), at=timezone.now())


def sign_in(page: Page, shop: str, email: str) -> None:
    page.goto(f"{shop}/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_a_buyer_writes_from_the_mail_on_a_phone(shop, provider, page: Page):
    product = make_product("Stoneware mug")
    type(product.category).objects.update(review_aspects=["Ease of use", "Value"])
    order = delivered_order(provider, product, delivered_at=timezone.now() - timedelta(days=8))
    request_review(order=order, at=timezone.now())
    deliver_mail()
    html = next(body for sent in mail.outbox for body, kind in sent.alternatives if "?stars=4" in body)
    link = html.split('?stars=4"')[0].rsplit('href="', 1)[1] + "?stars=4"
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(link)
    expect(page.locator("input[name=stars][value='4']")).to_be_checked()
    page.get_by_label("5", exact=True).first.check()
    page.get_by_label("What should others know?").fill("Keeps the coffee warm for an hour.")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Publish review").click()
    expect(page.get_by_text("Your review is on the page now.")).to_be_in_viewport()
    expect(page.get_by_text("Keeps the coffee warm for an hour.")).to_be_visible()
    assert Review.objects.get().aspects == {"Ease of use": 5}


def test_readers_narrow_search_and_vote(shop, provider, page: Page):
    product = make_product("Stoneware mug", stock=50)
    for number, (stars, text) in enumerate([(5, "Holds the heat."), (2, "The handle is thin."), (4, "Nice glaze.")]):
        said(provider, product, stars, text, number)
    ben()
    sign_in(page, shop, "ben@example.com")
    page.goto(f"{shop}{product.get_absolute_url()}")
    expect(page.get_by_role("heading", name="Most helpful criticism")).to_be_visible()
    page.get_by_role("link", name="2 stars").first.click()
    expect(page.get_by_role("status").filter(has_text="1 review")).to_be_visible()
    page.get_by_label("Stars").select_option("")
    expect(page.get_by_text("Holds the heat.")).to_be_visible()
    page.get_by_role("searchbox", name="Search in the reviews").fill("glaze")
    page.get_by_role("searchbox", name="Search in the reviews").press("Enter")
    expect(page.get_by_text("Holds the heat.")).to_be_hidden()
    expect(page.get_by_text("Nice glaze.")).to_be_visible()
    assert "q=glaze" in page.url
    page.get_by_role("button", name="Yes this helped me").click()
    expect(page.get_by_text("1 found this helpful.")).to_be_visible()
    expect(page.get_by_role("button", name="Yes this helped me")).to_have_attribute("aria-pressed", "true")
    assert axe_findings(page) == []


def test_a_moderator_decides_by_keyboard(shop, provider, page: Page):
    product = make_product("Stoneware mug", stock=50)
    for number in range(3):
        said(provider, product, 5, f"See https://number{number}.example", number)
    stan()
    page.goto(f"{shop}/staff/")
    page.locator("input[name=username]").fill("stan@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.goto(f"{shop}/staff/reviews/review/queue/")
    expect(page.get_by_role("heading", name="3 entries to decide")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("[data-card]")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#queue-status")).to_contain_text("4 It advertises something")
    page.keyboard.press("4")
    expect(page.locator("[data-card]")).to_have_count(1)
    states = sorted(Review.objects.values_list("state", flat=True))
    assert states == ["pending", "published", "rejected"]
    assert Review.objects.get(state="rejected").reason == "advertising"


def test_somebody_signed_in_finds_their_draft_again(shop, provider, page: Page):
    product = make_product("Stoneware mug")
    delivered_order(provider, product, owner=ada())
    sign_in(page, shop, "ada@example.com")
    page.goto(f"{shop}{product.get_absolute_url()}reviews/new/")
    page.locator("label[for=star-3]").click()
    page.get_by_label("What should others know?").fill("Half a thou")
    expect(page.get_by_text("Kept as a draft.")).to_be_visible(timeout=10000)
    page.goto(f"{shop}/reviews/")
    page.get_by_role("link", name="Go on writing").click()
    expect(page.get_by_label("What should others know?")).to_have_value("Half a thou")
    expect(page.locator("input[name=stars][value='3']")).to_be_checked()


def with_photo(provider, product) -> Review:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(buffer, "JPEG")
    upload = SimpleUploadedFile("mug.jpg", buffer.getvalue(), "image/jpeg")
    order = delivered_order(provider, product)
    words = Words(5, "On my desk", "Holds the heat.", "Ada Lovelace", "en")
    photos = Photos(new=[upload], new_alts=["A teal mug beside a window"])
    review = write_review(product=product, words=words, by=Reviewer(None, order), at=timezone.now(), photos=photos)
    return publish_entry(entry=review, by=stan(), at=timezone.now())


@pytest.mark.parametrize("path", ["", "reviews/", "reviews/photos/"])
def test_a_photo_of_a_review_is_enlarged_by_keyboard_and_closed_again(shop, provider, page: Page, path):
    product = make_product("Stoneware mug")
    with_photo(provider, product)
    page.goto(f"{shop}{product.get_absolute_url()}{path}")
    link = page.get_by_role("link", name="Photo by Ada L., larger").first
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Photo by Ada L., larger")
    expect(dialog).to_be_visible()
    photo = dialog.get_by_role("img", name="A teal mug beside a window")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    link.click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_without_scripts_a_photo_opens_by_its_link(shop, provider, chromium):
    product = make_product("Stoneware mug")
    with_photo(provider, product)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop}{product.get_absolute_url()}reviews/")
    page.get_by_role("link", name="Photo by Ada L., larger").click()
    assert page.url.endswith(".jpg")
    context.close()
