"""Soft toys, games and what hangs in a children’s room."""

from math import pi, sin

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import circle, ellipse, group, line, lying, path, rect, round_rect, shadow, shape, thread
from demo.drawings.solids import disc, tube, turned
from demo.drawings.tones import tone


@drawn
def puzzle(look: Look) -> str:
    """Pieces; style 1 a memory game, 2 a board game."""
    knob = "q-40 -14 -40 20t40 20"
    piece = f"M300 300h60q-14 -40 20 -40t20 40h60v60{knob}v60h-160v-60q40 14 40 -20t-40 -20Z"
    spots = ((look.color, -90, -60, -8), (look.second, 70, -70, 10), ("ochre", -70, 110, 6), ("sage", 90, 100, -14))
    return "".join(
        group(
            lying(piece, 12),
            path(piece, tone(c).base),
            path("M306 308h46", "none", tone(c).pale, 8, ' opacity=".6"'),
            turn=turn,
            at=(x + 20, y + 20),
            scale=1.15,
        )
        for c, x, y, turn in spots
    )


@style_of("puzzle", 1)
def memory_game(look: Look) -> str:
    icons = ("rust", "sage", "navy", "ochre", "sky", "berry")
    cards = "".join(
        lying(round_rect(150 + column * 172, 180 + row * 160, 150, 140, 16), 6)
        + path(
            round_rect(150 + column * 172, 180 + row * 160, 150, 140, 16),
            "#f7f0df" if (row + column) % 2 else look.tone.base,
        )
        + (
            circle(225 + column * 172, 250 + row * 160, 42, tone(icons[(row * 3 + column) % 6]).base)
            + circle(212 + column * 172, 238 + row * 160, 13, tone(icons[(row * 3 + column) % 6]).light)
            if (row + column) % 2
            else "".join(
                circle(190 + column * 172 + dx * 24, 214 + row * 160 + dy * 24, 4, look.tone.light)
                for dx in range(4)
                for dy in range(4)
            )
        )
        for row in range(3)
        for column in range(3)
    )
    return group(cards, turn=-4)


@style_of("puzzle", 2)
def checkers(look: Look) -> str:
    d = round_rect(170, 190, 460, 430, 16)
    squares = "".join(
        rect(200 + column * 50, 215 + row * 48, 50, 48, look.trim.base)
        for row in range(8)
        for column in range(8)
        if (row + column) % 2
    )
    men = "".join(
        ellipse(x, y + 8, 23, 17, tone(c).deep) + ellipse(x, y, 23, 17, tone(c).base)
        for x, y, c in (
            (225, 240, "charcoal"),
            (325, 288, "charcoal"),
            (475, 240, "charcoal"),
            (275, 530, "cream"),
            (425, 482, "cream"),
            (525, 576, "cream"),
        )
    )
    return group(
        lying(d, 18), path(d, look.tone.base), rect(200, 215, 400, 384, look.tone.light), squares, men, turn=-7
    )


@drawn
def kite(look: Look) -> str:
    """Style 1 a garden swing, 2 a bubble set."""
    sail = (
        shape([(400, 110), (560, 300), (400, 300)], look.tone.shade)
        + shape([(400, 110), (240, 300), (400, 300)], look.tone.base)
        + shape([(240, 300), (400, 300), (400, 590)], look.trim.base)
        + shape([(400, 300), (560, 300), (400, 590)], look.trim.shade)
    )
    tail = thread([(400, 590), (450, 640), (400, 690), (460, 740)], tone("charcoal").light, 5) + "".join(
        group(
            shape([(x - 30, y - 16), (x, y), (x - 30, y + 16)], tone(c).base)
            + shape([(x + 30, y - 16), (x, y), (x + 30, y + 16)], tone(c).light),
            turn=turn,
            about=(x, y),
        )
        for x, y, c, turn in ((440, 632, "rust", 30), (404, 688, "ochre", -10), (452, 730, "sage", 20))
    )
    return group(
        lying("M400 110L560 300L400 590L240 300Z", 14),
        sail,
        line([(400, 110), (400, 590)], tone("beech").base, 7),
        line([(240, 300), (560, 300)], tone("beech").base, 7),
        tail,
        turn=16,
        about=(400, 400),
        at=(0, -20),
    )


@style_of("kite", 1)
def swing(look: Look) -> str:
    return (
        "".join(line([(x, 60), (x + d, 560)], tone("rope").base, 12) for x, d in ((260, -20), (540, 20)))
        + shadow(200, 690, strength=0.6)
        + shape([(200, 560), (600, 560), (570, 530), (230, 530)], look.tone.light)
        + rect(200, 560, 400, 34, look.tone.base, 6)
        + rect(200, 580, 400, 14, look.tone.shade, 6)
        + "".join(circle(x, 545, 8, tone("earth").base) for x in (246, 554))
    )


@drawn
def crayons(look: Look) -> str:
    """Thick ones in a row; style 1 a paint box, 2 modeling dough."""
    rows = "".join(
        group(
            rect(0, 300, 66, 300, tone(c).base, 8)
            + rect(42, 300, 24, 300, tone(c).shade, 6)
            + shape([(8, 300), (33, 226), (58, 300)], tone(c).light)
            + rect(0, 360, 66, 160, "#f6efdf")
            + "".join(line([(12, y), (54, y)], tone(c).base, 5) for y in (400, 420)),
            at=(170 + step * 80, step % 2 * 14 - 6),
        )
        for step, c in enumerate((look.color, look.second, "ochre", "sage", "sky", "berry"))
    )
    return lying("M170 300H650V610H170Z", 10) + rows


