"""The comparison with the provider finds every difference that was put there, and none where there is none."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from core.models import OutgoingMail
from core.money import Money
from orders.actions.cancellation import cancel_order
from orders.actions.reconciling import Difference, reconcile, slices
from orders.actions.refunds import execute_refund, refund_line
from orders.models import Payment, Refund
from orders.tasks.payments import sweep_refunds
from orders.tasks.reconciling import reconcile_books
from tests.cast import ada, joined, make_product, paid_order, placed_order
from tests.orders.test_payments_actions import start

pytestmark = pytest.mark.django_db


def compared() -> list[Difference]:
    now = timezone.now()
    spans = slices(now - timedelta(days=2), now + timedelta(hours=1))
    return [found for since, until in spans for found in reconcile(since=since, until=until, at=now)]


def kinds() -> list[str]:
    return sorted(found.kind for found in compared())


def refunded_order(provider) -> Refund:
    order = paid_order(provider, make_product(price=2000))
    refund_line(line=order.lines.get(), amount=Money(500), reason="scratch", at=timezone.now(), by=None)
    return execute_refund(refund=Refund.objects.latest("pk"))


def charge_of(provider, payment: Payment) -> dict:
    return next(row for row in provider.books.charges.values() if row["payment_intent"] == payment.intent_id)


def test_a_shop_with_something_of_everything_has_no_difference(provider):
    refunded_order(provider)
    cancel_order(order=paid_order(provider), by=None, at=timezone.now())
    sweep_refunds()
    start(placed_order(make_product()))
    joined(provider, ada(), interval="month")
    assert compared() == []


# What goes wrong: each makes a sale, breaks it in one way and says which kind of difference that is.


def unknown_charge(provider) -> str:
    payment = paid_order(provider).payments.get()
    charge_of(provider, payment)["metadata"] = {}
    charge_of(provider, payment)["payment_intent"] = f"pi_else{payment.pk}"
    return "unknown"  # and its payment is missing there


def missing_charge(provider) -> str:
    payment = paid_order(provider).payments.get()
    del provider.books.charges[charge_of(provider, payment)["id"]]
    return "missing"


def wrong_amount(provider) -> str:
    Payment.objects.filter(pk=paid_order(provider).payments.get().pk).update(amount=F("amount") + 1)
    return "amount"


def wrong_currency(provider) -> str:
    Payment.objects.filter(pk=paid_order(provider).payments.get().pk).update(currency="USD")
    return "currency"


def failed_charge(provider) -> str:
    charge_of(provider, paid_order(provider).payments.get()).update(paid=False, captured=False, status="failed")
    return "state"


def paid_and_not_noted(provider) -> str:
    payment = paid_order(provider).payments.get()
    Payment.objects.filter(pk=payment.pk).update(state="voided", session_id=None)
    return "state"


def refunded_there(provider) -> str:
    payment = paid_order(provider).payments.get()
    charge_of(provider, payment)["amount_refunded"] = 100
    return "refunded"


def paid_twice(provider) -> str:
    payment = paid_order(provider).payments.get()
    charge = charge_of(provider, payment)
    copy = charge | {"id": f"ch_twice{payment.pk}", "payment_intent": f"pi_twice{payment.pk}"}
    provider.books.charges[copy["id"]] = copy
    return "doubled"


def booked_twice(provider) -> str:
    first, second = (paid_order(provider).payments.get() for _order in range(2))
    del provider.books.charges[charge_of(provider, second)["id"]]
    Payment.objects.filter(pk=second.pk).update(intent_id=first.intent_id)
    return "doubled"


def unknown_refund(provider) -> str:
    refund = refunded_order(provider)
    row = provider.books.refunds[refund.provider_id]
    provider.books.refunds[f"re_else{refund.pk}"] = row | {"id": f"re_else{refund.pk}", "metadata": {}}
    return "refund_unknown"


def missing_refund(provider) -> str:
    del provider.books.refunds[refunded_order(provider).provider_id]
    return "refund_missing"


def wrong_refund(provider) -> str:
    provider.books.refunds[refunded_order(provider).provider_id]["amount"] -= 1
    return "refund_amount"


def foreign_refund(provider) -> str:
    provider.books.refunds[refunded_order(provider).provider_id]["currency"] = "usd"
    return "refund_currency"


def failed_refund(provider) -> str:
    provider.books.refunds[refunded_order(provider).provider_id]["status"] = "failed"
    return "refund_state"


def sent_though_failed(provider) -> str:
    refund = refunded_order(provider)
    charge_of(provider, refund.payment)["amount_refunded"] = 0
    Refund.objects.filter(pk=refund.pk).update(state="failed")
    return "refund_state"


def refunded_twice(provider) -> str:
    refund = refunded_order(provider)
    row = provider.books.refunds[refund.provider_id]
    provider.books.refunds[f"re_twice{refund.pk}"] = row | {"id": f"re_twice{refund.pk}"}
    return "refund_doubled"


def disputed(provider) -> str:
    provider.dispute(paid_order(provider).payments.get().intent_id)
    return "dispute"


WRONG: list[Callable[..., str]] = [
    unknown_charge, missing_charge, wrong_amount, wrong_currency, failed_charge, paid_and_not_noted, refunded_there,
    paid_twice, booked_twice, unknown_refund, missing_refund, wrong_refund, foreign_refund, failed_refund,
    sent_though_failed, refunded_twice, disputed,
]  # fmt: skip


@pytest.mark.corrupts
@pytest.mark.parametrize("go_wrong", WRONG)
def test_every_kind_of_difference_is_told_once_and_nothing_else(provider, go_wrong):
    refunded_order(provider)
    kind = go_wrong(provider)
    also = {"unknown_charge": ["missing"]}.get(go_wrong.__name__, [])
    assert kinds() == sorted([kind, *also])
    for found in compared():
        assert found.words and found.advice


@pytest.mark.corrupts
def test_two_hundred_differences_among_sales_that_are_right_are_all_found(provider):
    for _sale in range(10):
        refunded_order(provider)
    injected = Counter(go_wrong(provider) for go_wrong, _place in zip(cycle(WRONG), range(200), strict=False))
    injected["missing"] += sum(1 for place in range(200) if WRONG[place % len(WRONG)] is unknown_charge)
    assert Counter(found.kind for found in compared()) == injected


def test_what_is_only_behind_is_settled(provider):
    payment = start(placed_order(make_product()))
    provider.pay(payment.session_id)
    order = paid_order(provider, make_product(price=2000))
    refund_line(line=order.lines.get(), amount=Money(500), reason="scratch", at=timezone.now(), by=None)
    provider.faults.set("drop_after", count=9, path="/v1/refunds", method="POST")
    execute_refund(refund=Refund.objects.get())
    provider.faults.clear()
    assert all(found.is_mended for found in compared())
    assert {row.state for row in Payment.objects.all()} == {Payment.State.CAPTURED}
    assert Refund.objects.get().state == Refund.State.SUCCEEDED
    assert compared() == []


def test_a_dispute_that_was_won_is_over(provider):
    intent = paid_order(provider).payments.get().intent_id
    dispute = provider.dispute(intent)
    assert kinds() == ["dispute"]
    provider.close_dispute(dispute["id"], "won")
    assert kinds() == []


def test_more_than_a_page_is_read(provider, monkeypatch):
    monkeypatch.setattr("core.stripe_books.PAGE", 2)
    for _sale in range(5):
        refunded_order(provider)
    provider.calls.clear()
    assert compared() == []
    assert sum(call["path"] == "/v1/charges" for call in provider.calls) >= 3


@pytest.mark.corrupts
def test_the_command_tells_and_fails(provider, capsys):
    call_command("reconcile", "--days", "1")
    wrong_amount(provider)
    with pytest.raises(CommandError, match="1 differences need a person"):
        call_command("reconcile", "--days", "1")
    told = capsys.readouterr().out
    assert "The amount is €" in told and "let somebody who knows the code" in told


def test_without_the_provider_nothing_is_proven(settings, provider):
    provider.faults.set("error_before", count=99, path="/v1/charges")
    with pytest.raises(CommandError, match="nothing is proven"):
        call_command("reconcile", "--days", "1")


@pytest.mark.corrupts
def test_the_shop_is_told_once_a_day(provider, settings):
    settings.SHOP_EMAIL = "owner@example.com"
    reconcile_books()
    assert not OutgoingMail.objects.filter(template="orders/reconciliation").exists()
    wrong_amount(provider)
    reconcile_books()
    reconcile_books()
    mail = OutgoingMail.objects.get(template="orders/reconciliation")
    assert mail.recipient == "owner@example.com"
    assert mail.subject == "1 payment does not agree with the provider's books"
