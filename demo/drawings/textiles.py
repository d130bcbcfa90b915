"""Soft and woven things."""

from itertools import pairwise
from math import pi, sin

from demo.drawings.look import Look, drawn
from demo.drawings.pen import (
    circle,
    clipped,
    ellipse,
    faded,
    group,
    line,
    lying,
    path,
    rect,
    round_rect,
    shadow,
    shape,
    thread,
)  # fmt: skip
from demo.drawings.solids import band, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def cushion(look: Look) -> str:
    """Style 1 striped, 2 with a button, 3 with buttons like a chair cushion."""
    d = "M180 210Q400 180 620 210Q640 400 616 600Q400 632 184 600Q160 400 180 210Z"
    stripes = "".join(path(f"M{x} 180Q{x + 12} 400 {x} 630", "none", look.trim.base, 20) for x in (250, 330, 470, 550))
    tufts = "".join(
        circle(x, y, 11, look.tone.deep) + circle(x - 2, y - 3, 8, look.tone.light) for x, y in _tufts(look.style)
    )
    creases = "".join(
        thread([(x, y), (x + dx * 0.5, y + dy * 0.6), (x + dx, y + dy)], look.tone.shade, 6, ' opacity=".7"')
        for x, y, dx, dy in ((200, 226, 60, 50), (604, 226, -60, 50), (204, 586, 60, -50), (600, 584, -60, -50))
    )
    soft = clipped(
        "cushion",
        d,
        stripes if look.style == 1 else "",
        faded(0.55, path("M640 200Q600 420 380 640L660 640Z", look.tone.shade)),
        faded(0.35, path("M170 200Q380 190 480 200Q300 260 220 480L160 480Z", look.tone.pale)),
    )
    return group(lying(d, 22), path(d, look.tone.base), soft, creases, tufts,
                 path(d, "none", look.tone.shade if look.style != 2 else look.trim.base, 7), turn=-7)  # fmt: skip


def _tufts(style: int) -> list[tuple[float, float]]:
    if style == 2:
        return [(400, 400)]
    return [(310, 320), (490, 320), (310, 480), (490, 480)] if style == 3 else []


@drawn
def blanket(look: Look) -> str:
    """Folded, with fringes; style 1 checked, 2 with a border."""
    t, edges = look.tone, []
    for index in range(4):
        y = 560 - index * 66
        edges.append(
            path(round_rect(170, y - 30, 460, 78, 36), (t.shade, t.base)[index % 2] if look.style != 3 else t.base)
        )
        edges.append(path(f"M176 {y + 30}Q400 {y + 52} 624 {y + 30}", "none", t.deep, 4, ' opacity=".5"'))
        edges.append(path(f"M196 {y - 14}Q400 {y - 26} 560 {y - 16}", "none", t.light, 7, ' opacity=".7"'))
    checks = (
        "".join(rect(x, 330, 26, 280, look.trim.base, more=' opacity=".5"') for x in (230, 330, 430, 530))
        if look.style == 1
        else ""
    )
    border = (
        rect(520, 326, 34, 286, look.trim.base) + rect(566, 326, 10, 286, look.trim.base) if look.style == 2 else ""
    )
    outline = "M172 350Q172 330 206 332L594 332Q630 330 628 366L628 590Q628 608 594 608L206 608Q170 608 172 590Z"
    fringe = "".join(
        path(f"M{x} 596q-4 26 {(-6, 5, 0)[x % 3]} 46", "none", t.light if x % 2 else t.base, 7)
        for x in range(196, 610, 17)
    )
    return shadow(236, 632) + fringe + "".join(edges) + clipped("blanket", outline, checks, border)


@drawn
def rug(look: Look) -> str:
    """Rolled at one end; style 1 with stripes across, 2 a doormat."""
    d = "M150 230L650 190L690 560L170 600Z"
    bands = "".join(
        shape(
            [
                (150 + 4 * y, 230 + 74 * y),
                (650 + 8 * y, 190 + 74 * y),
                (652 + 8 * y, 206 + 74 * y),
                (152 + 4 * y, 246 + 74 * y),
            ],
            look.trim.base,
        )
        for y in ((0.3, 0.6, 4.1, 4.4) if not look.style else (0.5, 1.3, 2.1, 2.9, 3.7, 4.4))
    )
    threads = "".join(
        line([(148 + 4 * y, 230 + 74 * y), (652 + 8 * y, 190 + 74 * y)], look.tone.shade, 2, ' opacity=".5"')
        for y in (step / 4 for step in range(1, 20))
    )
    fringe = (
        "".join(
            line([(170 + 13 * step, 600 - step), (168 + 13 * step, 626 - step)], look.tone.light, 6)
            for step in range(41)
        )
        if look.style != 2
        else ""
    )
    roll = (
        tube((140, 226), (660, 184), 62, look.tone, "butt")
        + ellipse(660, 184, 14, 31, look.tone.deep)
        + ellipse(660, 184, 7, 16, look.tone.base)
        if look.style != 2
        else ""
    )
    return lying(d, 14) + fringe + path(d, look.tone.base) + clipped("rug", d, threads, bands) + roll


@drawn
def basket(look: Look) -> str:
    """Woven; style 1 low with handles, 2 tall with a lid."""
    wall = (
        [(350, 168), (480, 176), (600, 150)],
        [(430, 220), (520, 216), (590, 190)],
        [(270, 130), (430, 160), (600, 140)],
    )[look.style % 3]
    top, r = wall[0]
    trim = (
        band([(top + 46, r + 3), (top + 96, r + 6)], look.trim.base, more=' opacity=".85"')
        if look.second != "oak"
        else ""
    )
    grips = (
        "".join(
            path(f"M{x - 34} {top + 6}Q{x} {top - 66} {x + 34} {top + 6}", "none", tone("leather").base, 14)
            for x in (400 - r + 20, 400 + r - 20)
        )
        if look.style != 2
        else ""
    )
    lid = (
        turned([(top - 40, 30), (top - 22, r * 0.8), (top, r + 6)], look.tone, gloss=0.2)
        + circle(400, top - 46, 16, tone("leather").base)
        if look.style == 2
        else ""
    )
    return "".join(
        [
            shadow(wall[-1][1] + 14, 616),
            turned(wall, look.tone, gloss=0.25),
            _weave(look, wall),
            trim,
            rim(top, r, look.tone, wall=12),
            grips,
            lid,
        ]
    )


def _weave(look: Look, wall: list[tuple[float, float]]) -> str:
    """Rows around and ribs down."""
    rows = "".join(
        path(f"M{400 - w} {y}A{w} {w * 0.19:.0f} 0 0 0 {400 + w} {y}", "none", look.tone.shade, 3, ' opacity=".7"')
        for y, w in _rings(wall, 17)
    )
    ribs = "".join(
        line(
            [(400 + k * wall[0][1], wall[0][0] + 30), (400 + k * wall[-1][1], wall[-1][0] + 22)],
            look.tone.shade,
            3,
            ' opacity=".45"',
        )
        for k in (sin(pi * step / 16) for step in range(-7, 8))
    )
    return ribs + rows


def _rings(wall: list[tuple[float, float]], step: int) -> list[tuple[float, float]]:
    """Heights and radii all the way down a wall."""
    rings = []
    for (y0, r0), (y1, r1) in pairwise(wall):
        rings += [(y, r0 + (r1 - r0) * (y - y0) / (y1 - y0)) for y in range(int(y0) + step, int(y1), step)]
    return rings
