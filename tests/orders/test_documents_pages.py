"""Invoices and credit notes as papers: for whoever may see the order, in its language, with every tax."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from core.money import Money, total
from orders.actions.cancellation import cancel_units
from orders.actions.mails import VIEW
from orders.actions.refunds import refund_line
from orders.models import CreditNote, Order
from orders.rules.documents import tax_rows
from tests.cast import ada, ben, make_delivery, make_gift_card, make_product, make_promotion, paid_order, stan
from tests.papers import text_of

pytestmark = pytest.mark.django_db


def credited(provider, **how) -> CreditNote:
    order = paid_order(provider, make_product("Łyżka Кружка", price=1190, slug="spoon"), quantity=3, **how)
    cancel_units(order=order, quantities={order.lines.get().pk: 1}, by=None, at=timezone.now())
    return CreditNote.objects.get()


def test_the_owner_reads_the_invoice_with_tax_by_rate(provider, client):
    make_delivery(price=490, free_from=None)
    book = make_product("Книга", price=1070, tax_class="reduced", slug="book")
    order = paid_order(provider, make_product("Łyżka", price=1190, slug="spoon"), book, owner=ada(), quantity=2)
    client.force_login(ada())
    answer = client.get(reverse("orders:order-invoice", args=[order.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = text_of(answer)
    for words in ("Invoice INV-000001", "Ada Lovelace", "Lindenweg 7", "Łyżka", "Книга", "€50.10", "19 %", "7 %"):
        assert words in text, words
    assert "Paid: Online payment €50.10" in text


def test_promotions_and_tenders_stand_on_the_invoice(provider, client):
    make_promotion(name="Spring")
    order = paid_order(provider, make_product(price=2000), owner=ada(), codes=[make_gift_card(500).code])
    client.force_login(ada())
    text = text_of(client.get(reverse("orders:order-invoice", args=[order.number])))
    assert "Spring" in text and "-€2.00" in text
    assert re.search(r"Paid: Gift card .* €5.00, Online payment", text.replace("\n", " "))


def test_a_credit_note_names_its_invoice_and_what_went_back(provider, client):
    note = credited(provider, owner=ada())
    client.force_login(ada())
    text = text_of(client.get(reverse("orders:credit-note", args=[note.order.number, note.number])))
    for words in ("Credit note CN-000001", "INV-000001", "1 × Łyżka Кружка", "€11.90", "€1.90", "€10.00"):
        assert words in text, words


def test_a_paper_is_in_the_language_of_its_order(provider, client):
    note = credited(provider, owner=ada())
    Order.objects.update(language="de")
    client.force_login(ada())
    text = text_of(client.get(reverse("orders:credit-note", args=[note.order.number, note.number])))
    assert "11,90" in text


def test_what_is_printed_stays_when_people_and_goods_change_their_names(provider, client):
    order = paid_order(provider, make_product("Mug", price=1190), owner=ada())
    order.lines.update(title="Cup")
    order.address.__class__.objects.update(name="Ada King")
    client.force_login(ada())
    text = text_of(client.get(reverse("orders:order-invoice", args=[order.number])))
    assert "Mug" in text and "Ada Lovelace" in text and "Cup" not in text


def prove(client, order, email: str | None = None, to: str = "") -> object:
    """What the page asks for before a paper: the e-mail address of the order."""
    address = reverse("orders:order-prove", args=[sign_link(VIEW, order.number)])
    return client.post(f"{address}?next={to}", {"email": email or order.email.upper()})


def test_papers_behind_the_link_want_the_e_mail_address_too(provider, client):
    """A forwarded mail shows where the order is, and not where its buyer lives."""
    note = credited(provider)
    token = sign_link(VIEW, note.order.number)
    street, page = note.order.address.street_address, reverse("orders:order-link", args=[token])
    paper = reverse("orders:order-invoice-link", args=[token])
    for address in (paper, reverse("orders:credit-note-link", args=[token, note.number])):
        asked = client.get(address, follow=True)
        assert "Is this your order?" in asked.content.decode() and note.order.email not in asked.content.decode()
    assert street not in client.get(page).content.decode()
    assert street not in client.get(reverse("orders:order-address-update", args=[token])).content.decode()
    client.force_login(ben())
    assert street not in client.get(page).content.decode(), "nor to somebody else who is signed in"
    assert client.get(paper).status_code == 302
    client.logout()
    assert prove(client, note.order, "ben@example.com").status_code == 422
    assert client.get(paper).status_code == 302
    assert prove(client, note.order, to=paper).url == paper
    assert client.get(paper)["Content-Type"] == "application/pdf"
    assert street in client.get(page).content.decode()


def test_the_proof_is_not_guessed_and_leads_nowhere_else(provider, client):
    order = credited(provider).order
    assert prove(client, order, to="https://evil.example/").url.startswith("/orders/link/")
    client.logout()
    client.cookies.clear()
    told = [prove(client, order, f"{number}@example.com").status_code for number in range(6)]
    assert told[-1] == 429 and prove(client, order).status_code == 429


def test_one_order_s_proof_opens_no_other(provider, client):
    mine, other = credited(provider).order, paid_order(provider)
    prove(client, mine)
    assert client.get(reverse("orders:order-invoice-link", args=[sign_link(VIEW, other.number)])).status_code == 302


def test_a_guest_reads_papers_by_the_link(provider, client):
    note = credited(provider)
    token = sign_link(VIEW, note.order.number)
    page = client.get(reverse("orders:order-link", args=[token])).content.decode()
    prove(client, note.order)
    for address in (
        reverse("orders:order-invoice-link", args=[token]),
        reverse("orders:credit-note-link", args=[token, note.number]),
    ):
        assert address in page
        assert client.get(address)["Content-Type"] == "application/pdf"


def test_the_page_says_what_went_back_for_what(provider, client):
    note = credited(provider, owner=ada())
    refund_line(line=note.order.lines.get(), amount=Money(100), reason="scratch", at=timezone.now(), by=None)
    client.force_login(ada())
    page = client.get(note.order.get_absolute_url()).content.decode()
    assert "Back: 1 × Łyżka Кружка" in page
    assert "Back: Goodwill: Łyżka Кружка" in page
    assert reverse("orders:credit-note", args=[note.order.number, note.number]) in page


@pytest.mark.parametrize("name", ["order-invoice", "credit-note"])
def test_strangers_find_no_papers(provider, client, name):
    note = credited(provider, owner=ada())
    address = reverse(f"orders:{name}", args=[note.order.number, *([note.number] if name == "credit-note" else [])])
    assert client.get(address).status_code == 302
    client.force_login(ben())
    assert client.get(address).status_code == 404
    client.force_login(stan())
    assert client.get(address).status_code == 200


def test_a_link_for_another_purpose_or_order_opens_no_paper(provider, client):
    note = credited(provider)
    other = paid_order(provider)
    wrong = sign_link("order-join", note.order.number)
    assert client.get(reverse("orders:order-invoice-link", args=[wrong])).status_code == 302
    mine = sign_link(VIEW, other.number)
    prove(client, other)
    assert client.get(reverse("orders:credit-note-link", args=[mine, note.number])).status_code == 404


def test_an_invoice_takes_as_many_queries_for_many_lines(provider, client):
    small = paid_order(provider, owner=ada())
    large = paid_order(provider, *(make_product(f"Thing {number}") for number in range(7)), owner=ada())
    client.force_login(ada())
    counts = []
    for order in (small, large):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("orders:order-invoice", args=[order.number]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_taxes_are_summed_by_rate():
    rows = tax_rows([(1900, Money(19), Money(119)), (700, Money(7), Money(107)), (1900, Money(38), Money(238))])
    assert [(row.percent, row.net.minor, row.tax.minor, row.gross.minor) for row in rows] == [
        ("19 %", 300, 57, 357),
        ("7 %", 100, 7, 107),
    ]
    assert total(row.gross for row in rows) == Money(464)
