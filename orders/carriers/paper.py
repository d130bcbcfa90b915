"""A carrier without a network: labels of the right size with codes that scan. For the demo and for tests."""

from datetime import timedelta
from hashlib import sha256

from core.money import Money
from orders.carriers.base import Label, LabelWish
from orders.rules.labels import draw_label

VALID_FOR = timedelta(days=30)


class PaperCarrier:
    """Makes the same label for the same key."""

    name = "dhl"

    def make_label(self, wish: LabelWish) -> Label:
        number = f"RX{int(sha256(wish.key.encode()).hexdigest(), 16) % 10**12:012d}"
        code = f"RETURN/{wish.number}/{number}"
        expires_on = wish.asked_on + VALID_FOR
        pdf = draw_label(
            carrier=self.name.upper(),
            tracking_number=number,
            code=code,
            sender=wish.sender,
            receiver=wish.receiver,
            number=wish.number,
            expires_on=expires_on,
        )
        return Label(self.name, number, code, Money(390), expires_on, pdf)

    def void_label(self, tracking_number: str) -> None:
        """Nothing was charged yet."""