@style_of("crayons", 1)
def paint_box(look: Look) -> str:
    d = round_rect(150, 260, 500, 300, 24)
    pans = "".join(
        path(round_rect(186 + column * 74, 296 + row * 104, 60, 86, 14), tone(c).base)
        + ellipse(214 + column * 74, 326 + row * 104, 18, 10, tone(c).light, more=' opacity=".8"')
        for (row, column), c in zip(
            [(row, column) for row in range(2) for column in range(6)],
            ("lemon", "honey", "orange", "coral", "red", "berry", "plum", "blue", "sky", "mint", "green", "coffee"),
            strict=True,
        )
    )
    brush_ = group(
        tube((200, 620), (560, 620), 16, look.trim)
        + rect(556, 610, 40, 20, tone("steel").base, 4)
        + path("M596 608Q640 612 660 622Q640 632 596 634Z", tone("earth").base),
        turn=-6,
    )
    return group(lying(d, 18), path(d, "#f6f1e6"), path(d, "none", look.tone.base, 12), pans, turn=-4) + brush_


@style_of("crayons", 2)
def modeling_dough(look: Look) -> str:
    return shadow(230, 622) + "".join(
        turned([(500 - 100 * level, 92), (590 - 100 * level, 92)], tone("cream"), x=x, smooth=False)
        + turned([(470 - 100 * level, 98), (506 - 100 * level, 98)], tone(c), x=x, smooth=False)
        + disc(470 - 100 * level, 98, tone(c), x=x)
        for x, level, c in ((290, 0, look.color), (510, 0, look.second), (400, 1.35, "ochre"))
    )


@drawn
def nightlight(look: Look) -> str:
    """A moon that glows; style 1 a mobile, 2 a growth chart."""
    glow = '<radialGradient id="glow"><stop offset="0" stop-color="#ffe7a8" stop-opacity=".8"/><stop offset="1" stop-color="#ffe7a8" stop-opacity="0"/></radialGradient>'
    craters = "".join(
        ellipse(x, y, r, r * 0.8, look.tone.shade, more=' opacity=".5"')
        for x, y, r in ((330, 360, 30), (460, 320, 22), (420, 470, 40), (320, 480, 18), (510, 430, 20))
    )
    return (
        glow
        + circle(400, 400, 300, "url(#glow)")
        + shadow(110, 632)
        + path("M300 600L330 540H470L500 600Q500 630 470 630H330Q300 630 300 600Z", look.trim.base)
        + path("M430 540H470L500 600Q500 630 470 630H440Z", look.trim.shade)
        + circle(400, 400, 170, look.tone.light)
        + craters
        + path("M470 246A170 170 0 0 1 380 568A210 210 0 0 0 470 246Z", look.tone.shade, more=' opacity=".5"')
    )


@style_of("nightlight", 1)
def mobile(look: Look) -> str:
    arms = thread([(200, 250), (400, 210), (600, 250)], tone("beech").base, 12) + line(
        [(400, 70), (400, 214)], tone("rope").base, 4
    )
    hung = "".join(
        line([(x, y), (x, y + drop)], tone("rope").base, 3)
        + circle(x, y + drop + 46, 46, tone(c).base)
        + circle(x - 14, y + drop + 32, 14, tone(c).light)
        for x, y, drop, c in (
            (210, 248, 150, look.color),
            (305, 226, 260, look.second),
            (400, 212, 120, "ochre"),
            (495, 226, 230, "sky"),
            (590, 248, 160, "sage"),
        )
    )
    return arms + hung


@style_of("nightlight", 2)
def growth_chart(look: Look) -> str:
    marks = "".join(
        line([(330, y), (330 + (80 if step % 5 == 0 else 44), y)], look.trim.shade, 6)
        for step, y in enumerate(range(140, 690, 27))
    )
    return (
        lying("M330 110H470V710H330Z", 14)
        + rect(330, 110, 140, 600, look.tone.base, 10)
        + rect(440, 110, 30, 600, look.tone.shade, 8)
        + marks
        + circle(400, 150, 13, look.trim.deep)
    )


@drawn
def bunting(look: Look) -> str:
    flags = "".join(
        shape(
            [
                (96 + step * 88, 236 + 62 * sin(pi * (step + 0.1) / 7)),
                (174 + step * 88, 236 + 62 * sin(pi * (step + 0.9) / 7)),
                (136 + step * 88, 400 + 62 * sin(pi * (step + 0.5) / 7)),
            ],
            tone(c).base,
        )
        for step, c in enumerate((look.color, "cream", look.second, "sage", "cream", "ochre", "sky"))
    )
    cord = thread([(80 + 92 * step, 232 + 62 * sin(pi * step / 7)) for step in range(8)], tone("rope").shade, 8)
    return f'<g transform="translate(6 12)" opacity=".12">{flags}</g>' + flags + cord
