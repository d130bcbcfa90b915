"""Things on and in a desk."""

from demo.drawings.look import Look, drawn
from demo.drawings.pen import circle, clipped, ellipse, faded, group, line, lying, path, rect, round_rect, shadow, shape, thread
from demo.drawings.solids import band, disc, rim, tube, turned
from demo.drawings.tones import Tone, tone


@drawn
def notebook(look: Look) -> str:
    """Style 0 with an elastic, 1 with a spiral, 2 a pair, 3 with a cloth spine."""

    def one(t: Tone, trim: Tone, style: int) -> str:
        d = round_rect(230, 140, 350, 500, 14)
        pages = path(round_rect(238, 148, 350, 500, 10), "#efe6d2") + "".join(line([(586 - step, 160), (586 - step, 640)], "#d9cdb2", 1.5) for step in (0, 4))
        spine = rect(230, 140, 54, 500, trim.base) + rect(276, 140, 8, 500, trim.shade) if style in (2, 3) else rect(230, 140, 26, 500, t.shade, 8, ' opacity=".6"')
        extra = rect(520, 136, 16, 512, trim.base) + path("M330 640V690L340 678L350 690V640Z", trim.base) if style == 0 else ""
        rings = "".join(rect(214, y, 44, 12, tone("steel").shade, 6) + circle(252, y + 6, 7, tone("charcoal").base) for y in range(170, 630, 30)) if style == 1 else ""
        label = path(round_rect(350, 220, 150, 90, 6), "#f7f1e2") + "".join(line([(372, y), (478, y)], trim.shade, 4) for y in (256, 276)) if style in (2, 3) else ""
        shine = faded(0.25, path("M300 140H420L290 640H284V140Z", t.pale))
        return lying(d, 16) + pages + path(d, t.base) + clipped(f"book{style}", d, spine, shine) + label + extra + rings

    if look.style == 2:
        return group(one(look.trim, look.tone, 3), turn=12, at=(50, 0)) + group(one(look.tone, look.trim, 2), turn=-6, at=(-40, 10))
    return group(one(look.tone, look.trim, look.style), turn=(-8, 5, 0, -6)[look.style % 4])


@drawn
def pen(look: Look) -> str:
    """Style 0 a fountain pen, 1 a ballpoint, 2 with its cap beside it."""
    brass = tone("brass") if look.second == "oak" else look.trim
    barrel = tube((400, 330), (400, 640), 50, look.tone) + rect(375, 320, 50, 16, brass.base) + rect(406, 320, 19, 16, brass.shade)
    nib = path("M382 320L376 250Q386 190 400 140Q414 190 424 250L418 320Z", brass.base) + path("M400 140Q414 190 424 250L418 320H400Z", brass.shade) + line([(400, 170), (400, 236)], tone("charcoal").base, 3) + circle(400, 240, 6, tone("charcoal").base)
    grip = path("M378 330L384 290H416L422 330Z", tone("charcoal").base)
    ball = path("M380 330L392 210L400 190L408 210L420 330Z", brass.base) + path("M400 190L408 210L420 330H402Z", brass.shade) + rect(392, 652, 16, 40, brass.base, 6) + rect(418, 470, 12, 150, brass.base, 6)
    cap = group(tube((400, 300), (400, 500), 54, look.tone) + rect(373, 486, 54, 16, brass.base) + rect(416, 330, 12, 140, brass.base, 6), at=(150, 60))
    body = barrel + (ball if look.style == 1 else nib + grip)
    return group(lying("M380 160L420 160L426 660H374Z", 12), body, cap if look.style != 1 else "", turn=38, at=(-40, 0) if look.style != 1 else (0, 0))


@drawn
def pencils(look: Look) -> str:
    """A fan of them; style 1 a box of colored ones."""
    colors = [look.color, look.second, "sage", "ochre", "navy", "brick"] if look.style else [look.color] * 3 + [look.second] * 2

    def one(t: Tone) -> str:
        wood = shape([(382, 250), (400, 170), (418, 250)], tone("beech").light) + shape([(394, 198), (400, 170), (406, 198)], t.deep)
        return wood + rect(382, 250, 12, 400, t.light) + rect(394, 250, 12, 400, t.base) + rect(406, 250, 12, 400, t.shade) + rect(382, 640, 36, 26, tone("brass").base) + rect(382, 664, 36, 26, tone("rose").base, 8)

    if not look.style:
        turns = [(index - (len(colors) - 1) / 2) * 13 for index in range(len(colors))]
        return "".join(group(lying("M382 250L400 170L418 250V680H382Z", 9), one(tone(c)), turn=angle, about=(400, 820), at=(0, -20)) for c, angle in zip(colors, turns, strict=True))
    row = "".join(group(one(tone(c)), at=((index - 2.5) * 62, -40)) for index, c in enumerate(colors))
    lid = round_rect(196, 440, 408, 250, 14)
    return lying(round_rect(196, 300, 408, 390, 14), 16) + rect(206, 300, 388, 380, tone("kraft").shade, 10) + row + path(lid, tone("kraft").base) + rect(196, 440, 408, 12, tone("kraft").light) + rect(300, 530, 200, 70, "#f6efdf", 6) + "".join(line([(330, y), (470, y)], look.trim.base, 5) for y in (556, 576))


