"""Marks on the sheet: each function returns a piece of SVG. The sheet is 800 by 800, things stand on y = 640."""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin

FLOOR = 640
Point = tuple[float, float]


def n(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")


def path(d: str, fill: str = "none", stroke: str = "", width: float = 0, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}"{_stroke(stroke, width)}{more}/>'


def ellipse(
    x: float, y: float, rx: float, ry: float, fill: str, stroke: str = "", width: float = 0, more: str = ""
) -> str:
    place = f'cx="{n(x)}" cy="{n(y)}" rx="{n(rx)}" ry="{n(ry)}"'
    return f'<ellipse {place} fill="{fill}"{_stroke(stroke, width)}{more}/>'


def circle(x: float, y: float, r: float, fill: str, stroke: str = "", width: float = 0, more: str = "") -> str:
    return ellipse(x, y, r, r, fill, stroke, width, more)


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, more: str = "") -> str:
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" rx="{n(r)}" fill="{fill}"{more}/>'


def line(points: Iterable[Point], stroke: str, width: float, more: str = "") -> str:
    return path(poly(points), "none", stroke, width, more)


def shape(points: Iterable[Point], fill: str, more: str = "") -> str:
    """A polygon."""
    return path(poly(points) + "Z", fill, more=more)


def blob(points: Sequence[Point], fill: str, more: str = "") -> str:
    """A soft closed outline through the points."""
    return path(curve(points, closed=True), fill, more=more)


def thread(points: Sequence[Point], stroke: str, width: float, more: str = "") -> str:
    """A soft open line through the points."""
    return path(curve(points), "none", stroke, width, more)


def group(
    *parts: str, at: Point = (0, 0), turn: float = 0, scale: float = 1, about: Point = (400, 400), more: str = ""
) -> str:
    """Parts moved, then turned and scaled about a point."""
    x, y = about
    steps = [f"translate({n(at[0])} {n(at[1])})"] if at != (0, 0) else []
    if turn:
        steps.append(f"rotate({n(turn)} {n(x)} {n(y)})")
    if scale != 1:
        steps.append(f"translate({n(x)} {n(y)}) scale({scale:.3f}) translate({n(-x)} {n(-y)})")
    moved = f' transform="{" ".join(steps)}"' if steps else ""
    return f"<g{moved}{more}>{''.join(parts)}</g>"


def mirrored(*parts: str, x: float = 400) -> str:
    return f'<g transform="translate({n(2 * x)} 0) scale(-1 1)">{"".join(parts)}</g>'


def clipped(name: str, outline: str, *parts: str) -> str:
    """Parts cut to an outline given as path data; the name is unique in the picture."""
    return f'<clipPath id="{name}"><path d="{outline}"/></clipPath><g clip-path="url(#{name})">{"".join(parts)}</g>'


def faded(opacity: float, *parts: str) -> str:
    return f'<g opacity="{opacity:g}">{"".join(parts)}</g>'


def poly(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)


def curve(points: Sequence[Point], closed: bool = False) -> str:
    """Path data of a Catmull-Rom curve through the points."""
    last = len(points) - 1

    def at(index: int) -> Point:
        return points[index % len(points)] if closed else points[max(0, min(last, index))]

    steps = [f"M{n(points[0][0])} {n(points[0][1])}"]
    for index in range(len(points) if closed else last):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (at(index + step) for step in (-1, 0, 1, 2))
        pulls = (bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy)
        steps.append("C" + " ".join(n(value) for value in pulls))
    return "".join(steps) + ("Z" if closed else "")


def round_rect(x: float, y: float, w: float, h: float, r: float) -> str:
    """Path data of a rectangle with round corners."""
    arc = f"a{n(r)} {n(r)} 0 0 1 "
    return (
        f"M{n(x + r)} {n(y)}h{n(w - 2 * r)}{arc}{n(r)} {n(r)}v{n(h - 2 * r)}{arc}{n(-r)} {n(r)}"
        f"h{n(2 * r - w)}{arc}{n(-r)} {n(-r)}v{n(2 * r - h)}{arc}{n(r)} {n(-r)}Z"
    )


def ring_points(x: float, y: float, rx: float, ry: float, count: int, start: float = 0) -> list[Point]:
    """Points spaced around an ellipse."""
    angles = [start + 2 * pi * index / count for index in range(count)]
    return [(x + rx * cos(angle), y + ry * sin(angle)) for angle in angles]


def shadow(rx: float, y: float = FLOOR, x: float = 400, strength: float = 1) -> str:
    """The soft shadow of something standing, its light from the upper left."""
    wide = ellipse(x + rx * 0.1, y + 4, rx * 1.22, max(16, rx * 0.17), "url(#soft)", more=f' opacity="{strength:g}"')
    return wide + ellipse(x + rx * 0.03, y, rx * 0.94, max(7, rx * 0.075), "#5b4a35", more=' opacity=".16"')


def lying(d: str, lift: float = 12) -> str:
    """The shadow of something flat, seen from above, given as path data."""
    layers = [(0.35, 0.10), (0.8, 0.07), (1.35, 0.045), (1.9, 0.025)]
    parts = [
        f'<path d="{d}" transform="translate({n(lift * step * 0.7)} {n(lift * step)})" fill="#5b4a35" opacity="{opacity}"/>'
        for step, opacity in layers
    ]
    return "".join(parts)


def _stroke(color: str, width: float) -> str:
    return (
        f' stroke="{color}" stroke-width="{n(width)}" stroke-linecap="round" stroke-linejoin="round"' if color else ""
    )
