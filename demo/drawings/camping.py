"""Things to sleep and find the way with."""

from math import cos, pi, sin

from demo.drawings.look import Look, drawn, style_of
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
    shadow,
    shape,
    thread,
)
from demo.drawings.solids import tube, turned
from demo.drawings.tones import tone


@drawn
def tent(look: Look) -> str:
    """Style 1 a dome, 2 a tarp."""
    ground = ellipse(400, 620, 330, 34, tone("sage").light, more=' opacity=".8"') + shadow(300, 622)
    left = shape([(400, 230), (130, 610), (420, 610)], look.tone.light)
    right = shape([(400, 230), (690, 600), (420, 610)], look.tone.base) + shape(
        [(400, 230), (690, 600), (600, 604)], look.tone.shade
    )
    door = shape([(400, 236), (300, 610), (420, 610)], look.tone.deep) + shape(
        [(400, 236), (300, 610), (250, 610)], look.trim.base
    )
    ropes = "".join(line([(400, 232), (x, 626)], tone("rope").base, 4) for x in (76, 738))
    return ground + ropes + left + right + door + tube((400, 210), (400, 250), 10, tone("beech"))


@style_of("tent", 1)
def dome_tent(look: Look) -> str:
    ground = ellipse(400, 620, 330, 34, tone("sage").light, more=' opacity=".8"') + shadow(300, 622)
    dome = "M120 610Q140 300 400 250Q660 300 680 610Z"
    door = path("M330 610Q340 400 400 340Q470 400 480 610Z", look.tone.deep) + path(
        "M400 340Q470 400 480 610H440Q440 440 400 340Z", look.trim.base
    )
    return (
        ground
        + path(dome, look.tone.base)
        + clipped(
            "tent",
            dome,
            faded(0.5, path("M480 250Q640 400 600 620H700V240Z", look.tone.shade)),
            faded(0.4, path("M120 610Q150 380 330 280Q230 400 220 610Z", look.tone.pale)),
        )
        + path("M130 600Q260 300 500 280M670 600Q540 300 300 280", "none", look.trim.shade, 7)
        + door
    )


@style_of("tent", 2)
def tarp(look: Look) -> str:
    ground = ellipse(400, 620, 330, 34, tone("sage").light, more=' opacity=".8"') + shadow(300, 622)
    return (
        ground
        + tube((190, 610), (190, 300), 12, tone("beech"))
        + tube((610, 610), (610, 260), 12, tone("beech"))
        + shape([(190, 300), (400, 420), (120, 520)], look.tone.shade)
        + shape([(190, 300), (610, 260), (680, 520), (400, 420)], look.tone.base)
        + shape([(610, 260), (680, 520), (540, 470)], look.tone.shade)
        + "".join(
            line([a, b], tone("rope").base, 4)
            for a, b in (
                ((120, 520), (90, 616)),
                ((680, 520), (716, 616)),
                ((190, 300), (110, 612)),
                ((610, 260), (700, 612)),
            )
        )
    )


@drawn
def sleepingbag(look: Look) -> str:
    """Laid out; style 1 rolled, 2 a sleeping mat rolled."""
    if look.style:
        spiral = "".join(
            circle(560, 470, r, "none", look.trim.shade if step % 2 else look.trim.base, 13)
            for step, r in enumerate((100, 78, 56, 34, 14))
        )
        straps = (
            "".join(
                rect(x, 354, 26, 236, tone("charcoal").base, 6) + rect(x - 4, 440, 34, 30, tone("steel").base, 4)
                for x in (260, 420)
            )
            if look.style == 1
            else "".join(rect(x, 356, 16, 232, tone("leather").base, 4) for x in (270, 430))
        )
        return (
            shadow(230, 596)
            + path("M200 356H560V590H200Q130 590 130 472Q130 356 200 356Z", look.tone.base)
            + path("M130 500H560V590H200Q140 590 130 500Z", look.tone.shade)
            + path("M180 380H550", "none", look.tone.pale, 12, ' opacity=".5"')
            + straps
            + circle(560, 470, 118, look.tone.shade)
            + circle(560, 470, 108, look.trim.light)
            + spiral
        )
    d = "M330 110Q400 70 470 110Q560 180 560 330Q550 560 500 690Q400 730 300 690Q250 560 240 330Q240 180 330 110Z"
    quilts = "".join(path(f"M230 {y}Q400 {y + 34} 570 {y}", "none", look.tone.shade, 5) for y in range(330, 700, 62))
    hood = path("M312 200Q330 140 400 138Q470 140 488 200Q490 280 400 290Q310 280 312 200Z", look.trim.base) + path(
        "M330 210Q350 160 400 158Q450 160 470 210Q468 262 400 268Q332 262 330 210Z", look.trim.shade
    )
    return group(
        lying(d, 18),
        path(d, look.tone.base),
        clipped("bag", d, quilts, faded(0.45, path("M500 90H580V700H470Q540 400 500 90Z", look.tone.shade))),
        hood,
        path("M470 260Q500 460 470 690", "none", look.tone.deep, 7),
        turn=20,
    )


