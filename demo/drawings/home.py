"""Things that live in rooms."""

from math import cos, pi, sin

from demo.drawings.look import Look, drawn
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
    round_rect,
    shadow,
    shape,
    thread,
)  # fmt: skip
from demo.drawings.solids import band, box, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def vase(look: Look) -> str:
    """Style 0 bellied, 1 slim with twigs, 2 a jug with dried grasses."""
    walls = (
        [(230, 74), (270, 56), (370, 138), (470, 160), (570, 120), (618, 84)],
        [(300, 44), (340, 40), (440, 62), (560, 84), (618, 76)],
        [(290, 96), (330, 86), (430, 132), (540, 128), (618, 98)],
    )[look.style % 3]
    top, r = walls[0]
    stems = _twigs(top) if look.style else ""
    grip = thread([(494, 340), (570, 340), (572, 430), (524, 480)], look.tone.shade, 20) if look.style == 2 else ""
    glaze = band([(top, r + 2), (top + 60, walls[1][1] + 4)], look.trim.base) if look.second != "oak" else ""
    body = turned(walls, look.tone, gloss=0.4) + glaze + rim(top, r, look.tone, wall=9)
    return shadow(walls[3][1], 622) + stems + grip + body


def _twigs(top: float) -> str:
    marks = []
    for lean, color in ((-120, "moss"), (-40, "sage"), (40, "moss"), (110, "olive")):
        tip = (400 + lean, top - 190 + abs(lean) * 0.5)
        marks.append(thread([(400, top + 10), (400 + lean * 0.4, top - 80), tip], tone("moss").shade, 5))
        for step in range(5):
            x, y = 400 + lean * (0.35 + step * 0.15), top - 70 - step * 30 + abs(lean) * 0.1
            marks.append(group(ellipse(x + 18, y, 22, 9, tone(color).base), turn=-40 + lean * 0.2, about=(x, y)))
            marks.append(group(ellipse(x - 18, y - 8, 22, 9, tone(color).light), turn=40 + lean * 0.2, about=(x, y)))
    return "".join(marks)


@drawn
def clock(look: Look) -> str:
    """A wall clock; style 1 has numbers as dots, 2 is an alarm clock on feet."""
    d = "M160 400a240 240 0 1 0 480 0a240 240 0 1 0 -480 0Z"
    ticks = "".join(
        line(
            [
                (400 + 196 * sin(a), 400 - 196 * cos(a)),
                (400 + (170 if hour % 3 else 156) * sin(a), 400 - (170 if hour % 3 else 156) * cos(a)),
            ],
            tone("charcoal").base,
            5 if hour % 3 else 9,
        )
        if look.style != 1
        else circle(400 + 180 * sin(a), 400 - 180 * cos(a), 7 if hour % 3 else 12, tone("charcoal").base)
        for hour, a in ((hour, pi * hour / 6) for hour in range(12))
    )
    hands = (
        line([(400, 400), (318, 330)], tone("charcoal").base, 15)
        + line([(400, 400), (492, 262)], tone("charcoal").base, 10)
        + line([(384, 430), (430, 540)], look.trim.base, 5)
        + circle(400, 400, 13, look.trim.base)
    )
    face = (
        circle(400, 400, 240, look.tone.shade)
        + circle(397, 395, 236, look.tone.base)
        + circle(400, 400, 212, "#fbf8f0")
        + faded(0.5, path("M188 400A212 212 0 0 1 400 188A250 250 0 0 0 188 400Z", "#e9e2d3"))
    )
    feet = (
        "".join(tube((400 + d * 120, 610), (400 + d * 160, 668), 26, look.trim) for d in (-1, 1))
        + "".join(circle(400 + d * 110, 150, 56, look.trim.base) for d in (-1, 1))
        if look.style == 2
        else ""
    )
    return (shadow(180, 668) if look.style == 2 else lying(d, 20)) + feet + face + ticks + hands


@drawn
def mirror(look: Look) -> str:
    """Round, or with style 1 an arch."""
    d = (
        "M190 400a210 210 0 1 0 420 0a210 210 0 1 0 -420 0Z"
        if not look.style
        else "M250 680L250 280Q250 130 400 130Q550 130 550 280L550 680Z"
    )
    inner = (
        "M208 400a192 192 0 1 0 384 0a192 192 0 1 0 -384 0Z"
        if not look.style
        else "M266 664L266 282Q266 146 400 146Q534 146 534 282L534 664Z"
    )
    shine = faded(
        0.75, path("M180 560L520 120L590 120L200 640Z", "#f5f9f8"), path("M330 700L640 300L640 340L370 700Z", "#f5f9f8")
    )
    strap = (
        path("M330 216L400 90L470 216", "none", tone("leather").base, 12) + circle(400, 92, 12, tone("brass").base)
        if not look.style
        else ""
    )
    return (
        lying(d, 18)
        + strap
        + path(d, look.tone.base)
        + path(d, "none", look.tone.shade, 3)
        + path(inner, "#cfdedd")
        + clipped("mirror", inner, shine)
    )


