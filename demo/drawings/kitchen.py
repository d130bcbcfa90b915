"""Things to cook with."""

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
)
from demo.drawings.solids import arc_span, band, disc, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def saucepan(look: Look) -> str:
    height = (210, 170, 245)[look.style % 3]
    top = 640 - height - 26
    wall = [(top, 168), (top + height * 0.86, 168), (top + height, 150)]
    handle = tube((560, top + 42), (752, top - 4), 26, look.trim) + circle(742, top - 2, 5, look.trim.deep)
    return "".join([
        shadow(190, 618, 410),
        tube((540, top + 46), (580, top + 36), 20, tone("steel")), handle,
        turned(wall, look.tone, smooth=False), band([(top + 4, 169), (top + 16, 169)], look.tone.light),
        rim(top, 170, tone("steel"), wall=8),
        *[circle(552 - step * 2, top + 44 + step * 13, 4, tone("steel").deep) for step in range(2)],
    ])  # fmt: skip


@drawn
def pot(look: Look) -> str:
    """A casserole with its lid on."""
    height = (200, 150, 250)[look.style % 3]
    top = 640 - height - 20
    wall = [(top, 196), (top + height * 0.8, 194), (top + height, 170)]
    lid = [(top - 58, 40), (top - 46, 108), (top - 20, 178), (top, 200)]
    grip = "".join(
        thread([(x, top + 26), (x + d * 52, top + 22), (x + d * 54, top + 58), (x, top + 62)], look.tone.shade, 18)
        for x, d in ((208, -1), (592, 1))
    )
    knob = [(top - 100, 20), (top - 90, 30), (top - 76, 22), (top - 60, 14), (top - 52, 24)]
    return "".join([
        shadow(206, 620), grip, turned(wall, look.tone, smooth=False),
        faded(0.5, band([(top + 10, 197), (top + 18, 197)], look.tone.deep)),
        turned(lid, look.tone, gloss=0.35), turned(knob, look.trim),
    ])  # fmt: skip


@drawn
def frypan(look: Look) -> str:
    """Seen from above, handle to the lower right."""
    rings = "".join(circle(340, 370, r, "none", look.tone.shade, 2, ' opacity=".5"') for r in (60, 105, 150))
    handle = tube((470, 500), (700, 730), 34, look.trim)
    d = "M110 370a230 230 0 1 0 460 0a230 230 0 1 0 -460 0Z"
    return "".join([
        lying(d, 16), lying("M480 480L720 720L690 745L455 510Z", 10),
        tube((490, 520), (540, 570), 22, tone("steel")), handle, circle(688, 718, 8, look.trim.deep),
        circle(340, 370, 230, look.tone.deep), circle(338, 367, 224, look.tone.light), circle(342, 372, 212, look.tone.base),
        clipped("pan", "M130 370a212 212 0 1 0 424 0a212 212 0 1 0 -424 0Z",
                faded(0.5, path("M554 372A212 212 0 0 1 250 562A250 250 0 0 0 554 372Z", look.tone.shade)),
                faded(0.3, path("M150 320A200 200 0 0 1 330 165A260 260 0 0 0 150 320Z", look.tone.pale))),
        rings if look.style == 0 else circle(340, 370, 165, look.tone.shade, more=' opacity=".35"'),
    ])  # fmt: skip


@drawn
def knife(look: Look) -> str:
    long = (0, -60, 40)[look.style % 3]
    serrated = look.style == 2
    edge = [(300, 438), (620 + long, 424), (690 + long, 402), (720 + long, 372)]
    teeth = [(300 + 18 * step, 436 + (6 if step % 2 else -3) - step * 0.6) for step in range(19)] if serrated else edge[:2]
    steel = tone("steel")
    blade = f"M300 352L{690 + long} 352Q{735 + long} 360 {720 + long} 372Q{690 + long} 424 {600 + long} 436L300 440Z"
    handle = "M70 358Q66 348 82 346L290 350L304 352L304 436L250 440Q226 424 196 428Q150 438 104 446Q74 444 76 420Z"
    return group(
        lying(blade, 8), lying(handle, 10),
        path(blade, steel.light), path(f"M300 400L{700 + long} 392Q{690 + long} 424 {600 + long} 436L300 440Z", steel.base),
        line(teeth, steel.shade, 3) if serrated else "",
        rect(292, 348, 26, 92, steel.shade, 4),
        path(handle, look.tone.base), path("M76 420Q74 444 104 446Q150 438 196 428Q226 424 250 440L304 436L304 414Q180 400 76 420Z", look.tone.shade),
        path("M84 358L290 362L290 368L86 366Z", look.tone.pale, more=' opacity=".6"'),
        *[circle(x, 394, 8, steel.light, steel.deep, 2) for x in (120, 190, 258)],
        turn=-32, at=(0, 10),
    )  # fmt: skip


