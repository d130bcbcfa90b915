"""Perks: what a membership and a tier are worth, as plain values; and which parameters each kind of perk takes."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money

SINGLE = 100
"""Percent of the points everybody earns."""


class Kind:
    """What a perk can be."""

    FREE_DELIVERY = "free_delivery"
    FASTER_DELIVERY = "faster_delivery"
    MEMBER_PRICES = "member_prices"
    EARLY_ACCESS = "early_access"
    POINTS = "points"
    FREE_RETURNS = "free_returns"
    RETURN_WINDOW = "return_window"
    BIRTHDAY = "birthday"


KINDS = [
    (Kind.FREE_DELIVERY, _("Free delivery")),
    (Kind.FASTER_DELIVERY, _("Faster delivery")),
    (Kind.MEMBER_PRICES, _("Member prices")),
    (Kind.EARLY_ACCESS, _("Early access to deals")),
    (Kind.POINTS, _("More points")),
    (Kind.FREE_RETURNS, _("Free returns")),
    (Kind.RETURN_WINDOW, _("Longer return window")),
    (Kind.BIRTHDAY, _("Birthday extra")),
]


@dataclass(frozen=True)
class Number:
    """A whole number that a kind of perk takes, from `least` to `most`."""

    name: str
    least: int
    most: int
    default: int | None = None


@dataclass(frozen=True)
class Names:
    """A list of names that a kind of perk takes; empty means all. `length` is that of each, 0 for any."""

    name: str
    length: int = 0


PARAMETERS: dict[str, tuple[Number | Names, ...]] = {
    Kind.FREE_DELIVERY: (Names("countries", length=2), Names("methods"), Number("from_minor", 0, 10**9, 0)),
    Kind.FASTER_DELIVERY: (Number("days", 1, 5),),
    Kind.MEMBER_PRICES: (),
    Kind.EARLY_ACCESS: (Number("minutes", 1, 14 * 24 * 60),),
    Kind.POINTS: (Number("percent", 101, 1000),),
    Kind.FREE_RETURNS: (),
    Kind.RETURN_WINDOW: (Number("days", 15, 365),),
    Kind.BIRTHDAY: (Number("points", 1, 100_000),),
}
MOST_NAMES, LONGEST_NAME = 60, 80


class BadParameters(ValueError):
    """The parameters are not those of this kind of perk; the text says what is wrong."""


@dataclass(frozen=True)
class Perks:
    """What applies to this shopper now. The default is a shopper without a membership and without a tier.

    `free_countries` and `free_methods` narrow free delivery, empty means every one that is free for members;
    `free_from` is the value of goods it takes. `faster_days` are business days a parcel leaves earlier.
    """

    free_delivery: bool = False
    member: bool = False
    plan: str = ""
    membership_id: int = 0
    free_countries: tuple[str, ...] = ()
    free_methods: tuple[str, ...] = ()
    free_from: Money = ZERO
    member_prices: bool = False
    faster_days: int = 0
    early_minutes: int = 0
    points_percent: int = SINGLE
    free_returns: bool = False
    return_days: int = 0
    birthday_points: int = 0
    tier: str = ""

    def delivers_free(self, *, method: str, country: str, value: Money) -> bool:
        """Whether goods of this value go there free of charge; `country` "" when it is not known."""
        fits_country = not self.free_countries or country in self.free_countries
        fits_method = not self.free_methods or method.casefold() in self.free_methods
        return self.free_delivery and fits_country and fits_method and value >= self.free_from

    @property
    def snapshot(self) -> dict[str, Any]:
        """As it is kept with an order: what differs from nobody's."""
        values = asdict(self) | {"free_from": self.free_from.minor}
        nobody = asdict(NO_PERKS) | {"free_from": 0}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
                if value != nobody[name]}  # fmt: skip

    @property
    def key(self) -> str:
        """The same for all whose pages look alike: the part of a cache key."""
        if self == NO_PERKS:
            return ""
        values = sorted((self.snapshot | {"membership_id": 0}).items())
        return sha256(repr(values).encode()).hexdigest()[:12]


NO_PERKS = Perks()


def perks_from(kept: Mapping[str, Any]) -> Perks:
    """The perks of a snapshot; what it does not name is nobody's."""
    known = {name: kept[name] for name in Perks.__dataclass_fields__ if name in kept}
    for name in ("free_countries", "free_methods"):
        known[name] = tuple(known.get(name, ()))
    return Perks(**known | {"free_from": Money(int(known.get("free_from", 0)))})


def perks_of(rows: Iterable[tuple[str, Mapping[str, Any]]], *, plan: str = "", membership_id: int = 0) -> Perks:
    """All of a plan's perks together, from pairs of kind and parameters."""
    values: dict[str, Any] = {"member": True, "plan": plan, "membership_id": membership_id}
    for kind, parameters in rows:
        values |= _VALUES[kind](parameters)
    return Perks(**values)


def with_tier(perks: Perks, *, name: str, percent: int) -> Perks:
    """The same with a tier: of the points of both the better counts, they do not multiply each other."""
    return replace(perks, tier=name, points_percent=max(perks.points_percent, percent))


def clean_parameters(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of this kind, complete and of the right shape. Raises BadParameters."""
    wanted = PARAMETERS.get(kind)
    if wanted is None:
        raise BadParameters(str(_("There is no such perk.")))
    unknown = set(given) - {parameter.name for parameter in wanted}
    if unknown:
        raise BadParameters(str(_("This perk takes no “%s”.") % "”, “".join(sorted(unknown))))
    return {parameter.name: _clean(parameter, given.get(parameter.name)) for parameter in wanted}


def _clean(parameter: Number | Names, value: Any) -> Any:
    return _number(parameter, value) if isinstance(parameter, Number) else _names(parameter, value)


def _number(parameter: Number, value: Any) -> int:
    value = parameter.default if value is None else value
    if isinstance(value, bool) or not isinstance(value, int) or not parameter.least <= value <= parameter.most:
        words = _("“%(name)s” is a whole number from %(least)s to %(most)s.")
        raise BadParameters(str(words % vars(parameter)))
    return value


def _names(parameter: Names, value: Any) -> list[str]:
    names = [] if value is None else value
    fits = isinstance(names, list) and len(names) <= MOST_NAMES and all(isinstance(name, str) for name in names)
    names = [name.strip() for name in names if name.strip()] if fits else names
    if not fits or any(len(name) > LONGEST_NAME or parameter.length not in (0, len(name)) for name in names):
        raise BadParameters(str(_("“%s” is a list of short names.") % parameter.name))
    return [name.upper() for name in names] if parameter.length else names


_VALUES: dict[str, Any] = {
    Kind.FREE_DELIVERY: lambda given: {
        "free_delivery": True,
        "free_countries": tuple(given.get("countries", ())),
        "free_methods": tuple(name.casefold() for name in given.get("methods", ())),
        "free_from": Money(given.get("from_minor", 0)),
    },
    Kind.FASTER_DELIVERY: lambda given: {"faster_days": given["days"]},
    Kind.MEMBER_PRICES: lambda given: {"member_prices": True},
    Kind.EARLY_ACCESS: lambda given: {"early_minutes": given["minutes"]},
    Kind.POINTS: lambda given: {"points_percent": given["percent"]},
    Kind.FREE_RETURNS: lambda given: {"free_returns": True},
    Kind.RETURN_WINDOW: lambda given: {"return_days": given["days"]},
    Kind.BIRTHDAY: lambda given: {"birthday_points": given["points"]},
}
