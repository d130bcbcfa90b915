"""Toys and small furniture."""

from math import pi, sin

from demo.drawings.look import Look, drawn
from demo.drawings.pen import circle, ellipse, group, line, lying, path, rect, round_rect, shadow, shape, thread
from demo.drawings.solids import box, disc, tube, turned
from demo.drawings.tones import tone


@drawn
def blocks(look: Look) -> str:
    """A little building; style 1 a rainbow, 2 a marble run."""
    if look.style == 1:
        arcs = "".join(path(f"M{400 - r} 610A{r} {r} 0 0 1 {400 + r} 610", "none", tone(c).base, 44) + path(f"M{400 + r * 0.7:.0f} {610 - r * 0.71:.0f}A{r} {r} 0 0 1 {400 + r} 610", "none", tone(c).shade, 44, ' opacity=".6"') for r, c in ((236, look.color), (190, look.second), (144, "ochre"), (98, "sage"), (52, "sky")))
        return shadow(270, 622) + arcs
    if look.style == 2:
        ramps = "".join(shape([(x, y), (x + w, y + d), (x + w, y + d + 30), (x, y + 30)], look.tone.base) + shape([(x, y + 22), (x + w, y + d + 22), (x + w, y + d + 30), (x, y + 30)], look.tone.shade) for x, y, w, d in ((190, 250, 400, 60), (210, 440, 400, -60), (190, 510, 400, 60)))
        posts = "".join(rect(x, y, 46, 620 - y, look.trim.base, 6) + rect(x + 28, y, 18, 620 - y, look.trim.shade, 6) for x, y in ((170, 210), (590, 290)))
        return shadow(240, 622) + posts + ramps + "".join(circle(x, y, 17, tone(c).base) + circle(x - 5, y - 6, 5, "#ffffff") for x, y, c in ((300, 250, "brick"), (480, 384, "blue"), (330, 516, "ochre")))
    rows = "".join(box(x, y, w, 92, tone(c), depth=34, rise=20) for x, y, w, c in ((190, 528, 110, look.color), (310, 528, 160, look.second), (500, 528, 100, "sage"), (230, 436, 150, "sky"), (420, 436, 120, "ochre")))
    arch = path("M260 436V344H480V436H420A50 50 0 0 0 320 436Z", tone("navy").base) + shape([(480, 344), (514, 324), (514, 416), (480, 436)], tone("navy").shade) + shape([(260, 344), (294, 324), (514, 324), (480, 344)], tone("navy").light)
    roof = shape([(284, 340), (380, 236), (476, 340)], tone("brick").base) + shape([(380, 236), (476, 340), (510, 320), (404, 226)], tone("brick").shade)
    return shadow(240, 622) + rows + arch + roof


@drawn
def stacker(look: Look) -> str:
    """Rings on a post; style 1 stacking cups, 2 a spinning top."""
    if look.style == 1:
        cups = "".join(turned([(y, r), (y + 92, r * 0.86)], tone(c), smooth=False, gloss=0.3) + ellipse(400, y, r, r * 0.19, tone(c).light) for y, r, c in ((528, 150, look.color), (436, 126, look.second), (344, 104, "ochre"), (252, 82, "sky")))
        return shadow(150, 622) + cups
    if look.style == 2:
        return shadow(70, 640) + group(turned([(300, 20), (330, 60), (380, 150), (430, 156), (500, 90), (600, 10)], look.tone) + turned([(384, 152), (424, 157)], look.trim, gloss=0) + tube((400, 190), (400, 320), 26, tone("beech")), turn=9, about=(400, 620))
    rings = "".join(ellipse(400, 596 - step * 58, 170 - step * 22, 50 - step * 4, tone(c).shade) + ellipse(400, 584 - step * 58, 170 - step * 22, 50 - step * 4, tone(c).base) + path(f"M{270 + step * 18} {570 - step * 58}Q{330 + step * 8} {548 - step * 58} {410} {546 - step * 57}", "none", tone(c).pale, 8, ' opacity=".6"') for step, c in enumerate((look.color, look.second, "ochre", "sage", "sky")))
    return shadow(176, 636) + ellipse(400, 628, 180, 34, tone("beech").shade) + ellipse(400, 620, 180, 34, tone("beech").base) + rings + circle(400, 280, 48, tone("beech").base) + circle(386, 264, 16, tone("beech").pale)


