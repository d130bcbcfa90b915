"""Files of carriers' reports, JSON Lines: by command, or put into a folder.

Every row is a transaction of its own and known again by its id, so a file that was half read is simply read once more.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from core.errors import Refused
from core.retries import TooBusy
from orders.actions.tracking import take_in_report
from shop.actions.feed_files import opened_file, refusal_file
from shop.rules.cells import RowRefused
from shop.rules.rows import FeedBroken, RawRow, Refusal, parsed, rows_of

logger = logging.getLogger(__name__)
REFUSALS_SHOWN = 20


@dataclass
class CarrierImport:
    """What came of a file. `broken` says why it could not be read, or not to its end."""

    new: int = 0
    known: int = 0
    refused: int = 0
    broken: str = ""
    refusals: list[Refusal] = field(default_factory=list)


def import_carrier_events(
    *, file: Path, at: datetime, refused_to: Path | None = None, tell: Callable[[int], object] = lambda position: None
) -> CarrierImport:
    """Take in every report of the file; rows refused go to `refused_to`. `tell` hears how many bytes are read."""
    done = CarrierImport()
    with opened_file(file) as (raw, stream), refusal_file(refused_to) as refuse:
        try:
            for row in rows_of(stream, "json", ()):
                _take(row, done, refuse, at)
                tell(raw.tell())
        except FeedBroken as broken:
            done.broken = str(broken)
    if not done.broken and done.refused and not done.new + done.known and _nothing_is_json(done):
        done.broken = "No row of the file is a report."
    return done


def read_carrier_files(*, at: datetime) -> list[tuple[Path, CarrierImport]]:
    """Read what lies in `in`, oldest name first. A file goes to `done`, or whole to `broken` with the reason beside it;
    rows refused lie in `refused`. Nothing is written over or thrown away. Who writes a file names it
    `….jsonl` when it is whole.

    While the shop is too busy a file stays where it is, for the next time.
    """
    read: list[tuple[Path, CarrierImport]] = []
    for file in sorted(_folder("in").glob("*.jsonl")):
        try:
            report = import_carrier_events(file=file, at=at, refused_to=_free("refused", file.name))
        except (TooBusy, DatabaseError) as error:
            logger.warning("%s is left for the next time: %s", file.name, error)
            continue
        except OSError as error:
            report = CarrierImport(broken=str(error))
        _put_aside(file, report)
        read.append((file, report))
    return read


def _take(row: RawRow, done: CarrierImport, refuse: Callable[[Refusal], None], at: datetime) -> None:
    try:
        is_new = take_in_report(row=parsed(row), at=at)
    except TooBusy:
        raise
    except RowRefused as refused:
        _refuse(Refusal(row.line, refused.reason, row.start), done, refuse)
    except Refused as refused:
        _refuse(Refusal(row.line, refused.detail, row.start), done, refuse)
    else:
        done.new += is_new
        done.known += not is_new


def _refuse(refusal: Refusal, done: CarrierImport, refuse: Callable[[Refusal], None]) -> None:
    done.refused += 1
    refuse(refusal)
    if len(done.refusals) < REFUSALS_SHOWN:
        done.refusals.append(refusal)


def _nothing_is_json(done: CarrierImport) -> bool:
    return all(not refusal.row.lstrip().startswith("{") for refusal in done.refusals)


def _put_aside(file: Path, report: CarrierImport) -> None:
    """Two readers of one file change nothing twice; the second finds it gone."""
    target = _free("broken" if report.broken else "done", file.name)
    try:
        file.rename(target)
    except FileNotFoundError:
        return
    except OSError as error:
        logger.error("%s cannot be put aside: %s", file, error)
        return
    if report.broken:
        words = json.dumps({"reason": report.broken, "new": report.new, "refused": report.refused})
        target.with_suffix(".reason.json").write_text(words + "\n", encoding="utf-8")


def _folder(name: str) -> Path:
    folder = Path(settings.CARRIER_FILES) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _free(folder: str, name: str) -> Path:
    """A path that nothing stands at."""
    path, number = _folder(folder) / name, 1
    while path.exists():
        number += 1
        path = _folder(folder) / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path
