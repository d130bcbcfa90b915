"""Which attributes a category offers as filters: those most of its products share and that tell them apart."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from math import log2
from typing import TypeAlias

IdPath: TypeAlias = tuple[int, ...]
Counted: TypeAlias = tuple[IdPath, str, str, int]

MOST, COVERAGE, FEWEST_VALUES, MOST_VALUES, VALUE_LENGTH = 8, 0.30, 2, 40, 40
NEARLY_ALL = 0.97

# Measured, common, and no reason to buy one thing rather than another.
DULL = re.compile(
    r"^(weight|width|height|depth|.*dimension|.*temperature|.*humidity|.*altitude|.*compatib|embedded_|.*_code$|.*ark_"
    r"|.*(width|height|depth|weight)$|.*plating|.*rohs|.*cycle|.*lithography|.*stepping|.*tcase|.*version$|code_"
    r"|.*firmware|.*embedded|.*certif|.*codename|package|.*_id$|.*vibration|.*shock|.*mean_time|.*instruction"
    r"|intel__|mac_address|packet_buffer|led_ind|.*latency|launch_date"
    r"|.*intermodal|surface_coloration|viewing_angle|vertical_scan|component_for|core___cladding|.*swivel|tilt_angle"
    r"|.*package_size|panel_mounting|.*input_frequency|.*conflict|.*thermal_solution|.*bus_core|.*multiplier|.*parity|.*transistors|.*die_size)"
)


def choose_facets(sizes: Iterable[tuple[IdPath, int]], values: Iterable[Counted]) -> dict[IdPath, list[str]]:
    """For every category and those above it, the keys to filter by, the most telling first.

    `sizes` say how many products a category itself holds, `values` how many of them have a value.
    """
    products: Counter[IdPath] = Counter()
    counts: dict[IdPath, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for path, number in sizes:
        for depth in range(1, len(path) + 1):
            products[path[:depth]] += number
    for path, key, value, number in values:
        if len(value) <= VALUE_LENGTH and not _is_dull(key):
            for depth in range(1, len(path) + 1):
                counts[path[:depth]][key][value] += number
    return {path: _best_keys(counts[path], number) for path, number in products.items()}


@cache
def _is_dull(key: str) -> bool:
    return bool(DULL.search(key))


def _best_keys(by_key: dict[str, Counter[str]], products: int) -> list[str]:
    scores = {key: _score(counts, products) for key, counts in by_key.items()}
    useful = [key for key in scores if scores[key] > 0]
    return sorted(useful, key=lambda key: (-scores[key], key))[:MOST]


def _score(counts: Counter[str], products: int) -> float:
    """Coverage times evenness; 0 when the key is rare, has too few or too many values, or hardly tells apart."""
    having = counts.total()
    if having < COVERAGE * products or not FEWEST_VALUES <= len(counts) <= MOST_VALUES:
        return 0.0
    if max(counts.values()) > NEARLY_ALL * having:
        return 0.0
    entropy = -sum(count / having * log2(count / having) for count in counts.values())
    return having / products * min(entropy, 2.5)