@drawn
def train(look: Look) -> str:
    """An engine and a wagon; style 1 a truck, 2 a boat, 3 an airplane."""
    if look.style == 2:
        return shadow(220, 616) + rect(392, 200, 16, 330, tone("beech").base) + shape([(420, 220), (600, 480), (420, 480)], look.trim.base) + shape([(380, 260), (380, 480), (250, 480)], tone("cream").base) + path("M160 520H640Q610 620 530 616H270Q190 610 160 520Z", look.tone.base) + path("M160 520H640L632 546H170Z", look.tone.light) + path("M520 546H632Q600 620 530 616H470Z", look.tone.shade)
    if look.style == 3:
        return shadow(200, 640, strength=0.6) + path("M170 400Q180 330 300 330H560Q650 340 680 420Q600 480 440 484H260Q180 470 170 400Z", look.tone.base) + path("M300 470Q500 480 680 420Q600 480 440 484H300Z", look.tone.shade) + shape([(380, 400), (520, 400), (600, 590), (540, 600)], look.trim.base) + shape([(200, 340), (160, 220), (230, 230), (290, 332)], look.trim.base) + path("M520 340Q560 290 610 350Z", "#d5e3e6") + ellipse(690, 416, 14, 84, tone("beech").base) + circle(690, 416, 17, tone("brick").base) + circle(450, 500, 26, tone("charcoal").base)
    wheels = lambda spots: "".join(circle(x, 586, r, tone("charcoal").base if look.style else tone("beech").shade) + circle(x, 586, r * 0.62, tone("beech").light) + circle(x, 586, 7, tone("earth").base) for x, r in spots)  # noqa: E731
    if look.style == 1:
        return shadow(260, 628) + path("M150 340H470V550H150Z", look.trim.base) + rect(150, 500, 320, 50, look.trim.shade) + "".join(line([(x, 350), (x, 500)], look.trim.shade, 5) for x in (220, 310, 400)) + path("M480 550V400Q480 376 510 376H580Q600 376 616 400L660 470V550Z", look.tone.base) + path("M530 400H580L616 462H530Z", "#d5e3e6") + rect(480, 520, 180, 30, look.tone.shade) + wheels([(230, 46), (400, 46), (580, 46)])
    engine = rect(150, 300, 130, 260, look.tone.base, 10) + rect(136, 280, 160, 30, look.trim.base, 8) + rect(176, 340, 78, 70, "#efe6d2", 6) + tube((280, 470), (450, 470), 140, look.tone, "butt") + rect(380, 330, 44, 80, look.trim.shade) + rect(368, 316, 68, 24, look.trim.base, 6) + circle(452, 470, 62, look.tone.light) + circle(452, 470, 26, tone("ochre").base)
    wagon = rect(540, 450, 150, 110, look.trim.base, 8) + rect(540, 530, 150, 30, look.trim.shade) + "".join(tube((560 + step * 38, 440), (690, 440 - step * 0), 30, tone("walnut")) for step in range(1)) + rect(500, 540, 50, 10, tone("charcoal").base)
    return shadow(280, 630) + wagon + engine + wheels([(200, 46), (320, 34), (420, 34), (580, 30), (660, 30)])


