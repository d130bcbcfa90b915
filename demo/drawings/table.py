"""Glass, cutlery and linen."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
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
from demo.drawings.solids import band, disc, turned
from demo.drawings.tones import tone


@drawn
def glass(look: Look) -> str:
    """Style 0 tumbler, 1 stemmed, 2 a pair of small ones; `color` is the drink, `second` the glass."""

    def tumbler(x: float, r: float, tall: float) -> str:
        top, clear = 636 - tall, tone(look.second if look.second != "oak" else "glass")
        wall = [(top, r), (620, r * 0.82), (630, r * 0.8)]
        drink = [(top + tall * 0.42, r * 0.9), (606, r * 0.78)]
        return (
            shadow(r, 634, x)
            + faded(0.5, turned(wall, clear, x=x, smooth=False))
            + faded(0.8, turned(drink, look.tone, x=x, gloss=0, smooth=False))
            + ellipse(x, drink[0][0], r * 0.9, r * 0.17, look.tone.light)
            + ellipse(x, top, r, r * 0.19, "none", clear.light, 6)
            + faded(0.7, band(wall, "#ffffff", x=x, start=-0.75, end=-0.62))
        )

    return tumbler(300, 84, 230) + tumbler(500, 84, 230) if look.style == 2 else tumbler(400, 118, 330)


@style_of("glass", 1)
def stemmed_glass(look: Look) -> str:
    return _stemmed(look)


def _stemmed(look: Look) -> str:
    clear = tone("glass")
    wall = [(200, 96), (280, 116), (370, 96), (420, 24)]
    wine = [(310, 108), (370, 92), (414, 20)]
    foot = ellipse(400, 626, 106, 20, clear.shade) + ellipse(400, 622, 106, 20, clear.light)
    return "".join(
        [
            shadow(108, 630),
            foot,
            rect(393, 420, 14, 204, clear.base, 6),
            rect(395, 420, 4, 200, "#ffffff"),
            faded(0.5, turned(wall, clear)),
            faded(0.85, turned(wine, look.tone, gloss=0)),
            ellipse(400, 310, 108, 19, look.tone.light),
            ellipse(400, 200, 96, 18, "none", clear.light, 5),
            faded(0.7, band(wall[:3], "#ffffff", start=-0.75, end=-0.62)),
        ]
    )


@drawn
def carafe(look: Look) -> str:
    clear = tone(look.second if look.second != "oak" else "glass")
    wall = [(180, 66), (230, 52), (330, 62), (450, 128), (560, 140), (618, 120)]
    drink = [(430, 112), (480, 128), (560, 134), (610, 116)]
    stopper = (
        turned([(134, 50), (186, 52)], tone("cork"), smooth=False) + disc(134, 50, tone("cork"))
        if look.style
        else ellipse(400, 180, 66, 13, "none", clear.light, 6)
    )
    return "".join(
        [
            shadow(138, 622),
            faded(0.55, turned(wall, clear)),
            faded(0.75, turned(drink, look.tone, gloss=0)),
            ellipse(400, 430, 112, 21, look.tone.light),
            faded(0.7, band(wall[2:5], "#ffffff", start=-0.78, end=-0.64)),
            stopper,
        ]
    )


@drawn
def cutlery(look: Look) -> str:
    """Fork, knife and spoon side by side from above."""
    t = look.tone
    grip = look.trim if look.style else t
    fork = path(
        "M290 200L290 300Q290 340 314 350L314 420L326 420L326 350Q350 340 350 300L350 200L338 200L338 296L326 296L326 200L314 200L314 296L302 296L302 200Z",
        t.base,
    )
    blade = path("M392 180Q430 220 424 420L392 420Z", t.base) + path("M410 210Q428 300 424 420L412 420Z", t.shade)
    bowl_ = ellipse(500, 262, 44, 72, t.base) + ellipse(503, 268, 30, 52, t.shade)
    stems = "".join(
        rect(x, 400, 22, 250, grip.base, 11) + rect(x + 13, 404, 9, 242, grip.shade, 5) for x in (309, 397, 489)
    ) + rect(493, 330, 14, 90, t.base)
    under = "".join(lying(round_rect(x, 200, 22, 450, 11), 8) for x in (309, 397, 489))
    return group(under, fork, blade, bowl_, stems, turn=12)


@drawn
def linen(look: Look) -> str:
    """A folded napkin or tablecloth; style 1 with a ring, 2 striped, 3 checked."""
    outline = round_rect(170, 230, 460, 380, 10)
    folds = "".join(rect(170, y, 460, 3, look.tone.shade) for y in (300, 304, 520))
    stripes = "".join(
        rect(x, 220, 10, 400, look.trim.base, more=' opacity=".75"')
        for x in (range(200, 620, 44) if look.style == 3 else (200, 222, 570, 592) if look.style == 2 else ())
    )
    checks = (
        "".join(rect(160, y, 480, 10, look.trim.base, more=' opacity=".5"') for y in range(256, 600, 44))
        if look.style == 3
        else ""
    )
    ring = (
        rect(360, 214, 80, 410, look.tone.shade, more=' opacity=".35"')
        + rect(352, 380, 96, 64, look.trim.base, 16)
        + rect(352, 424, 96, 20, look.trim.shade, 10)
        if look.style == 1
        else ""
    )
    return group(
        lying(outline, 16),
        path(outline, look.tone.base),
        clipped(
            "linen",
            outline,
            stripes,
            checks,
            folds,
            shape([(630, 230), (630, 420), (440, 230)], look.tone.light),
            line([(440, 230), (630, 420)], look.tone.shade, 3),
            faded(0.4, rect(170, 560, 460, 50, look.tone.shade)),
        ),
        ring,
        turn=-9,
    )


@drawn
def tray(look: Look) -> str:
    outline = round_rect(130, 220, 540, 360, 46)
    inner = round_rect(158, 248, 484, 304, 30)
    grips = "".join(path(round_rect(x, 350, 18, 100, 9), look.tone.deep) for x in (137, 645))
    weave = (
        "".join(line([(x, 240), (x + 120, 560)], look.trim.shade, 3, ' opacity=".35"') for x in range(60, 640, 22))
        if look.style
        else ""
    )
    return group(
        lying(outline, 18),
        path(outline, look.tone.shade),
        f'<g transform="translate(-3 -6)">{path(outline, look.tone.base)}</g>',
        path(inner, look.tone.shade),
        clipped(
            "tray",
            inner,
            f'<g transform="translate(6 8)">{path(inner, look.trim.base)}</g>',
            weave,
            faded(0.3, path("M150 240L420 240L200 560L150 560Z", look.trim.pale)),
        ),
        grips,
        turn=-10,
    )


@drawn
def bottle(look: Look) -> str:
    """A bottle with a paper label: oil, vinegar, cordial. `color` is the content."""
    wall = [(190, 30), (300, 32), (350, 46), (400, 92), (590, 94), (616, 84)]
    label = band([(440, 95), (560, 95)], "#f3ead8", start=-0.86, end=0.86)
    words = "".join(
        line([(360 + inset, y), (440 - inset, y)], look.trim.base, w)
        for y, inset, w in ((484, 0, 7), (508, 14, 4), (528, 22, 4))
    )
    return "".join(
        [
            shadow(96, 622),
            turned(wall, look.tone),
            label,
            faded(0.3, band([(440, 95), (560, 95)], "#b59c74", start=0.45, end=0.86)),
            words,
            turned([(150, 32), (196, 33)], look.trim, smooth=False),
            disc(150, 32, look.trim),
            thread([(330, 560), (338, 600)], look.tone.pale, 5),
        ]
    )
