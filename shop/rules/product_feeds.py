"""What a variant is in the feed for shopping sites: names and limits are those of Google's product data specification,
which Bing, Meta, Pinterest, TikTok and idealo read as well."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.xml import clean, element, wrap

LONGEST_ID, LONGEST_TITLE, LONGEST_TEXT, LONGEST_TYPE, MOST_PICTURES = 50, 150, 5000, 750, 10
NAMESPACE = "http://base.google.com/ns/1.0"
OPTIONS = {
    "color": "color", "colour": "color", "farbe": "color", "size": "size", "größe": "size", "material": "material",
    "pattern": "pattern", "muster": "pattern",
}  # fmt: skip
"""Which of the options by which customers choose are attributes there."""

UNITS = {"g": ("g", "1 kg"), "ml": ("ml", "1 l"), "m": ("m", "1 m"), "m2": ("sqm", "1 sqm"), "piece": ("ct", "1 ct")}
"""By the unit of the contents: its name there, and what prices are compared by."""

Value = str | Sequence[str]


@dataclass(frozen=True)
class Item:
    """A variant on sale. `price_before` is the higher price it is reduced from, "" unless it is; prices are in words
    such as "12.90 EUR". `group` is what all variants of a product share."""

    sku: str
    title: str
    description: str
    link: str
    price: str
    price_before: str = ""
    pictures: Sequence[str] = ()
    is_here: bool = True
    expected_on: date | None = None
    is_preorder: bool = False
    brand: str = ""
    gtin: str = ""
    part_number: str = ""
    group: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    shelves: Sequence[str] = ()
    weight_g: int | None = None
    content: tuple[int, str] | None = None


def attributes(item: Item) -> dict[str, Value]:
    """The attributes by name, without those that say nothing."""
    part_number = item.part_number if not item.group else ""  # of a product in variants it names none of them
    is_known = bool(item.gtin or (item.brand and part_number))
    first, others = item.pictures[:1], item.pictures[1 : MOST_PICTURES + 1]
    found: dict[str, Value] = {
        "id": short_id(item.sku),
        "title": item.title[:LONGEST_TITLE],
        "description": (item.description or item.title)[:LONGEST_TEXT],
        "link": item.link,
        "image_link": first[0] if first else "",
        "additional_image_link": list(others),
        **_availability(item),
        "price": item.price_before or item.price,
        "sale_price": item.price if item.price_before else "",
        "brand": item.brand[:70],
        "gtin": item.gtin,
        "mpn": part_number[:70],
        "identifier_exists": "" if is_known else "no",
        "condition": "new",
        "item_group_id": short_id(item.group),
        **_options(item.options),
        "product_type": " > ".join(item.shelves)[:LONGEST_TYPE],
        "shipping_weight": f"{item.weight_g} g" if item.weight_g else "",
        **_contents(item.content),
    }
    return {name: value for name, value in found.items() if value}


def item_xml(found: Mapping[str, Value]) -> str:
    """The attributes as an item of RSS."""
    written = []
    for name, value in found.items():
        values = [value] if isinstance(value, str) else value
        written += [element(f"g:{name}", one) for one in values]
    return wrap("item", *written)


def head_xml(title: str, link: str) -> str:
    about = element("title", title) + element("link", link) + element("description", title)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="{NAMESPACE}"><channel>{about}\n'


FOOT = "</channel></rss>\n"


def short_id(text: str) -> str:
    """At most LONGEST_ID characters; what is longer ends with a mark of the whole, so that no two become the same."""
    text = clean(text)
    if len(text) <= LONGEST_ID:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:10]
    return f"{text[: LONGEST_ID - 11]}-{mark}"


def _availability(item: Item) -> dict[str, Value]:
    if item.is_here:
        return {"availability": "in_stock"}
    if item.expected_on is None:
        return {"availability": "out_of_stock"}
    day = f"{item.expected_on.isoformat()}T00:00Z"
    return {"availability": "preorder" if item.is_preorder else "backorder", "availability_date": day}


def _options(options: Mapping[str, str]) -> dict[str, Value]:
    known = {OPTIONS.get(name.lower(), ""): str(value)[:100] for name, value in options.items()}
    return {name: value for name, value in known.items() if name}


def _contents(content: tuple[int, str] | None) -> dict[str, Value]:
    if content is None or content[1] not in UNITS:
        return {}
    unit, base = UNITS[content[1]]
    return {"unit_pricing_measure": f"{content[0]} {unit}", "unit_pricing_base_measure": base}
