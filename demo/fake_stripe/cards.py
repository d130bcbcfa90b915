"""Stripe's public test cards: what each number does. Any other number is declined and never kept."""

from dataclasses import dataclass

from .errors import Refusal


@dataclass(frozen=True)
class Card:
    number: str
    does: str
    brand: str = "visa"
    code: str | None = None
    decline_code: str | None = None
    message: str = "Your card was declined."
    asks: bool = False
    """Asks the shopper to authenticate (3-D Secure) before it pays."""
    refund: str = "succeeded"
    """How a refund starts and ends: `succeeded`, `pending` (succeeds later) or `failed` (looks done, then fails)."""

    is_known: bool = False
    """Once it was authenticated, later charges without the shopper ask no more."""
    saves: bool = False
    """Can be kept for later, although each charge is declined."""


SHORT_OF_MONEY = "Your card has insufficient funds."
TRY_AGAIN = "An error occurred while processing your card. Try again in a little bit."
TEST_CARDS = (
    Card("4242424242424242", "pays"),
    Card("5555555555554444", "pays (Mastercard)", "mastercard"),
    Card("378282246310005", "pays (American Express)", "amex"),
    Card("4000056655665556", "pays (Visa debit)"),
    Card("5200828282828210", "pays (Mastercard debit)", "mastercard"),
    Card("6011111111111117", "pays (Discover)", "discover"),
    Card("3056930009020004", "pays (Diners Club)", "diners"),
    Card("3566002020360505", "pays (JCB)", "jcb"),
    Card("6200000000000005", "pays (UnionPay)", "unionpay"),
    Card("4000002760003184", "asks for authentication, then pays", asks=True),
    Card("4000002500003155", "asks for authentication, then pays", asks=True, is_known=True),
    Card("4000000000000002", "is declined", code="card_declined", decline_code="generic_decline"),
    Card(
        "4000000000000341",
        "can be saved, then is declined",
        code="card_declined",
        decline_code="generic_decline",
        saves=True,
    ),
    Card("4000000000009995", "lacks funds", "visa", "card_declined", "insufficient_funds", SHORT_OF_MONEY),
    Card("4000000000000069", "has expired", "visa", "expired_card", None, "Your card has expired."),
    Card("4000000000000127", "wrong CVC", "visa", "incorrect_cvc", None, "Your card's security code is incorrect."),
    Card("4000000000000119", "fails at the bank", "visa", "processing_error", None, TRY_AGAIN),
    Card("4000000000007726", "pays; a refund takes a while", refund="pending"),
    Card("4000000000005126", "pays; a refund fails later", refund="failed"),
)
BY_NUMBER = {card.number: card for card in TEST_CARDS}
REAL_CARD = Card(
    "",
    "is no test card",
    "unknown",
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. This is a test payment: use one of the test cards.",
)
BY_TOKEN = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
}


def by_number(number: str) -> Card:
    return BY_NUMBER.get("".join(number.split()), REAL_CARD)


def by_token(token: str) -> Card:
    if token not in BY_TOKEN:
        message = f"No such PaymentMethod: '{token[:80]}'"
        raise Refusal(message, code="resource_missing", param="payment_method", began=False)
    return BY_NUMBER[BY_TOKEN[token]]


def is_well_formed(number: str) -> bool:
    """Digits whose last one is the right check digit (Luhn)."""
    digits = "".join(number.split())
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
