"""Chromium for the tests that need a real browser."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from core.stripe import _client

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread
    path = shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def shop(live_server, settings, provider):
    """The shop at a real address, with the provider's events coming to it."""
    settings.BASE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    form_action = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": [*form_action, provider.url]}
    settings.CONTENT_SECURITY_POLICY = settings.CONTENT_SECURITY_POLICY | {"DIRECTIVES": policy}
    provider.webhook_url = f"{live_server.url}/webhooks/stripe/"
    provider.postman.more = [(f"{live_server.url}/webhooks/stripe/membership/", settings.STRIPE_MEMBERSHIP_SECRET)]
    _client.cache_clear()
    yield live_server.url
    provider.webhook_url, provider.postman.more = None, []


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(8000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    context.close()
