"""A membership from its first day to its last, as its member sees it: trial, paid, unpaid, paid again, ended."""

import re

import pytest
from playwright.sync_api import Page, expect

from loyalty.models import Membership
from loyalty.tasks.memberships import sweep_memberships
from orders.models import DeliveryMethod
from tests.cast import ada, make_delivery, make_plan, make_product

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT = "/account/membership/"


@pytest.fixture
def world(shop):
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    make_product("Stoneware mug", price=1290, slug="mug")
    make_plan(trial_days=14)
    ada()
    return shop


def test_a_membership_from_its_trial_to_its_end(world, provider, page: Page):
    sign_in(page, world)
    expect_delivery(page, world, "Delivery €4.90")
    join(page, world)
    expect_standing(page, world, provider, "On trial", "Your trial runs until")
    expect_delivery(page, world, "Delivery is free for you as a member")
    id = Membership.objects.get().stripe_subscription_id

    provider.renew(id)
    expect_standing(page, world, provider, "Active", "It renews on")

    provider.fail_next_renewal(id)
    provider.renew(id)
    expect_standing(page, world, provider, "Payment failed", "We could not charge €5.90. Your perks go on until")
    expect_delivery(page, world, "Delivery is free for you as a member")

    pay_what_is_owed(page, world)
    expect_standing(page, world, provider, "Active", "It renews on")

    end(page, world)
    expect_standing(page, world, provider, "Active", "Until then everything is as before")
    page.get_by_role("button", name="Keep the membership").click()
    expect(page.get_by_text("Your membership goes on.")).to_be_visible()
    end(page, world)
    provider.renew(id)
    expect_standing(page, world, provider, "Ended", "Nothing more is charged.")
    expect_delivery(page, world, "Delivery €4.90")
    paid = [row["amount"] for row in provider.state()["charges"] if row["status"] == "succeeded"]
    assert paid == [590, 590]
    assert [row["kind"] for row in Membership.objects.get().periods.values("kind")] == ["trial", "paid", "paid"]


def sign_in(page: Page, shop: str) -> None:
    page.goto(f"{shop}/account/login/")
    page.locator("input[type=email]").fill("ada@example.com")
    page.locator("input[type=password]").fill("a-long-password")
    page.locator("input[type=password]").press("Enter")
    expect(page.get_by_role("heading", name="Hello, Ada Lovelace")).to_be_visible()


def join(page: Page, shop: str) -> None:
    page.goto(f"{shop}/membership/")
    by_month = page.locator(".plan-price", has_text="a month")
    expect(by_month).to_contain_text(re.compile("Free until .* Then €5.90 are charged"))
    by_month.get_by_role("button", name="Try it for free").click()
    fill_card(page)
    page.get_by_role("button", name="Start trial").click()
    expect(page.get_by_text("You are a member now. Welcome.")).to_be_visible()


def fill_card(page: Page) -> None:
    page.get_by_label("Card number").fill("4242424242424242")
    page.get_by_label("Expiry").fill("12 / 34")
    page.get_by_label("Security code").fill("123")


def pay_what_is_owed(page: Page, shop: str) -> None:
    page.goto(shop + ACCOUNT)
    page.get_by_role("button", name="Pay €5.90").click()
    fill_card(page)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    expect(page.get_by_text("Paid", exact=False).first).to_be_visible()


def end(page: Page, shop: str) -> None:
    """Two clicks from the account."""
    page.goto(shop + ACCOUNT)
    page.get_by_role("link", name="End the membership").click()
    page.get_by_role("button", name="End it").click()


def expect_standing(page: Page, shop: str, provider, state: str, words: str) -> None:
    """Once the provider's events have come and the worker has answered them."""
    assert provider.drain()
    sweep_memberships()
    page.goto(shop + ACCOUNT)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Regulars Plus {state}")
    expect(page.locator(".account-main")).to_contain_text(words)


def expect_delivery(page: Page, shop: str, words: str) -> None:
    page.goto(f"{shop}/p/mug/")
    expect(page.locator(".promise").first).to_contain_text(words)
