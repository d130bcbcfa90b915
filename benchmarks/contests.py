"""The races of `benchmarks.races`: what is fought for, by which verb, and what is taken away for the control."""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.db import connection, connections
from django.db.models import F
from django.test.utils import override_settings
from django.utils import timezone

from core.audit import find_breaches
from core.errors import Refused
from core.money import Money
from demo.fake_stripe import FakeStripe
from loyalty.actions.purses import grant_store_credit
from loyalty.models import PointsAccount, Purse, PurseEntry
from loyalty.models.points import KEEP_SECONDS
from orders.actions.checkout import Contact, place_order
from orders.actions.price_drops import pay_price_drop
from orders.actions.pricing import items_of, quote_offers
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.refunds import refund_line
from orders.actions.return_quotes import Wish
from orders.actions.return_requests import request_return
from orders.actions.terms import terms_for
from orders.models import (
    Basket,
    BasketLine,
    CreditNotePart,
    Order,
    OrderLine,
    OrderTender,
    Payment,
    PriceDropPromise,
    PromotionUse,
    Refund,
    Return,
    ReturnPolicy,
)
from orders.rules.refunds import RefundPart, parts_total
from shop.actions.prices import set_price
from shop.models import Product, StockHold, StockRecord
from tests.cast import (
    ADDRESS,
    ada,
    delivered_order,
    make_coupon,
    make_delivery,
    make_gift_card,
    make_location,
    make_points,
    make_product,
    paid_order,
)

PROCESSES, THREADS = 4, 12
CONTROL_ROUNDS = 10
PRICE = 1000


@dataclass(frozen=True)
class Race:
    """One thing that many want. `prepare` makes a round: what each attempt is about, and how many may succeed.

    `had` counts what was had. `patches` and `constraints` are what the control takes away.
    """

    name: str
    attempts: int
    prepare: Callable[["Race", int, Any], tuple[list[Any], int]]
    attempt: Callable[[Any], None]
    had: Callable[[], int]
    patches: Sequence[tuple[str, Callable]]
    constraints: Sequence[tuple[str, str]]
    often: int = 1
    """How many rounds for each of a plain race."""


def run_all(rounds: int) -> None:
    """Every race and its control; ends the process with 1 when a promise or a control fails."""
    provider = FakeStripe(webhook_secret="whsec_demo")
    with _crowd() as press, provider, override_settings(STRIPE_API_BASE=provider.url):
        _say("race", "rounds", "attempts", "successes", "violations", "refusals", "seconds")
        plain = rounds // 5
        right = [_run(race, press, provider, rounds if race is RACES[0] else plain * race.often) for race in RACES]
        right += [_run_control(race, press, provider) for race in RACES]
    sys.exit(not all(right))


def _run(race: Race, press: Callable, provider: FakeStripe, rounds: int) -> bool:
    started, outcomes, violations = time.monotonic(), Counter(), 0
    for number in range(1, rounds + 1):
        before = race.had()
        jobs, most = race.prepare(race, number, provider)
        told = press(race, jobs, False)
        outcomes += told
        _put_baskets_away()
        wrong = [race.had() - before != most, told["done"] != most, *(finding.check.id for finding in find_breaches())]
        violations += sum(map(bool, wrong))
        if sys.stderr.isatty():
            print(f"\r{race.name}: {number}/{rounds}", end="", file=sys.stderr, flush=True)
    faults = {kind: count for kind, count in outcomes.items() if kind[0].isupper()}
    refusals = {kind: count for kind, count in outcomes.items() if kind != "done" and kind not in faults}
    seconds = f"{time.monotonic() - started:.0f}"
    _say(race.name, rounds, outcomes.total(), outcomes["done"], violations, refusals, seconds)
    if faults:
        print(f"  shown to buyers: {faults}")
    return not violations and not faults


def _run_control(race: Race, press: Callable, provider: FakeStripe) -> bool:
    """Rounds without the lock until more is had than there is. The database is not to be used for anything after it."""
    for table, name in race.constraints:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for number in range(1, CONTROL_ROUNDS + 1):
        before = race.had()
        jobs, most = race.prepare(race, 1 + number, provider)
        press(race, jobs, True)
        had = race.had() - before
        if had > most:
            print(f"Control of {race.name}: {had} had of {most}, in round {number}", flush=True)
            return True
    print(f"Control of {race.name} does not fail: the race proves nothing", flush=True)
    return False


