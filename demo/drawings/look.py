"""How one thing looks, and the list of things that can be drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from demo.drawings.tones import Tone, tone


@dataclass(frozen=True)
class Look:
    """`color` and `second` are names of colors; `style` picks among a shape's variations; `scale` is its size."""

    kind: str
    color: str = "cream"
    second: str = "oak"
    style: int = 0
    scale: float = 1.0

    @property
    def tone(self) -> Tone:
        return tone(self.color)

    @property
    def trim(self) -> Tone:
        return tone(self.second)

    def colored(self, color: str) -> "Look":
        return replace(self, color=color)


Drawing = Callable[[Look], str]
SHAPES: dict[str, Drawing] = {}


def drawn(function: Drawing) -> Drawing:
    """Registers a shape under its function's name."""
    SHAPES[function.__name__] = function
    return function