@drawn
def board(look: Look) -> str:
    """A cutting board lying flat; style 1 is round, style 2 has a handle."""
    outline = (
        round_rect(180, 150, 440, 500, 34),
        "M160 400a240 240 0 1 0 480 0a240 240 0 1 0 -480 0Z",
        "M210 250Q210 220 240 220L350 220Q362 214 362 196L362 130Q362 96 400 96Q438 96 438 130L438 196Q438 214 450 220"
        "L560 220Q590 220 590 250L590 670Q590 700 560 700L240 700Q210 700 210 670Z",
    )[look.style % 3]  # fmt: skip
    grain = "".join(
        thread([(140, y), (320, y + 10 - y % 23), (500, y - 6), (660, y + 8)], look.tone.shade, 3, ' opacity=".45"')
        for y in range(130, 720, 37)
    )
    stripes = "".join(rect(x, 60, 44, 700, look.trim.base, more=' opacity=".5"') for x in (250, 430)) if look.second != "oak" else ""
    hole = circle(400, 140, 16, tone("linen").pale) if look.style == 2 else circle(560, 210, 18, "#efe9de") if not look.style else ""
    return group(
        lying(outline, 18), path(outline, look.tone.shade), f'<g transform="translate(-4 -7)">{path(outline, look.tone.base)}</g>',
        clipped("board", outline, stripes, grain, faded(0.35, path("M100 60L420 60L150 560L100 560Z", look.tone.pale))), hole,
        turn=(-14, 0, -20)[look.style % 3],
    )  # fmt: skip


@drawn
def spoon(look: Look) -> str:
    """A fan of wooden spoons and a spatula."""
    one = "".join([
        tube((400, 330), (400, 700), 22, look.tone),
        ellipse(400, 230, 62, 92, look.tone.base), ellipse(404, 238, 44, 68, look.tone.shade),
        path("M362 240A44 68 0 0 1 400 170A60 80 0 0 0 362 240Z", look.tone.pale, more=' opacity=".5"'),
    ])  # fmt: skip
    flat = "".join([
        tube((400, 330), (400, 700), 22, look.trim), path("M352 150Q400 138 448 150L436 320Q400 344 364 320Z", look.trim.base),
        path("M418 148Q440 148 448 150L436 320Q424 332 412 334Z", look.trim.shade),
        *[path(round_rect(x, 180, 14, 110, 7), look.trim.deep) for x in ((376, 410) if look.style else ())],
    ])  # fmt: skip
    pieces = [(one, -24), (flat, 0), (one, 24)] if look.style != 2 else [(flat, -12), (one, 12)]
    return "".join(group(lying("M388 320L412 320L412 705L388 705Z", 10), body, turn=angle, about=(400, 760), at=(0, -20)) for body, angle in pieces)


@drawn
def whisk(look: Look) -> str:
    wires = "".join(
        path(f"M400 420C{400 - w} 380 {400 - w} 130 400 110C{400 + w} 130 {400 + w} 380 400 420", "none", tone("steel").shade if w % 40 else tone("steel").base, 7)
        for w in (140, 100, 55, 15)
    )
    return group(lying("M300 200Q400 100 500 200L420 430L380 430Z", 8), wires, tube((400, 420), (400, 470), 34, tone("steel"), "butt"),
                 tube((400, 480), (400, 700), 38, look.tone), circle(400, 700, 7, look.tone.deep), turn=38)  # fmt: skip


