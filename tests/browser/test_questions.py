"""Questions in a real browser: asked on a phone with what is known first, answered from the mail, found helpful."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import OutgoingMail
from reviews.actions.asking import ask_buyers
from reviews.models import Answer, Question
from tests.browser.test_reviews import axe_findings, sign_in
from tests.cast import ada, ben, delivered_order, make_product
from tests.reviews.test_questions_pages import asked, stranger

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def is_fit(page: Page) -> None:
    """For everybody, and on a phone."""
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_ask_on_a_phone_answer_from_the_mail_and_vote(shop, provider, page: Page):
    product = make_product("Stoneware mug", bullet_points=["Dishwasher safe"])
    month_ago = timezone.now() - timedelta(days=30)
    delivered_order(provider, product, owner=ada(), delivered_at=month_ago)
    asked(product, "Is the glaze dishwasher proof?", by=stranger())
    ben()
    page.set_viewport_size(PHONE)
    sign_in(page, shop, "ben@example.com")
    ask(page, shop + product.get_absolute_url())
    question = Question.objects.latest("pk")
    [request] = ask_buyers(question=question, at=timezone.now())
    answer_from_the_mail(page, request.email)
    vote(page, shop, question)
    assert list(Answer.objects.values_list("by", "is_verified", "helpful")) == [("buyer", True, 1)]


def ask(page: Page, address: str) -> None:
    page.goto(address)
    field = page.get_by_label("What would you like to know?")
    field.press_sequentially("Can it go into the dishwasher")
    hits = page.locator("#ask-hits")
    expect(hits.get_by_role("link", name="Is the glaze dishwasher proof?")).to_be_visible()
    expect(hits.get_by_text("Dishwasher safe")).to_be_visible()
    is_fit(page)
    field.fill("Does the handle stay cool?")
    expect(hits.get_by_role("link")).to_have_count(0)
    field.press("Enter")
    expect(page.get_by_label("Your question")).to_have_value("Does the handle stay cool?")
    is_fit(page)
    page.get_by_role("button", name="Ask this").click()
    expect(page.get_by_text("Your question is on the page.")).to_be_visible()
    is_fit(page)


def answer_from_the_mail(page: Page, recipient: str) -> None:
    page.context.clear_cookies()
    mail = OutgoingMail.objects.get(template="reviews/question_to_buyer", recipient=recipient)
    page.goto(re.search(r"http\S+/questions/reply/\S+", mail.text)[0])
    expect(page.get_by_role("heading", name="Does the handle stay cool?")).to_be_visible()
    is_fit(page)
    page.get_by_label("Your answer").fill("Yes, for the first ten minutes.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Bought this item", exact=True)).to_be_visible()


def vote(page: Page, shop: str, question: Question) -> None:
    sign_in(page, shop, "ben@example.com")
    page.goto(shop + question.product.get_absolute_url())
    answer = page.locator(".answer", has_text="for the first ten minutes")
    answer.get_by_role("button", name="Yes").click()
    expect(answer.get_by_text("Thank you.")).to_be_visible()
    page.goto(f"{shop}{question.product.get_absolute_url()}questions/")
    expect(page.get_by_text("1 found this helpful.")).to_be_visible()
    is_fit(page)


def test_asking_works_without_javascript(shop, chromium):
    product = make_product("Stoneware mug", bullet_points=["Dishwasher safe"])
    ben()
    context = chromium.new_context(java_script_enabled=False, locale="en-US", viewport=PHONE)
    page = context.new_page()
    sign_in(page, shop, "ben@example.com")
    page.goto(shop + product.get_absolute_url())
    page.get_by_label("What would you like to know?").fill("Can it go into the dishwasher?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Dishwasher safe")).to_be_visible()
    page.get_by_role("button", name="Ask this").click()
    expect(page.get_by_text("Your question is on the page.")).to_be_visible()
    context.close()
