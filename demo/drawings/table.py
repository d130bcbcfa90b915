"""Things to lay a table with."""

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
)
from demo.drawings.solids import band, disc, rim, turned
from demo.drawings.tones import Tone, tone

ESPRESSO = "#6b4630"


@drawn
def mug(look: Look) -> str:
    """Style 0 straight, 1 bellied, 2 with a dipped glaze, 3 speckled."""
    wall = [(330, 122), (470, 124), (590, 118), (616, 100)] if look.style != 1 else [(350, 112), (420, 136), (530, 142), (606, 104)]
    top, r = wall[0]
    handle = path(f"M{392 + r} 392Q640 372 636 470Q630 560 {388 + r} 552", "none", look.tone.shade, 30) + path(f"M{392 + r} 386Q628 366 624 466", "none", look.tone.light, 8)
    glaze = band([(480, wall[2][1] + 6), (560, wall[2][1] + 2), (616, 100)], look.trim.base) + band([(480, wall[2][1] + 6), (560, wall[2][1] + 2), (616, 100)], look.trim.shade, start=0.45, end=1) if look.style == 2 else ""
    specks = "".join(circle(290 + (index * 83) % 218, 372 + (index * 137) % 220, 2 + index % 3, look.trim.base, more=' opacity=".6"') for index in range(26)) if look.style == 3 else ""
    drink = ESPRESSO if look.style % 2 else "#b98a58"
    return "".join([shadow(126, 624), handle, turned(wall, look.tone), glaze, specks, rim(top, r, look.tone, wall=9, filling=drink, level=0.05)])


@drawn
def cup(look: Look) -> str:
    """A cup on its saucer."""
    wall = [(410, 120), (480, 118), (540, 92), (572, 62)]
    handle = path("M514 446Q596 428 590 486Q580 540 500 524", "none", look.tone.shade, 22) + path("M516 440Q584 424 580 478", "none", look.tone.light, 6)
    saucer = shadow(210, 602) + ellipse(400, 592, 212, 46, look.trim.shade) + ellipse(400, 582, 212, 46, look.trim.base) + ellipse(400, 580, 170, 34, look.trim.light) + ellipse(400, 582, 110, 20, look.trim.shade, more=' opacity=".6"')
    return "".join([saucer, handle, turned(wall, look.tone), rim(410, 120, look.tone, wall=8, filling=ESPRESSO if look.style else "#b98a58", level=0.06)])


@drawn
def bowl(look: Look) -> str:
    """Style 1 is wide and flat, 2 holds fruit, 3 is a nest of three."""
    wall = [(420, 190), (500, 182), (570, 130), (610, 84)] if look.style != 1 else [(480, 246), (540, 222), (590, 150), (612, 110)]
    top, r = wall[0]
    fruit = "".join(circle(x, y, 58, tone(c).base) + circle(x - 16, y - 18, 20, tone(c).light) for x, y, c in ((310, 390, "amber"), (470, 384, "brick"), (392, 352, "lemon"))) if look.style == 2 else ""
    inside = rim(top, r, look.tone, wall=10)
    if look.style == 3:
        nest = "".join(turned([(top - 34 * k, r - 30 * k), (top + 40, r - 30 * k - 16)], t) + rim(top - 34 * k, r - 30 * k, t, wall=8) for k, t in ((1, look.trim), (2, tone("sand"))))
        return shadow(160, 622) + turned(wall, look.tone) + inside + nest
    lower = faded(0.9, band([(570, 131), (610, 84)], look.trim.base)) if look.second != "oak" else ""
    return "".join([shadow(150, 622), turned(wall, look.tone) + lower, inside, fruit and clipped("fruit", f"M150 0H650V{top}A{r - 10} {(r - 10) * 0.19:.0f} 0 0 1 {400 - r + 10} {top}H150Z", fruit)])


@drawn
def plates(look: Look) -> str:
    """A stack seen from the side; style 1 is one plate from above."""
    if look.style == 1:
        d = "M150 400a250 250 0 1 0 500 0a250 250 0 1 0 -500 0Z"
        lines = circle(400, 400, 236, "none", look.trim.base, 7)
        return "".join([lying(d, 18), circle(400, 400, 250, look.tone.shade), circle(397, 396, 247, look.tone.light), circle(400, 400, 168, look.tone.shade, more=' opacity=".55"'), circle(402, 403, 162, look.tone.base), lines, faded(0.5, path("M172 360A240 240 0 0 1 340 170A290 290 0 0 0 172 360Z", "#ffffff"))])
    parts = [shadow(210, 606)]
    for index in range(5):
        y = 580 - index * 34
        t = look.tone if index % 2 or look.style == 0 else look.trim
        parts += [ellipse(400, y + 12, 226, 52, t.deep, more=' opacity=".5"'), ellipse(400, y + 6, 226, 52, t.shade), ellipse(400, y, 226, 52, t.light)]
    top = 580 - 4 * 34
    return "".join([*parts, ellipse(400, top + 4, 160, 32, look.tone.shade, more=' opacity=".6"'), ellipse(400, top + 7, 154, 29, look.tone.base)])