@drawn
def kettle(look: Look) -> str:
    body = [(330, 96), (360, 130), (470, 176), (560, 190), (612, 172)]
    spout = blob([(540, 480), (600, 430), (640, 352), (672, 340), (676, 362), (650, 420), (620, 500), (570, 540)], look.tone.shade)
    goose = thread([(548, 540), (610, 520), (625, 430), (650, 340), (690, 318)], look.tone.shade, 24) + thread([(556, 532), (604, 514), (618, 428), (644, 338), (684, 316)], look.tone.light, 6)
    grip = thread([(260, 400), (190, 300), (240, 190), (400, 168), (560, 190), (596, 270)], look.trim.base, 26) if not look.style else thread([(300, 380), (170, 350), (150, 470), (214, 560)], look.trim.base, 30)
    return "".join([
        shadow(196, 616), goose if look.style else spout, turned(body, look.tone), disc(334, 98, look.tone),
        turned([(300, 18), (312, 24), (326, 14)], look.trim), grip,
    ])  # fmt: skip


@drawn
def mill(look: Look) -> str:
    """A pepper mill, and with style 1 its salt sister."""

    def one(x: float, tall: float, wood: str) -> str:
        top = 640 - tall
        profile = [(top, 30), (top + 30, 48), (top + 70, 40), (top + 84, 30), (top + 100, 52), (top + tall * 0.55, 38), (620, 62), (632, 62)]
        head = turned([(top - 22, 8), (top - 14, 15), (top - 2, 9)], tone("steel"), x=x)
        return shadow(66, 636, x) + turned(profile, tone(wood), x=x) + head + band([(top + 84, 33), (top + 92, 40)], tone(wood).deep, x=x)

    if look.style == 1:
        return one(315, 330, look.color) + one(480, 290, look.second)
    return one(400, (420, 0, 330)[look.style % 3], look.color)


@drawn
def rollingpin(look: Look) -> str:
    ends = tube((110, 400), (690, 400), 34, look.trim) if look.style == 0 else ""
    body = tube((220, 400), (580, 400), 92, look.tone, "butt") if not ends == "" else tube((150, 400), (650, 400), 74, look.tone)
    return group(lying(round_rect(130, 362, 540, 90, 40), 16), ends, body, turn=-30)


@drawn
def dripper(look: Look) -> str:
    """A coffee filter on a glass server."""
    glass = tone("glass")
    flask = [(470, 92), (500, 140), (560, 172), (616, 160)]
    cone = [(262, 168), (300, 142), (410, 66), (430, 60)]
    ribs = "".join(line([(400 + k * 150, 300), (400 + k * 62, 408)], look.tone.shade, 4, ' opacity=".6"') for k in (-0.7, -0.35, 0, 0.35, 0.7))
    grip = thread([(540, 300), (610, 290), (616, 350), (512, 372)], look.tone.shade, 18)
    return "".join([
        shadow(176, 620), faded(0.55, turned(flask, glass)), faded(0.9, turned([(548, 166), (570, 171), (616, 158)], tone("coffee"), gloss=0.3)),
        ellipse(400, 548, 166, 30, tone("coffee").light), faded(0.6, band(flask, glass.pale, start=-0.75, end=-0.6)),
        ellipse(400, 440, 128, 24, look.tone.shade), ellipse(400, 434, 128, 24, look.tone.base),
        grip, turned(cone, look.tone), ribs, rim(262, 168, look.tone, wall=9),
        blob([(252, 262), (330, 236), (470, 236), (548, 262), (470, 288), (330, 288)], "#f7f1e4"),
        ellipse(400, 268, 96, 14, tone("coffee").base),
    ])  # fmt: skip