@drawn
def penholder(look: Look) -> str:
    """A cup of pens; style 1 a wooden desk tray."""
    if look.style == 1:
        d = round_rect(130, 300, 540, 230, 22)
        wells = [(156, 324, 300, 182), (476, 324, 168, 80), (476, 424, 168, 82)]
        content = tube((190, 380), (420, 380), 16, tone("navy")) + tube((190, 420), (400, 420), 16, tone("brick")) + "".join(circle(506 + step * 30, 362 + step % 2 * 12, 10, "none", tone("steel").shade, 4) for step in range(4)) + rect(500, 444, 100, 40, tone("rose").base, 8)
        return group(lying(d, 18), path(d, look.tone.base), *[path(round_rect(x, y, w, h, 12), look.tone.deep) + path(round_rect(x + 3, y + 8, w - 3, h - 8, 12), look.tone.shade) for x, y, w, h in wells], content, turn=-8)
    tools = "".join(tube((x, 460), (x + lean, top), 20, tone(c)) + shape([(x + lean - 9, top), (x + lean + lean * 0.08, top - 40), (x + lean + 10, top)], tone("beech").light) for x, lean, top, c in ((350, -50, 220, "ochre"), (400, -10, 180, "navy"), (440, 44, 240, "brick"), (380, 20, 260, "sage")))
    return shadow(106, 620) + tools + turned([(410, 108), (600, 104), (614, 98)], look.tone, smooth=False, gloss=0.35) + path("M292 410A108 20 0 0 0 508 410", "none", look.tone.light, 9)


@drawn
def scissors(look: Look) -> str:
    blades = path("M404 420L330 110Q350 100 372 140L430 400Z", tone("steel").base) + path("M396 420L470 110Q450 100 428 140L370 400Z", tone("steel").light) + path("M396 420L470 110L452 118L384 410Z", tone("steel").shade)
    bows = "".join(path(f"M{400 + d * 8} 410Q{400 + d * 40} 500 {400 + d * 60} 540", "none", look.tone.base, 30) + ellipse(400 + d * 86, 610, 58, 80, "none", look.tone.shade, 30) + ellipse(400 + d * 86 - 3, 606, 58, 80, "none", look.tone.base, 22) for d in (-1, 1))
    return group(lying("M330 110L372 140L400 300L428 140L470 110L430 420L540 600L460 690L400 480L340 690L260 600L370 420Z", 9), blades, bows, circle(400, 396, 15, tone("brass").base), circle(397, 393, 6, tone("brass").pale), turn=30)


@drawn
def tape(look: Look) -> str:
    """A desk dispenser; style 1 rolls of paper tape, 2 a stapler."""
    if look.style == 1:
        rolls = ((look.tone, 290, 560), (look.trim, 500, 570), (tone("sage"), 400, 450))
        return shadow(240, 622) + "".join(ellipse(x, y + 34, 110, 44, t.shade) + ellipse(x, y, 110, 44, t.base) + rect(x - 110, y, 220, 34, t.base) + ellipse(x, y + 34, 110, 44, t.base) + ellipse(x, y, 110, 44, t.light) + ellipse(x, y, 60, 22, tone("kraft").base) + ellipse(x, y + 4, 48, 17, "#e9dfca") for t, x, y in sorted(rolls, key=lambda roll: roll[2]))
    if look.style == 2:
        return _stapler(look)
    roll = circle(360, 430, 100, look.trim.base) + circle(360, 430, 100, "none", look.trim.shade, 6) + circle(360, 430, 58, tone("kraft").base) + circle(360, 430, 22, look.tone.deep)
    strip = path("M360 330Q500 330 566 470", "none", look.trim.light, 10, ' opacity=".85"')
    body = path("M170 616Q170 480 250 470Q300 470 330 520Q400 540 440 500Q500 440 560 460L640 500Q660 510 650 540L640 616Z", look.tone.base) + path("M170 590H644L640 616H170Z", look.tone.shade) + shape([(556, 456), (596, 470), (576, 500)], tone("steel").base)
    return shadow(240, 616) + roll + strip + body + path("M196 560Q200 500 250 494", "none", look.tone.pale, 10, ' opacity=".6"')


