"""Climbing the ladder of promotions: which of them apply together, and in words why the others do not.

Lane after lane takes off what the lanes before left. Within a lane a higher priority goes first; among equals the set
that is best for the buyer wins, ties by id. Promotions of one lane share goods only if one of them names the other.
An exclusive promotion stands alone in the order, and only if that is better for the buyer than all the rest together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

from core.money import ZERO, Money, total
from orders.rules.promotions import (
    LADDER,
    Buyer,
    Goods,
    Kind,
    Lane,
    Promotion,
    Refusal,
    Remains,
    Saving,
    places_of,
    refusal_of,
    saving_of,
)

MOST_GROUPED = 6
"""Promotions over groups of units that are weighed against each other in every combination; more are left out."""


@dataclass(frozen=True)
class Climb:
    """How far the promotions brought the price down. `delivery` is before promotions, None when it cannot be sent."""

    remains: Remains
    delivery: Money | None
    savings: tuple[Saving, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Field:
    """What promotions work on: lines with their amounts, the buyer, and what delivery costs for goods of a value."""

    goods: tuple[Goods, ...]
    amounts: tuple[Money, ...]
    buyer: Buyer
    method_id: int | None
    delivery_for: Callable[[Money], Money | None]


def climb(field: Field, promotions: Sequence[Promotion]) -> Climb:
    """Apply what is best for the buyer and say of every other promotion why not."""
    promotions = sorted(promotions, key=_turn)
    together = [promotion for promotion in promotions if not promotion.exclusive]
    ways = [_run(field, together)]
    ways += [_run(field, [promotion]) for promotion in promotions if promotion.exclusive]
    best = min(ways, key=lambda way: way.remains.total)  # the first of equals: nothing exclusive, then by turn
    return replace(best, refusals=tuple(_refusals(field, promotions, best)))


def _turn(promotion: Promotion) -> tuple[int, int]:
    return -promotion.priority, promotion.id


def _run(field: Field, promotions: Sequence[Promotion]) -> Climb:
    way = Climb(Remains(field.amounts, method_id=field.method_id), None)
    for lane in LADDER:
        if lane == Lane.DELIVERY:
            way = _with_delivery(field, way)
        rivals = [promotion for promotion in promotions if promotion.lane == lane]
        rivals = [rival for rival in rivals if refusal_of(rival, field.buyer, field.goods, way.remains) is None]
        choose = _climb_lines if lane == Lane.LINE else _climb_set
        for _priority, equals in groupby(rivals, key=lambda rival: rival.priority):
            way = choose(field, way, list(equals))
    return way


def _with_delivery(field: Field, way: Climb) -> Climb:
    price = field.delivery_for(total(way.remains.goods))
    return replace(way, delivery=price, remains=replace(way.remains, delivery=price))


def _climb_set(field: Field, way: Climb, equals: list[Promotion]) -> Climb:
    """The best of the sets that may act together, each on all its goods."""
    lane = equals[0].lane
    before = [saving.promotion for saving in way.savings if saving.promotion.lane == lane]
    fitting = [rival for rival in equals if all(rival.goes_with(other) for other in before)]
    sets = _sets_that_go_together(fitting)
    return min((_apply_all(field, way, members) for members in sets), key=lambda done: done.remains.total, default=way)


def _climb_lines(field: Field, way: Climb, equals: list[Promotion]) -> Climb:
    """Each line takes its own best; promotions over groups of units are tried with and without each other."""
    grouped = [rival for rival in equals if rival.kind == Kind.CHEAPEST_FREE][:MOST_GROUPED]
    single = [rival for rival in equals if rival.kind != Kind.CHEAPEST_FREE]
    choices = (chosen for size in range(len(grouped) + 1) for chosen in combinations(grouped, size))
    ways = (_each_line_its_best(field, _apply_all(field, way, chosen), single) for chosen in choices)
    return min(ways, key=lambda done: done.remains.total)


def _each_line_its_best(field: Field, way: Climb, single: list[Promotion]) -> Climb:
    taken: dict[int, list[int]] = {}
    for place in range(len(field.goods)):
        for promotion in _best_for_line(field, way, single, place):
            taken.setdefault(promotion.id, []).append(place)
    for promotion in single:
        if promotion.id in taken:
            way = _take_off(way, saving_of(promotion, field.goods, way.remains, taken[promotion.id]))
    return way


def _best_for_line(field: Field, way: Climb, single: list[Promotion], place: int) -> tuple[Promotion, ...]:
    here = [
        rival for rival in single if rival.scope.holds(field.goods[place]) and place in _open_places(field, way, rival)
    ]

    def left(members: tuple[Promotion, ...]) -> Money:
        remains = way.remains
        for member in members:
            remains = _less(remains, saving_of(member, field.goods, remains, [place]))
        return remains.goods[place]

    return min(_sets_that_go_together(here), key=left, default=())


def _apply_all(field: Field, way: Climb, members: Sequence[Promotion]) -> Climb:
    for member in members:
        places = _open_places(field, way, member)
        way = _take_off(way, saving_of(member, field.goods, way.remains, places))
    return way


def _open_places(field: Field, way: Climb, promotion: Promotion) -> list[int]:
    """The lines it is for, less those taken by a promotion of its lane that it does not go with."""
    strangers = [
        saving
        for saving in way.savings
        if saving.promotion.lane == promotion.lane and not promotion.goes_with(saving.promotion)
    ]
    return [
        place for place in places_of(promotion, field.goods) if not any(saving.goods[place] for saving in strangers)
    ]


def _take_off(way: Climb, saving: Saving) -> Climb:
    if not saving.amount:
        return way
    return replace(way, remains=_less(way.remains, saving), savings=(*way.savings, saving))


def _less(remains: Remains, saving: Saving) -> Remains:
    goods = tuple(amount - off for amount, off in zip(remains.goods, saving.goods, strict=True))
    delivery = None if remains.delivery is None else remains.delivery - saving.delivery
    return replace(remains, goods=goods, delivery=delivery)


def _sets_that_go_together(rivals: Sequence[Promotion]) -> Iterator[tuple[Promotion, ...]]:
    """Every largest set in which each goes with each: more of them never cost the buyer more."""

    def grow(members: tuple[Promotion, ...], others: list[Promotion], seen: list[Promotion]) -> Iterator[tuple]:
        if members and not others and not seen:
            yield members
        for place, other in enumerate(others):
            before = [*seen, *others[:place]]
            yield from grow(
                (*members, other),
                [rival for rival in others[place + 1 :] if other.goes_with(rival)],
                [rival for rival in before if other.goes_with(rival)],
            )

    yield from grow((), list(rivals), [])


def _refusals(field: Field, promotions: Sequence[Promotion], best: Climb) -> Iterator[Refusal]:
    applied = {saving.promotion.id for saving in best.savings}
    for promotion in promotions:
        if promotion.id not in applied:
            yield _why_not(field, promotion, best)


def _why_not(field: Field, promotion: Promotion, best: Climb) -> Refusal:
    start = Remains(field.amounts, best.delivery, field.method_id)
    unmet = refusal_of(promotion, field.buyer, field.goods, start)
    if unmet is None and not promotion.exclusive:
        unmet = refusal_of(promotion, field.buyer, field.goods, best.remains)
        unmet = unmet if unmet and unmet.code == "too_little" and not _rivals(promotion, best) else None
    if unmet:
        return unmet
    rivals = _rivals(promotion, best)
    if rivals:
        return Refusal(promotion, "better_applies", other=rivals[0].promotion.name)
    if promotion.kind == Kind.FREE_DELIVERY and not best.delivery:
        return Refusal(promotion, "delivery_free" if best.delivery == ZERO else "delivery_not_chosen")
    return Refusal(promotion, "nothing_left")


def _rivals(promotion: Promotion, best: Climb) -> list[Saving]:
    """What stands in its way: an exclusive promotion, or one of its lane that it does not go with."""
    if promotion.exclusive:
        return list(best.savings)
    return [
        saving
        for saving in best.savings
        if saving.promotion.exclusive
        or (saving.promotion.lane == promotion.lane and not promotion.goes_with(saving.promotion))
    ]