@drawn
def mokapot(look: Look) -> str:
    t = look.tone
    lower = shape([(300, 430), (500, 430), (540, 620), (260, 620)], t.base) + shape([(430, 430), (500, 430), (540, 620), (450, 620)], t.shade) + shape([(300, 430), (350, 430), (330, 620), (260, 620)], t.light)
    upper = shape([(290, 210), (510, 210), (480, 402), (320, 402)], t.base) + shape([(435, 210), (510, 210), (480, 402), (428, 402)], t.shade) + shape([(290, 210), (350, 210), (362, 402), (320, 402)], t.light)
    spout = shape([(292, 220), (228, 196), (300, 290)], t.shade)
    lid = shape([(284, 210), (400, 160), (516, 210)], t.light) + shape([(400, 160), (516, 210), (420, 210)], t.base)
    grip = path("M506 226L630 214Q646 214 644 232L622 420Q616 436 598 432Q586 428 588 412L602 268L512 280Z", look.trim.base)
    return "".join([shadow(160, 622), grip, spout, lower, rect(304, 400, 192, 34, t.deep, 6), upper, lid, circle(400, 148, 20, look.trim.base), circle(394, 141, 7, look.trim.light)])


@drawn
def breadbox(look: Look) -> str:
    t = look.tone
    slats = "".join(line([(150, y), (650, y)], t.shade, 4, ' opacity=".6"') for y in (350, 390, 430, 470))
    body = "M140 600L140 400Q140 300 240 300L560 300Q660 300 660 400L660 600Z"
    return "".join([
        shadow(270, 606), path(body, t.base), clipped("bread", body, slats if look.style else "", rect(560, 280, 110, 340, t.shade, more=' opacity=".6"'), rect(130, 290, 60, 200, t.pale, more=' opacity=".4"')),
        path("M130 590L670 590L670 620Q670 628 660 628L140 628Q130 628 130 620Z", look.trim.base), rect(130, 608, 540, 20, look.trim.shade, 6),
        tube((350, 520), (450, 520), 20, look.trim),
    ])  # fmt: skip


@drawn
def grater(look: Look) -> str:
    steel = tone("steel")
    holes = "".join(ellipse(400 + (column - 2) * 30 + (row % 2) * 10, 300 + row * 36, 8, 5, steel.deep) + ellipse(400 + (column - 2) * 30 + (row % 2) * 10, 296 + row * 36, 8, 4, steel.pale) for row in range(8) for column in range(5))
    return "".join([
        shadow(140, 616), shape([(320, 250), (470, 250), (510, 616), (270, 616)], steel.base), shape([(470, 250), (510, 270), (560, 590), (510, 616)], steel.shade),
        holes, path("M318 250Q318 160 395 160Q472 160 472 250", "none", look.tone.base, 26), path("M330 240Q332 174 395 170", "none", look.tone.light, 6),
    ])  # fmt: skip


