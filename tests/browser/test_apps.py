"""An app of a partner asks a customer to act for them, on a telephone."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions.partners import issue_key
from accounts.models import PartnerKey
from tests.apps import AUTHORIZE, TOKEN, question, trade
from tests.browser.test_reviews import axe_findings, sign_in
from tests.cast import ada, delivered_order, make_product
from tests.webhooks import listening, make_partner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def back():
    """Where the app waits for its customers: another origin."""
    with listening() as app:
        yield app.url


def register(back: str) -> PartnerKey:
    return issue_key(
        partner=make_partner("Bookkeeper"), label="books", kind="app", scopes=["orders:read", "customers:read"],
        redirect_uris=[back], by=None, at=timezone.now(),
    ).key  # fmt: skip


def asking(shop: str, key: PartnerKey, back: str) -> str:
    """The address to which the app sends the customer."""
    return f"{shop}{AUTHORIZE}?{urlencode(question(key.client_id, back, 'orders:read customers:read'))}"


def test_a_customer_allows_an_app_what_they_tick_and_comes_back_to_it(shop, provider, page: Page, back):
    page.set_viewport_size({"width": 390, "height": 800})
    delivered_order(provider, make_product(), owner=ada())
    sign_in(page, shop, ada().email)
    key = register(back)
    page.goto(asking(shop, key, back))
    assert axe_findings(page) == []
    page.get_by_label("Read customers: name and e-mail address").uncheck()
    page.get_by_role("button", name="Allow", exact=True).click()
    page.wait_for_url(f"{back}?*")
    came = parse_qs(urlsplit(page.url).query)
    assert (came["state"], set(came)) == (["s1"], {"state", "code"})
    token = page.request.post(f"{shop}{TOKEN}", form=trade(key.client_id, back, came["code"][0])).json()
    assert token["scope"] == "orders:read"
    orders = page.request.get(f"{shop}/api/v1/orders/", headers={"Authorization": f"Bearer {token['access_token']}"})
    assert len(orders.json()["results"]) == 1
    page.goto(f"{shop}/account/apps/")
    expect(page.get_by_role("heading", name="Bookkeeper: books")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("No app acts for you")).to_be_visible()


def test_who_does_not_allow_it_comes_back_too(shop, page: Page, back):
    sign_in(page, shop, ada().email)
    page.goto(asking(shop, register(back), back))
    page.get_by_role("button", name="Do not allow").click()
    page.wait_for_url(f"{back}?*")
    assert parse_qs(urlsplit(page.url).query) == {"error": ["access_denied"], "state": ["s1"]}
