"""How rows of foreign catalogs become products."""

from datetime import date
from pathlib import Path

import pytest

import shop.mappings
from shop.rules.facets import choose_facets
from shop.rules.gtin import is_valid_gtin
from shop.rules.labels import label_of
from shop.rules.mappings import MappedAttribute, MappedRow, RowRefused, map_row, parse_mapping

FOLDER = Path(next(iter(shop.mappings.__path__)))
ICECAT = parse_mapping((FOLDER / "icecat.toml").read_text())
PLAIN = parse_mapping((FOLDER / "plain.toml").read_text())


def icecat(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": "4711",
        "name": "Nimbus 14",
        "title": "Zephyr Nimbus 14 notebook Silver",
        "supplier": "Zephyr",
        "ean": ["4006381333931"],
        "short_description": "A light one.",
        "date_released": "2019-04-01T00:00:00Z",
        "price": 89900,
    }
    return row | changes


def plain(**changes: object) -> dict[str, object]:
    return {"sku": "CUP-1", "title": "A cup", "price": "12.95"} | changes


def attribute(row: MappedRow, key: str) -> MappedAttribute:
    return next(found for found in row.attributes if found.key == key)


def test_a_row_becomes_a_product() -> None:
    row = map_row(ICECAT, icecat(attr_n_package_weight=2100.0, attr_n_width=320.4))
    assert (row.source_id, row.sku, row.mpn, row.brand) == ("4711", "ICE-4711", "Nimbus 14", "Zephyr")
    assert (row.price_minor, row.gtins, row.released_on) == (89900, ("4006381333931",), date(2019, 4, 1))
    assert (row.weight_g, row.width_mm, row.height_mm) == (2100, 320, None)


def test_attributes_have_words_kinds_and_units() -> None:
    row = map_row(
        ICECAT, icecat(attr_n_display_diagonal=14.0, attr_b_touchscreen=False, attr_t_panel_type="IPS\\nMatt")
    )
    assert attribute(row, "display_diagonal") == MappedAttribute(
        "display_diagonal", "Screen size", "number", "14", "in"
    )
    assert attribute(row, "touchscreen").value == "no"
    assert attribute(row, "panel_type").value == "IPS, Matt"


def test_what_only_a_warehouse_reads_is_not_shown() -> None:
    row = map_row(
        ICECAT, icecat(attr_n_pallet_weight=700.0, attr_n_master__outer__case_width=3.0, attr_n_package_width=9.0)
    )
    assert row.attributes == ()


def test_a_size_that_rounds_to_nothing_gives_way_to_the_next() -> None:
    assert map_row(ICECAT, icecat(attr_n_package_weight=0.02, attr_n_weight=45.0)).weight_g == 45


def test_mixed_units_of_a_source_are_made_one() -> None:
    assert attribute(map_row(ICECAT, icecat(attr_n_processor_frequency=1600.0)), "processor_frequency").value == "1.6"


