"""Things to play and train with."""

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
    ring_points,
    round_rect,
    shadow,
    shape,
    thread,
)
from demo.drawings.solids import tube, turned
from demo.drawings.tones import tone

BALL = "M210 430a190 190 0 1 0 380 0a190 190 0 1 0 -380 0Z"


@drawn
def ball(look: Look) -> str:
    """Style 0 a football, 1 a basketball, 2 a volleyball of stripes, 3 boules."""
    marks = (_patches(look), _seams(look), _waves(look))[look.style % 3]
    shade = path("M520 282A190 190 0 0 1 300 592A230 230 0 0 0 520 282Z", look.tone.deep, more=' opacity=".45"')
    return (
        shadow(160, 622)
        + circle(400, 430, 190, look.tone.base)
        + clipped("ball", BALL, marks, shade, ellipse(330, 340, 60, 40, "#ffffff", more=' opacity=".35"'))
    )


@style_of("ball", 3)
def boules(look: Look) -> str:
    spots = [(300, 540, "steel"), (500, 546, "steel"), (400, 390, "steel"), (600, 594, look.color)]
    return shadow(250, 620) + "".join(
        circle(x, y, 90 if c == "steel" else 34, tone(c).base)
        + circle(x - 24, y - 28, 26 if c == "steel" else 10, tone(c).pale, more=' opacity=".7"')
        + "".join(
            path(f"M{x - 80} {y + d}Q{x} {y + d + 24} {x + 80} {y + d}", "none", tone(c).shade, 4)
            for d in ((-20, 0, 20) if c == "steel" else ())
        )
        for x, y, c in spots
    )


def _patches(look: Look) -> str:
    def pentagon(x: float, y: float, r: float, turn: float) -> str:
        return shape(ring_points(x, y, r, r * 0.96, 5, turn), look.trim.base)

    edge = [(400 + 150 * cos(a), 430 + 150 * sin(a)) for a in (pi * (0.3 + 0.4 * step) for step in range(5))]
    lines = "".join(
        line([(400 + 62 * cos(a), 430 + 62 * sin(a)), (400 + 120 * cos(a), 430 + 120 * sin(a))], look.trim.base, 5)
        for a in (pi * (0.3 + 0.4 * step) for step in range(5))
    )
    return (
        pentagon(400, 430, 64, 0.3 * pi)
        + lines
        + "".join(pentagon(x + (x - 400) * 0.12, y + (y - 430) * 0.12, 52, 1.3 * pi) for x, y in edge)
    )


def _seams(look: Look) -> str:
    return path("M210 430H590M400 240V620M270 290Q370 430 270 570M530 290Q430 430 530 570", "none", look.trim.base, 7)


def _waves(look: Look) -> str:
    return (
        path("M210 400Q320 330 420 380Q520 430 590 370V290Q500 350 420 300Q320 250 230 310Z", look.trim.base)
        + path("M210 470Q320 410 420 460Q520 510 590 450V510Q520 560 420 520Q320 470 220 540Z", tone("ochre").base)
        + path("M400 240Q460 430 400 620", "none", look.tone.shade, 4)
    )


@drawn
def dumbbell(look: Look) -> str:
    """A pair; style 1 a kettlebell, 2 a skipping rope, 3 resistance bands."""

    def one(x: float, y: float) -> str:
        ends = "".join(
            shape(
                [
                    (x + d - 44, y - 40),
                    (x + d - 24, y - 64),
                    (x + d + 24, y - 64),
                    (x + d + 44, y - 40),
                    (x + d + 44, y + 40),
                    (x + d + 24, y + 64),
                    (x + d - 24, y + 64),
                    (x + d - 44, y + 40),
                ],
                look.tone.base,
            )
            + rect(x + d - 44, y + 14, 88, 34, look.tone.shade)
            + rect(x + d - 34, y - 52, 68, 10, look.tone.light, 5)
            for d in (-130, 130)
        )
        return tube((x - 100, y), (x + 100, y), 30, tone("steel"), "butt") + ends

    return shadow(220, 614) + one(430, 440) + one(370, 550)


@style_of("dumbbell", 1)
def kettlebell(look: Look) -> str:
    return (
        shadow(140, 622)
        + path("M300 400Q270 220 400 210Q530 220 500 400", "none", look.tone.shade, 46)
        + path("M304 380Q282 236 400 226", "none", look.tone.light, 10)
        + turned([(380, 90), (440, 146), (530, 160), (600, 120), (618, 92)], look.tone, gloss=0.4)
        + circle(400, 520, 50, look.trim.base)
        + circle(400, 520, 34, "none", look.trim.pale, 5)
    )


@style_of("dumbbell", 2)
def skipping_rope(look: Look) -> str:
    cord = [
        (210, 560),
        (150, 400),
        (250, 210),
        (440, 180),
        (600, 290),
        (560, 460),
        (400, 500),
        (330, 400),
        (430, 320),
        (560, 380),
        (620, 560),
    ]
    return (
        thread([(x + 7, y + 12) for x, y in cord], "#5b4a35", 10, ' opacity=".1"')
        + thread(cord, look.trim.base, 10)
        + thread(cord, look.trim.light, 3)
        + tube((206, 560), (190, 690), 40, look.tone)
        + tube((624, 560), (646, 690), 40, look.tone)
    )


