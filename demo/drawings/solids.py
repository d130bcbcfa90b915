"""Bodies: things turned on a wheel, boards and boxes. Light comes from the upper left."""

from collections.abc import Sequence
from math import asin, cos, pi, sin, sqrt

from demo.drawings.pen import Point, ellipse, n, path, poly, shape
from demo.drawings.tones import Tone

Profile = Sequence[tuple[float, float]]
"""Heights and radii of a turned thing, from its top to its foot: (y, r)."""

SQUASH = 0.19
"""How flat a circle looks from slightly above."""


def turned(
    profile: Profile, tone: Tone, *, x: float = 400, squash: float = SQUASH, gloss: float = 0.55, smooth: bool = True
) -> str:
    """The outside of a turned body: its form, a shade on the right, a highlight on the left."""
    fine = _finer(profile) if smooth else list(profile)
    marks = [
        path(_strip(fine, x, squash, -1, 1), tone.base),
        path(_strip(fine, x, squash, 0.42, 1), tone.shade, more=' opacity=".75"'),
        path(_strip(fine, x, squash, 0.8, 1), tone.deep, more=' opacity=".4"'),
        path(_strip(fine, x, squash, -1, -0.9), tone.shade, more=' opacity=".45"'),
    ]
    if gloss:
        middle = fine[len(fine) // 12 : len(fine) - len(fine) // 9]
        marks.append(path(_strip(middle, x, squash, -0.7, -0.52), tone.pale, more=f' opacity="{gloss:g}"'))
    return "".join(marks)


def band(
    profile: Profile,
    fill: str,
    *,
    x: float = 400,
    squash: float = SQUASH,
    start: float = -1,
    end: float = 1,
    more: str = "",
) -> str:
    """A painted zone around a turned body."""
    return path(_strip(list(profile), x, squash, start, end), fill, more=more)


def rim(
    y: float,
    r: float,
    tone: Tone,
    *,
    x: float = 400,
    squash: float = SQUASH,
    wall: float = 10,
    filling: str = "",
    level: float = 0.0,
) -> str:
    """The open top: lip, inside and, `level` radii down, what is in it."""
    inner, ry = r - wall, r * squash
    inside = inner * squash
    parts = [ellipse(x, y, r, ry, tone.light), ellipse(x, y + wall * 0.1, inner, inside, tone.deep)]
    glow = f"M{n(x - inner)} {n(y)}A{n(inner)} {n(inside)} 0 0 1 {n(x + inner)} {n(y)}A{n(inner)} {n(inside * 0.45)} 0 0 0 {n(x - inner)} {n(y)}Z"
    parts.append(path(glow, tone.shade, more=' opacity=".8"'))
    if filling:
        drop = level * r
        parts.append(
            f'<clipPath id="rim{n(y)}-{n(x)}"><ellipse cx="{n(x)}" cy="{n(y)}" rx="{n(inner)}" ry="{n(inside)}"/></clipPath>'
        )
        parts.append(ellipse(x, y + drop, inner, inside, filling, more=f' clip-path="url(#rim{n(y)}-{n(x)})"'))
    return "".join(parts)


def disc(y: float, r: float, tone: Tone, *, x: float = 400, squash: float = SQUASH) -> str:
    """A closed flat top."""
    return ellipse(x, y, r, r * squash, tone.light) + ellipse(
        x - r * 0.05, y - r * squash * 0.1, r * 0.86, r * squash * 0.78, tone.pale, more=' opacity=".35"'
    )


def box(x: float, y: float, w: float, h: float, tone: Tone, *, depth: float = 60, rise: float = 30) -> str:
    """A box with its front at (x, y, w, h), its right side and its top."""
    top: list[Point] = [(x, y), (x + depth, y - rise), (x + w + depth, y - rise), (x + w, y)]
    side: list[Point] = [(x + w, y), (x + w + depth, y - rise), (x + w + depth, y + h - rise), (x + w, y + h)]
    front: list[Point] = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    return shape(front, tone.base) + shape(top, tone.light) + shape(side, tone.shade)


def tube(start: Point, end: Point, width: float, tone: Tone, cap: str = "round") -> str:
    """A rod from one point to another with a shade along one side and a light along the other."""
    (ax, ay), (bx, by) = start, end
    length = sqrt((bx - ax) ** 2 + (by - ay) ** 2) or 1
    across = ((ay - by) / length, (bx - ax) / length)
    if across[0] + across[1] < 0:
        across = (-across[0], -across[1])

    def along(offset: float, stroke: str, wide: float, opacity: float) -> str:
        dx, dy = across[0] * offset * width, across[1] * offset * width
        d = poly([(ax + dx, ay + dy), (bx + dx, by + dy)])
        return f'<path d="{d}" stroke="{stroke}" stroke-width="{n(wide)}" stroke-linecap="{cap}" fill="none" opacity="{opacity:g}"/>'

    return (
        along(0, tone.base, width, 1)
        + along(0.3, tone.shade, width * 0.38, 0.8)
        + along(-0.25, tone.pale, width * 0.16, 0.6)
    )


def _strip(profile: Profile, x: float, squash: float, start: float, end: float) -> str:
    """Path data of the surface between two meridians; -1 is the left edge, 0 the middle, 1 the right edge."""
    (foot, foot_r), (top, top_r) = profile[-1], profile[0]
    angles = [asin(start) + (asin(end) - asin(start)) * step / 12 for step in range(13)]
    bottom = [(x + foot_r * sin(angle), foot + squash * foot_r * cos(angle)) for angle in angles]
    upper = [(x + top_r * sin(angle), top + squash * top_r * cos(angle)) for angle in reversed(angles)]
    return (
        poly([*_meridian(profile, x, squash, start), *bottom, *reversed(_meridian(profile, x, squash, end)), *upper])
        + "Z"
    )


def _meridian(profile: Profile, x: float, squash: float, k: float) -> list[Point]:
    drop = squash * sqrt(max(0.0, 1 - k * k))
    return [(x + k * r, y + drop * r) for y, r in profile]


def _finer(profile: Profile, steps: int = 7) -> list[tuple[float, float]]:
    """More points between, on a soft curve."""
    last, fine = len(profile) - 1, []
    for index in range(last):
        a, b, c, d = (profile[max(0, min(last, index + step))] for step in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            fine.append((_spline(a[0], b[0], c[0], d[0], t), max(0.0, _spline(a[1], b[1], c[1], d[1], t))))
    return [*fine, profile[last]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def arc_span(radius: float, squash: float, start: float, end: float, x: float, y: float) -> list[Point]:
    """Points on the front of a turned body at one height, from one share of a half turn to another (0 to 1)."""
    angles = [pi * (start + (end - start) * step / 12) for step in range(13)]
    return [(x - radius * cos(angle), y + radius * squash * sin(angle)) for angle in angles]
