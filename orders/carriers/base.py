"""What the shop asks of a carrier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.money import Money


class CarrierAway(Exception):
    """The carrier does not answer or makes no label for this: it is asked again later."""


@dataclass(frozen=True)
class LabelWish:
    """A parcel to come back. `key` makes a repetition harmless; addresses are lines of text."""

    key: str
    number: str
    sender: Sequence[str]
    receiver: Sequence[str]
    weight_g: int
    asked_on: date


@dataclass(frozen=True)
class Label:
    """What the carrier made. `drop_off_code` is what a counter reads from a telephone; `pdf` is 4 by 6 inches."""

    carrier: str
    tracking_number: str
    drop_off_code: str
    cost: Money
    expires_on: date
    pdf: bytes


class Carrier(Protocol):
    """One carrier. Both calls may be repeated. Both raise CarrierAway."""

    name: str

    def make_label(self, wish: LabelWish) -> Label: ...

    def void_label(self, tracking_number: str) -> None: ...