@style_of("dumbbell", 3)
def resistance_bands(look: Look) -> str:
    return "".join(
        lying(round_rect(x, 200, 150, 420, 75), 10)
        + path(round_rect(x, 200, 150, 420, 75), "none", tone(c).base, 34)
        + path(round_rect(x - 6, 194, 150, 420, 75), "none", tone(c).light, 5)
        for x, c in ((130, look.color), (330, look.second), (530, "ochre"))
    )


@drawn
def yogamat(look: Look) -> str:
    """Half rolled out; style 1 a block and strap."""
    sheet = shape([(240, 300), (520, 250), (700, 560), (340, 640)], look.tone.base)
    ribs = "".join(
        line([(240 + 100 * k, 300 + 340 * k), (520 + 180 * k, 250 + 310 * k)], look.tone.light, 3, ' opacity=".6"')
        for k in (step / 12 for step in range(1, 12))
    )
    roll = (
        tube((220, 296), (520, 242), 96, look.tone, "butt")
        + ellipse(520, 242, 22, 48, look.tone.deep)
        + "".join(ellipse(520, 242, 22 * k, 48 * k, "none", look.tone.light, 4) for k in (0.8, 0.5, 0.22))
        + ellipse(220, 296, 22, 48, look.tone.shade)
    )
    band_ = thread([(340, 640), (520, 600), (700, 560)], look.trim.base, 8)
    return lying("M240 300L520 250L700 560L340 640Z", 14) + sheet + ribs + band_ + roll


@style_of("yogamat", 1)
def yoga_block(look: Look) -> str:
    strap = path("M420 600Q560 660 660 590Q700 540 640 520Q560 510 580 580", "none", look.trim.base, 22)
    return (
        shadow(220, 616)
        + strap
        + shape([(180, 380), (300, 320), (600, 350), (490, 414)], look.tone.light)
        + shape([(180, 380), (490, 414), (490, 600), (180, 556)], look.tone.base)
        + shape([(490, 414), (600, 350), (600, 530), (490, 600)], look.tone.shade)
    )


@drawn
def racket(look: Look) -> str:
    """Two with a shuttlecock; style 1 table tennis bats, 2 a frisbee."""
    strings = "".join(line([(x, 100), (x, 420)], "#efe6d2", 2.5) for x in range(310, 500, 18)) + "".join(
        line([(290, y), (510, y)], "#efe6d2", 2.5) for y in range(130, 420, 18)
    )
    oval = "M290 260a110 150 0 1 0 220 0a110 150 0 1 0 -220 0Z"
    one = (
        faded(0.12, path(oval, "none", "#5b4a35", 26))
        + clipped("strings", oval, strings)
        + path(oval, "none", look.tone.base, 16)
        + line([(400, 412), (400, 560)], tone("steel").base, 12)
        + tube((400, 560), (400, 690), 34, look.trim)
    )
    feathers = group(
        circle(400, 640, 26, tone("cork").base)
        + shape([(376, 630), (346, 540), (454, 540), (424, 630)], "#fbf7ec")
        + "".join(line([(400 + k * 20, 626), (400 + k * 48, 546)], tone("stone").light, 4) for k in (-1, -0.4, 0.4, 1)),
        at=(190, 20),
        turn=30,
        about=(400, 620),
    )
    return group(one, turn=24, at=(-60, 0)) + feathers


@style_of("racket", 2)
def flying_disc(look: Look) -> str:
    return (
        shadow(220, 590)
        + ellipse(400, 500, 236, 96, look.tone.shade)
        + ellipse(400, 480, 236, 96, look.tone.base)
        + ellipse(400, 474, 190, 70, look.tone.light)
        + ellipse(400, 476, 120, 42, "none", look.trim.base, 9)
        + path("M190 460Q260 400 380 394", "none", look.tone.pale, 11, ' opacity=".7"')
    )


@style_of("racket", 1)
def table_tennis_bats(look: Look) -> str:
    def bat(c: str) -> str:
        return (
            lying("M290 300a110 118 0 1 0 220 0a110 118 0 1 0 -220 0Z", 10)
            + circle(400, 300, 132, tone("beech").base)
            + circle(400, 296, 126, tone(c).base)
            + path("M480 220A126 126 0 0 1 330 402A170 170 0 0 0 480 220Z", tone(c).shade)
            + rect(376, 410, 48, 180, tone("beech").light, 14)
            + rect(402, 410, 22, 180, tone("beech").shade, 10)
            + rect(340, 398, 120, 24, tone("beech").base, 6)
        )

    return (
        group(bat(look.color), turn=-28, at=(-70, 20))
        + group(bat(look.second), turn=28, at=(90, 40))
        + circle(410, 640, 36, "#fbf3e2")
        + circle(400, 630, 13, "#ffffff")
    )
