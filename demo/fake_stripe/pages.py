"""Plain HTML for the hosted pages; every value is escaped, and nothing needs JavaScript."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template

from .books import Json
from .cards import TEST_CARDS
from .messages import Response
from .money import show

FOLDER = Path(__file__).parent / "html"
CSS = (FOLDER / "pages.css").read_bytes()
FRAME, PAYMENT, AUTHENTICATION = (
    Template((FOLDER / f"{name}.html").read_text()) for name in ("frame", "payment", "authentication")
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LABELS = {"email": "Email", "number": "Card number", "expiry": "Expiry date", "cvc": "Security code"}
CARD_FIELDS = ("number", "expiry", "cvc")
PREFILLED = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "email": ""}
HINTS = {
    "email": 'type="email" autocomplete="email"',
    "number": 'inputmode="numeric" autocomplete="off" list="test-cards" maxlength="23"',
    "expiry": 'inputmode="numeric" autocomplete="off" maxlength="9"',
    "cvc": 'inputmode="numeric" autocomplete="off" maxlength="4"',
}


def payment(session: Json, given: dict[str, str], problems: dict[str, str], status: int = 200) -> Response:
    """The payment page; `problems` are sentences by field, `given` what the shopper wrote before."""
    total = show(session["amount_total"], session["currency"])
    wish, email = session.get("_wish") or f"Pay {total}", known_email(session)
    needs_card = session["amount_total"] or session.get("payment_method_collection") != "if_required"
    names = ([] if email else ["email"]) + (list(CARD_FIELDS) if needs_card else [])
    body = PAYMENT.substitute(
        id=session["id"],
        items="".join(_item(item) for item in session["_items"]),
        total=escape(total),
        problem=summary(problems),
        wish=escape(wish),
        email=f'<p class="known"><span>Email</span> {escape(email)}</p>' if email else "",
        fields=field_rows(names, given, problems),
        options=card_options(),
        cards="".join(f"<tr><td>{_grouped(card.number)}</td><td>{escape(card.does)}</td></tr>" for card in TEST_CARDS),
        back=_back(session["cancel_url"]),
    )
    return framed(wish, body, status)


def _item(item: Json) -> str:
    about = f"<small>{escape(item['_about'])}</small>" if item["_about"] else ""
    each = escape(show(item["price"]["unit_amount"], item["currency"]))
    many = f"<small>{item['quantity']} &times; {each}</small>" if item["quantity"] > 1 else ""
    sum_of = escape(show(item["amount_total"], item["currency"]))
    return f"<li><span>{escape(item['description'])}{about}{many}</span><b>{sum_of}</b></li>"


def summary(problems: dict[str, str]) -> str:
    links = "".join(f'<li><a href="#{name}">{escape(words)}</a></li>' for name, words in problems.items())
    opening = '<div class="problem" role="alert" tabindex="-1" autofocus><h2>The payment did not go through</h2>'
    return f"{opening}<ul>{links}</ul></div>" if links else ""


def known_email(session: Json) -> str | None:
    """What the shop has told, of the session or of its customer."""
    return session["customer_email"] or session.get("_known_email")


def field_rows(names: Iterable[str], given: dict[str, str], problems: dict[str, str]) -> str:
    return "".join(_field(name, {**PREFILLED, **given}[name], problems.get(name)) for name in names)


def card_options() -> str:
    return "".join(f'<option value="{_grouped(card.number)}">{escape(card.does)}</option>' for card in TEST_CARDS)


def _field(name: str, value: str, problem: str | None) -> str:
    note = f'<span class="note" id="{name}-problem">{escape(problem)}</span>' if problem else ""
    state = f' aria-invalid="true" aria-describedby="{name}-problem"' if problem else ""
    box = f'<input id="{name}" name="{name}" value="{escape(value)}" {HINTS[name]} required{state}>'
    return f'<div class="field field-{name}"><label for="{name}">{LABELS[name]}</label>{box}{note}</div>'


def _grouped(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _back(url: str | None) -> str:
    return f'<p class="back"><a href="{escape(url)}">Back to the shop without paying</a></p>' if url else ""


def authentication(intent: Json) -> Response:
    total = escape(show(intent["amount"], intent["currency"]))
    return framed("Confirm your payment", AUTHENTICATION.substitute(total=total, last4=(intent["_card"] or "")[-4:]))


def message(status: int, words: str, back: str | None = None) -> Response:
    return framed(words, f'<div class="sheet"><h1>{escape(words)}</h1>{_back(back)}</div>', status)


def framed(title: str, body: str, status: int = 200) -> Response:
    text = FRAME.substitute(title=escape(title), body=body)
    return Response(status, text.encode(), "text/html; charset=utf-8", HEADERS)
