"""What every test has: fast passwords, mails in memory, no broker, and a payment provider when it asks for one."""

import os

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from core.audit import find_breaches
from core.cache import near
from core.outages import Outage
from demo.fake_stripe import FakeStripe

FIRST_REDIS_DATABASE = 8

# How long an example takes says more about the machine than about the shop.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("suite")


def pytest_configure():
    """Each test process has a Redis database of its own, as each has a database of its own."""
    cache_settings = django_settings.CACHES["default"]
    if "LOCATION" in cache_settings:
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        server = cache_settings["LOCATION"].rsplit("/", 1)[0]
        cache_settings["LOCATION"] = f"{server}/{FIRST_REDIS_DATABASE + worker}"


@pytest.fixture(autouse=True)
def _quiet_world(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.CARRIER_FILES = tmp_path / "carrier"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    translation.activate("en")  # a page of the test before may have left another language behind
    for outage in Outage.known:
        outage.end()
    cache.clear()
    near.clear()


@pytest.fixture(autouse=True)
def _books_are_right(request):
    """After every test with a database the audit finds nothing, unless the test breaks the books on purpose."""
    yield
    has_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if has_database and not request.node.get_closest_marker("corrupts") and not connection.needs_rollback:
        assert [(finding.check.id, finding.rows) for finding in find_breaches()] == []


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    """The jobs that were rung for, instead of a broker: a list of (task, ids)."""
    rung: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr("core.jobs._ring", lambda task, ids: rung.append((task, ids)))
    return rung


@pytest.fixture(scope="session")
def _provider():
    with FakeStripe(webhook_secret="whsec_demo") as fake:
        yield fake


@pytest.fixture
def provider(_provider, settings):
    """The fake payment provider, empty, and the shop pointed at it."""
    _provider.clear()
    settings.STRIPE_API_BASE = _provider.url
    settings.STRIPE_SECRET_KEY = "sk_test_tests"
    return _provider
