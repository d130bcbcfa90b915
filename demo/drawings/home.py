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
def cushion(look: Look) -> str:
    """Style 1 striped, 2 with a button, 3 with buttons like a chair cushion."""
    d = "M180 210Q400 180 620 210Q640 400 616 600Q400 632 184 600Q160 400 180 210Z"
    stripes = "".join(path(f"M{x} 180Q{x + 12} 400 {x} 630", "none", look.trim.base, 20) for x in (250, 330, 470, 550))
    tufts = "".join(circle(x, y, 11, look.tone.deep) + circle(x - 2, y - 3, 8, look.tone.light) for x, y in _tufts(look.style))
    creases = "".join(thread([(x, y), (x + dx * 0.5, y + dy * 0.6), (x + dx, y + dy)], look.tone.shade, 6, ' opacity=".7"')
                      for x, y, dx, dy in ((200, 226, 60, 50), (604, 226, -60, 50), (204, 586, 60, -50), (600, 584, -60, -50)))
    soft = clipped(
        "cushion", d, stripes if look.style == 1 else "",
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
        edges.append(path(round_rect(170, y - 30, 460, 78, 36), (t.shade, t.base)[index % 2] if look.style != 3 else t.base))
        edges.append(path(f"M176 {y + 30}Q400 {y + 52} 624 {y + 30}", "none", t.deep, 4, ' opacity=".5"'))
        edges.append(path(f"M196 {y - 14}Q400 {y - 26} 560 {y - 16}", "none", t.light, 7, ' opacity=".7"'))
    checks = "".join(rect(x, 330, 26, 280, look.trim.base, more=' opacity=".5"') for x in (230, 330, 430, 530)) if look.style == 1 else ""
    border = rect(520, 326, 34, 286, look.trim.base) + rect(566, 326, 10, 286, look.trim.base) if look.style == 2 else ""
    outline = "M172 350Q172 330 206 332L594 332Q630 330 628 366L628 590Q628 608 594 608L206 608Q170 608 172 590Z"
    fringe = "".join(path(f"M{x} 352q-4 -26 {(-6, 5, 0)[x % 3]} -46", "none", t.light if x % 2 else t.base, 7) for x in range(196, 610, 17))
    return shadow(240, 612) + fringe + "".join(edges) + clipped("blanket", outline, checks, border)


@drawn
def basket(look: Look) -> str:
    """Woven; style 1 low with handles, 2 tall with a lid."""
    wall = ([(350, 168), (480, 176), (600, 150)], [(430, 220), (520, 216), (590, 190)], [(270, 130), (430, 160), (600, 140)])[look.style % 3]
    top, r = wall[0]
    rows = "".join(
        path(f"M{400 - w} {y}A{w} {w * 0.19:.0f} 0 0 0 {400 + w} {y}", "none", look.tone.shade, 3, ' opacity=".7"')
        for y, w in _rings(wall, 17)
    )
    ribs = "".join(
        line([(400 + k * wall[0][1], top + 30), (400 + k * wall[-1][1], wall[-1][0] + 22)], look.tone.shade, 3, ' opacity=".45"')
        for k in (sin(pi * step / 16) for step in range(-7, 8))
    )
    trim = band([(top + 46, r + 3), (top + 96, r + 6)], look.trim.base, more=' opacity=".85"') if look.second != "oak" else ""
    grips = "".join(path(f"M{x - 34} {top + 6}Q{x} {top - 66} {x + 34} {top + 6}", "none", tone("leather").base, 14) for x in (400 - r + 20, 400 + r - 20)) if look.style != 2 else ""
    lid = turned([(top - 40, 30), (top - 22, r * 0.8), (top, r + 6)], look.tone, gloss=0.2) + circle(400, top - 46, 16, tone("leather").base) if look.style == 2 else ""
    return "".join([shadow(wall[-1][1] + 14, 616), turned(wall, look.tone, gloss=0.25), ribs, rows, trim, rim(top, r, look.tone, wall=12), grips, lid])


def _rings(wall: list[tuple[float, float]], step: int) -> list[tuple[float, float]]:
    """Heights and radii all the way down a wall."""
    rings = []
    for (y0, r0), (y1, r1) in zip(wall, wall[1:], strict=False):
        rings += [(y, r0 + (r1 - r0) * (y - y0) / (y1 - y0)) for y in range(int(y0) + step, int(y1), step)]
    return rings


@drawn
def clock(look: Look) -> str:
    """A wall clock; style 1 has numbers as dots, 2 is an alarm clock on feet."""
    d = "M160 400a240 240 0 1 0 480 0a240 240 0 1 0 -480 0Z"
    ticks = "".join(
        line([(400 + 196 * sin(a), 400 - 196 * cos(a)), (400 + (170 if hour % 3 else 156) * sin(a), 400 - (170 if hour % 3 else 156) * cos(a))], tone("charcoal").base, 5 if hour % 3 else 9)
        if look.style != 1 else circle(400 + 180 * sin(a), 400 - 180 * cos(a), 7 if hour % 3 else 12, tone("charcoal").base)
        for hour, a in ((hour, pi * hour / 6) for hour in range(12))
    )
    hands = line([(400, 400), (318, 330)], tone("charcoal").base, 15) + line([(400, 400), (492, 262)], tone("charcoal").base, 10) + line([(384, 430), (430, 540)], look.trim.base, 5) + circle(400, 400, 13, look.trim.base)
    face = circle(400, 400, 240, look.tone.shade) + circle(397, 395, 236, look.tone.base) + circle(400, 400, 212, "#fbf8f0") + faded(0.5, path("M188 400A212 212 0 0 1 400 188A250 250 0 0 0 188 400Z", "#e9e2d3"))
    feet = "".join(tube((400 + d * 120, 610), (400 + d * 160, 668), 26, look.trim) for d in (-1, 1)) + "".join(circle(400 + d * 110, 150, 56, look.trim.base) for d in (-1, 1)) if look.style == 2 else ""
    return (shadow(180, 668) if look.style == 2 else lying(d, 20)) + feet + face + ticks + hands


@drawn
def mirror(look: Look) -> str:
    """Round, or with style 1 an arch."""
    d = "M190 400a210 210 0 1 0 420 0a210 210 0 1 0 -420 0Z" if not look.style else "M250 680L250 280Q250 130 400 130Q550 130 550 280L550 680Z"
    inner = "M208 400a192 192 0 1 0 384 0a192 192 0 1 0 -384 0Z" if not look.style else "M266 664L266 282Q266 146 400 146Q534 146 534 282L534 664Z"
    shine = faded(0.75, path("M180 560L520 120L590 120L200 640Z", "#f5f9f8"), path("M330 700L640 300L640 340L370 700Z", "#f5f9f8"))
    strap = path("M330 216L400 90L470 216", "none", tone("leather").base, 12) + circle(400, 92, 12, tone("brass").base) if not look.style else ""
    return lying(d, 18) + strap + path(d, look.tone.base) + path(d, "none", look.tone.shade, 3) + path(inner, "#cfdedd") + clipped("mirror", inner, shine)


@drawn
def frame(look: Look) -> str:
    """A picture frame with a small landscape."""
    d, inner = round_rect(200, 150, 400, 500, 6), "M270 230H530V570H270Z"
    land = "".join([
        path(inner, tone("sky").light), circle(458, 310, 34, tone("lemon").light),
        path("M270 430Q340 370 410 420Q470 380 530 410V570H270Z", tone("sage").base), path("M270 490Q380 440 530 500V570H270Z", look.trim.base),
    ])  # fmt: skip
    return group(lying(d, 18), path(d, look.tone.base), shape([(600, 150), (600, 650), (200, 650), (222, 628), (578, 628), (578, 172)], look.tone.shade), rect(222, 172, 356, 456, "#faf7ef"), rect(222, 172, 356, 8, "#ddd5c4"), clipped("land", inner, land), turn=-4 if look.style else 0)


@drawn
def stool(look: Look) -> str:
    """Three legs and a round seat; style 1 has a woven seat."""
    legs = tube((320, 400), (258, 640), 30, look.trim) + tube((480, 400), (542, 640), 30, look.trim) + tube((400, 410), (400, 650), 30, look.trim)
    rung = tube((292, 540), (508, 540), 16, look.trim)
    weave = "".join(line([(250 + step * 22, 372), (290 + step * 22, 408)], look.tone.shade, 3, ' opacity=".6"') for step in range(14)) if look.style else ""
    top = ellipse(400, 404, 190, 40, look.tone.deep) + ellipse(400, 392, 190, 40, look.tone.shade) + ellipse(400, 384, 190, 40, look.tone.base) + ellipse(384, 380, 150, 26, look.tone.light, more=' opacity=".7"')
    return shadow(170, 646) + legs + rung + top + weave


@drawn
def hooks(look: Look) -> str:
    """A wall rail with pegs; style 1 with a shelf on top."""
    rail, count = round_rect(110, 350, 580, 76, 14), 5
    pegs = "".join(
        circle(x + 6, 410, 26, "#5b4a35", more=' opacity=".15"') + tube((x, 388), (x, 426), 30, look.trim) + circle(x, 426, 24, look.trim.base) + circle(x - 6, 420, 9, look.trim.pale, more=' opacity=".6"')
        for x in (110 + 580 * (index + 0.5) / count for index in range(count))
    )
    shelf = path("M96 300L704 300L704 326L96 326Z", look.tone.light) + rect(96, 318, 608, 16, look.tone.shade) if look.style else ""
    grain = "".join(thread([(120, y), (400, y + 5), (680, y - 3)], look.tone.shade, 3, ' opacity=".4"') for y in (366, 384, 404))
    return lying(rail, 14) + path(rail, look.tone.base) + grain + shelf + pegs


@drawn
def rug(look: Look) -> str:
    """Rolled at one end; style 1 with stripes across, 2 a doormat."""
    d = "M150 230L650 190L690 560L170 600Z"
    bands = "".join(shape([(150 + 4 * y, 230 + 74 * y), (650 + 8 * y, 190 + 74 * y), (652 + 8 * y, 206 + 74 * y), (152 + 4 * y, 246 + 74 * y)], look.trim.base) for y in ((0.3, 0.6, 4.1, 4.4) if not look.style else (0.5, 1.3, 2.1, 2.9, 3.7, 4.4)))
    threads = "".join(line([(148 + 4 * y, 230 + 74 * y), (652 + 8 * y, 190 + 74 * y)], look.tone.shade, 2, ' opacity=".5"') for y in (step / 4 for step in range(1, 20)))
    fringe = "".join(line([(170 + 13 * step, 600 - step), (168 + 13 * step, 626 - step)], look.tone.light, 6) for step in range(41)) if look.style != 2 else ""
    roll = tube((140, 226), (660, 184), 62, look.tone, "butt") + ellipse(660, 184, 14, 31, look.tone.deep) + ellipse(660, 184, 7, 16, look.tone.base) if look.style != 2 else ""
    return lying(d, 14) + fringe + path(d, look.tone.base) + clipped("rug", d, threads, bands) + roll


@drawn
def shelfboard(look: Look) -> str:
    """A wall shelf with a few things on it."""
    plank = box(130, 470, 520, 26, look.tone, depth=40, rise=18)
    brackets = "".join(path(f"M{x} 496L{x} 600Q{x} 612 {x + 8} 600L{x + 44} 496Z", look.trim.shade) for x in (200, 540))
    books = "".join(rect(x, 470 - h, w, h, tone(c).base, 3) + rect(x + w * 0.65, 470 - h, w * 0.35, h, tone(c).shade) for x, w, h, c in ((190, 34, 170, "rust"), (226, 26, 150, "navy"), (254, 40, 182, "sage"), (296, 28, 160, "ochre")))
    pot = turned([(392, 44), (450, 40), (462, 34)], tone("terracotta"), x=480)
    leaves = "".join(group(ellipse(480, 340, 17, 60, tone("moss").base if angle % 20 else tone("moss").light), turn=angle, about=(480, 396)) for angle in (-50, -25, 0, 30, 55))
    return f'<g>{rect(150, 612, 480, 8, "#5b4a35", 4, " opacity=" + chr(34) + ".06" + chr(34))}</g>' + brackets + leaves + pot + plank + books


@drawn
def doorstop(look: Look) -> str:
    """A round weight with a leather loop."""
    loop = path("M360 330Q360 200 400 196Q440 200 440 330", "none", tone("leather").base, 24)
    return shadow(150, 620) + loop + turned([(330, 92), (380, 140), (500, 156), (590, 140), (616, 112)], look.tone, gloss=0.3)


@drawn
def plantstand(look: Look) -> str:
    """A pot with a rubber plant on wooden legs."""
    legs = "".join(tube((400 + d * 84, 470), (400 + d * 104, 640), 18, look.trim) for d in (-1, 1)) + tube((400, 520), (400, 640), 18, look.trim)
    leaves = "".join(group(blob([(400, 380), (360, 290), (400, 180), (440, 290)], tone("forest").base if angle % 2 else tone("green").base), line([(400, 370), (400, 210)], tone("mint").base, 4), turn=angle, about=(400, 420)) for angle in (-72, -41, -14, 17, 44, 75))
    return shadow(120, 640) + leaves + legs + turned([(400, 112), (500, 106), (546, 84)], look.tone) + ellipse(400, 400, 112, 21, look.tone.light) + ellipse(400, 402, 98, 16, tone("earth").base)