@drawn
def plush(look: Look) -> str:
    """A bear; style 1 a rabbit, 2 a whale."""
    t, eye = look.tone, tone("charcoal").base
    if look.style == 2:
        return shadow(230, 612) + path("M140 470Q150 300 360 290Q560 290 600 460L690 380Q730 350 740 390Q740 470 650 520Q600 610 400 612Q160 610 140 470Z", t.base) + path("M150 510Q300 560 560 540Q640 520 650 520Q600 610 400 612Q190 610 150 510Z", look.trim.base) + circle(250, 440, 14, eye) + circle(246, 435, 5, "#ffffff") + thread([(200, 490), (240, 510), (290, 500)], t.deep, 6) + path("M420 520Q470 590 520 560Q520 500 470 490Z", t.shade) + path("M200 370Q260 310 360 312", "none", t.pale, 12, ' opacity=".5"')
    ears = "".join(circle(400 + d * 104, 214, 48, t.shade) + circle(400 + d * 104, 218, 28, look.trim.base) for d in (-1, 1)) if not look.style else "".join(group(ellipse(400 + d * 60, 130, 34, 120, t.base) + ellipse(400 + d * 60, 136, 18, 90, look.trim.base), turn=d * 12, about=(400 + d * 50, 250)) for d in (-1, 1))
    limbs = "".join(group(ellipse(400 + d * 130, 470, 48, 98, t.shade), turn=-d * 24, about=(400 + d * 110, 420)) + ellipse(400 + d * 96, 590, 72, 52, t.shade) + ellipse(400 + d * 104, 596, 40, 30, look.trim.base) for d in (-1, 1))
    body = ellipse(400, 490, 128, 132, t.base) + ellipse(400, 510, 84, 92, look.trim.light)
    head = ellipse(400, 286, 134, 116, t.base) + path("M470 190A134 116 0 0 1 420 402A170 150 0 0 0 470 190Z", t.shade, more=' opacity=".6"') + ellipse(400, 326, 58, 44, look.trim.light) + ellipse(400, 306, 20, 14, eye) + "".join(circle(400 + d * 52, 268, 10, eye) + circle(397 + d * 52, 265, 3.5, "#ffffff") for d in (-1, 1)) + thread([(376, 340), (400, 352), (424, 340)], eye, 5) + line([(400, 318), (400, 344)], eye, 4)
    scarf = path("M300 372Q400 420 500 372L506 404Q400 450 294 404Z", tone("brick").base) if look.second != "oak" else ""
    return shadow(170, 634) + limbs + body + ears + head + scarf


@drawn
def puzzle(look: Look) -> str:
    """Pieces; style 1 a memory game, 2 a board game."""
    if look.style == 1:
        icons = ("rust", "sage", "navy", "ochre", "sky", "berry")
        cards = "".join(lying(round_rect(150 + column * 172, 180 + row * 160, 150, 140, 16), 6) + path(round_rect(150 + column * 172, 180 + row * 160, 150, 140, 16), "#f7f0df" if (row + column) % 2 else look.tone.base) + (circle(225 + column * 172, 250 + row * 160, 42, tone(icons[(row * 3 + column) % 6]).base) + circle(212 + column * 172, 238 + row * 160, 13, tone(icons[(row * 3 + column) % 6]).light) if (row + column) % 2 else "".join(circle(190 + column * 172 + dx * 24, 214 + row * 160 + dy * 24, 4, look.tone.light) for dx in range(4) for dy in range(4))) for row in range(3) for column in range(3))
        return group(cards, turn=-4)
    if look.style == 2:
        d = round_rect(170, 190, 460, 430, 16)
        squares = "".join(rect(200 + column * 50, 215 + row * 48, 50, 48, look.trim.base) for row in range(8) for column in range(8) if (row + column) % 2)
        men = "".join(ellipse(x, y + 8, 23, 17, tone(c).deep) + ellipse(x, y, 23, 17, tone(c).base) for x, y, c in ((225, 240, "charcoal"), (325, 288, "charcoal"), (475, 240, "charcoal"), (275, 530, "cream"), (425, 482, "cream"), (525, 576, "cream")))
        return group(lying(d, 18), path(d, look.tone.base), rect(200, 215, 400, 384, look.tone.light), squares, men, turn=-7)
    knob = "q-40 -14 -40 20t40 20"
    piece = f"M300 300h60q-14 -40 20 -40t20 40h60v60{knob}v60h-160v-60q40 14 40 -20t-40 -20Z"
    spots = ((look.color, -90, -60, -8), (look.second, 70, -70, 10), ("ochre", -70, 110, 6), ("sage", 90, 100, -14))
    return "".join(group(lying(piece, 12), path(piece, tone(c).base), path("M306 308h46", "none", tone(c).pale, 8, ' opacity=".6"'), turn=turn, at=(x + 20, y + 20), scale=1.15) for c, x, y, turn in spots)