def _stapler(look: Look) -> str:
    arm = path("M190 470Q180 400 250 392L640 440Q668 448 664 476L660 500L196 510Z", look.tone.base) + path("M196 494L662 484L660 504L196 514Z", look.tone.shade) + path("M230 418L560 448", "none", look.tone.pale, 9, ' opacity=".6"')
    foot = path("M170 566H650Q672 566 672 590V610H170Q150 610 150 590Q150 566 170 566Z", look.tone.shade) + rect(560, 556, 80, 14, tone("steel").base, 4)
    return shadow(260, 612) + path("M180 500L300 500L280 572H190Z", look.tone.deep) + rect(210, 506, 440, 24, tone("steel").base, 4) + foot + arm


@drawn
def paper(look: Look) -> str:
    """A pad or ream; style 1 letter set with envelopes, 2 a weekly planner pad, 3 sticky notes."""
    if look.style == 1:
        letter = lying("M250 160H560V560H250Z", 12) + rect(250, 160, 310, 400, "#fbf7ec") + "".join(line([(290, y), (520 - (y % 5) * 9, y)], tone("stone").light, 4) for y in range(220, 400, 28))
        cover = lying("M220 420H600V660H220Z", 14) + rect(220, 420, 380, 240, look.tone.base) + shape([(220, 420), (410, 560), (600, 420)], look.tone.light) + path("M220 420L410 560L600 420", "none", look.tone.shade, 4) + circle(410, 556, 26, look.trim.base)
        return group(letter, turn=-8, at=(-30, -20)) + group(cover, turn=6)
    if look.style == 3:
        notes = ((look.tone, -12, -60, -50), (look.trim, 7, 70, -20), (tone("sky"), -3, 0, 90))
        return "".join(group(lying("M290 290H510V510H290Z", 12), rect(290, 290, 220, 220, t.base) + rect(290, 290, 220, 34, t.shade, more=' opacity=".5"') + path("M510 470V510H450Q490 506 510 470Z", t.shade), turn=turn, at=(x, y)) for t, turn, x, y in notes)
    d = round_rect(200, 170, 400, 480, 6) if not look.style else round_rect(130, 240, 540, 330, 6)
    stack = "".join(f'<g transform="translate({step * 2} {step * 4})">{path(d, "#e8dec8" if step % 2 else "#f6f0e0")}</g>' for step in range(6, 0, -1))
    lines = "".join(line([(236, y), (564, y)], look.trim.light, 3) for y in range(270, 630, 36)) if not look.style else "".join(line([(130 + 540 * k / 5, 300), (130 + 540 * k / 5, 560)], look.trim.light, 3) for k in range(1, 5)) + "".join(line([(150, y), (650, y)], "#e2d8c2", 2) for y in range(340, 560, 40))
    head = rect(200, 170, 400, 54, look.tone.base) if not look.style else rect(130, 240, 540, 50, look.tone.base)
    return group(lying(d, 20), stack, path(d, "#fcf8ee"), clipped("pad", d, lines, head), turn=-6)


@drawn
def folder(look: Look) -> str:
    """A ring binder standing; style 1 a letter tray, 2 a box file."""
    if look.style == 1:
        level = lambda y, t: shape([(170, y), (250, y - 90), (650, y - 90), (610, y)], t.light) + shape([(170, y), (610, y), (600, y + 60), (180, y + 60)], t.base) + shape([(610, y), (650, y - 90), (650, y - 30), (600, y + 60)], t.shade)  # noqa: E731
        sheets = shape([(210, 548), (270, 476), (620, 476), (590, 548)], "#fbf7ec")
        return shadow(240, 614) + level(550, look.tone) + sheets + "".join(rect(x, 380, 12, 170, look.trim.base) for x in (196, 580)) + level(390, look.tone)
    body = shape([(260, 170), (470, 170), (470, 630), (260, 630)], look.tone.base) + shape([(470, 170), (560, 130), (560, 586), (470, 630)], look.tone.shade) + shape([(260, 170), (350, 130), (560, 130), (470, 170)], "#efe6d2")
    label = rect(310, 240, 110, 150, "#f7f1e2", 4) + "".join(line([(328, y), (402, y)], tone("stone").base, 4) for y in (280, 304, 328))
    ring = circle(365, 540, 28, tone("steel").base) + circle(365, 540, 16, look.tone.deep)
    edge = line([(266, 174), (266, 626)], look.tone.light, 6)
    return shadow(170, 626, 410) + body + edge + label + ring