@contextmanager
def _crowd() -> Iterator[Callable[[Race, list[Any], bool], Counter]]:
    """Processes that wait for jobs and start each round together; yields how to let them press."""
    forking = multiprocessing.get_context("fork")
    gate, pipes, crowd = forking.Barrier(PROCESSES), [], []
    for _process in range(PROCESSES):
        ours, theirs = forking.Pipe()
        crowd.append(forking.Process(target=_wait_for_jobs, args=(theirs, gate), daemon=True))
        crowd[-1].start()
        pipes.append(ours)

    def press(race: Race, jobs: list[Any], is_control: bool) -> Counter:
        for place, pipe in enumerate(pipes):
            pipe.send((RACES.index(race), jobs[place::PROCESSES], is_control))
        return sum((pipe.recv() for pipe in pipes), Counter())

    yield press
    for process in crowd:
        process.terminate()


def _wait_for_jobs(pipe: Any, gate: Any) -> None:
    with ThreadPoolExecutor(THREADS) as pool, ExitStack() as always:
        always.enter_context(patch("core.jobs._ring", lambda task, ids: None))
        while True:
            number, jobs, is_control = pipe.recv()
            race = RACES[number]
            with ExitStack() as loosened:
                for name, instead in race.patches if is_control else ():
                    loosened.enter_context(patch(name, instead))
                gate.wait()
                outcomes = Counter(pool.map(lambda job, race=race: _outcome(race, job), jobs))
            pipe.send(outcomes)


def _outcome(race: Race, job: Any) -> str:
    """ "done", the code of a refusal, or the name of a fault that a buyer would see as an error page."""
    try:
        race.attempt(job)
    except Refused as refusal:
        return refusal.code
    except Exception as fault:  # every kind counts against the race
        connections.close_all()
        return f"{type(fault).__name__}: {str(fault).splitlines()[0]}"
    return "done"


def _say(*cells: object) -> None:
    print("\r" * sys.stdout.isatty() + " | ".join(str(cell) for cell in cells), flush=True)


def _baskets(race: Race, product: Product, **fields: object) -> list[Basket]:
    """As many as there are attempts, each with one of the product."""
    baskets = Basket.objects.bulk_create(Basket(**fields) for _attempt in range(race.attempts))
    variant = product.variants.get()
    BasketLine.objects.bulk_create(
        BasketLine(basket=basket, variant=variant, quantity=1, seen_price=variant.price) for basket in baskets
    )
    return baskets


def _put_baskets_away() -> None:
    """Those of a customer that lost the race, so that the audit finds one open basket at most."""
    Basket.objects.open().exclude(owner=None).update(state=Basket.State.MERGED)


def _buys(baskets: list[Basket], customer: Any = None) -> list[tuple]:
    """Attempts to place these baskets at the price that the first of them is shown."""
    now, method = timezone.now(), make_delivery(price=0)
    items = items_of(baskets[0].lines.to_buy().with_goods(), customer=customer, at=now)
    terms = terms_for(customer=customer, basket=baskets[0], email="a@example.com", at=now)
    [offer] = quote_offers(items, terms=terms, country="DE", at=now)
    return [(basket.pk, method.pk, offer.quote.fingerprint, customer) for basket in baskets]


def _buy(job: tuple) -> None:
    basket_id, method_id, expected, customer = job
    place_order(
        basket=Basket.objects.get(pk=basket_id),
        contact=Contact("a@example.com", "en", dict(ADDRESS)),
        method_id=method_id,
        expected=expected,
        by=customer,
        at=timezone.now(),
    )


def _for_stock(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    return _buys(_baskets(race, make_product(price=PRICE, stock=number))), number


def _for_code(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    coupon = make_coupon(f"RACE{timezone.now():%H%M%S%f}", max_uses=10)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), has_codes=True)
    Basket.coupons.through.objects.bulk_create(
        Basket.coupons.through(basket=basket, coupon=coupon) for basket in baskets
    )
    return _buys(baskets), 10


def _for_card(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    card = make_gift_card(5 * PRICE)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), has_codes=True)
    Basket.gift_cards.through.objects.bulk_create(
        Basket.gift_cards.through(basket=basket, purse=card) for basket in baskets
    )
    return _buys(baskets), 5