@drawn
def kite(look: Look) -> str:
    """Style 1 a garden swing, 2 a bubble set."""
    if look.style == 1:
        return "".join(line([(x, 60), (x + d, 560)], tone("rope").base, 12) for x, d in ((260, -20), (540, 20))) + shadow(200, 690, strength=0.6) + shape([(200, 560), (600, 560), (570, 530), (230, 530)], look.tone.light) + rect(200, 560, 400, 34, look.tone.base, 6) + rect(200, 580, 400, 14, look.tone.shade, 6) + "".join(circle(x, 545, 8, tone("earth").base) for x in (246, 554))
    sail = shape([(400, 110), (560, 300), (400, 300)], look.tone.shade) + shape([(400, 110), (240, 300), (400, 300)], look.tone.base) + shape([(240, 300), (400, 300), (400, 590)], look.trim.base) + shape([(400, 300), (560, 300), (400, 590)], look.trim.shade)
    tail = thread([(400, 590), (450, 640), (400, 690), (460, 740)], tone("charcoal").light, 5) + "".join(group(shape([(x - 30, y - 16), (x, y), (x - 30, y + 16)], tone(c).base) + shape([(x + 30, y - 16), (x, y), (x + 30, y + 16)], tone(c).light), turn=turn, about=(x, y)) for x, y, c, turn in ((440, 632, "rust", 30), (404, 688, "ochre", -10), (452, 730, "sage", 20)))
    return group(lying("M400 110L560 300L400 590L240 300Z", 14), sail, line([(400, 110), (400, 590)], tone("beech").base, 7), line([(240, 300), (560, 300)], tone("beech").base, 7), tail, turn=16, about=(400, 400), at=(0, -20))


@drawn
def crayons(look: Look) -> str:
    """Thick ones in a row; style 1 a paint box, 2 modeling dough."""
    if look.style == 1:
        d = round_rect(150, 260, 500, 300, 24)
        pans = "".join(path(round_rect(186 + column * 74, 296 + row * 104, 60, 86, 14), tone(c).base) + ellipse(214 + column * 74, 326 + row * 104, 18, 10, tone(c).light, more=' opacity=".8"') for (row, column), c in zip([(row, column) for row in range(2) for column in range(6)], ("lemon", "honey", "orange", "coral", "red", "berry", "plum", "blue", "sky", "mint", "green", "coffee"), strict=True))
        brush_ = group(tube((200, 620), (560, 620), 16, look.trim) + rect(556, 610, 40, 20, tone("steel").base, 4) + path("M596 608Q640 612 660 622Q640 632 596 634Z", tone("earth").base), turn=-6)
        return group(lying(d, 18), path(d, "#f6f1e6"), path(d, "none", look.tone.base, 12), pans, turn=-4) + brush_
    if look.style == 2:
        return shadow(230, 622) + "".join(turned([(500 - 100 * level, 92), (590 - 100 * level, 92)], tone("cream"), x=x, smooth=False) + turned([(470 - 100 * level, 98), (506 - 100 * level, 98)], tone(c), x=x, smooth=False) + disc(470 - 100 * level, 98, tone(c), x=x) for x, level, c in ((290, 0, look.color), (510, 0, look.second), (400, 1.35, "ochre")))
    rows = "".join(group(rect(0, 300, 66, 300, tone(c).base, 8) + rect(42, 300, 24, 300, tone(c).shade, 6) + shape([(8, 300), (33, 226), (58, 300)], tone(c).light) + rect(0, 360, 66, 160, "#f6efdf") + "".join(line([(12, y), (54, y)], tone(c).base, 5) for y in (400, 420)), at=(170 + step * 80, step % 2 * 14 - 6)) for step, c in enumerate((look.color, look.second, "ochre", "sage", "sky", "berry")))
    return lying("M170 300H650V610H170Z", 10) + rows


