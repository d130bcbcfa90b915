"""An app of a partner asks a customer to act for them, on a telephone."""

from pathlib import Path

import pytest
from allauth.idp.oidc.models import Token
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions.partners import issue_key
from tests.apps import AUTHORIZE
from tests.browser.test_reviews import axe_findings, sign_in
from tests.cast import ada, delivered_order, make_product
from tests.webhooks import listening, make_partner

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "api" / "examples" / "my_orders.js"


@pytest.fixture
def app(shop):
    """The app of the guide on another origin, with a key of its own."""
    with listening() as place:
        issued = issue_key(
            partner=make_partner("Bookkeeper"), label="books", kind="app", scopes=["orders:read", "customers:read"],
            redirect_uris=[place.url], by=None, at=timezone.now(),
        )  # fmt: skip
        script = SCRIPT.read_text().replace("https://shop.example", shop)
        script = script.replace("the client id of your key", issued.key.client_id).replace(
            '"orders:read"', '"orders:read customers:read"'
        )
        place.page = f'<!doctype html><title>App</title><script type="module">{script}</script>'
        yield place


def test_a_customer_allows_an_app_what_they_tick_and_it_shows_what_it_may(shop, provider, page: Page, app):
    page.set_viewport_size({"width": 390, "height": 800})
    order = delivered_order(provider, make_product(), owner=ada())
    sign_in(page, shop, ada().email)
    page.goto(app.url)
    page.get_by_role("button", name="Show my orders").click()
    page.wait_for_url(f"{shop}{AUTHORIZE}?*")
    assert axe_findings(page) == []
    page.get_by_label("Read customers: name and e-mail address").uncheck()
    page.get_by_role("button", name="Allow", exact=True).click()
    expect(page.get_by_text(f"Order {order.number}")).to_be_visible()
    assert page.url == app.url
    assert [token.get_scopes() for token in Token.objects.filter(type="at", user=ada())] == [["orders:read"]]
    page.goto(f"{shop}/account/apps/")
    expect(page.get_by_role("heading", name="Bookkeeper: books")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("No app acts for you")).to_be_visible()


def test_who_does_not_allow_it_comes_back_too(shop, page: Page, app):
    sign_in(page, shop, ada().email)
    page.goto(app.url)
    page.get_by_role("button", name="Show my orders").click()
    page.get_by_role("button", name="Do not allow").click()
    expect(page.get_by_text("You did not let this app in.")).to_be_visible()