def _for_credit(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    """One customer with many open baskets, which a constraint forbids: it goes, as here their credit is the prize."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS one_open_basket_per_customer")
    make_delivery(price=0)
    customer = ada()
    left = Purse.objects.filter(owner=customer).values_list("balance", flat=True).first() or Money(0)
    missing = Money(5 * PRICE) - left
    if missing:
        grant_store_credit(owner=customer, amount=missing, reference=f"race/{timezone.now():%H%M%S%f}", by=None)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), owner=customer)
    return _buys(baskets, customer), 5


def _for_points(race: Race, number: int, _provider: Any) -> tuple[list[Any], int]:
    """One customer again, with points that pay five orders in full."""
    make_delivery(price=0)
    customer = ada()
    account = PointsAccount.objects.filter(customer=customer).first()
    if account is None:  # other processes hear of the program of points some seconds later
        make_points(customer, 1, max_share_percent=100, min_points=1)
        time.sleep(KEEP_SECONDS + 1)
        account = PointsAccount.objects.get(customer=customer)
    make_points(customer, 5 * PRICE - (account.available if account else 0), max_share_percent=100, min_points=1)
    baskets = _baskets(race, make_product(price=PRICE, stock=race.attempts), owner=customer, points=PRICE)
    return _buys(baskets, customer), 5


def _for_refunds(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    make_delivery(price=0)
    order = paid_order(provider, make_product(price=PRICE))
    return [order.lines.get().pk] * race.attempts, 10


def _refund(line_id: int) -> None:
    line = OrderLine.objects.select_related("order").get(pk=line_id)
    refund_line(line=line, amount=Money(PRICE // 10), reason="race", at=timezone.now(), by=None)


def _for_returns(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    """A line of five units, and as many buyers' tabs that announce one of them each."""
    return [_arrived(provider, units=5)] * race.attempts, 5


def _arrived(provider: Any, *, units: int) -> int:
    """A line of so many units that can come back."""
    make_delivery(price=0)
    ReturnPolicy(label_fee=Money(0), most_a_year=30_000, review_from=None).save()
    return delivered_order(provider, make_product(price=PRICE, stock=units), quantity=units).lines.get().pk


def _announce(line_id: int) -> None:
    order = OrderLine.objects.select_related("order").get(pk=line_id).order
    wish = Wish(line_id, 1, "changed_mind")
    request_return(order=order, wishes=[wish], outcome="original", by=None, at=timezone.now())


def _for_settling(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    """Five returns that were looked at; each is paid by many at once. As many units stay, so that there is money for
    paying twice."""
    line_id = _arrived(provider, units=10)
    for _turn in range(5):
        _announce(line_id)
    now = timezone.now()
    for sent_back in Return.objects.filter(state=Return.State.APPROVED, lines__order_line=line_id):
        sent_back = receive_return(sent_back=sent_back, by=None, at=now)
        found = {row.pk: Found(1, 1, 1) for row in sent_back.lines.all()}
        inspect_return(sent_back=sent_back, found=found, location=make_location(), by=None, at=now)
    ready = Return.objects.filter(state=Return.State.INSPECTED, lines__order_line=line_id)
    return [pk for pk in ready.values_list("pk", flat=True) for _press in range(race.attempts // 5)], 5


def _settle(return_id: int) -> None:
    settle_return(sent_back=Return.objects.select_related("order").get(pk=return_id), by=None, at=timezone.now())


def _for_drops(race: Race, number: int, provider: Any) -> tuple[list[Any], int]:
    """Five orders of one thing that got cheaper; each is paid back its difference by many at once."""
    make_delivery(price=0)
    PriceDropPromise(mode=PriceDropPromise.Mode.CLICK).save()
    product = make_product(price=PRICE, stock=9)
    lines = [paid_order(provider, product).lines.get().pk for _order in range(5)]
    set_price(variant=product.variants.get(), price=Money(PRICE - 100), reference="race", by=None)
    return [pk for pk in lines for _press in range(race.attempts // 5)], 5


def _drop(line_id: int) -> None:
    line = OrderLine.objects.select_related("order", "variant").get(pk=line_id)
    pay_price_drop(line=line, to_credit=False, by=None, at=timezone.now())


def _announced() -> int:
    return Return.objects.count()


def _settled() -> int:
    """What went back for returns, in whole things."""
    parts = CreditNotePart.objects.filter(note__reference__startswith="return/")
    return sum(part.amount.minor for part in parts) // PRICE


def _dropped() -> int:
    return CreditNotePart.objects.filter(kind="price_drop").count()


def _sold() -> int:
    return StockHold.objects.filter(state=StockHold.State.HELD).count()


def _codes_used() -> int:
    return PromotionUse.objects.count()


def _tendered(kind: str) -> int:
    return OrderTender.objects.filter(kind=kind, amount=Money(PRICE)).count()


def _refunded() -> int:
    return sum(payment.refunded.minor for payment in Payment.objects.filter(refunded__gt=Money(0))) // (PRICE // 10)


def _hold_blindly(record_id: int, quantity: int) -> bool:
    return bool(StockRecord.objects.filter(pk=record_id).update(held=F("held") + quantity))


def _count_blindly(row: Any) -> bool:
    """What is left was read with the price."""
    return bool(row.update(used=F("used") + 1))


def _spend_blindly(*, purse: Purse, amount: Money, reference: str) -> PurseEntry:
    """The balance was read with the price."""
    Purse.objects.filter(pk=purse.pk).update(balance=F("balance") - amount.minor)
    kind = PurseEntry.Kind.SPENT
    return PurseEntry.objects.create(purse=purse, kind=kind, amount=-amount, reference=reference)


def _take_blindly(account: PointsAccount, points: int, **_other: Any) -> list[tuple[Any, int]]:
    """What is left was read with the price."""
    return [(account.lots.order_by("-pk")[0], points)]


def _refund_blindly(*, order: Order, parts: list[RefundPart], reason: str, **_other: Any) -> None:
    """What was refunded was read with the line."""
    amount = parts_total(parts)
    Payment.objects.filter(order=order).update(refunded=F("refunded") + amount.minor)
    Refund.objects.create(payment=order.payments.get(), amount=amount, reason=reason)


def _move_blindly(row: Any, state: str, **also: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(state=state, **also)


def _only_look(rows: Any, row: Any) -> Any:
    return rows.get(pk=row.pk)


NO_PURSE_LIMIT = [("loyalty_purse", "purse_balance_from_0_to_issued")]
RACES = [
    Race(
        "200 buyers for a stock of 1 to 50", 200, _for_stock, _buy, _sold,
        [("shop.actions.stock._hold_units", _hold_blindly)], [("shop_stockrecord", "stock_not_promised_twice")],
    ),
    Race(
        "100 buyers for a code of 10", 100, _for_code, _buy, _codes_used,
        [("orders.actions.promotions._count", _count_blindly)], [("orders_coupon", "coupon_used_at_most_allowed")],
    ),
    Race(
        "60 buyers for a gift card worth 5 orders", 60, _for_card, _buy, lambda: _tendered("gift_card"),
        [("orders.actions.tenders.spend", _spend_blindly)], NO_PURSE_LIMIT,
    ),
    Race(
        "60 baskets for credit worth 5 orders", 60, _for_credit, _buy, lambda: _tendered("store_credit"),
        [("orders.actions.tenders.spend", _spend_blindly)], [],  # its limit fell with the control before
    ),
    Race(
        "50 baskets for points worth 5 orders", 50, _for_points, _buy, lambda: _tendered("points"),
        [("loyalty.models.points.PointsAccountQuerySet.lock", _only_look),
         ("loyalty.actions.points_spending.take_from_lots", _take_blindly)],
        [("loyalty_pointsaccount", "points_not_negative"),
         ("loyalty_pointsaccount", "loyalty_pointsaccount_available_check"),
         ("loyalty_pointslot", "loyalty_pointslot_remaining_check")],
        often=10,
    ),
    Race(
        "20 refunds of a payment worth 10", 20, _for_refunds, _refund, _refunded,
        [("orders.models.orders.OrderQuerySet.lock", _only_look),
         ("orders.actions.refunds.refund_order", _refund_blindly)],
        [("orders_payment", "refunded_at_most_paid"), ("orders_orderline", "line_refunded_at_most_paid")],
    ),
    Race(
        "40 returns of a line of 5", 40, _for_returns, _announce, _announced,
        [("orders.models.orders.OrderQuerySet.lock", _only_look)], [],
    ),
    Race(
        "40 presses to pay 5 returns", 40, _for_settling, _settle, _settled,
        [("orders.models.orders.OrderQuerySet.lock", _only_look),
         ("orders.models.returns.ReturnQuerySet.lock", _only_look),
         ("orders.models.returns.Return.move_to", _move_blindly),
         ("orders.actions.refunds.refuse_second_note", lambda **cause: None)],
        [("orders_creditnote", "one_credit_note_per_cause"), ("orders_orderevent", "one_event_per_cause")],
    ),
    Race(
        "40 presses for 5 lower prices", 40, _for_drops, _drop, _dropped,
        [("orders.models.orders.OrderQuerySet.lock", _only_look),
         ("orders.actions.refunds.refuse_second_note", lambda **cause: None)],
        [("orders_pricedrop", "one_price_drop_per_line_and_price")],
    ),
]  # fmt: skip
