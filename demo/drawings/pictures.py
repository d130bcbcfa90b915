"""Whole pictures: a thing on the common ground, and its second views."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from demo.drawings.look import Look, drawing_of
from demo.drawings.pen import faded, group, rect
from demo.drawings.tones import GROUND, tone

WIDEST, TALLEST, MOST_ENLARGED = 580, 540, 1.6
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">'
SOFT = (
    '<defs><radialGradient id="soft"><stop offset="0" stop-color="#5b4a35" stop-opacity=".30"/>'
    '<stop offset=".55" stop-color="#5b4a35" stop-opacity=".13"/><stop offset="1" stop-color="#5b4a35" stop-opacity="0"/>'
    "</radialGradient></defs>"
)


def front(look: Look) -> str:
    """The thing alone, centered on the shop's light ground."""
    return _sheet(rect(0, 0, 800, 800, GROUND), thing(look))


def closeup(look: Look, focus: tuple[float, float] = (360, 380)) -> str:
    """The same thing from nearer."""
    x, y = focus
    near = group(thing(look), at=(400 - x * 1.0, 400 - y * 1.0), scale=1.75, about=(x, y))
    return _sheet(rect(0, 0, 800, 800, GROUND), near)


def scene(look: Look, wall: str) -> str:
    """On a board before a colored wall, as it stands at home."""
    paint, wood = tone(wall), tone("oak")
    room = rect(0, 0, 800, 800, paint.light) + faded(0.35, f'<path d="M0 0H330L90 800H0Z" fill="{paint.pale}"/>')
    board = (
        rect(0, 590, 800, 210, wood.light)
        + rect(0, 590, 800, 10, wood.pale)
        + rect(0, 690, 800, 110, wood.base)
        + rect(0, 690, 800, 6, wood.shade)
    )
    return _sheet(room, board, group(thing(look), at=(0, 668 - _foot(look))))


def family(looks: Sequence[Look]) -> str:
    """Up to six of them together, as many as there are colors."""
    places = _places(min(len(looks), 6))
    small = [
        group(thing(look), at=(x - 400, y - 400), scale=size, about=(400, 400))
        for look, (x, y, size) in zip(looks, places, strict=False)
    ]
    return _sheet(rect(0, 0, 800, 800, GROUND), *[_unclash(part, index) for index, part in enumerate(small)])


def second_view(view: str, title: str, looks: Sequence[Look]) -> tuple[str, str]:
    """What hovering shows, with its alternative text: `view` is "closeup", "closeup:x,y" or "scene:color"."""
    kind, _colon, detail = view.partition(":")
    if kind == "scene":
        return scene(looks[0], detail), f"{title} standing on a board"
    if len(looks) > 1 and kind == "closeup" and not detail:
        return family(looks), f"{title} in {len(looks)} colors"
    focus = tuple(float(part) for part in detail.split(",")) if detail else (360, 380)
    return closeup(looks[0], (focus[0], focus[1])), f"{title} from nearer"


def thing(look: Look) -> str:
    """The thing's own marks, centered and brought to the size its neighbors have."""
    x, y, width, height = _frame(look)
    size = min(WIDEST / width, TALLEST / height, MOST_ENLARGED) * look.scale
    dx, dy = 400 - size * (x + width / 2), 404 - size * (y + height / 2)
    return f'<g transform="translate({dx:.1f} {dy:.1f}) scale({size:.3f})">{unframed(look)}</g>'


def _foot(look: Look) -> float:
    """Where the framed thing ends below."""
    _x, _y, width, height = _frame(look)
    return 404 + min(WIDEST / width, TALLEST / height, MOST_ENLARGED) * look.scale * height / 2


def unframed(look: Look) -> str:
    """The thing's marks where its shape draws them."""
    return drawing_of(look)(look)


@cache
def _frames() -> dict[str, list[tuple[float, float, float, float]]]:
    """Left, top, width and height of each shape's styles, as a browser measures them: see contact_sheet."""
    return json.loads(Path(__file__).with_name("frames.json").read_text())


def _frame(look: Look) -> tuple[float, float, float, float]:
    styles = _frames().get(look.kind)
    return styles[look.style] if styles else (100, 100, 600, 600)


def _places(count: int) -> list[tuple[float, float, float]]:
    if count <= 2:
        return [(225, 350, 0.66), (575, 460, 0.66)]
    if count == 3:
        return [(225, 265, 0.6), (575, 265, 0.6), (400, 560, 0.6)]
    if count == 4:
        return [(215, 230, 0.56), (585, 230, 0.56), (215, 585, 0.56), (585, 585, 0.56)]
    return [(x, y, 0.42) for y in (265, 550) for x in (150, 400, 650)]


def _unclash(part: str, index: int) -> str:
    """Clip paths are named once per picture: copies get names of their own."""
    for mark in ('id="', "url(#"):
        part = part.replace(mark, f"{mark}v{index}-")
    return part.replace(f"url(#v{index}-soft)", "url(#soft)")


def _sheet(*parts: str) -> str:
    return f"{HEAD}{SOFT}{''.join(parts)}</svg>"
