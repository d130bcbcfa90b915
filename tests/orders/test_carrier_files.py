"""Carriers' files of reports: read once, line by line, from a command and from a folder."""

import base64
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from orders.models import CarrierEvent, DeliveryProof, Order
from orders.tasks.tracking import read_carrier_files
from tests.cast import ada, carrier_says, make_product, sent_order
from tests.orders.test_tracking_pages import MONDAY, WEDNESDAY, parcel_of, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(provider) -> Order:
    return sent_order(provider, make_product("Mug"), owner=ada(), sent_at=MONDAY)


def row(**change: object) -> dict[str, object]:
    known = {"carrier": "dhl", "number": "00340434", "id": "1", "code": "in_transit"}
    return known | {"happened_at": (MONDAY + timedelta(hours=3)).isoformat()} | change


def write(folder, name: str, *rows: object):
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in rows))
    return file


def test_a_file_of_reports_is_taken_in_and_what_makes_no_sense_is_named_by_its_line(order, tmp_path, capsys):
    photo = base64.b64encode(picture()).decode()
    file = write(
        tmp_path,
        "dhl.jsonl",
        row(),
        row(),
        "{",
        row(id="2", number="nobody's"),
        row(id="3", code="delivered", photo=photo),
    )
    with pytest.raises(CommandError, match="2 rows were refused"):
        call_command("import_carrier_events", file)
    said = capsys.readouterr().out
    assert "2 new, 1 known, 2 refused" in said
    assert "line 3: The row is not JSON." in said
    assert "line 4: No parcel with this number has left us with this carrier." in said
    assert parcel_of(order).state == "delivered"
    assert DeliveryProof.objects.count() == 1


def test_a_file_that_was_read_before_changes_nothing(order, tmp_path, capsys):
    file = write(tmp_path, "dhl.jsonl", row(), row(id="2", code="delivered"))
    call_command("import_carrier_events", file)
    capsys.readouterr()
    call_command("import_carrier_events", file)
    assert "0 new, 2 known, 0 refused" in capsys.readouterr().out
    assert CarrierEvent.objects.count() == 2


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_carrier_events", tmp_path / "nothing.jsonl")


def test_files_in_the_folder_are_read_and_put_aside_and_none_is_lost(order, settings):
    folder = settings.CARRIER_FILES
    for name, rows in {
        "1.jsonl": [row()],
        "2.jsonl": ["<html>", "nonsense"],
        "3.jsonl": [row(id="9", number="unknown"), row(id="2", code="delivered")],
        "4.jsonl.part": [row(id="7")],
    }.items():
        write(folder / "in", name, *rows)
    read_carrier_files()
    assert parcel_of(order).state == "delivered"
    names = sorted(str(path.relative_to(folder)) for path in folder.glob("**/*") if path.is_file())
    assert names == [
        "broken/2.jsonl", "broken/2.reason.json", "done/1.jsonl", "done/3.jsonl", "in/4.jsonl.part",
        "refused/2.jsonl", "refused/3.jsonl",
    ]  # fmt: skip
    assert "report" in (folder / "broken/2.reason.json").read_text()
    assert json.loads((folder / "refused/3.jsonl").read_text())["line"] == 1
    write(folder / "in", "1.jsonl", row(id="8"))
    read_carrier_files()
    assert (folder / "done/1-2.jsonl").exists()
    assert CarrierEvent.objects.count() == 3


def test_a_folder_that_calls_itself_a_file_is_put_aside(settings):
    (settings.CARRIER_FILES / "in" / "odd.jsonl").mkdir(parents=True)
    read_carrier_files()
    assert (settings.CARRIER_FILES / "broken" / "odd.jsonl").exists()


def test_a_number_used_again_is_of_the_parcel_that_had_left_by_then(provider, order, tmp_path):
    carrier_says(parcel_of(order), "delivered", WEDNESDAY)
    later = sent_order(provider, make_product("Jug"), sent_at=MONDAY + timedelta(days=200))
    with time_machine.travel(MONDAY + timedelta(days=201)):
        call_command(
            "import_carrier_events",
            write(
                tmp_path,
                "a.jsonl",
                row(id="old"),
                row(id="new", happened_at=(MONDAY + timedelta(days=200, hours=5)).isoformat()),
            ),
        )
    assert list(order.shipments.get().carrier_events.values_list("reference", flat=True))[-1] == "old"
    assert later.shipments.get().carrier_events.get().reference == "new"