@drawn
def nightlight(look: Look) -> str:
    """A moon that glows; style 1 a mobile, 2 a growth chart."""
    glow = '<radialGradient id="glow"><stop offset="0" stop-color="#ffe7a8" stop-opacity=".8"/><stop offset="1" stop-color="#ffe7a8" stop-opacity="0"/></radialGradient>'
    if look.style == 1:
        arms = thread([(200, 250), (400, 210), (600, 250)], tone("beech").base, 12) + line([(400, 70), (400, 214)], tone("rope").base, 4)
        hung = "".join(line([(x, y), (x, y + drop)], tone("rope").base, 3) + circle(x, y + drop + 46, 46, tone(c).base) + circle(x - 14, y + drop + 32, 14, tone(c).light) for x, y, drop, c in ((210, 248, 150, look.color), (305, 226, 260, look.second), (400, 212, 120, "ochre"), (495, 226, 230, "sky"), (590, 248, 160, "sage")))
        return arms + hung
    if look.style == 2:
        marks = "".join(line([(330, y), (330 + (80 if step % 5 == 0 else 44), y)], look.trim.shade, 6) for step, y in enumerate(range(140, 690, 27)))
        return lying("M330 110H470V710H330Z", 14) + rect(330, 110, 140, 600, look.tone.base, 10) + rect(440, 110, 30, 600, look.tone.shade, 8) + marks + circle(400, 150, 13, look.trim.deep)
    craters = "".join(ellipse(x, y, r, r * 0.8, look.tone.shade, more=' opacity=".5"') for x, y, r in ((330, 360, 30), (460, 320, 22), (420, 470, 40), (320, 480, 18), (510, 430, 20)))
    return glow + circle(400, 400, 300, "url(#glow)") + shadow(110, 632) + path("M300 600L330 540H470L500 600Q500 630 470 630H330Q300 630 300 600Z", look.trim.base) + path("M430 540H470L500 600Q500 630 470 630H440Z", look.trim.shade) + circle(400, 400, 170, look.tone.light) + craters + path("M470 246A170 170 0 0 1 380 568A210 210 0 0 0 470 246Z", look.tone.shade, more=' opacity=".5"')


@drawn
def kitchenette(look: Look) -> str:
    """A set of toy vegetables in a crate; style 1 a tea set, 2 a xylophone."""
    if look.style == 2:
        bars = "".join(group(rect(0, 0, 62, 320 - step * 26, tone(c).base, 12) + rect(40, 0, 22, 320 - step * 26, tone(c).shade, 10) + circle(31, 24, 6, "#ffffff") + circle(31, 296 - step * 26, 6, "#ffffff"), at=(140 + step * 76, 250 + step * 13)) for step, c in enumerate(("brick", "orange", "honey", "green", "teal", "blue", "plum")))
        rails = line([(120, 300), (690, 350)], tone("beech").base, 20) + line([(120, 520), (690, 470)], tone("beech").base, 20)
        return lying("M130 250H680V570H130Z", 12) + rails + bars + tube((250, 660), (560, 610), 13, tone("beech")) + circle(570, 606, 26, look.tone.base)
    if look.style == 1:
        pot = turned([(380, 60), (440, 110), (540, 120), (600, 80)], look.tone, x=330) + path("M440 500Q500 480 520 420L548 416Q540 510 450 550Z", look.tone.shade) + path("M220 440Q140 440 150 510Q160 570 230 550", "none", look.trim.base, 18) + turned([(350, 18), (380, 62)], look.trim, x=330)
        cups = "".join(turned([(520, 60), (600, 40)], look.trim, x=x, smooth=False) + ellipse(x, 520, 60, 12, look.trim.light) for x in (560, 680))
        return shadow(130, 612, 330) + shadow(60, 608, 560) + shadow(60, 608, 680) + pot + cups
    carrot = group(path("M380 330Q400 320 420 330L404 520Q400 530 396 520Z", tone("orange").base) + "".join(ellipse(400 + dx, 300, 11, 40, tone("green").base) for dx in (-18, 0, 18)), turn=-24, at=(-120, -60))
    tomato = circle(380, 350, 66, tone("red").base) + circle(358, 330, 18, tone("red").light) + path("M350 294l30 16l30 -16l-14 30h-32Z", tone("green").base)
    leek = group(rect(470, 200, 50, 260, "#f3eedd", 20) + path("M462 260Q480 120 440 90Q500 120 496 200Q520 110 560 100Q520 160 528 260Z", tone("green").base), turn=20, about=(500, 400), at=(-30, 90))
    slats = "".join(rect(180, y, 440, 60, look.tone.base, 6) + rect(180, y + 46, 440, 14, look.tone.shade, 6) for y in (410, 480, 550))
    return shadow(230, 616) + carrot + leek + tomato + circle(500, 370, 58, tone("plum").base) + circle(482, 352, 14, tone("plum").light) + slats + "".join(rect(x, 400, 34, 220, look.tone.light, 6) for x in (180, 586))