@drawn
def calendar(look: Look) -> str:
    """A desk calendar on a wooden foot; style 1 a wall calendar."""
    grid = "".join(circle(250 + column * 50, 430 + row * 40, 8, look.trim.base if (row * 7 + column) == 17 else tone("stone").light) for row in range(5) for column in range(7))
    card = rect(200, 190, 400, 430, "#fbf7ec", 6) + rect(200, 190, 400, 190, look.tone.base, 6) + path("M200 340Q300 260 400 330Q500 270 600 330V384H200Z", look.tone.shade) + circle(500, 256, 36, look.tone.pale)
    if look.style == 1:
        holes = "".join(rect(x, 178, 10, 26, tone("steel").shade, 5) for x in range(230, 590, 40))
        return lying("M200 190H600V620H200Z", 16) + card + grid + holes
    foot = path("M180 610H620L640 650Q640 660 630 660H170Q160 660 160 650Z", tone("oak").base) + rect(160, 640, 480, 20, tone("oak").shade, 8)
    return shadow(230, 660) + card + grid + foot


@drawn
def inkwell(look: Look) -> str:
    glass = path("M250 400Q250 370 290 366H510Q550 370 550 400L566 590Q566 616 540 616H260Q234 616 234 590Z", tone("glass").base)
    ink = path("M262 460H538L548 580Q548 600 530 600H270Q252 600 252 580Z", look.tone.base) + path("M470 460H538L548 580Q548 600 530 600H450Z", look.tone.deep)
    label = rect(320, 490, 160, 86, "#f7f1e2", 4) + "".join(line([(345, y), (455, y)], look.tone.base, w) for y, w in ((520, 6), (542, 3), (556, 3)))
    cap = turned([(300, 84), (366, 88)], tone("charcoal"), smooth=False) + disc(300, 84, tone("charcoal"))
    return shadow(170, 616) + faded(0.75, glass) + ink + label + path("M258 400L248 580", "none", "#ffffff", 8, ' opacity=".7"') + cap


@drawn
def books(look: Look) -> str:
    """One book; style 1 a stack, 2 open."""
    if look.style == 1:
        rows = ((tone("navy"), 170, 0), (look.trim, 200, -20), (look.tone, 150, 14), (tone("sage"), 220, 4))
        return shadow(240, 616) + "".join(rect(180 + dx, 550 - index * 64, 620 - w - 20, 62, t.base, 6) + rect(190 + dx, 560 - index * 64, 12, 42, t.light) + rect(600 + dx - w + 160, 556 - index * 64, 40, 50, "#f3ead6") + rect(180 + dx, 596 - index * 64, 600 - w, 16, t.shade, 4) for index, (t, w, dx) in enumerate(rows))
    if look.style == 2:
        left = path("M400 250Q300 200 140 230V590Q300 560 400 610Z", "#fbf7ec") + path("M400 250Q370 234 330 226V570Q370 588 400 610Z", "#e9dfca")
        right = path("M400 250Q500 200 660 230V590Q500 560 400 610Z", "#f6efdf")
        lines = "".join(path(f"M170 {y}Q280 {y - 18} 370 {y + 14}M430 {y + 14}Q520 {y - 18} 630 {y}", "none", tone("stone").light, 4) for y in range(280, 540, 34))
        return lying("M130 230H670V600H130Z", 16) + path("M126 240V606Q300 580 400 628Q500 580 674 606V240Z", look.tone.base) + left + right + lines
    d = "M230 140H570V640H230Z"
    art = (circle(400, 330, 90, look.trim.base) + path("M230 470Q330 400 400 460Q480 400 570 470V640H230Z", look.tone.shade), "".join(rect(270 + step * 54, 300 - step * 26, 34, 180 + step * 26, look.trim.base if step % 2 else look.tone.light) for step in range(5)))[look.scale < 1]
    words = rect(275, 185, 250, 22, "#fbf7ec") + rect(275, 218, 170, 22, "#fbf7ec") + rect(275, 586, 120, 10, "#fbf7ec")
    return group(lying(d, 18), rect(238, 150, 344, 500, "#efe6d2"), path(d, look.tone.base), clipped("cover", d, art, rect(230, 140, 20, 500, look.tone.deep, more=' opacity=".4"')), words, turn=-6)


@drawn
def globe(look: Look) -> str:
    land = path("M310 280Q360 240 420 270Q440 320 400 350Q420 400 360 430Q300 400 290 340Z", look.trim.base) + path("M460 360Q530 340 540 400Q520 480 470 500Q440 440 460 360Z", look.trim.base)
    ball = circle(400, 380, 170, look.tone.base) + clipped("globe", "M230 380a170 170 0 1 0 340 0a170 170 0 1 0 -340 0Z", land, path("M500 240A170 170 0 0 1 340 540A200 200 0 0 0 500 240Z", look.tone.shade, more=' opacity=".6"')) + circle(340, 310, 30, look.tone.pale, more=' opacity=".5"')
    ring = path("M290 220A200 200 0 1 0 540 540", "none", tone("brass").base, 14)
    return shadow(120, 640) + turned([(580, 16), (606, 40), (630, 96), (640, 104)], tone("walnut")) + ball + ring + circle(292, 220, 11, tone("brass").base)


