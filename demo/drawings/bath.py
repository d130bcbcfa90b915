"""Towels, brushes and razors."""

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
    round_rect,
    shadow,
    shape,
    thread,
)
from demo.drawings.solids import tube, turned
from demo.drawings.tones import Tone, tone


@drawn
def towels(look: Look) -> str:
    """Folded; style 1 a stack of three, 2 rolled, 3 waffle weave."""
    rows = [(look.tone, 0)] if look.style in (0, 3) else [(look.tone, 0), (look.trim, 1), (look.tone, 2)]
    parts = [shadow(240, 612)]
    for t, level in rows:
        tall = 110 if len(rows) > 1 else 170
        y = 604 - (level + 1) * tall
        d = round_rect(170, y, 460, tall - 6, 40 if len(rows) > 1 else 50)
        waffle = (
            "".join(line([(160, y + dy), (640, y + dy)], t.shade, 3) for dy in range(10, 170, 18))
            + "".join(line([(x, y), (x, y + tall)], t.shade, 3) for x in range(180, 640, 18))
            if look.style == 3
            else ""
        )
        seam = path(
            f"M170 {y + tall * 0.48}Q400 {y + tall * 0.56} 630 {y + tall * 0.48}", "none", t.deep, 5, ' opacity=".5"'
        )
        stripe = rect(520, y - 4, 14, tall + 4, t.light) + rect(546, y - 4, 30, tall + 4, t.light)
        parts += [
            path(d, t.base),
            clipped(
                f"tw{level}",
                d,
                faded(0.6, waffle),
                faded(0.5, rect(160, y + tall * 0.72, 480, 60, t.shade)),
                stripe if look.style != 3 else "",
                seam,
            ),
            path(f"M200 {y + 22}Q400 {y + 8} 500 {y + 18}", "none", t.pale, 7, ' opacity=".6"'),
        ]
    return "".join(parts)


@style_of("towels", 2)
def rolled_towels(look: Look) -> str:
    spots = [(290, 520), (510, 520), (400, 350)]
    return shadow(230, 622) + "".join(
        circle(x, y, 100, t.base)
        + circle(x + 6, y + 6, 92, t.shade, more=' opacity=".4"')
        + "".join(circle(x - 3, y - 3, r, "none", t.shade, 6) for r in (80, 58, 36, 14))
        for (x, y), t in zip(spots, (look.tone, look.trim, look.tone), strict=True)
    )


@drawn
def brush(look: Look) -> str:
    """Style 0 a long bath brush, 1 a hair brush, 2 a nail brush, 3 a pair of toothbrushes."""
    head = ellipse(400, 220, 104, 140, look.tone.shade) + ellipse(396, 214, 102, 138, look.tone.base)
    dots = "".join(
        circle(400 + dx, 214 + dy, 8, look.tone.deep if look.style else tone("natural").light)
        for dy in range(-110, 111, 27)
        for dx in range(-72, 73, 24)
        if (dx / 92) ** 2 + (dy / 126) ** 2 < 1
    )
    pad = ellipse(398, 216, 82, 116, tone("natural").base if not look.style else tone("brick").light)
    pole = path(
        "M374 340Q384 420 380 560L376 690Q376 716 400 716Q424 716 424 690L420 560Q416 420 426 340Z", look.tone.base
    ) + path("M404 350Q410 560 406 712Q424 708 424 690L420 560Q416 420 426 340Z", look.tone.shade)
    cord = (
        thread([(400, 696), (384, 740), (400, 762), (416, 740), (400, 696)], tone("rope").base, 6)
        if not look.style
        else ""
    )
    return group(
        lying("M300 220Q300 80 400 80Q504 80 504 220Q500 340 426 350L424 710H376L374 350Q300 340 300 220Z", 12),
        cord,
        pole,
        head,
        pad,
        dots,
        turn=28,
    )


@style_of("brush", 3)
def toothbrushes(look: Look) -> str:
    return _toothbrush(look.tone, -14, -60) + _toothbrush(tone(look.second), 12, 70)


@style_of("brush", 2)
def nail_brush(look: Look) -> str:
    hairs = "".join(
        line([(x, 470), (x + (x - 400) * 0.05, 560)], tone("natural").shade if x % 3 else tone("natural").base, 9)
        for x in range(230, 575, 11)
    )
    return (
        shadow(200, 566)
        + hairs
        + path(round_rect(190, 380, 420, 104, 50), look.tone.base)
        + path("M210 440Q400 470 590 440Q590 484 560 484H240Q210 484 210 440Z", look.tone.shade)
        + path("M240 400Q400 386 540 398", "none", look.tone.pale, 9, ' opacity=".6"')
    )


