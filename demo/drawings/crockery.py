"""Cups, bowls and plates."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
    circle,
    clipped,
    ellipse,
    faded,
    lying,
    path,
    shadow,
)
from demo.drawings.solids import band, rim, turned
from demo.drawings.tones import Tone, tone

ESPRESSO = "#6b4630"


@drawn
def mug(look: Look) -> str:
    """Style 0 straight, 1 bellied, 2 with a dipped glaze, 3 speckled."""
    wall = (
        [(330, 122), (470, 124), (590, 118), (616, 100)]
        if look.style != 1
        else [(350, 112), (420, 136), (530, 142), (606, 104)]
    )
    top, r = wall[0]
    handle = path(f"M{392 + r} 392Q640 372 636 470Q630 560 {388 + r} 552", "none", look.tone.shade, 30) + path(
        f"M{392 + r} 386Q628 366 624 466", "none", look.tone.light, 8
    )
    glaze = (
        band([(480, wall[2][1] + 6), (560, wall[2][1] + 2), (616, 100)], look.trim.base)
        + band([(480, wall[2][1] + 6), (560, wall[2][1] + 2), (616, 100)], look.trim.shade, start=0.45, end=1)
        if look.style == 2
        else ""
    )
    specks = (
        "".join(
            circle(
                288 + index * 0.7548 % 1 * 206,
                362 + index * 0.5698 % 1 * 230,
                2 + index % 3,
                look.trim.base,
                more=' opacity=".6"',
            )
            for index in range(34)
        )
        if look.style == 3
        else ""
    )
    drink = ESPRESSO if look.style % 2 else "#b98a58"
    return "".join(
        [
            shadow(126, 624),
            handle,
            turned(wall, look.tone),
            glaze,
            specks,
            rim(top, r, look.tone, wall=9, filling=drink, level=0.05),
        ]
    )


@drawn
def cup(look: Look) -> str:
    """A cup on its saucer."""
    wall = [(410, 120), (480, 118), (540, 92), (572, 62)]
    handle = path("M514 446Q596 428 590 486Q580 540 500 524", "none", look.tone.shade, 22) + path(
        "M516 440Q584 424 580 478", "none", look.tone.light, 6
    )
    saucer = (
        shadow(210, 602)
        + ellipse(400, 592, 212, 46, look.trim.shade)
        + ellipse(400, 582, 212, 46, look.trim.base)
        + ellipse(400, 580, 170, 34, look.trim.light)
        + ellipse(400, 582, 110, 20, look.trim.shade, more=' opacity=".6"')
    )
    return "".join(
        [
            saucer,
            handle,
            turned(wall, look.tone),
            rim(410, 120, look.tone, wall=8, filling=ESPRESSO if look.style else "#b98a58", level=0.06),
        ]
    )


@drawn
def bowl(look: Look) -> str:
    """Style 1 is wide and flat, 2 holds fruit, 3 is a nest of three."""
    wall = (
        [(420, 190), (500, 182), (570, 130), (610, 84)]
        if look.style != 1
        else [(480, 246), (540, 222), (590, 150), (612, 110)]
    )
    top, r = wall[0]
    fruit = (
        "".join(
            circle(x, y, 58, tone(c).base) + circle(x - 16, y - 18, 20, tone(c).light)
            for x, y, c in ((310, 390, "amber"), (470, 384, "brick"), (392, 352, "lemon"))
        )
        if look.style == 2
        else ""
    )
    inside = rim(top, r, look.tone, wall=10)
    lower = faded(0.9, band([(570, 131), (610, 84)], look.trim.base)) if look.second != "oak" else ""
    return "".join(
        [
            shadow(150, 622),
            turned(wall, look.tone) + lower,
            inside,
            fruit
            and clipped(
                "fruit", f"M150 0H650V{top}A{r - 10} {(r - 10) * 0.19:.0f} 0 0 1 {400 - r + 10} {top}H150Z", fruit
            ),
        ]
    )


@style_of("bowl", 3)
def nest_of_bowls(look: Look) -> str:
    wall = (
        [(420, 190), (500, 182), (570, 130), (610, 84)]
        if look.style != 1
        else [(480, 246), (540, 222), (590, 150), (612, 110)]
    )
    top, r = wall[0]
    inside = rim(top, r, look.tone, wall=10)
    nest = "".join(
        turned([(top - 34 * k, r - 30 * k), (top + 40, r - 30 * k - 16)], t) + rim(top - 34 * k, r - 30 * k, t, wall=8)
        for k, t in ((1, look.trim), (2, tone("sand")))
    )
    return shadow(160, 622) + turned(wall, look.tone) + inside + nest


@drawn
def plates(look: Look) -> str:
    """A stack seen from the side; style 1 is one plate from above."""
    parts = [shadow(210, 606)]
    for index in range(5):
        y = 580 - index * 34
        t = look.tone if index % 2 or look.style == 0 else look.trim
        parts += [
            ellipse(400, y + 12, 226, 52, t.deep, more=' opacity=".5"'),
            ellipse(400, y + 6, 226, 52, t.shade),
            ellipse(400, y, 226, 52, t.light),
        ]
    top = 580 - 4 * 34
    return "".join(
        [
            *parts,
            ellipse(400, top + 4, 160, 32, look.tone.shade, more=' opacity=".6"'),
            ellipse(400, top + 7, 154, 29, look.tone.base),
        ]
    )


@style_of("plates", 1)
def plate_from_above(look: Look) -> str:
    d = "M150 400a250 250 0 1 0 500 0a250 250 0 1 0 -500 0Z"
    lines = circle(400, 400, 236, "none", look.trim.base, 7)
    return "".join(
        [
            lying(d, 18),
            circle(400, 400, 250, look.tone.shade),
            circle(397, 396, 247, look.tone.light),
            circle(400, 400, 168, look.tone.shade, more=' opacity=".55"'),
            circle(402, 403, 162, look.tone.base),
            lines,
            faded(0.5, path("M172 360A240 240 0 0 1 340 170A290 290 0 0 0 172 360Z", "#ffffff")),
        ]
    )


@drawn
def teapot(look: Look) -> str:
    wall = [(350, 78), (390, 140), (470, 176), (550, 160), (612, 96)]
    spout = path("M540 500Q610 480 636 380L676 372Q668 500 560 560Z", look.tone.shade) + path(
        "M548 496Q612 470 640 384L652 382Q634 480 552 520Z", look.tone.light, more=' opacity=".7"'
    )
    handle = (
        path("M252 420Q130 400 142 500Q150 580 250 560", "none", look.trim.base, 26)
        if look.style != 1
        else path("M290 372Q270 200 400 196Q530 200 510 372", "none", look.trim.base, 18)
    )
    lid = turned([(312, 20), (326, 62), (350, 84)], look.tone, gloss=0.3) + turned(
        [(284, 14), (296, 22), (312, 12)], look.trim
    )
    return "".join(
        [
            shadow(170, 620),
            handle if look.style != 1 else "",
            spout,
            turned(wall, look.tone),
            lid,
            handle if look.style == 1 else "",
        ]
    )


@drawn
def eggcup(look: Look) -> str:
    def one(x: float, t: Tone) -> str:
        egg = path(f"M{x - 58} 470Q{x - 58} 340 {x} 330Q{x + 58} 340 {x + 58} 470Z", "#eed9bf") + path(
            f"M{x - 36} 420Q{x - 34} 366 {x - 8} 350", "none", "#fbf0df", 9
        )
        return shadow(70, 620, x) + egg + turned([(470, 66), (520, 58), (560, 24), (588, 30), (612, 62)], t, x=x)

    return one(300, look.tone) + one(500, look.trim)
