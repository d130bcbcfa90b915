"""From which locations an order's units are taken: one parcel if one place has them all, else as few as can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Shelf:
    """Units of one variant that can be promised at one location."""

    record_id: int
    location_id: int
    variant_id: int
    available: int


@dataclass(frozen=True)
class Arrival:
    """Units of one variant that are not here yet and may be promised for a day."""

    record_id: int
    variant_id: int
    units: int
    expected_on: date


@dataclass(frozen=True)
class Plan:
    """Units to take as (stock record id, units) in the order of the ids, and what is missing by variant id."""

    takes: list[tuple[int, int]] = field(default_factory=list)
    missing: dict[int, int] = field(default_factory=dict)


def plan_parcels(wanted: Mapping[int, int], shelves: Sequence[Shelf]) -> Plan:
    """Take from the location that serves most units first, then from the next: ties by location id.

    A location that has everything is found first, so that the order travels in one parcel.
    """
    missing, takes = dict(wanted), []
    locations = {shelf.location_id for shelf in shelves}
    while locations and any(missing.values()):
        best = max(sorted(locations), key=lambda location: _served(location, missing, shelves))
        locations.discard(best)
        for shelf in shelves:
            units = min(shelf.available, missing.get(shelf.variant_id, 0)) if shelf.location_id == best else 0
            if units > 0:
                takes.append((shelf.record_id, units))
                missing[shelf.variant_id] -= units
    return Plan(sorted(takes), {variant_id: units for variant_id, units in missing.items() if units})


def plan_arrivals(missing: Mapping[int, int], arrivals: Sequence[Arrival]) -> tuple[Plan, dict[int, date]]:
    """Promise what is not here from what comes first. Also the day by which each variant (by id) is all here."""
    left, takes, days = dict(missing), [], dict[int, date]()
    for arrival in sorted(arrivals, key=lambda arrival: (arrival.expected_on, arrival.record_id)):
        units = min(arrival.units, left.get(arrival.variant_id, 0))
        if units > 0:
            takes.append((arrival.record_id, units))
            left[arrival.variant_id] -= units
            days[arrival.variant_id] = arrival.expected_on
    return Plan(sorted(takes), {variant_id: units for variant_id, units in left.items() if units}), days


def _served(location_id: int, missing: Mapping[int, int], shelves: Sequence[Shelf]) -> int:
    here = [shelf for shelf in shelves if shelf.location_id == location_id]
    return sum(min(shelf.available, missing.get(shelf.variant_id, 0)) for shelf in here)
