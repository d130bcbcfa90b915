"""Invoices: written as a draft, finalized, and paid by the card that is kept or by the customer's credit."""

from .books import Books, Json
from .money import LEAST
from .standing import paid

UNUSED = (
    "account_country account_name account_tax_ids amount_paid_off_stripe application automatically_finalizes_at"
    " custom_fields customer_account customer_address customer_phone customer_shipping default_payment_method"
    " default_source due_date effective_at ending_balance footer from_invoice hosted_invoice_url"
    " invoice_pdf last_finalization_error latest_revision next_payment_attempt number on_behalf_of receipt_number"
    " rendering shipping_cost shipping_details statement_descriptor test_clock threshold_reason"
    " webhooks_delivered_at description"
)


def charge_line(item: Json, price: Json, amount: int, span: tuple[int, int], words: str, *, prorated: bool) -> Json:
    """One line over `amount` (minor units, negative for a credit) and the seconds of `span`."""
    origin = {"subscription": item["subscription"], "subscription_item": item["id"], "proration": prorated}
    origin |= {"invoice_item": None, "proration_details": None}
    return {
        "object": "line_item",
        "amount": amount,
        "subtotal": amount,
        "currency": price["currency"],
        "description": words,
        "discount_amounts": [],
        "discountable": not prorated,
        "discounts": [],
        "livemode": False,
        "metadata": {},
        "parent": {
            "type": "subscription_item_details",
            "subscription_item_details": origin,
            "invoice_item_details": None,
        },
        "period": {"start": span[0], "end": span[1]},
        "pretax_credit_amounts": [],
        "pricing": {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "taxes": [],
    }


def sketch(books: Books, subscription: Json, lines: list[Json], reason: str, span: tuple[int, int]) -> Json:
    """The fields of an invoice over these lines, not yet written."""
    customer, total = books.customers[subscription["customer"]], sum(line["amount"] for line in lines)
    parent = {"subscription": subscription["id"], "metadata": dict(subscription["metadata"])}
    zeros = "amount_overpaid amount_paid amount_shipping attempt_count post_payment_credit_notes_amount"
    lists = (
        "default_tax_rates discounts total_discount_amounts total_pretax_credit_amounts total_taxes customer_tax_ids"
    )
    return {
        **dict.fromkeys(UNUSED.split()),
        **dict.fromkeys(zeros.split(), 0),
        **{name: [] for name in lists.split()},
        "pre_payment_credit_notes_amount": 0,
        "amount_due": max(total + customer["balance"], 0),
        "amount_remaining": max(total + customer["balance"], 0),
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {"enabled": False, "status": None, "liability": None, "provider": None},
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": customer["tax_exempt"],
        "issuer": {"type": "self"},
        "lines": {"object": "list", "data": lines, "has_more": False, "total_count": len(lines)},
        "metadata": {},
        "parent": {"type": "subscription_details", "subscription_details": parent, "quote_details": None},
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "period_start": span[0],
        "period_end": span[1],
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": dict.fromkeys(("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")),
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_excluding_tax": total,
        "_subscription": subscription["id"],
        "_intent": None,
    }


def draft(books: Books, subscription: Json, lines: list[Json], reason: str, span: tuple[int, int]) -> Json:
    """Write the invoice and make it the subscription's newest; `issue` announces it."""
    invoice = books.new("in", "invoice", **sketch(books, subscription, lines, reason, span))
    for number, line in enumerate(lines):
        line.update(id=f"il_{invoice['id'][3:]}{number:02d}", invoice=invoice["id"], subscription=subscription["id"])
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    subscription["latest_invoice"] = invoice["id"]
    return invoice


def issue(books: Books, invoice: Json) -> None:
    """Announce the draft and make it final at once; Stripe waits an hour with renewals."""
    books.record("invoice.created", invoice)
    finalize(books, invoice)


def finalize(books: Books, invoice: Json) -> None:
    """Number it, take the customer's credit into account, and open it; nothing due is paid at once."""
    customer = books.customers[invoice["customer"]]
    customer["_invoices"] += 1
    invoice["number"] = f"{customer['invoice_prefix']}-{customer['_invoices']:04d}"
    _use_balance(books, invoice, customer)
    url = f"{books.base_url}/invoice/{invoice['id']}"
    invoice.update(status="open", hosted_invoice_url=url, invoice_pdf=None, effective_at=books.now())
    invoice["status_transitions"]["finalized_at"] = books.now()
    books.record("invoice.finalized", invoice)
    if not invoice["amount_due"]:
        settle(books, invoice)


def _use_balance(books: Books, invoice: Json, customer: Json) -> None:
    """A credit, and a sum too small to be charged, stay on the balance for the next invoice."""
    before, due = customer["balance"], due_from(customer, invoice["total"], invoice["currency"])
    customer["balance"] = 0 if due else before + invoice["total"]
    invoice.update(starting_balance=before, ending_balance=customer["balance"], amount_due=due, amount_remaining=due)
    if customer["balance"] != before:
        books.record("customer.updated", customer, {"balance": before})


def due_from(customer: Json, total: int, currency: str) -> int:
    """What of the total (minor units) is charged after the customer's credit."""
    owed: int = customer["balance"] + total
    return owed if owed >= LEAST.get(currency, 1) else 0


def settle(books: Books, invoice: Json, intent: Json | None = None) -> None:
    """It is paid: by this intent, or because nothing was due."""
    due = invoice["amount_due"]
    invoice.update(status="paid", amount_paid=due, amount_remaining=0, attempted=True, auto_advance=False)
    invoice.update(next_payment_attempt=None)
    invoice["status_transitions"]["paid_at"] = books.now()
    payment = _payment(books, invoice, intent) if intent else None
    for type in ("invoice.paid", "invoice.payment_succeeded"):
        books.record(type, invoice)
    if payment:
        books.record("invoice_payment.paid", payment)
    paid(books, books.subscriptions[invoice["_subscription"]], invoice)


def _payment(books: Books, invoice: Json, intent: Json) -> Json:
    """What ties the money to the invoice: since 2025 an invoice names its payments here, not in `payment_intent`."""
    return books.new(
        "inpay",
        "invoice_payment",
        amount_paid=intent["amount"],
        amount_requested=intent["amount"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status="paid",
        status_transitions={"paid_at": books.now(), "canceled_at": None},
    )


def void(books: Books, invoice: Json) -> None:
    invoice.update(status="void", next_payment_attempt=None, auto_advance=False)
    invoice["status_transitions"]["voided_at"] = books.now()
    books.record("invoice.voided", invoice)
