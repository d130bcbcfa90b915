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
SHAPES: dict[str, dict[int | None, Drawing]] = {}
"""By kind, then by style; None draws every style that has no function of its own."""


def drawn(function: Drawing) -> Drawing:
    """Registers a shape under its function's name."""
    SHAPES.setdefault(function.__name__, {})[None] = function
    return function


def style_of(kind: str, style: int) -> Callable[[Drawing], Drawing]:
    """Registers a shape as one style of a kind."""

    def register(function: Drawing) -> Drawing:
        SHAPES.setdefault(kind, {})[style] = function
        return function

    return register


def drawing_of(look: Look) -> Drawing:
    """Raises KeyError for a kind nobody draws."""
    styles = SHAPES[look.kind]
    return styles.get(look.style) or styles[None]
