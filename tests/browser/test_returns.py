"""After the sale, in a real browser: back by link on a telephone, exchanged, never arrived, short, and withdrawn."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.links import sign_link
from core.money import Money
from orders.actions.mails import VIEW
from orders.models import Claim, Order, Payment, Return, ReturnPolicy
from tests.cast import ada, delivered_order, make_location, make_product, make_variant, sent_order, stan

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def open_order(page: Page, shop: str, order: Order) -> None:
    page.goto(shop + reverse("orders:order-link", args=[sign_link(VIEW, order.number)]))


def check(page: Page) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def sign_in_staff(page: Page, shop: str) -> None:
    stan()
    page.goto(f"{shop}/staff/")
    page.locator("input[name=username]").fill("stan@example.com")
    page.locator("input[type=password]").fill("a-long-password")
    page.locator("input[type=password]").press("Enter")
    expect(page).to_have_url(re.compile("/staff/$"))


def test_a_guest_returns_one_of_three_by_link_on_a_phone(shop, provider, page: Page):
    ReturnPolicy(label_fee=Money(390)).save()
    order = delivered_order(provider, make_product("Stoneware mug", price=1290), quantity=3)
    page.set_viewport_size(PHONE)
    open_order(page, shop, order)
    check(page)
    page.get_by_role("link", name="Send something back").click()
    expect(page.get_by_label("Why")).to_be_hidden()
    page.get_by_label("How many").select_option("1")
    page.get_by_label("Why").select_option("changed_mind")
    check(page)
    page.get_by_role("button", name="See what you get back").click()
    expect(page.get_by_text("€9.00").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Agreed. Please send it.")).to_be_visible()
    check(page)
    agreed = page.url
    page.get_by_role("link", name="Get the label").click()
    check(page)  # the label names where its sender lives: first the address that the order was placed with
    page.get_by_label("E-mail address of the order").fill(order.email)
    page.get_by_label("E-mail address of the order").press("Enter")
    page.wait_for_url("**/label/")
    page.goto(agreed)
    with page.expect_download() as download:
        page.evaluate("link => { link.setAttribute('download', ''); link.click() }", page.query_selector("a.primary"))
    assert download.value.suggested_filename.endswith(".pdf")
    page.get_by_role("button", name="It is on its way").click()
    expect(page.get_by_role("heading", name="Your return is on its way to us.")).to_be_visible()
    assert Return.objects.get().quoted == Money(900)


def test_an_exchange_for_a_dearer_one_is_paid_by_the_difference(shop, provider, page: Page):
    ReturnPolicy().save()
    product = make_product("Wool jumper", price=5000, stock=5)
    make_variant(product, sku="JUMPER-L", price=5600, stock=5, options={"Size": "L"})
    order = delivered_order(provider, product, owner=ada())
    open_order(page, shop, order)
    page.get_by_role("link", name="Send something back").click()
    page.get_by_label("How many").select_option("1")
    page.get_by_label("Why").select_option("not_fitting")
    page.get_by_label("If you exchange it").select_option(label="L: €56.00")
    page.get_by_role("button", name="See what you get back").click()
    page.get_by_text("Exchange", exact=True).click()
    check(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("In exchange for L")).to_be_visible()
    staff_take_it_in(page, shop, Return.objects.get())
    new = Order.objects.get(replaces=order)
    open_order(page, shop, new)
    check(page)
    page.get_by_role("button", name="Pay the difference").click()
    page.get_by_label("Card number").fill("4242424242424242")
    page.get_by_label("Expiry").fill("12 / 34")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name=re.compile("Pay")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert (Order.objects.get(pk=new.pk).state, Payment.objects.get(order=new).amount) == ("confirmed", Money(600))


def test_a_parcel_that_never_came_is_paid_back_at_a_press(shop, provider, page: Page, time_machine):
    order = sent_order(provider, make_product("Kettle", price=3000), sent_at=timezone.now() - timedelta(days=9))
    page.set_viewport_size(PHONE)
    open_order(page, shop, order)
    page.get_by_role("link", name="The parcel never came").click()
    page.get_by_text("The money back").click()
    check(page)
    page.get_by_role("button", name="It never came").click()
    expect(page.get_by_text("it is put right")).to_be_visible()
    assert (Claim.objects.get().state, Payment.objects.get().refunded) == ("granted", order.total)


def test_the_warehouse_receives_short_and_pays_what_came(shop, provider, page: Page):
    ReturnPolicy(label_fee=Money(0)).save()
    order = delivered_order(provider, make_product("Stoneware mug", price=1000), quantity=2)
    open_order(page, shop, order)
    page.get_by_role("link", name="Send something back").click()
    page.get_by_label("How many").select_option("2")
    page.get_by_label("Why").select_option("not_liked")
    page.get_by_role("button", name="See what you get back").click()
    page.get_by_role("button", name="Confirm").click()
    sent_back = Return.objects.get()
    staff_take_it_in(page, shop, sent_back, came="1")
    assert (Return.objects.get().paid_back, Payment.objects.get().refunded) == (Money(1000), Money(1000))
    page.goto(shop + reverse("orders:return-detail", args=[sign_link(VIEW, order.number), sent_back.number]))
    expect(page.get_by_text("1 came, 1 accepted")).to_be_visible()
    page.get_by_label("Your message").fill("I sent two.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("I sent two.")).to_be_visible()
    assert Return.objects.get().is_contested


def test_the_withdrawal_function_from_end_to_end(shop, provider, page: Page):
    order = delivered_order(provider, make_product("Lamp", price=4000))
    page.set_viewport_size(PHONE)
    open_order(page, shop, order)
    page.get_by_role("link", name="Withdraw from the contract").click()
    check(page)
    page.get_by_role("button", name="Go on").click()
    check(page)
    page.get_by_role("button", name="Confirm withdrawal").click()
    expect(page.get_by_text("Your withdrawal is here")).to_be_visible()
    assert Return.objects.get().is_withdrawal


def staff_take_it_in(page: Page, shop: str, sent_back: Return, came: str = "") -> None:
    """Scan, receive, look, pay: as the warehouse does it."""
    make_location()
    sign_in_staff(page, shop)
    page.goto(shop + reverse("admin:orders_return_scan"))
    page.get_by_label("Number of the return").fill(sent_back.number)
    page.get_by_label("Number of the return").press("Enter")
    page.get_by_role("button", name="Do it").click()
    page.goto(shop + reverse("admin:orders_return_inspect", args=[sent_back.pk]))
    if came:
        for label in ("Came", "Accepted", "Back on the shelf"):
            page.get_by_label(label, exact=True).fill(came)
    page.get_by_role("button", name="That is what came").click()
    page.goto(shop + reverse("admin:orders_return_settle", args=[sent_back.pk]))
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("Done").first).to_be_visible()