def test_the_best_known_attributes_become_bullet_points() -> None:
    row = map_row(ICECAT, icecat(attr_t_product_colour="Silver", attr_n_internal_memory=8.0, attr_t_odd_thing="x"))
    assert row.bullet_points == ("Memory: 8 GB", "Color: Silver")


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Zephyr Nimbus 14 notebook Silver", "Laptops"),
        ('Zephyr Nimbus notebook case 14" Sleeve', "Laptop Bags & Cases"),
        ('Zephyr Backpack for 15" laptop', "Laptop Bags & Cases"),
        ("Zephyr Laptop battery 6-cell", "Laptop Batteries & Chargers"),
        ("Zephyr 65W AC adapter for notebook", "Laptop Batteries & Chargers"),
        ("Zephyr Laptop lock with key", "Locks & Security"),
        ("Inka LaserJet 400 printer 600 x 600 DPI", "Laser Printers"),
        ("Inka LaserJet 400 toner cartridge Original Black", "Toner"),
        ("Inka 83 Ink cartridge Yellow", "Ink Cartridges"),
        ("Inka printer drum Original", "Drums & Maintenance Kits"),
        ("Inka photo printer Inkjet", "Photo Printers"),
        ("Inka Glossy photo paper A4 50 sheets", "Paper & Film"),
        ("Klar 24 computer monitor 61 cm", "Monitors"),
        ("Klar monitor stand", "Desk Mounts & Stands"),
        ("Klar mouse USB Optical", "Mice & Trackballs"),
        ("Klar Gel mouse pad", "Mouse Pads"),
        ("Ohr headphones/headset In-ear", "Headphones & Headsets"),
        ("Bild DX-1 Compact camera 12 MP", "Digital Cameras"),
        ("Bild camera case Nylon", "Camera Bags & Cases"),
        ("Netz Cat6 Patch Cable 3 m", "Network Cables"),
        ("Netz 8-Port Gigabit Switch", "Network Switches"),
        ("Kern UPS battery", "UPS Batteries"),
        ("Spiel Jigsaw puzzle 1000 pc(s)", "Puzzles & Board Games"),
        ("Etwas ganz Seltsames", "Other"),
    ],
)
def test_the_title_tells_the_category(title: str, category: str) -> None:
    assert map_row(ICECAT, icecat(title=title, supplier=title.split()[0])).category_path[-1] == category


def test_a_makers_name_does_not_tell_the_category() -> None:
    row = map_row(ICECAT, icecat(title="Origin Storage 90W AC adapter", supplier="Origin Storage"))
    assert row.category_path == ("Computer Accessories", "Laptop Batteries & Chargers")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "no title"),
        ({"title": "x" * 301}, "longer than 300"),
        ({"title": 5.5}, "text was expected"),
        ({"title": "a\x00b"}, "control characters"),
        ({"title": "lone \ud800 half"}, "control characters"),
        ({"short_description": "x\x1by"}, "control characters"),
        ({"short_description": "ä" * 50_001}, "larger than 100 kB"),
        ({"id": None}, "no id"),
        ({"price": 0}, "not above zero"),
        ({"price": -5}, "not above zero"),
        ({"price": 10**10}, "above ten million"),
        ({"price": True}, "a number was expected"),
        ({"price": "NaN"}, "out of bounds"),
        ({"price": "1e999999"}, "out of bounds"),
        ({"price": 12.5}, "more decimals"),
        ({"price": None}, "a number was expected"),
        ({"ean": ["4006381333932"]}, "wrong check digit"),
        ({"ean": [1]}, "not a list of texts"),
        ({"ean": {"a": 1}}, "not a list of texts"),
        ({"date_released": "soon"}, "not a date"),
        ({"attr_n_weight": "heavy"}, "a number was expected"),
        ({"attr_b_touchscreen": "perhaps"}, "yes or no"),
        ({"attr_t_material": ["steel"]}, "text was expected"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(RowRefused, match=reason):
        map_row(ICECAT, icecat(**changes))


@pytest.mark.parametrize("row", [None, [], "text", 5])
def test_a_row_that_is_no_object_is_refused(row: object) -> None:
    with pytest.raises(RowRefused, match="not an object"):
        map_row(ICECAT, row)


def test_broken_gtins_are_left_out_beside_a_valid_one() -> None:
    assert map_row(ICECAT, icecat(ean=["1", "4006381333931", "4006381333931"])).gtins == ("4006381333931",)


def test_windows_punctuation_is_read_as_meant() -> None:
    assert map_row(ICECAT, icecat(short_description="fast\x97quiet")).description == "fast—quiet"


def test_a_title_keeps_to_one_line() -> None:
    assert map_row(ICECAT, icecat(title="Two\nlines \u2028 here")).title == "Two lines here"


def test_a_csv_row_is_all_text() -> None:
    row = map_row(
        PLAIN,
        plain(category="Kitchen > Cups", stock="7", gtin="4006381333931 ", bullet_points="Red|Big", weight_g="300")
        | {"text:material": "Clay", "number:height": "9.50", "yesno:dishwasher_safe": "Yes", "brand": ""},
    )
    assert (row.sku, row.price_minor, row.stock, row.weight_g) == ("CUP-1", 1295, 7, 300)
    assert (row.category_path, row.bullet_points) == (("Kitchen", "Cups"), ("Red", "Big"))
    assert [(found.key, found.value) for found in row.attributes] == [
        ("material", "Clay"),
        ("height", "9.5"),
        ("dishwasher_safe", "yes"),
    ]


@pytest.mark.parametrize(
    ("price", "decimals", "minor"), [("12.95", 2, 1295), ("12", 2, 1200), ("1200", 0, 1200), ("1.234", 3, 1234)]
)
def test_a_price_in_major_units_follows_the_currency(price: str, decimals: int, minor: int) -> None:
    assert map_row(PLAIN, plain(price=price), decimals).price_minor == minor


@pytest.mark.parametrize("price", ["12.955", "", "twelve", "0", "12,95"])
def test_a_csv_price_must_be_one(price: str) -> None:
    with pytest.raises(RowRefused):
        map_row(PLAIN, plain(price=price))


@pytest.mark.parametrize("stock", ["-1", "1.5", "many", "1e12"])
def test_stock_is_a_number_of_pieces(stock: str) -> None:
    with pytest.raises(RowRefused):
        map_row(PLAIN, plain(stock=stock))


def test_a_row_without_category_goes_to_other() -> None:
    assert map_row(PLAIN, plain()).category_path == ("Other",)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("notebook_screen_size", "Notebook screen size"),
        ("usb_2_0_ports_quantity", "USB 2.0 ports quantity"),
        ("operating_temperature__t_t_", "Operating temperature"),
        ("wi_fi", "Wi-Fi"),
        ("cable_colour", "Cable color"),
        ("ethernet_lan__rj_45__ports", "Ethernet LAN (RJ 45) ports"),
        ("connector_s_", "Connector(s)"),
    ],
)
def test_keys_are_put_in_words(key: str, label: str) -> None:
    assert label_of(key) == label