@drawn
def glass(look: Look) -> str:
    """Style 0 tumbler, 1 stemmed, 2 a pair of small ones; `color` is the drink, `second` the glass."""

    def tumbler(x: float, r: float, tall: float) -> str:
        top, clear = 636 - tall, tone(look.second if look.second != "oak" else "glass")
        wall = [(top, r), (620, r * 0.82), (630, r * 0.8)]
        drink = [(top + tall * 0.42, r * 0.9), (606, r * 0.78)]
        return shadow(r, 634, x) + faded(0.5, turned(wall, clear, x=x, smooth=False)) + faded(0.8, turned(drink, look.tone, x=x, gloss=0, smooth=False)) + ellipse(x, drink[0][0], r * 0.9, r * 0.17, look.tone.light) + ellipse(x, top, r, r * 0.19, "none", clear.light, 6) + faded(0.7, band(wall, "#ffffff", x=x, start=-0.75, end=-0.62))

    if look.style == 1:
        return _stemmed(look)
    return tumbler(300, 84, 230) + tumbler(500, 84, 230) if look.style == 2 else tumbler(400, 118, 330)


def _stemmed(look: Look) -> str:
    clear = tone("glass")
    wall = [(200, 96), (280, 116), (370, 96), (420, 24)]
    wine = [(310, 108), (370, 92), (414, 20)]
    foot = ellipse(400, 626, 106, 20, clear.shade) + ellipse(400, 622, 106, 20, clear.light)
    return "".join([shadow(108, 630), foot, rect(393, 420, 14, 204, clear.base, 6), rect(395, 420, 4, 200, "#ffffff"), faded(0.5, turned(wall, clear)), faded(0.85, turned(wine, look.tone, gloss=0)), ellipse(400, 310, 108, 19, look.tone.light), ellipse(400, 200, 96, 18, "none", clear.light, 5), faded(0.7, band(wall[:3], "#ffffff", start=-0.75, end=-0.62))])


@drawn
def carafe(look: Look) -> str:
    clear = tone(look.second if look.second != "oak" else "glass")
    wall = [(180, 66), (230, 52), (330, 62), (450, 128), (560, 140), (618, 120)]
    drink = [(430, 112), (480, 128), (560, 134), (610, 116)]
    stopper = turned([(134, 50), (186, 52)], tone("cork"), smooth=False) + disc(134, 50, tone("cork")) if look.style else ellipse(400, 180, 66, 13, "none", clear.light, 6)
    return "".join([shadow(138, 622), faded(0.55, turned(wall, clear)), faded(0.75, turned(drink, look.tone, gloss=0)), ellipse(400, 430, 112, 21, look.tone.light), faded(0.7, band(wall[2:5], "#ffffff", start=-0.78, end=-0.64)), stopper])


@drawn
def teapot(look: Look) -> str:
    wall = [(350, 78), (390, 140), (470, 176), (550, 160), (612, 96)]
    spout = path("M540 500Q610 480 636 380L676 372Q668 500 560 560Z", look.tone.shade) + path("M548 496Q612 470 640 384L652 382Q634 480 552 520Z", look.tone.light, more=' opacity=".7"')
    handle = path("M252 420Q130 400 142 500Q150 580 250 560", "none", look.trim.base, 26) if look.style != 1 else path("M290 372Q270 200 400 196Q530 200 510 372", "none", look.trim.base, 18)
    lid = turned([(312, 20), (326, 62), (350, 84)], look.tone, gloss=0.3) + turned([(284, 14), (296, 22), (312, 12)], look.trim)
    return "".join([shadow(170, 620), handle if look.style != 1 else "", spout, turned(wall, look.tone), lid, handle if look.style == 1 else ""])