@drawn
def hammock(look: Look) -> str:
    cloth = "M150 300Q400 640 650 300Q640 480 400 560Q160 480 150 300Z"
    stripes = "".join(
        path(
            f"M{190 + step * 60} {350 + abs(4 - step) * -6}Q{230 + step * 46} 470 {300 + step * 25} 556",
            "none",
            look.trim.base,
            16,
        )
        for step in range(8)
    )
    cords = "".join(
        line([(x, 206), (x + d * k, 310 + k * 0.9)], tone("rope").base, 5)
        for x, d in ((60, 1), (740, -1))
        for k in (86, 104, 122, 140)
    )
    return (
        shadow(200, 660, strength=0.7)
        + cords
        + path("M150 300Q400 520 650 300Q400 640 150 300Z", look.tone.shade)
        + path(cloth, look.tone.base)
        + clipped("hammock", cloth, stripes, path("M150 300Q400 560 650 300", "none", look.tone.light, 14))
        + "".join(circle(x, 204, 16, "none", tone("steel").base, 8) for x in (58, 742))
    )


@drawn
def compass(look: Look) -> str:
    """Style 1 binoculars, 2 a folding knife, 3 a map."""
    d = "M200 400a200 200 0 1 0 400 0a200 200 0 1 0 -400 0Z"
    ticks = "".join(
        line(
            [
                (400 + 160 * sin(a), 400 - 160 * cos(a)),
                (400 + (136 if step % 4 else 118) * sin(a), 400 - (136 if step % 4 else 118) * cos(a)),
            ],
            tone("charcoal").base,
            4,
        )
        for step, a in ((step, pi * step / 8) for step in range(16))
    )
    needle = group(
        shape([(380, 400), (400, 270), (420, 400)], tone("brick").base)
        + shape([(380, 400), (400, 530), (420, 400)], tone("steel").shade),
        turn=32,
    )
    return (
        lying(d, 16)
        + circle(400, 172, 34, "none", look.tone.shade, 13)
        + rect(380, 180, 40, 40, look.tone.shade, 8)
        + circle(400, 400, 200, look.tone.shade)
        + circle(397, 396, 196, look.tone.base)
        + circle(400, 400, 172, "#fbf7ec")
        + ticks
        + needle
        + circle(400, 400, 13, tone("brass").base)
    )


@style_of("compass", 1)
def binoculars(look: Look) -> str:
    tubes = "".join(
        group(
            turned([(250, 62), (290, 56), (420, 74), (600, 96), (612, 96)], look.tone, x=x, smooth=False)
            + ellipse(x, 612, 96, 20, "#9db8c0")
            + ellipse(x, 250, 62, 12, tone("charcoal").base)
        )
        for x in (285, 515)
    )
    return (
        shadow(220, 626)
        + thread([(230, 330), (120, 420), (110, 560), (170, 640)], tone("leather").base, 12)
        + rect(340, 330, 120, 60, look.trim.base, 14)
        + tubes
        + circle(400, 350, 28, look.trim.shade)
    )


@style_of("compass", 2)
def folding_knife(look: Look) -> str:
    blade = path("M180 400Q120 320 90 210Q200 240 330 350L320 410Z", tone("steel").light) + path(
        "M180 400Q120 320 90 210Q180 300 330 372L320 410Z", tone("steel").shade
    )
    return group(
        lying("M90 210L330 350L700 400V490L300 500Z", 10),
        blade,
        path("M290 350Q500 340 680 390Q720 410 700 450Q680 490 600 490H330Q270 480 280 410Z", look.tone.base),
        path("M284 440Q500 470 704 440Q690 490 600 490H330Q280 486 284 440Z", look.tone.shade),
        "".join(circle(x, 424, 9, tone("brass").base) for x in (330, 500, 650)),
        turn=10,
    )


@style_of("compass", 3)
def map_(look: Look) -> str:
    folds = "".join(
        shape(
            [
                (130 + k * 135, 240 + (k % 2) * 26),
                (265 + k * 135, 240 + ((k + 1) % 2) * 26),
                (265 + k * 135, 590 + ((k + 1) % 2) * 26),
                (130 + k * 135, 590 + (k % 2) * 26),
            ],
            "#f2ead6" if k % 2 else "#e6dcc3",
        )
        for k in range(4)
    )
    paths = (
        path(
            "M150 500Q260 380 360 450Q470 520 560 380Q600 330 660 350",
            "none",
            look.tone.base,
            8,
            ' stroke-dasharray="22 14"',
        )
        + path("M140 330Q300 300 400 340Q520 380 660 280", "none", tone("sky").base, 16)
        + "".join(path(f"M{x} {y}l34 -56l34 56Z", look.trim.base) for x, y in ((230, 440), (280, 450), (480, 560)))
        + circle(600, 340, 15, tone("brick").base)
    )
    return lying("M130 250H670V610H130Z", 14) + folds + paths
