"""Pots, seeds, and places to sit for birds and people."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
    blob,
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
)  # fmt: skip
from demo.drawings.solids import rim, tube, turned
from demo.drawings.tones import tone


@drawn
def planter(look: Look) -> str:
    """Style 0 a classic clay pot with lavender, 1 a cylinder with fern, 2 a trough with herbs, 3 a hanging pot."""
    wall = ([(400, 150), (440, 150), (444, 138), (600, 108), (614, 104)], [(390, 138), (600, 130), (612, 124)])[
        look.style % 2
    ]
    cords = (
        "".join(line([(400 + d * 130, 400), (400, 90)], tone("rope").base, 6) for d in (-1, 1))
        if look.style == 3
        else ""
    )
    plant = _lavender(wall[0][0]) if look.style == 0 else _fern(wall[0][0])
    dish = (
        ellipse(400, 622, 140, 26, look.tone.shade) + ellipse(400, 616, 140, 26, look.tone.base)
        if look.style == 0
        else ""
    )
    soil = rim(wall[0][0], wall[0][1], look.tone, wall=12, filling=tone("earth").base, level=0.05)
    return (
        (shadow(136, 622) if look.style != 3 else "")
        + dish
        + turned(wall, look.tone, smooth=False, gloss=0.25)
        + soil
        + plant
        + cords
    )


@style_of("planter", 2)
def trough(look: Look) -> str:
    return _trough(look)


def _lavender(top: float) -> str:
    parts = []
    for step in range(13):
        lean = (step - 6) * 22
        x, y = 400 + lean * 1.25, top - 210 + abs(lean) * 0.55 + (step % 3) * 18
        parts.append(
            thread([(400 + lean * 0.5, top), (400 + lean * 0.9, top - 100), (x, y + 60)], tone("sage").shade, 5)
        )
        parts += [
            ellipse(
                x + (drop % 2) * 6 - 3, y + drop * 13, 10, 9, tone("lavender").base if drop % 2 else tone("plum").light
            )
            for drop in range(6)
        ]
    return "".join(parts)


def _fern(top: float) -> str:
    parts = []
    for angle in (-78, -52, -28, -6, 18, 42, 66, 86):
        leaves = "".join(
            ellipse(
                400 + side * (19 - step),
                top - 50 - step * 24,
                22 - step * 1.8,
                8,
                tone("green").base if side < 0 else tone("moss").base,
            )
            for step in range(9)
            for side in (-1, 1)
        )
        parts.append(
            group(
                line([(400, top), (400, top - 250)], tone("moss").shade, 5),
                leaves,
                turn=angle * 0.8,
                about=(400, top + 6),
            )
        )
    return "".join(parts)


def _trough(look: Look) -> str:
    herbs = "".join(
        blob(
            [(x - 62, 420), (x - 70, 360), (x - 30, 310 - x % 30), (x + 34, 312), (x + 68, 366), (x + 60, 420)],
            tone(c).base,
        )
        + "".join(
            circle(x + dx, 350 + dy, 20, tone(c).light if (dx + dy) % 3 else tone(c).shade)
            for dx, dy in ((-34, 10), (0, -18), (30, 14), (8, 30))
        )
        for x, c in ((220, "moss"), (345, "green"), (470, "sage"), (585, "olive"))
    )
    front = (
        path("M130 420H670L650 600Q648 612 634 612H166Q152 612 150 600Z", look.tone.base)
        + path("M560 420H670L650 600Q648 612 634 612H545Z", look.tone.shade, more=' opacity=".6"')
        + rect(122, 408, 556, 30, look.tone.light, 8)
    )
    return shadow(270, 616) + herbs + front


@drawn
def seeds(look: Look) -> str:
    """Paper bags of seed: style 0 one flower, 1 a fan of three."""

    return group(_bag(look.color), turn=-5)


@style_of("seeds", 1)
def fan_of_seeds(look: Look) -> str:

    return "".join(
        group(_bag(color), turn=angle, about=(400, 760), scale=0.86)
        for color, angle in (("sky", -20), (look.second, 0), (look.color, 20))
    )


def _bag(color: str) -> str:
    """A paper bag with a flower of that color."""
    d = "M290 180H510V640H290Z"
    petals = "".join(
        group(
            ellipse(400, 372, 24, 48, tone(color).base if angle % 72 else tone(color).light),
            turn=angle,
            about=(400, 420),
        )
        for angle in range(0, 360, 36)
    )
    words = (
        rect(330, 228, 140, 14, tone("charcoal").light)
        + rect(352, 254, 96, 8, tone("stone").base)
        + rect(330, 574, 140, 6, tone("stone").base)
        + rect(330, 590, 110, 6, tone("stone").base)
    )
    return (
        lying(d, 10)
        + path(d, "#f7f0df")
        + rect(290, 180, 220, 26, "#e6d9bd")
        + path("M470 206H510V640H470Z", "#ece2cb")
        + thread([(400, 440), (396, 500), (400, 560)], tone("moss").base, 8)
        + petals
        + circle(400, 420, 24, tone("honey").base)
        + words
    )


@drawn
def birdhouse(look: Look) -> str:
    """Style 1 is a feeder with a perch, 2 an insect hotel."""
    walls = shape([(270, 330), (530, 330), (530, 620), (270, 620)], look.tone.base) + shape(
        [(470, 330), (530, 330), (530, 620), (470, 620)], look.tone.shade
    )
    roof = (
        shape([(400, 150), (610, 340), (566, 372), (400, 226), (234, 372), (190, 340)], look.trim.base)
        + shape([(400, 150), (610, 340), (566, 372), (400, 226)], look.trim.shade)
        + shape([(400, 200), (530, 330), (270, 330)], look.tone.base)
    )
    hole = (
        circle(400, 420, 48, look.tone.deep)
        + circle(404, 424, 42, tone("charcoal").base)
        + tube((400, 520), (400, 534), 22, look.trim)
    )
    reeds = "".join(
        circle(300 + column * 40 + row % 2 * 18, 380 + row * 40, 15, tone("bamboo").base)
        + circle(300 + column * 40 + row % 2 * 18, 380 + row * 40, 8, tone("earth").base)
        for row in range(6)
        for column in range(5)
    )
    window = (
        rect(306, 370, 188, 150, "#e8ded0")
        + rect(306, 470, 188, 50, tone("sand").base)
        + rect(250, 600, 300, 26, look.trim.base, 6)
    )
    grain = "".join(line([(x, 340), (x, 616)], look.tone.shade, 3, ' opacity=".4"') for x in (320, 372, 430))
    return (
        shadow(150, 622)
        + walls
        + grain
        + (
            hole,
            window,
            rect(284, 350, 232, 260, tone("coffee").base) + clipped("reeds", "M284 350H516V610H284Z", reeds),
        )[look.style % 3]
        + roof
    )


@drawn
def deckchair(look: Look) -> str:
    cloth = "M250 200L520 230Q560 470 640 520L350 500Q270 420 250 200Z"
    stripes = "".join(
        path(
            f"M{250 + 54 * k} {200 + 6 * k}Q{270 + 58 * k} {420 + 10 * k} {350 + 58 * k} {500 + 4 * k}",
            "none",
            look.trim.base,
            24,
        )
        for k in (0.5, 1.7, 2.9, 4.1)
    )
    poles = tube((240, 170), (480, 660), 20, tone("beech")) + tube((530, 200), (700, 640), 20, tone("beech"))
    back = tube((640, 500), (300, 640), 18, tone("oak")) + tube((350, 490), (200, 640), 18, tone("oak"))
    return (
        shadow(240, 656, 440)
        + back
        + poles
        + path(cloth, look.tone.base)
        + clipped("cloth", cloth, stripes, faded(0.3, path("M480 200L660 540L560 540Z", look.tone.shade)))
        + tube((238, 188), (536, 218), 18, tone("beech"))
        + tube((346, 500), (652, 522), 18, tone("beech"))
    )


@drawn
def crate(look: Look) -> str:
    """A wooden box; style 1 full of apples."""
    slats = "".join(
        rect(170, y, 460, 62, look.tone.base, 4)
        + rect(170, y + 50, 460, 12, look.tone.shade, 4)
        + thread([(180, y + 22), (400, y + 28), (620, y + 20)], look.tone.shade, 3, ' opacity=".5"')
        for y in (400, 476, 552)
    )
    posts = "".join(
        rect(x, 390, 42, 232, look.tone.light, 4) + circle(x + 21, y, 5, look.tone.deep)
        for x in (170, 588)
        for y in (430, 506, 582)
    )
    apples = (
        "".join(
            circle(x, y, 52, tone(c).base) + circle(x - 14, y - 16, 16, tone(c).light)
            for x, y, c in (
                (250, 372, "brick"),
                (350, 356, "red"),
                (450, 362, "brick"),
                (550, 372, "moss"),
                (300, 330, "red"),
                (400, 312, "brick"),
                (500, 330, "red"),
            )
        )
        if look.style
        else ""
    )
    inside = "" if look.style else shape([(190, 400), (240, 360), (580, 360), (612, 400)], look.tone.deep)
    return shadow(240, 620) + inside + apples + slats + posts
