"""Points as simply as they can be said: what the ledger must agree with, whatever happens in whatever order."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Lot:
    name: str
    kept: int
    left: int = 0
    is_pending: bool = True
    expires_at: datetime | None = None


@dataclass
class Model:
    """One customer's points. Verbs return whether anything happened."""

    lifetime: timedelta
    lots: dict[str, Lot] = field(default_factory=dict)
    held: dict[str, list[tuple[Lot, int]]] = field(default_factory=dict)
    spent: dict[str, list[list]] = field(default_factory=dict)
    debt: int = 0

    @property
    def pending(self) -> int:
        return sum(lot.kept for lot in self.lots.values() if lot.is_pending)

    @property
    def available(self) -> int:
        return sum(lot.left for lot in self.lots.values())

    @property
    def on_hold(self) -> int:
        return sum(points for parts in self.held.values() for _lot, points in parts)

    def earn(self, name: str, points: int) -> None:
        self.lots[name] = Lot(name, points)

    def confirm(self, name: str, at: datetime) -> None:
        lot = self.lots[name]
        if lot.is_pending and lot.kept:
            lot.is_pending, lot.expires_at = False, at + self.lifetime
            self._put(lot, lot.kept)

    def keep(self, name: str, kept: int) -> None:
        lot = self.lots[name]
        taken = max(0, lot.kept - kept)
        lot.kept -= taken
        if lot.is_pending:
            return
        for other in sorted(self.lots.values(), key=lambda other: (other is not lot, *self._turn(other))):
            part = min(taken, other.left)
            other.left -= part
            taken -= part
        self.debt += taken

    def hold(self, cause: str, points: int, at: datetime) -> bool:
        ripe = [lot for lot in sorted(self.lots.values(), key=self._turn) if lot.left and lot.expires_at > at]
        if sum(lot.left for lot in ripe) < points:
            return False
        parts, left = [], points
        for lot in ripe:
            part = min(left, lot.left)
            if part:
                lot.left -= part
                left -= part
                parts.append((lot, part))
        self.held[cause] = parts
        return True

    def capture(self, cause: str) -> None:
        self.spent[cause] = [[lot, points] for lot, points in self.held.pop(cause)]

    def release(self, cause: str, at: datetime) -> None:
        self._back(self.held.pop(cause), cause, at)

    def give_back(self, cause: str, points: int, name: str, at: datetime) -> None:
        parts, left = [], points
        for row in self.spent[cause]:
            part = min(left, row[1])
            if part:
                row[1] -= part
                left -= part
                parts.append((row[0], part))
        self._back(parts, name, at)

    def expire(self, at: datetime) -> None:
        for lot in self.lots.values():
            if lot.left and lot.expires_at <= at:
                lot.left = 0

    def adjust(self, name: str, points: int, at: datetime) -> bool:
        if points > 0:
            self.lots[name] = Lot(name, points, is_pending=False, expires_at=at + self.lifetime)
            self._put(self.lots[name], points)
            return True
        if self.available < -points:
            return False
        left = -points
        for lot in sorted(self.lots.values(), key=self._turn):
            part = min(left, lot.left)
            lot.left -= part
            left -= part
        return True

    def _back(self, parts: list[tuple[Lot, int]], cause: str, at: datetime) -> None:
        late = 0
        for lot, points in parts:
            if lot.expires_at > at:
                self._put(lot, points)
            else:
                late += points
        if late:
            name = f"{cause}/late"
            self.lots[name] = Lot(name, late, is_pending=False, expires_at=at + timedelta(days=30))
            self._put(self.lots[name], late)

    def _put(self, lot: Lot, points: int) -> None:
        paid = min(points, self.debt)
        self.debt -= paid
        lot.left += points - paid

    def _turn(self, lot: Lot) -> tuple[float, int]:
        return lot.expires_at.timestamp() if lot.expires_at else float("inf"), list(self.lots).index(lot.name)