@drawn
def cutlery(look: Look) -> str:
    """Fork, knife and spoon side by side from above."""
    t = look.tone
    grip = look.trim if look.style else t
    fork = path("M290 200L290 300Q290 340 314 350L314 420L326 420L326 350Q350 340 350 300L350 200L338 200L338 296L326 296L326 200L314 200L314 296L302 296L302 200Z", t.base)
    blade = path("M392 180Q430 220 424 420L392 420Z", t.base) + path("M410 210Q428 300 424 420L412 420Z", t.shade)
    bowl_ = ellipse(500, 262, 44, 72, t.base) + ellipse(503, 268, 30, 52, t.shade)
    stems = "".join(rect(x, 400, 22, 250, grip.base, 11) + rect(x + 13, 404, 9, 242, grip.shade, 5) for x in (309, 397, 489)) + rect(493, 330, 14, 90, t.base)
    under = "".join(lying(round_rect(x, 200, 22, 450, 11), 8) for x in (309, 397, 489))
    return group(under, fork, blade, bowl_, stems, turn=12)


@drawn
def linen(look: Look) -> str:
    """A folded napkin or tablecloth; style 1 with a ring, 2 striped, 3 checked."""
    outline = round_rect(170, 230, 460, 380, 10)
    folds = "".join(rect(170, y, 460, 3, look.tone.shade) for y in (300, 304, 520))
    stripes = "".join(rect(x, 220, 10, 400, look.trim.base, more=' opacity=".75"') for x in (range(200, 620, 44) if look.style == 3 else (200, 222, 570, 592) if look.style == 2 else ()))
    checks = "".join(rect(160, y, 480, 10, look.trim.base, more=' opacity=".5"') for y in range(256, 600, 44)) if look.style == 3 else ""
    ring = rect(360, 214, 80, 410, look.tone.shade, more=' opacity=".35"') + rect(352, 380, 96, 64, look.trim.base, 16) + rect(352, 424, 96, 20, look.trim.shade, 10) if look.style == 1 else ""
    return group(lying(outline, 16), path(outline, look.tone.base), clipped("linen", outline, stripes, checks, folds, shape([(630, 230), (630, 420), (440, 230)], look.tone.light), line([(440, 230), (630, 420)], look.tone.shade, 3), faded(0.4, rect(170, 560, 460, 50, look.tone.shade))), ring, turn=-9)


@drawn
def tray(look: Look) -> str:
    outline = round_rect(130, 220, 540, 360, 46)
    inner = round_rect(158, 248, 484, 304, 30)
    grips = "".join(path(round_rect(x, 350, 18, 100, 9), look.tone.deep) for x in (137, 645))
    weave = "".join(line([(x, 240), (x + 120, 560)], look.trim.shade, 3, ' opacity=".35"') for x in range(60, 640, 22)) if look.style else ""
    return group(lying(outline, 18), path(outline, look.tone.shade), f'<g transform="translate(-3 -6)">{path(outline, look.tone.base)}</g>', path(inner, look.tone.shade), clipped("tray", inner, f'<g transform="translate(6 8)">{path(inner, look.trim.base)}</g>', weave, faded(0.3, path("M150 240L420 240L200 560L150 560Z", look.trim.pale))), grips, turn=-10)


@drawn
def eggcup(look: Look) -> str:
    def one(x: float, t: Tone) -> str:
        egg = path(f"M{x - 58} 470Q{x - 58} 340 {x} 330Q{x + 58} 340 {x + 58} 470Z", "#eed9bf") + path(f"M{x - 36} 420Q{x - 34} 366 {x - 8} 350", "none", "#fbf0df", 9)
        return shadow(70, 620, x) + egg + turned([(470, 66), (520, 58), (560, 24), (588, 30), (612, 62)], t, x=x)

    return one(300, look.tone) + one(500, look.trim)


@drawn
def bottle(look: Look) -> str:
    """A bottle with a paper label: oil, vinegar, cordial. `color` is the content."""
    wall = [(190, 30), (300, 32), (350, 46), (400, 92), (590, 94), (616, 84)]
    label = band([(440, 95), (560, 95)], "#f3ead8", start=-0.86, end=0.86)
    words = "".join(line([(360 + inset, y), (440 - inset, y)], look.trim.base, w) for y, inset, w in ((484, 0, 7), (508, 14, 4), (528, 22, 4)))
    return "".join([shadow(96, 622), turned(wall, look.tone), label, faded(0.3, band([(440, 95), (560, 95)], "#b59c74", start=0.45, end=0.86)), words, turned([(150, 32), (196, 33)], look.trim, smooth=False), disc(150, 32, look.trim), thread([(330, 560), (338, 600)], look.tone.pale, 5)])
