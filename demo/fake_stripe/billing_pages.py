"""Plain HTML for invoices and the portal, in the frame of the other pages."""

from datetime import UTC, datetime
from html import escape

from .books import Books, Json
from .customers import card_of
from .messages import Response
from .money import show
from .pages import CARD_FIELDS, card_options, field_rows, framed, summary

STANDS = {
    "open": "To be paid",
    "paid": "Paid",
    "void": "Void",
    "draft": "Not final yet",
    "uncollectible": "Written off",
}


def invoice(thing: Json, problems: dict[str, str], status: int = 200) -> Response:
    title = f"Invoice {thing['number'] or ''}".strip()
    rows = "".join(_row(line["description"], line["amount"], thing["currency"]) for line in thing["lines"]["data"])
    due = show(thing["amount_due"], thing["currency"])
    total = f'<p class="total"><span>{STANDS[thing["status"]]}</span> <b>{escape(due)}</b></p>'
    form = _card_form(f"Pay {due}", problems) if thing["status"] == "open" else ""
    return framed(title, _sheet(title, f"<ul>{rows}</ul>{total}{summary(problems)}{form}"), status)


def _row(words: str, amount: int, currency: str) -> str:
    return f"<li><span>{escape(words)}</span> <b>{escape(show(amount, currency))}</b></li>"


def _card_form(wish: str, problems: dict[str, str]) -> str:
    fields = field_rows(CARD_FIELDS, {}, problems)
    cards = f'<datalist id="test-cards">{card_options()}</datalist>'
    button = f'<button type="submit">{escape(wish)}</button>'
    return f'<form method="post" novalidate><div class="fields">{fields}</div>{cards}{button}</form>'


def _sheet(title: str, inner: str) -> str:
    return f'<section class="sheet" aria-labelledby="title"><h1 id="title">{escape(title)}</h1>{inner}</section>'


def portal(books: Books, session: Json, rows: list[Json], problems: dict[str, str], status: int = 200) -> Response:
    plans = "".join(_plan(books, row) for row in rows) or "<p>You have no subscription.</p>"
    url = session["return_url"]
    back = f'<p class="back"><a href="{escape(url)}">Back to the shop</a></p>' if url else ""
    form = f"<h2>Another card</h2>{summary(problems)}{_card_form('Use this card', problems)}"
    return framed("Your subscription", _sheet("Your subscription", plans + form + back), status)


def _plan(books: Books, subscription: Json) -> str:
    item, saved = subscription["items"]["data"][0], card_of(books, subscription)
    name = books.products[item["price"]["product"]]["name"]
    ends, is_ending = datetime.fromtimestamp(item["current_period_end"], UTC), subscription["cancel_at_period_end"]
    sum_of = show(item["price"]["unit_amount"] * item["quantity"], item["price"]["currency"])
    day = f"{ends.day} {ends:%B %Y}"
    words = f"Ends on {day}." if is_ending else f"Renews on {day} for {sum_of}."
    card = f"Card ending in {saved[0]['card']['last4']}." if saved else "No card."
    return f"<h2>{escape(name)}</h2><p>{escape(words)} {card}</p>{_button(subscription['id'], is_ending)}"


def _button(id: str, is_ending: bool) -> str:
    verb, words = ("resume", "Keep the subscription") if is_ending else ("cancel", "Cancel the subscription")
    return (
        f'<form method="post"><button type="submit" name="{verb}" value="{id}" class="second">{words}</button></form>'
    )
