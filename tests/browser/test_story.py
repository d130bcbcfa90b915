"""The whole way through the shop once: find, buy, receive, be asked, review."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from orders.models import Order
from reviews.actions.requests import orders_to_ask, request_review
from tests.cast import deliver_mail, make_delivery, make_product, stan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(shop):
    make_delivery()
    make_product("Stoneware mug", price=1290, bullet_points=["Holds 350 ml"])
    make_product("Copper pan", price=6900)
    stan()
    return shop


def test_a_guest_finds_buys_receives_and_reviews(world, page: Page):
    find(page, world)
    buy(page)
    order = Order.objects.get(state=Order.State.CONFIRMED)
    assert mails_about(order) == ["is in"]
    staff_ship_and_deliver(page, world, order)
    assert mails_about(order) == ["is in", "is on its way", "has arrived"]
    review(page, order)
    expect(page.get_by_text("Verified purchase", exact=True)).to_be_visible()
    expect(page.get_by_text("Keeps the coffee warm.")).to_be_visible()


def find(page: Page, shop: str) -> None:
    page.goto(shop)
    page.get_by_role("combobox", name="Search the shop").fill("mug")
    page.get_by_role("combobox", name="Search the shop").press("Enter")
    page.get_by_role("link", name="Stoneware mug").click()
    expect(page.get_by_role("heading", name="Stoneware mug", level=1)).to_be_visible()


def buy(page: Page) -> None:
    page.get_by_role("button", name="Add to basket").click()
    page.get_by_role("link", name="To checkout").click()
    for label, value in {
        "E-mail address": "grace@example.com",
        "Full name": "Grace Hopper",
        "Street and number": "Lindenweg 7",
        "Postal code": "10115",
        "City": "Berlin",
    }.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Pay €17.80").click()
    page.get_by_label("Card number").fill("4242424242424242")
    page.get_by_label("Expiry").fill("12 / 34")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name=re.compile("Pay")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def staff_ship_and_deliver(page: Page, shop: str, order: Order) -> None:
    page.goto(f"{shop}/staff/")
    page.locator("input[name=username]").fill("stan@example.com")
    page.locator("input[type=password]").fill("a-long-password")
    page.locator("input[type=password]").press("Enter")
    page.goto(f"{shop}/staff/orders/order/{order.pk}/change/")
    page.get_by_role("link", name="Pack", exact=True).click()
    page.get_by_role("button", name="Do it").click()
    page.get_by_role("link", name="Ship", exact=True).click()
    page.get_by_label("Tracking number").fill("00340434161094042557")
    page.get_by_role("button", name="Do it").click()
    page.get_by_role("link", name="Mark as delivered").click()
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("Completed").first).to_be_visible()


def review(page: Page, order: Order) -> None:
    later = timezone.now() + timedelta(days=8)
    for asked in orders_to_ask(later):
        request_review(order=asked, at=later)
    deliver_mail()
    [link] = re.findall(r'href="([^"]+stars=4)"', mail.outbox[-1].alternatives[0].content)
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("radio", name=re.compile("^4"))).to_be_checked()
    page.get_by_label("What should others know?").fill("Keeps the coffee warm.")
    page.get_by_role("button", name="Publish review").click()
    expect(page.get_by_text("Your review is on the page now.")).to_be_visible()


def mails_about(order: Order) -> list[str]:
    deliver_mail()
    return [
        message.subject.split(order.number)[1].strip() for message in mail.outbox if order.number in message.subject
    ]