@drawn
def jar(look: Look) -> str:
    """A storage jar; `color` is what is in it, `second` the lid."""
    tall = (300, 220, 380)[look.style % 3]
    top, glass = 640 - tall, tone("glass")
    wall = [(top, 112), (top + 30, 130), (600, 130), (620, 118)]
    fill = [(top + tall * 0.34, 122), (600, 122), (614, 112)]
    specks = "".join(circle(x, y, 7, look.tone.shade if (x + y) % 3 else look.tone.light) for y in range(int(top + tall * 0.4), 606, 26) for x in range(300 + (y // 26) % 2 * 14, 506, 32))
    return "".join([
        shadow(136, 620), faded(0.5, turned(wall, glass)), turned(fill, look.tone, gloss=0), clipped("fill", f"M284 {top + tall * 0.38}h232v240h-232Z", faded(0.7, specks)),
        ellipse(400, top + tall * 0.34, 122, 22, look.tone.light), faded(0.55, band(wall, glass.pale, start=-0.78, end=-0.6)),
        turned([(top - 34, 112), (top + 4, 116)], look.trim, smooth=False), disc(top - 34, 112, look.trim),
    ])  # fmt: skip


@drawn
def teatowel(look: Look) -> str:
    """Hanging from a peg in soft folds."""
    d = "M290 170Q400 120 510 170Q560 400 580 660Q510 680 460 660Q400 690 340 662Q280 680 220 660Q240 400 290 170Z"
    stripes = "".join(path(f"M180 {y}Q300 {y + 22} 400 {y + 4}Q500 {y - 10} 620 {y + 8}", "none", look.trim.base, 16 if look.style else 8) for y in ((560, 600, 632) if look.style < 2 else range(220, 660, 60)))
    checks = "".join(path(f"M{x} 120Q{x + (x - 400) * 0.2} 400 {x + (x - 400) * 0.5} 690", "none", look.trim.base, 8, ' opacity=".7"') for x in range(300, 520, 50)) if look.style == 2 else ""
    folds = "".join(path(f"M400 150Q{400 + k * 60} 400 {400 + k * 110} 690L{400 + k * 110 + 44} 690Q{400 + k * 60 + 26} 400 400 150Z", look.tone.shade, more=' opacity=".5"') for k in (-1.1, 0.15, 1.05))
    return "".join([lying(d, 16), path(d, look.tone.base), clipped("towel", d, stripes, checks, folds), path("M392 148Q370 96 400 92Q430 96 408 148", "none", look.trim.base, 7), circle(400, 92, 15, tone("oak").base), circle(396, 88, 6, tone("oak").light)])


@drawn
def apron(look: Look) -> str:
    d = "M310 210L490 210Q500 330 590 370L600 670Q600 690 580 690L220 690Q200 690 200 670L210 370Q300 330 310 210Z"
    pocket = path(round_rect(300, 470, 200, 130, 14), look.tone.light, look.tone.shade, 3) + line([(400, 472), (400, 600)], look.tone.shade, 3)
    straps = path("M312 214Q300 90 400 86Q500 90 488 214", "none", look.trim.base, 16) + path("M212 380Q150 400 120 470M588 380Q650 400 680 470", "none", look.trim.base, 14)
    return "".join([lying(d, 14), straps, path(d, look.tone.base), clipped("apron", d, faded(0.5, path("M520 300L610 300L610 700L540 700Z", look.tone.shade)), faded(0.3, path("M200 300L260 300L250 700L200 700Z", look.tone.pale))), pocket, *[circle(x, 226, 6, tone("brass").base) for x in (322, 478)]])


@drawn
def spicebox(look: Look) -> str:
    """A round tin with seven little bowls, from above."""
    spices = ("amber", "brick", "moss", "coffee", "mustard", "sand", "rust")
    spots = [(400, 400), *arc_ring()]
    cups = "".join(circle(x, y, 70, tone("steel").deep) + circle(x - 1, y - 2, 66, tone("steel").light) + circle(x, y, 58, tone(spice).base) + path(f"M{x - 50} {y + 10}Q{x} {y - 34} {x + 50} {y + 10}", "none", tone(spice).light, 12, ' opacity=".5"') for (x, y), spice in zip(spots, spices, strict=True))
    d = "M150 400a250 250 0 1 0 500 0a250 250 0 1 0 -500 0Z"
    return "".join([lying(d, 20), circle(400, 400, 250, look.tone.shade), circle(397, 395, 246, look.tone.light), circle(400, 400, 232, look.tone.base), cups])


def arc_ring() -> list[tuple[float, float]]:
    return [(400 + dx, 400 + dy) for dx, dy in ((150, 0), (75, 130), (-75, 130), (-150, 0), (-75, -130), (75, -130))]


@drawn
def cakepan(look: Look) -> str:
    wall = [(430, 210), (560, 196), (580, 190)]
    clip = rect(560, 470, 34, 84, tone("steel").shade, 6) + rect(566, 476, 14, 60, tone("steel").light, 4)
    flutes = "".join(line([point, (400 + (point[0] - 400) * 0.93, point[1] + 128)], look.tone.shade, 5, ' opacity=".6"') for point in arc_span(208, 0.19, 0.06, 0.94, 400, 436)) if look.style else ""
    chimney = turned([(380, 34), (470, 50)], look.tone, gloss=0.3) + rim(380, 34, look.tone, wall=7) if look.style else ""
    return "".join([shadow(210, 590), turned(wall, look.tone, smooth=False), flutes, rim(430, 212, look.tone, wall=9), chimney, "" if look.style else clip])
