"""What an app does to act for a customer: it asks, waits for the code, and trades it for tokens."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from accounts.models import User

AUTHORIZE, TOKEN = "/identity/o/authorize", "/identity/o/api/token"
VERIFIER = "v" * 60


def question(client_id: str, back: str, scope: str) -> dict[str, str]:
    """The parameters of the address to which the app sends the customer."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    return {
        "response_type": "code", "client_id": client_id, "redirect_uri": back, "scope": scope, "state": "s1",
        "code_challenge": digest, "code_challenge_method": "S256",
    }  # fmt: skip


def trade(client_id: str, back: str, code: str) -> dict[str, str]:
    """The form that an app posts for a code."""
    form = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": back}
    return form | {"code": code, "code_verifier": VERIFIER}


def allowed(customer: User, asked: dict[str, str]) -> dict[str, str]:
    """What the app may post, once the customer looked at the question and allowed all of it."""
    browser = Client()
    browser.force_login(customer)
    page = browser.get(AUTHORIZE, asked)
    assert page.status_code == 200, page.content
    signed = page.content.decode().split('name="request" value="')[1].split('"')[0]
    ticked = {"request": signed, "scopes": asked["scope"].split(), "action": "grant"}
    came = parse_qs(urlsplit(browser.post(AUTHORIZE, ticked)["Location"]).query)
    return trade(asked["client_id"], asked["redirect_uri"], came["code"][0])


def traded(form: dict[str, str]) -> Any:
    """The answer of the door of tokens."""
    return Client().post(TOKEN, form)