def _toothbrush(t: Tone, turn: float, x: float) -> str:
    hairs = "".join(
        rect(372, 120 + step * 17, 46, 12, tone("cream").base if step % 2 else t.light, 3) for step in range(7)
    )
    body = path(
        "M410 110Q440 110 440 140V240Q440 290 432 330Q446 400 444 480V660Q444 690 424 690Q404 690 404 660V480Q402 400 416 330Q410 290 410 240Z",
        t.base,
    ) + path(
        "M428 112Q440 116 440 140V240Q440 290 432 330Q446 400 444 480V660Q444 684 432 688Q434 480 426 330Z", t.shade
    )
    return group(
        lying("M372 120H440V240L432 330L444 660L404 660L416 330L410 250H372Z", 8), hairs, body, turn=turn, at=(x, 0)
    )


@drawn
def comb(look: Look) -> str:
    teeth = "".join(
        path(
            f"M{196 + step * 17} 380V{520 + (step in (0, 24)) * 10}Q{201 + step * 17} 536 {206 + step * 17} 520V380Z",
            look.tone.base if step > 9 else look.tone.light,
        )
        for step in range(24)
    )
    spine = (
        path("M180 400V340Q180 300 260 292Q400 276 540 292Q620 300 620 340V400Z", look.tone.base)
        + path("M180 392H620V404H180Z", look.tone.shade)
        + path("M220 320Q400 294 560 314", "none", look.tone.pale, 8, ' opacity=".6"')
    )
    return group(lying("M180 340Q180 292 400 286Q620 292 620 340V530H180Z", 10), teeth, spine, turn=-22)


@drawn
def razor(look: Look) -> str:
    """A safety razor beside its stand, or with style 1 with a shaving brush."""
    steel = tone("steel")
    head = (
        rect(330, 180, 140, 30, steel.light, 8)
        + rect(322, 206, 156, 12, steel.deep, 4)
        + rect(336, 216, 128, 22, steel.base, 8)
    )
    one = (
        head
        + rect(388, 236, 24, 60, steel.shade)
        + tube((400, 310), (400, 600), 38, look.tone)
        + "".join(line([(384, y), (416, y)], look.tone.shade, 4) for y in range(380, 560, 22))
        + rect(380, 600, 40, 18, steel.base, 6)
    )
    return group(lying("M322 180H478V240L420 300V610H380V300Z", 10), one, turn=24)


@style_of("razor", 1)
def shaving_set(look: Look) -> str:
    steel = tone("steel")
    head = (
        rect(330, 180, 140, 30, steel.light, 8)
        + rect(322, 206, 156, 12, steel.deep, 4)
        + rect(336, 216, 128, 22, steel.base, 8)
    )
    one = (
        head
        + rect(388, 236, 24, 60, steel.shade)
        + tube((400, 310), (400, 600), 38, look.tone)
        + "".join(line([(384, y), (416, y)], look.tone.shade, 4) for y in range(380, 560, 22))
        + rect(380, 600, 40, 18, steel.base, 6)
    )
    brush_ = (
        turned([(470, 64), (520, 40), (560, 56), (620, 70)], look.tone, x=560)
        + shape([(500, 320), (620, 320), (600, 474), (520, 474)], tone("natural").base)
        + path("M500 320Q560 280 620 320Z", tone("natural").light)
        + shape([(570, 320), (620, 320), (600, 474), (572, 474)], tone("natural").shade)
    )
    return (
        group(lying("M322 180H478V240L420 300V610H380V300Z", 10), one, turn=-18, at=(-110, 0))
        + shadow(74, 628, 560)
        + brush_
    )


@drawn
def bathmat(look: Look) -> str:
    """A mat of cloth; style 1 of wooden slats."""
    d = round_rect(140, 240, 520, 340, 26)
    tufts = "".join(
        path(
            f"M150 {y}" + "".join(f"q13 {-9 if step % 2 else 9} 26 0" for step in range(20)),
            "none",
            look.tone.shade if y % 2 else look.tone.light,
            5,
        )
        for y in range(258, 580, 19)
    )
    return group(
        lying(d, 16),
        path(d, look.tone.base),
        clipped("mat", d, faded(0.7, tufts)),
        path(round_rect(172, 272, 456, 276, 14), "none", look.trim.base, 12),
        turn=-9,
    )


@style_of("bathmat", 1)
def duckboard(look: Look) -> str:
    slats = "".join(
        rect(160, y, 480, 40, look.tone.base, 10)
        + rect(160, y + 30, 480, 10, look.tone.shade, 5)
        + thread([(180, y + 14), (400, y + 18), (620, y + 10)], look.tone.shade, 2.5, ' opacity=".6"')
        for y in range(222, 590, 54)
    )
    return group(
        "".join(rect(x, 240, 30, 360, look.tone.deep, 6) for x in (220, 550)),
        lying(round_rect(160, 222, 480, 370, 10), 14),
        slats,
        turn=-10,
    )
