"""Everybody gets through: axe finds nothing in either theme, and the whole purchase works by keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.db.models import F
from playwright.sync_api import Page, expect

from core.money import Money
from loyalty.actions.purses import grant_store_credit
from orders.actions.codes import enter_code
from orders.models import Basket, Order
from shop.models import Picture, Product
from tests.cast import (
    ada,
    delivered_order,
    filled_basket,
    make_category,
    make_coupon,
    make_delivery,
    make_gift_card,
    make_product,
    make_promotion,
    paid_order,
)
from tests.orders.test_orders_pages import link_to
from tests.orders.test_stock_problems_actions import sold_out_order

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = ["/", "/c/mugs/", "/c/mugs/?view=list&sort=price", "/search/?q=mug", "/search/?q=zzzz", "/search/", "/basket/",
        "/help/", "/gift-cards/", "/gift-cards/balance/", "/recent/", "/orders/lookup/", "/account/login/", "/account/signup/", "/account/password/reset/", "/nope/"]  # fmt: skip
SIGNED_IN = ["/account/", "/account/details/", "/account/mails/", "/account/alerts/", "/account/addresses/", "/account/addresses/new/", "/account/email/",
             "/account/password/change/", "/account/2fa/", "/orders/", "/reviews/", "/basket/", "/checkout/"]  # fmt: skip


@pytest.fixture
def world(shop, provider):
    make_delivery()
    make_category("Pans", parent=None)
    for number in range(3):
        make_product(
            f"Stoneware mug {number}", price=1290, bullet_points=["Holds 350 ml"], description="Thrown by hand."
        )
    return shop


def problems(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = [
        f"{address} {issue['id']}: {issue['nodes'][0]['html'][:100]}"
        for issue in Axe().run(page).response["violations"]
    ]
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{address} is {too_wide} px too wide"] if too_wide > 0 else [])


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_any_page(world, provider, chromium, width, theme):
    order = delivered_order(provider, make_product("Kettle"), owner=ada())
    full_of_offers(filled_basket(make_product("Copper pan"), owner=ada()))
    missing = link_to(sold_out_order(provider, email="ben@example.com"))
    paid = link_to(paid_order(provider, email="ben@example.com"))
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=theme, locale="en-US")
    page = context.new_page()
    product = order.lines.get().product
    pictures_of(product)
    by_link = [missing, paid, f"{paid}items/", f"{paid}address/"]
    found = [line for path in [*OPEN, *by_link, product.get_absolute_url()] for line in problems(page, world + path)]
    sign_in(page, world)
    private = [*SIGNED_IN, f"/orders/{order.number}/", f"{product.get_absolute_url()}reviews/new/"]
    found += [line for path in private for line in problems(page, world + path)]
    context.close()
    assert found == []


def test_the_whole_purchase_works_by_keyboard_alone(world, page: Page):
    page.goto(world)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    reach(page, "searchbox|combobox", "Search the shop")
    page.keyboard.type("mug 1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search/"))
    reach(page, "link", "Stoneware mug 1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/p/"))
    reach(page, "button", "Add to basket")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/basket/"))
    reach(page, "link", "To checkout")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/checkout/"))
    fields = {"E-mail address": "grace@example.com", "Full name": "Grace Hopper", "Street and number": "Lindenweg 7",
              "Postal code": "10115", "City": "Berlin"}  # fmt: skip
    for label, value in fields.items():
        reach(page, "textbox|combobox", label)
        page.keyboard.type(value)
    reach(page, "button", "Pay €17.80")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/pay/"))
    for label, value in {"Card number": "4242424242424242", "Expiry date": "12 / 34", "Security code": "123"}.items():
        reach(page, "textbox|combobox", label)
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Order.objects.get().state == Order.State.CONFIRMED


def test_the_shop_works_without_javascript(world, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"{world}/c/mugs/?view=list")
    page.get_by_role("link", name="Stoneware mug 2").first.click()
    page.get_by_role("button", name="Add to basket").click()
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_text("€43.60").first).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="To checkout").click()
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    context.close()


def pictures_of(product: Product) -> None:
    """So many that their small ones do not fit a phone."""
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><circle cx="300" cy="300" r="200"/></svg>'
    )
    for number in range(9):
        Picture.objects.create(
            product=product, file=ContentFile(drawing, f"{number}.svg"), alt="A circle", position=number
        )
    Product.objects.filter(pk=product.pk).update(version=F("version") + 1)


def full_of_offers(basket: Basket) -> None:
    """A code that applies, one that does not, a gift card, store credit and an offer that is near."""
    make_promotion("order", kind="amount", amount=Money(1000), spend_from=Money(9000))
    make_coupon("SPRING")
    make_coupon("BIG", spend_from=Money(99_000))
    for code in ("SPRING", "BIG", make_gift_card(300).code):
        enter_code(basket=basket, text=code, visitor=[])
    grant_store_credit(owner=ada(), amount=Money(200), reference="kind", by=None)


def reach(page: Page, roles: str, name: str) -> None:
    """Press Tab until the element of that role and name has the focus, as a person without a mouse does."""
    for _press in range(90):
        if any(page.get_by_role(role, name=name).and_(page.locator(":focus")).count() for role in roles.split("|")):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {name}")


def sign_in(page: Page, shop: str) -> None:
    page.goto(f"{shop}/account/login/")
    page.locator("input[type=email]").fill("ada@example.com")
    page.locator("input[type=password]").fill("a-long-password")
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(re.compile("/account/$"))
