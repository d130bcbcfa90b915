"""Which attributes a category offers as filters: those most of its products share and that tell them apart."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log2

from shop.rules.classification import CategoryPath
from shop.rules.mappings import MappedAttribute, MappedRow

MOST, COVERAGE, FEWEST_VALUES, MOST_VALUES, VALUE_LENGTH = 8, 0.30, 2, 40, 40
NEARLY_ALL = 0.97

# Measured, common, and no reason to buy one thing rather than another.
DULL = re.compile(
    r"^(weight|width|height|depth|.*dimension|.*temperature|.*humidity|.*altitude|.*compatib|embedded_|.*_code$|.*ark_"
    r"|.*(width|height|depth|weight)$|.*plating|.*rohs|.*cycle|.*lithography|.*stepping|.*tcase|.*version$|code_"
    r"|.*firmware|.*embedded|.*certif|.*codename|package|.*_id$|.*vibration|.*shock|.*mean_time|.*instruction"
    r"|intel__|mac_address|packet_buffer|led_ind|.*latency|launch_date"
    r"|.*package_size|panel_mounting|.*input_frequency|.*conflict|.*thermal_solution|.*bus_core|.*multiplier|.*parity|.*transistors|.*die_size)"
)


def choose_facets(products: Iterable[MappedRow]) -> dict[CategoryPath, list[str]]:
    """For every category and the departments above it, the keys to filter by, the most telling first."""
    sizes: Counter[CategoryPath] = Counter()
    values: dict[CategoryPath, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for product in products:
        for depth in range(1, len(product.category_path) + 1):
            path = product.category_path[:depth]
            sizes[path] += 1
            for attribute in product.attributes:
                if _is_shown(attribute):
                    values[path][attribute.key][attribute.value] += 1
    return {path: _best_keys(values[path], size) for path, size in sizes.items()}


def _is_shown(attribute: MappedAttribute) -> bool:
    return len(attribute.value) <= VALUE_LENGTH and not DULL.search(attribute.key)


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