@pytest.mark.parametrize(
    ("gtin", "valid"),
    [
        ("4006381333931", True),
        ("036000291452", True),
        ("96385074", True),
        ("00036000291452", True),
        ("4006381333932", False),
        ("400638133393", False),
        ("", False),
        ("４００６３８１３３３９３１", False),
    ],
)
def test_a_gtin_has_its_check_digit(gtin: str, valid: bool) -> None:
    assert is_valid_gtin(gtin) is valid


KITCHEN, CUPS = (1,), (1, 2)


def test_facets_are_what_tells_products_of_a_category_apart() -> None:
    values = [(CUPS, "color", "red", 2), (CUPS, "color", "blue", 1), (CUPS, "color", "green", 1)]
    values += [(CUPS, "name", f"n{at}", 1) for at in range(4)] + [(CUPS, "form", "round", 4)]
    assert choose_facets([(CUPS, 4)], values) == {KITCHEN: ["name", "color"], CUPS: ["name", "color"]}


def test_a_rare_attribute_and_one_with_too_many_values_are_no_facets() -> None:
    values = [(CUPS, "color", "red", 1), *((CUPS, "name", f"n{at}", 1) for at in range(100))]
    assert choose_facets([(CUPS, 100)], values)[CUPS] == []


def test_every_icon_is_drawn_and_belongs_to_a_category() -> None:
    sprite = (FOLDER.parent.parent / "static/icons/sprite.svg").read_text()
    paths = {rule.path for rule in ICECAT.classifier.rules} | {*ICECAT.classifier.phrases.values(), ("Other",)}
    known = {" > ".join(path[:depth]) for path in paths for depth in (1, 2)}
    assert [name for name in ICECAT.icons.values() if f'id="{name}"' not in sprite] == []
    assert set(ICECAT.icons) <= known
    assert ICECAT.icon_of(("Computers", "Laptops")) == "laptop"
    assert ICECAT.icon_of(("Nowhere",)) == "package"
