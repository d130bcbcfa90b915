"""Where a code may be sent."""

import pytest

from accounts.rules.redirects import form_source, is_redirect


@pytest.mark.parametrize(
    ("uri", "source"),
    [
        ("https://app.example.com/back?shop=1", "https://app.example.com"),
        ("https://app.example.com:8443/back", "https://app.example.com:8443"),
        ("http://127.0.0.1/back", "http://127.0.0.1:*"),
        ("http://localhost:3000/back", "http://localhost:*"),
        ("com.example.app:/back", "com.example.app:"),
    ],
)
def test_these_are_safe_and_a_form_may_lead_there(uri, source):
    assert is_redirect(uri)
    assert form_source(uri) == source


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example.com/back",
        "http://127.0.0.1.evil.example/back",
        "javascript:alert(1)",
        "data:text/html,hi",
        "myapp:/back",
        "com.example.app:",
        "https://app.example.com/back#part",
        "https://*.example.com/back",
        "https://me@app.example.com/back",
        "https://app.example.com:99999/",
        "https://",
        "//app.example.com/back",
        "https://app.example.com/ back",
        "https://app.example.com\\@evil.example/",
        "",
    ],
)
def test_these_are_not(uri):
    assert not is_redirect(uri)