@drawn
def frame(look: Look) -> str:
    """A picture frame with a small landscape."""
    d, inner = round_rect(200, 150, 400, 500, 6), "M270 230H530V570H270Z"
    land = "".join([
        path(inner, tone("sky").light), circle(458, 310, 34, tone("lemon").light),
        path("M270 430Q340 370 410 420Q470 380 530 410V570H270Z", tone("sage").base), path("M270 490Q380 440 530 500V570H270Z", look.trim.base),
    ])  # fmt: skip
    return group(
        lying(d, 18),
        path(d, look.tone.base),
        shape([(600, 150), (600, 650), (200, 650), (222, 628), (578, 628), (578, 172)], look.tone.shade),
        rect(222, 172, 356, 456, "#faf7ef"),
        rect(222, 172, 356, 8, "#ddd5c4"),
        clipped("land", inner, land),
        turn=-4 if look.style else 0,
    )


@drawn
def stool(look: Look) -> str:
    """Three legs and a round seat; style 1 has a woven seat."""
    legs = (
        tube((320, 400), (258, 640), 30, look.trim)
        + tube((480, 400), (542, 640), 30, look.trim)
        + tube((400, 410), (400, 650), 30, look.trim)
    )
    rung = tube((292, 540), (508, 540), 16, look.trim)
    weave = (
        "".join(
            line([(250 + step * 22, 372), (290 + step * 22, 408)], look.tone.shade, 3, ' opacity=".6"')
            for step in range(14)
        )
        if look.style
        else ""
    )
    top = (
        ellipse(400, 404, 190, 40, look.tone.deep)
        + ellipse(400, 392, 190, 40, look.tone.shade)
        + ellipse(400, 384, 190, 40, look.tone.base)
        + ellipse(384, 380, 150, 26, look.tone.light, more=' opacity=".7"')
    )
    return shadow(170, 646) + legs + rung + top + weave


@drawn
def hooks(look: Look) -> str:
    """A wall rail with pegs; style 1 with a shelf on top."""
    rail, count = round_rect(110, 350, 580, 76, 14), 5
    pegs = "".join(
        circle(x + 6, 410, 26, "#5b4a35", more=' opacity=".15"')
        + tube((x, 388), (x, 426), 30, look.trim)
        + circle(x, 426, 24, look.trim.base)
        + circle(x - 6, 420, 9, look.trim.pale, more=' opacity=".6"')
        for x in (110 + 580 * (index + 0.5) / count for index in range(count))
    )
    shelf = (
        path("M96 300L704 300L704 326L96 326Z", look.tone.light) + rect(96, 318, 608, 16, look.tone.shade)
        if look.style
        else ""
    )
    grain = "".join(
        thread([(120, y), (400, y + 5), (680, y - 3)], look.tone.shade, 3, ' opacity=".4"') for y in (366, 384, 404)
    )
    return lying(rail, 14) + path(rail, look.tone.base) + grain + shelf + pegs


@drawn
def shelfboard(look: Look) -> str:
    """A wall shelf with a few things on it."""
    plank = box(130, 470, 520, 26, look.tone, depth=40, rise=18)
    brackets = "".join(path(f"M{x} 496L{x} 600Q{x} 612 {x + 8} 600L{x + 44} 496Z", look.trim.shade) for x in (200, 540))
    books = "".join(
        rect(x, 470 - h, w, h, tone(c).base, 3) + rect(x + w * 0.65, 470 - h, w * 0.35, h, tone(c).shade)
        for x, w, h, c in (
            (190, 34, 170, "rust"),
            (226, 26, 150, "navy"),
            (254, 40, 182, "sage"),
            (296, 28, 160, "ochre"),
        )
    )
    pot = turned([(392, 44), (450, 40), (462, 34)], tone("terracotta"), x=480)
    leaves = "".join(
        group(
            ellipse(480, 340, 17, 60, tone("moss").base if angle % 20 else tone("moss").light),
            turn=angle,
            about=(480, 396),
        )
        for angle in (-50, -25, 0, 30, 55)
    )
    return (
        f"<g>{rect(150, 612, 480, 8, '#5b4a35', 4, ' opacity=' + chr(34) + '.06' + chr(34))}</g>"
        + brackets
        + leaves
        + pot
        + plank
        + books
    )


@drawn
def doorstop(look: Look) -> str:
    """A round weight with a leather loop."""
    loop = path("M360 330Q360 200 400 196Q440 200 440 330", "none", tone("leather").base, 24)
    return (
        shadow(150, 620)
        + loop
        + turned([(330, 92), (380, 140), (500, 156), (590, 140), (616, 112)], look.tone, gloss=0.3)
    )


@drawn
def plantstand(look: Look) -> str:
    """A pot with a rubber plant on wooden legs."""
    legs = "".join(tube((400 + d * 84, 470), (400 + d * 104, 640), 18, look.trim) for d in (-1, 1)) + tube(
        (400, 520), (400, 640), 18, look.trim
    )
    leaves = "".join(
        group(
            blob(
                [(400, 380), (360, 290), (400, 180), (440, 290)],
                tone("forest").base if angle % 2 else tone("green").base,
            ),
            line([(400, 370), (400, 210)], tone("mint").base, 4),
            turn=angle,
            about=(400, 420),
        )
        for angle in (-72, -41, -14, 17, 44, 75)
    )
    return (
        shadow(120, 640)
        + leaves
        + legs
        + turned([(400, 112), (500, 106), (546, 84)], look.tone)
        + ellipse(400, 400, 112, 21, look.tone.light)
        + ellipse(400, 402, 98, 16, tone("earth").base)
    )
