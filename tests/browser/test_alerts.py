"""Alerts in a real browser: a guest asks on a phone, confirms from the mail, goods come in and the mail comes."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import OutgoingMail
from shop.actions.alert_mails import send_due_alerts
from shop.models import Alert
from tests.browser.test_questions import PHONE, is_fit
from tests.browser.test_reviews import sign_in
from tests.cast import ada, make_delivery, make_product
from tests.shop.alerts import arrive, sold_out

pytestmark = pytest.mark.django_db(transaction=True)


def mailed_link(template: str, part: str) -> str:
    mail = OutgoingMail.objects.get(template=template)
    return re.search(rf"http\S+{part}\S*", mail.text)[0]


@pytest.mark.parametrize("with_script", [True, False])
def test_a_guest_asks_on_a_phone_and_is_told_when_it_is_back(shop, chromium, with_script):
    make_delivery()
    mug = sold_out()
    context = chromium.new_context(java_script_enabled=with_script, locale="en-US", viewport=PHONE)
    page = context.new_page()
    page.goto(shop + mug.product.get_absolute_url())
    page.get_by_label("Your e-mail address").fill("guest@example.com")
    if with_script:
        is_fit(page)
    page.get_by_role("button", name="Tell me when it is back").click()
    expect(page.get_by_text("We have sent a mail to guest@example.com.")).to_be_visible()
    page.goto(mailed_link("shop/alert_confirm", "/alerts/confirmation/"))
    expect(page.get_by_role("heading", name="Shall we tell you?")).to_be_visible()
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_role("heading", name="We will write to you.")).to_be_visible()
    arrive(mug, 2)
    assert send_due_alerts(at=timezone.now()) == 1
    page.goto(mailed_link("shop/alerts", "/p/"))
    expect(page.get_by_role("button", name="Add to basket")).to_be_visible()
    page.goto(mailed_link("shop/alerts", "/alerts/of/"))
    expect(page.get_by_text("told on")).to_be_visible()
    if with_script:
        is_fit(page)
    context.close()


def test_a_customer_names_a_price_and_changes_their_mind(shop, page: Page):
    make_delivery()
    product = make_product("Teapot", price=4900)
    ada()
    page.set_viewport_size(PHONE)
    sign_in(page, shop, "ada@example.com")
    page.goto(shop + product.get_absolute_url())
    page.get_by_text("Tell me when it gets cheaper").click()
    page.get_by_label("Only at this price or less").fill("39.90")
    is_fit(page)
    page.get_by_role("button", name="Tell me", exact=True).click()
    expect(page.get_by_text("We write to you when it costs €39.90 or less.")).to_be_visible()
    page.goto(f"{shop}/account/alerts/")
    is_fit(page)
    page.get_by_role("button", name=re.compile("End.*Teapot")).click()
    page.get_by_role("button", name=re.compile("Undo.*Teapot")).click()
    expect(page.get_by_text("You are waiting for it again")).to_be_visible()
    is_fit(page)
    assert Alert.objects.get().state == "active"


def test_a_guest_names_a_nonsense_price_and_is_told_what_is_wrong(shop, page: Page):
    make_delivery()
    product = make_product("Teapot", price=4900)
    page.goto(shop + product.get_absolute_url())
    page.get_by_text("Tell me when it gets cheaper").click()
    page.get_by_label("Only at this price or less").fill("59")
    page.get_by_label("Your e-mail address").fill("guest@example.com")
    page.get_by_role("button", name="Tell me", exact=True).click()
    expect(page.get_by_text("below today's, which is €49.00")).to_be_visible()
    is_fit(page)
