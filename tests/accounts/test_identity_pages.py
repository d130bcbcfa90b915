"""The doors before the provider of tokens: how often, from where, for whom."""

import base64

import pytest
from allauth.idp.oidc.models import Token
from django.test import Client
from django.utils import timezone

from accounts.actions.partners import revoke_key
from accounts.models import Partner, PartnerKey
from tests.apps import AUTHORIZE, TOKEN, allowed, question, traded
from tests.cast import ada, pia

pytestmark = pytest.mark.django_db
BACK = "https://app.example.com/back?shop=1"
REVOKE = "/identity/o/api/revoke"


@pytest.fixture
def app() -> PartnerKey:
    return pia("orders:read", customer=ada(), redirect_uris=[BACK, "http://127.0.0.1/back"]).key


def ask(app: PartnerKey, redirect_uri: str = BACK) -> str:
    """What the customer is shown."""
    client = Client()
    client.force_login(ada())
    answer = client.get(AUTHORIZE, question(app.client_id, redirect_uri, "orders:read"))
    is_question = "Let an app act for you?" in answer.content.decode()
    return "the question" if is_question and answer.status_code == 200 else str(answer.status_code)


def test_an_app_is_led_back_to_where_it_said_and_to_nothing_like_it(app):
    assert [ask(app), ask(app, "http://127.0.0.1:5123/back")] == ["the question"] * 2
    base = BACK.partition("?")[0]
    for other in (
        base,
        f"{BACK}&x=1",
        f"{base};evil?shop=1",
        f"{BACK}#x",
        BACK.upper(),
        "http://127.0.0.1:5123/other",
        "http://[",
    ):
        assert ask(app, other) == "400", other


@pytest.mark.parametrize("how", ["revoked", "switched off"])
def test_a_key_that_is_over_asks_nobody(app, how):
    if how == "revoked":
        revoke_key(key=app, by=None, at=timezone.now())
    else:
        Partner.objects.update(is_active=False)
    assert ask(app) == "400"


def can_read(token: str) -> bool:
    return Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/orders/").status_code == 200


def renewed(app: PartnerKey, given: dict[str, str]) -> dict[str, str]:
    form = {"grant_type": "refresh_token", "client_id": app.client_id, "refresh_token": given["refresh_token"]}
    return traded(form).json()


def test_a_code_sent_twice_ends_what_its_first_use_gave_and_nothing_else(app):
    asked = question(app.client_id, BACK, "orders:read")
    before = traded(allowed(ada(), asked)).json()
    form = allowed(ada(), asked)
    first = traded(form).json()
    second = renewed(app, first)
    after, before = traded(allowed(ada(), asked)).json(), renewed(app, before)
    assert all(can_read(one["access_token"]) for one in (before, first, second, after))
    again = traded(form)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert [can_read(one["access_token"]) for one in (before, first, second, after)] == [True, False, False, True]
    assert [renewed(app, one).get("error") for one in (before, second, after)] == [None, "invalid_grant", None]


def test_of_two_who_fetch_in_the_same_moment_nobody_keeps_anything(app, monkeypatch):
    form = allowed(ada(), question(app.client_id, BACK, "orders:read"))
    monkeypatch.setattr("allauth.idp.oidc.internal.oauthlib.authorization_codes.invalidate", lambda *_args: None)
    first, second = traded(form), traded(form)  # as if the second had been looked at before the first was answered
    assert [first.status_code, second.status_code] == [200, 400]
    assert not can_read(first.json()["access_token"])
    assert not Token.objects.filter(user=ada(), data__has_key="code").exists()


def test_a_code_is_not_spent_by_somebody_without_the_verifier(app):
    form = allowed(ada(), question(app.client_id, BACK, "orders:read"))
    assert traded(form | {"code_verifier": "w" * 60}).status_code == 400
    assert traded(form).status_code == 200


@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_an_id_with_a_nul_is_nobodys(path):
    secret = base64.b64encode(b"\0:x").decode()
    answer = Client(headers={"Authorization": f"Basic {secret}"}).post(path, {"token": "x", "grant_type": "password"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_token_that_reads_as_bytes_is_no_id():
    with_nul = base64.b64encode(b"a\0b").decode()
    answer = Client(headers={"Authorization": f"Bearer {with_nul}"}).post(REVOKE, {})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_secrets_are_guessed_nowhere_and_no_neighbour_behind_our_proxy_pays_for_it(monkeypatch, settings):
    monkeypatch.setattr("accounts.views.identity.TOKENS_A_MINUTE", 2)
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    junk = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y", "token": "z"}

    def codes(path: str, address: str) -> list[int]:
        visitor = Client(headers={"X-Forwarded-For": f"6.6.6.6, {address}"})
        return [visitor.post(path, junk).status_code for _try in range(2)]

    assert 429 not in codes(REVOKE, "203.0.113.1")
    assert codes(TOKEN, "203.0.113.1") == [429, 429]
    assert codes(TOKEN, "203.0.113.2") == [401, 401]
