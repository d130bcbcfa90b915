"""The pages for who builds on the API, and that the schema which is written down is the one that is served."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.utils.safestring import mark_safe

from accounts.rules.events import EVENTS
from accounts.rules.scopes import FOR_CUSTOMERS, SCOPES
from core.api.problems import CODES
from core.guides import Step, read_steps
from core.templatetags.guides import with_code

pytestmark = pytest.mark.django_db


def test_the_pages_are_there_and_lead_to_each_other(client):
    home = client.get("/api/v1/").content.decode()
    for name in ("first-order", "webhooks", "apps", "docs", "problems", "schema"):
        assert f'href="/api/v1/{name}/"' in home
        assert client.get(f"/api/v1/{name}/").status_code == 200


def test_the_first_order_is_told_step_by_step(client):
    page = client.get("/api/v1/first-order/").content.decode()
    assert page.count("<pre") == 8
    assert "Idempotency-Key" in page and "#!/usr" not in page


def test_every_event_stands_on_the_page_of_webhooks(client):
    page = client.get("/api/v1/webhooks/").content.decode()
    assert all(f'id="{name}"><dt>' in page for name in EVENTS)
    assert page.count("<pre") == 10 and "standardwebhooks" in page and "#!/usr" not in page


def test_the_page_of_apps_tells_what_customers_can_allow_and_nothing_else(client):
    page = client.get("/api/v1/apps/").content.decode()
    assert {scope for scope in SCOPES if f"<code>{scope}</code>" in page} == FOR_CUSTOMERS
    assert page.count("<pre") == 6 and "code_challenge_method" in page


def test_a_script_is_read_step_by_step():
    script = "#!/bin/sh\n# One.\n\nfirst\n\nsecond\n# Two,\n# longer.\n  # 3\n  third\n    fourth\n"
    assert read_steps(script) == [Step("One.", "first\n\nsecond"), Step("Two, longer. 3", "  third\n    fourth")]


def test_what_stands_between_backticks_is_code_and_nothing_else_gets_through():
    assert with_code("`a` & <b> `<i>`") == "<code>a</code> &amp; &lt;b&gt; <code>&lt;i&gt;</code>"
    assert with_code(mark_safe("<p>`a`</p>")) == "<p><code>a</code></p>"


def test_the_schema_says_in_words_what_each_scope_allows(client):
    served = client.get("/api/v1/schema/?format=json", headers={"Accept-Language": "de"}).json()
    flows = served["components"]["securitySchemes"]["partner"]["flows"]
    assert flows["clientCredentials"]["scopes"]["orders:write"] == "Cancel orders"
    assert set(flows["clientCredentials"]["scopes"]) == set(SCOPES)
    assert set(flows["authorizationCode"]["scopes"]) == FOR_CUSTOMERS


def test_every_code_has_its_place_on_the_page_of_problems(client):
    page = client.get("/api/v1/problems/").content.decode()
    for code in [*CODES, "out_of_stock", "price_changed", "refund_too_large"]:
        assert f'<tr id="{code}">' in page


def test_what_is_written_down_is_what_is_served(client):
    call_command("write_api", "--check")
    served = json.loads(client.get("/api/v1/schema/?format=json").content)
    written = yaml.safe_load((settings.ROOT / "docs/api/openapi.yaml").read_text())
    assert served["paths"] == written["paths"]
    collection = json.loads((settings.ROOT / "docs/api/postman.json").read_text())
    requests = sum(len(folder["item"]) for folder in collection["item"])
    assert requests == sum(
        len({"get", "post", "put", "patch", "delete"} & row.keys()) for row in served["paths"].values()
    )


def test_every_problem_of_every_call_is_in_the_schema(client):
    served = json.loads(client.get("/api/v1/schema/?format=json").content)
    for path, operations in served["paths"].items():
        for method, operation in operations.items():
            if path.endswith(("/schema/", "/docs/")) or method == "parameters":
                continue
            assert {"400", "401", "404", "429", "500", "503"} <= operation["responses"].keys(), path
            if method == "post" and operation.get("security"):
                assert "422" in operation["responses"]


def test_words_of_a_choice_are_of_the_type_that_is_named(client):
    served = json.loads(client.get("/api/v1/schema/?format=json").content)
    kinds = {"string": str, "integer": int, "boolean": bool}
    chosen = [part for part in parts(served) if isinstance(part.get("type"), str) and "enum" in part]
    assert len(chosen) > 20
    assert [part for part in chosen if not all(isinstance(word, kinds[part["type"]]) for word in part["enum"])] == []


def test_every_call_says_in_a_few_words_of_its_own_what_it_does(client):
    served = json.loads(client.get("/api/v1/schema/?format=json").content)
    calls = [call for path, row in served["paths"].items() for call in row.values() if "/schema/" not in path]
    summaries = [call.get("summary", "") for call in calls]
    assert all(2 < len(words) < 40 for words in summaries)
    assert len(set(summaries)) == len(summaries) > 70
    assert "charged twice" in served["paths"]["/api/v1/baskets/{id}/checkout/"]["post"]["description"]
    assert "description" not in served["paths"]["/api/v1/products/{slug}/"]["patch"]


def parts(schema: object) -> Iterator[dict[str, object]]:
    """Every object of the schema, from the outside in."""
    if isinstance(schema, dict):
        yield schema
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in inner:
        yield from parts(part)


def test_what_goes_away_says_so(client):
    response = client.get("/api/v1/membership/")
    assert response["Deprecation"].startswith("@") and "GMT" in response["Sunset"]
    assert 'rel="successor-version"' in response["Link"]


@pytest.mark.parametrize("place", ["openid-configuration", "oauth-authorization-server"])
def test_the_provider_tells_programs_what_it_does_at_our_own_address(client, place, settings):
    settings.BASE_URL = "https://shop.example"
    told = client.get(f"/.well-known/{place}").json()
    assert told["issuer"] == "https://shop.example"
    addresses = [value for name, value in told.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(addresses) >= 4 and all(address.startswith("https://shop.example/") for address in addresses)
    assert {client.get(urlsplit(address).path).status_code for address in addresses} <= {200, 302, 401, 405}
    assert set(told["scopes_supported"]) == set(SCOPES)
    assert "device_authorization_endpoint" not in told and "implicit" not in told["grant_types_supported"]