@drawn
def bunting(look: Look) -> str:
    flags = "".join(shape([(96 + step * 88, 236 + 62 * sin(pi * (step + 0.1) / 7)), (174 + step * 88, 236 + 62 * sin(pi * (step + 0.9) / 7)), (136 + step * 88, 400 + 62 * sin(pi * (step + 0.5) / 7))], tone(c).base) for step, c in enumerate((look.color, "cream", look.second, "sage", "cream", "ochre", "sky")))
    cord = thread([(80 + 92 * step, 232 + 62 * sin(pi * step / 7)) for step in range(8)], tone("rope").shade, 8)
    return f'<g transform="translate(6 12)" opacity=".12">{flags}</g>' + flags + cord


@drawn
def pullalong(look: Look) -> str:
    """A duck on wheels with a cord."""
    body = path("M200 470Q220 380 340 400Q440 420 470 330Q460 230 540 220Q620 226 620 300Q620 350 590 390Q600 540 470 560H290Q200 550 200 470Z", look.tone.base) + path("M590 390Q600 540 470 560H290Q240 556 215 520Q420 540 500 470Q560 420 590 390Z", look.tone.shade)
    wing = path("M290 450Q380 420 440 470Q400 530 320 520Q280 500 290 450Z", look.trim.base)
    beak = path("M612 270L700 284Q700 312 616 318Z", tone("orange").base)
    wheels = "".join(circle(x, 600, 44, tone("beech").base) + circle(x, 600, 26, look.trim.base) + circle(x, 600, 7, tone("earth").base) for x in (300, 480))
    return shadow(200, 640) + thread([(600, 520), (680, 560), (720, 500), (740, 420)], tone("rope").base, 7) + circle(742, 410, 17, tone("brick").base) + rect(250, 550, 280, 24, tone("beech").shade, 8) + body + wing + beak + circle(560, 284, 12, tone("charcoal").base) + wheels


@drawn
def dollhouse(look: Look) -> str:
    front = rect(220, 330, 360, 290, look.tone.base) + rect(540, 330, 40, 290, look.tone.shade)
    roof = shape([(180, 340), (400, 160), (620, 340)], look.trim.base) + shape([(400, 160), (620, 340), (560, 340)], look.trim.shade) + rect(480, 190, 44, 80, look.trim.deep)
    windows = "".join(rect(x, y, 76, 80, "#fbf3d9", 4) + line([(x + 38, y), (x + 38, y + 80)], "#ffffff", 6) + line([(x, y + 40), (x + 76, y + 40)], "#ffffff", 6) for x, y in ((256, 370), (440, 370), (256, 500)))
    door = rect(440, 490, 76, 130, look.trim.base, 4) + circle(500, 560, 6, tone("brass").base)
    return shadow(220, 622) + front + windows + door + roof + circle(400, 280, 28, "#fbf3d9")


