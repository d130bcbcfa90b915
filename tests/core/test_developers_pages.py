"""The pages for who builds on the API, and that the schema which is written down is the one that is served."""

import json

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from core.api.problems import CODES

pytestmark = pytest.mark.django_db


def test_the_pages_are_there_and_lead_to_each_other(client):
    home = client.get("/api/v1/").content.decode()
    for address in ("/api/v1/first-order/", "/api/v1/docs/", "/api/v1/problems/", "/api/v1/schema/"):
        assert f'href="{address}"' in home
        assert client.get(address).status_code == 200


def test_the_first_order_is_told_step_by_step(client):
    page = client.get("/api/v1/first-order/").content.decode()
    assert page.count("<pre") == 8
    assert "Idempotency-Key" in page and "#!/usr" not in page


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


def test_what_goes_away_says_so(client):
    response = client.get("/api/v1/membership/")
    assert response["Deprecation"].startswith("@") and "GMT" in response["Sunset"]
    assert 'rel="successor-version"' in response["Link"]
