"""Things beside the basin."""

from demo.drawings.look import Look, drawn
from demo.drawings.pen import blob, circle, clipped, ellipse, faded, group, line, lying, path, rect, round_rect, shadow, shape, thread
from demo.drawings.solids import band, disc, rim, tube, turned
from demo.drawings.tones import Tone, tone


@drawn
def soap(look: Look) -> str:
    """A bar with a paper band; style 1 two bars stacked, 2 round, 3 on a rope."""

    def bar(y: float, t: Tone, wrap: Tone) -> str:
        d = f"M190 {y}Q190 {y - 60} 250 {y - 62}L560 {y - 62}Q616 {y - 60} 616 {y}L616 {y + 56}Q616 {y + 104} 560 {y + 104}L246 {y + 104}Q190 {y + 104} 190 {y + 56}Z"
        top = path(f"M214 {y - 34}Q230 {y - 50} 262 {y - 50}L548 {y - 50}Q584 {y - 50} 594 {y - 34}Q580 {y - 16} 548 {y - 14}L258 {y - 14}Q224 {y - 14} 214 {y - 34}Z", t.light)
        paper = rect(330, y - 66, 150, 176, wrap.base) + rect(330, y - 8, 150, 118, wrap.shade, more=' opacity=".35"') + "".join(line([(356, y + dy), (454, y + dy)], tone("charcoal").light, w) for dy, w in ((26, 6), (46, 4), (62, 4)))
        return path(d, t.base) + clipped(f"soap{y:g}", d, rect(180, y + 50, 450, 60, t.shade, more=' opacity=".7"')) + top + paper

    if look.style == 2:
        cord = thread([(400, 330), (360, 220), (400, 130), (440, 220), (400, 330)], tone("rope").base, 10)
        return cord + shadow(150, 616) + ellipse(400, 470, 168, 150, look.tone.base) + path("M500 350A168 150 0 0 1 330 608A190 170 0 0 0 500 350Z", look.tone.shade) + ellipse(350, 410, 60, 36, look.tone.pale, more=' opacity=".5"') + circle(400, 340, 16, look.tone.deep)
    upper = bar(380, tone(look.second), tone("cream")) if look.style == 1 else ""
    return shadow(220, 610) + bar(500, look.tone, tone("cream") if look.style != 1 else tone("kraft")) + upper


@drawn
def pump(look: Look) -> str:
    """A bottle with a pump; style 1 of amber glass, 2 a pair."""

    def one(x: float, t: Tone, tall: float) -> str:
        top = 616 - tall
        body = turned([(top, 60), (top + 26, 92), (590, 94), (612, 86)], t, x=x, gloss=0.5)
        label = band([(top + 110, 95), (top + 220, 95)], "#f6efdf", x=x, start=-0.8, end=0.8) + "".join(line([(x - 44, top + 150 + dy), (x + 44 - dy, top + 150 + dy)], look.trim.base, w) for dy, w in ((0, 7), (24, 4), (42, 4)))
        head = turned([(top - 36, 26), (top + 2, 30)], tone("charcoal"), x=x, smooth=False) + rect(x - 6, top - 78, 12, 46, tone("gray").base) + path(f"M{x - 22} {top - 96}H{x + 30}Q{x + 92} {top - 94} {x + 96} {top - 58}L{x + 84} {top - 58}Q{x + 74} {top - 76} {x + 30} {top - 76}H{x - 22}Z", tone("charcoal").base)
        return shadow(96, 618, x) + body + label + head

    if look.style == 2:
        return one(280, look.tone, 300) + one(510, tone(look.second), 300)
    return one(400, look.tone, 340)


@drawn
def creamjar(look: Look) -> str:
    """A low jar with a lid; style 1 open, the lid leaning, 2 a flat tin."""
    if look.style == 2:
        tin = turned([(470, 170), (560, 170)], look.trim, smooth=False) + disc(470, 170, look.tone) + ellipse(400, 470, 120, 22, "none", look.tone.shade, 4) + "".join(line([(400 - w, y), (400 + w, y)], look.tone.deep, 5) for y, w in ((462, 50), (476, 34)))
        return shadow(176, 586) + tin
    body = turned([(430, 140), (590, 142), (606, 132)], look.tone, smooth=False) + band([(470, 143), (560, 143)], "#f6efdf", start=-0.7, end=0.7) + "".join(line([(340, y), (460 - dy, y)], look.trim.shade, 5) for y, dy in ((520, 0), (542, 20), (560, 46)))
    if look.style == 1:
        lid = group(ellipse(590, 560, 30, 110, look.trim.shade) + ellipse(578, 560, 30, 110, look.trim.base), turn=14, about=(590, 560))
        return shadow(150, 612) + shadow(60, 622, 600) + lid + body + rim(430, 142, look.tone, wall=12, filling="#fbf3e2", level=0.04)
    return shadow(146, 612) + body + turned([(356, 142), (430, 146)], look.trim, smooth=False) + disc(356, 142, look.trim)


@drawn
def towels(look: Look) -> str:
    """Folded; style 1 a stack of three, 2 rolled, 3 waffle weave."""
    if look.style == 2:
        spots = [(290, 520), (510, 520), (400, 350)]
        return shadow(230, 622) + "".join(circle(x, y, 100, t.base) + circle(x + 6, y + 6, 92, t.shade, more=' opacity=".4"') + "".join(circle(x - 3, y - 3, r, "none", t.shade, 6) for r in (80, 58, 36, 14)) for (x, y), t in zip(spots, (look.tone, look.trim, look.tone), strict=True))
    rows = [(look.tone, 0)] if look.style in (0, 3) else [(look.tone, 0), (look.trim, 1), (look.tone, 2)]
    parts = [shadow(240, 612)]
    for t, level in rows:
        tall = 110 if len(rows) > 1 else 170
        y = 604 - (level + 1) * tall
        d = round_rect(170, y, 460, tall - 6, 40 if len(rows) > 1 else 50)
        waffle = "".join(line([(160, y + dy), (640, y + dy)], t.shade, 3) for dy in range(10, 170, 18)) + "".join(line([(x, y), (x, y + tall)], t.shade, 3) for x in range(180, 640, 18)) if look.style == 3 else ""
        seam = path(f"M170 {y + tall * 0.48}Q400 {y + tall * 0.56} 630 {y + tall * 0.48}", "none", t.deep, 5, ' opacity=".5"')
        stripe = rect(520, y - 4, 14, tall + 4, t.light) + rect(546, y - 4, 30, tall + 4, t.light)
        parts += [path(d, t.base), clipped(f"tw{level}", d, faded(0.6, waffle), faded(0.5, rect(160, y + tall * 0.72, 480, 60, t.shade)), stripe if look.style != 3 else "", seam), path(f"M200 {y + 22}Q400 {y + 8} 500 {y + 18}", "none", t.pale, 7, ' opacity=".6"')]
    return "".join(parts)


@drawn
def brush(look: Look) -> str:
    """Style 0 a long bath brush, 1 a hair brush, 2 a nail brush, 3 a pair of toothbrushes."""
    if look.style == 3:
        return _toothbrush(look.tone, -14, -60) + _toothbrush(tone(look.second), 12, 70)
    if look.style == 2:
        hairs = "".join(line([(x, 470), (x + (x - 400) * 0.05, 560)], tone("natural").shade if x % 3 else tone("natural").base, 9) for x in range(230, 575, 11))
        return shadow(200, 566) + hairs + path(round_rect(190, 380, 420, 104, 50), look.tone.base) + path("M210 440Q400 470 590 440Q590 484 560 484H240Q210 484 210 440Z", look.tone.shade) + path("M240 400Q400 386 540 398", "none", look.tone.pale, 9, ' opacity=".6"')
    head = ellipse(400, 220, 104, 140, look.tone.shade) + ellipse(396, 214, 102, 138, look.tone.base)
    dots = "".join(circle(400 + dx, 214 + dy, 8, look.tone.deep if look.style else tone("natural").light) for dy in range(-110, 111, 27) for dx in range(-72, 73, 24) if (dx / 92) ** 2 + (dy / 126) ** 2 < 1)
    pad = ellipse(398, 216, 82, 116, tone("natural").base if not look.style else tone("brick").light)
    pole = path("M374 340Q384 420 380 560L376 690Q376 716 400 716Q424 716 424 690L420 560Q416 420 426 340Z", look.tone.base) + path("M404 350Q410 560 406 712Q424 708 424 690L420 560Q416 420 426 340Z", look.tone.shade)
    cord = thread([(400, 696), (384, 740), (400, 762), (416, 740), (400, 696)], tone("rope").base, 6) if not look.style else ""
    return group(lying("M300 220Q300 80 400 80Q504 80 504 220Q500 340 426 350L424 710H376L374 350Q300 340 300 220Z", 12), cord, pole, head, pad, dots, turn=28)


def _toothbrush(t: Tone, turn: float, x: float) -> str:
    hairs = "".join(rect(372, 120 + step * 17, 46, 12, tone("cream").base if step % 2 else t.light, 3) for step in range(7))
    body = path("M410 110Q440 110 440 140V240Q440 290 432 330Q446 400 444 480V660Q444 690 424 690Q404 690 404 660V480Q402 400 416 330Q410 290 410 240Z", t.base) + path("M428 112Q440 116 440 140V240Q440 290 432 330Q446 400 444 480V660Q444 684 432 688Q434 480 426 330Z", t.shade)
    return group(lying("M372 120H440V240L432 330L444 660L404 660L416 330L410 250H372Z", 8), hairs, body, turn=turn, at=(x, 0))


@drawn
def sponge(look: Look) -> str:
    """A natural sponge; style 1 a loofah disc, 2 a konjac ball."""
    d = [(240, 420), (270, 320), (360, 270), (470, 280), (560, 340), (590, 440), (550, 550), (440, 600), (320, 590), (250, 520)]
    pores = "".join(ellipse(270 + (step * 97) % 290, 320 + (step * 61) % 250, 7 + step % 4 * 3, 5 + step % 3 * 3, look.tone.deep, more=' opacity=".55"') for step in range(36))
    if look.style == 1:
        rings = "".join(circle(400, 440, r, "none", look.tone.shade, 5) for r in (150, 110, 70, 30))
        return lying("M240 440a160 160 0 1 0 320 0a160 160 0 1 0 -320 0Z", 16) + circle(400, 440, 168, look.trim.base) + circle(400, 440, 154, look.tone.base) + rings + thread([(400, 276), (370, 200), (400, 160), (430, 200), (400, 276)], look.trim.base, 10)
    cord = thread([(400, 270), (376, 180), (400, 140), (424, 180), (404, 270)], tone("rope").base, 9)
    return shadow(160, 606) + cord + blob(d, look.tone.base) + blob([(590, 440), (550, 550), (440, 600), (320, 590), (460, 540), (540, 430)], look.tone.shade) + (pores if look.style == 0 else faded(0.4, pores)) + blob([(290, 360), (350, 310), (420, 310), (350, 350)], look.tone.pale, ' opacity=".6"')


@drawn
def comb(look: Look) -> str:
    teeth = "".join(path(f"M{196 + step * 17} 380V{520 + (step in (0, 24)) * 10}Q{201 + step * 17} 536 {206 + step * 17} 520V380Z", look.tone.base if step > 9 else look.tone.light) for step in range(24))
    spine = path("M180 400V340Q180 300 260 292Q400 276 540 292Q620 300 620 340V400Z", look.tone.base) + path("M180 392H620V404H180Z", look.tone.shade) + path("M220 320Q400 294 560 314", "none", look.tone.pale, 8, ' opacity=".6"')
    return group(lying("M180 340Q180 292 400 286Q620 292 620 340V530H180Z", 10), teeth, spine, turn=-22)


@drawn
def razor(look: Look) -> str:
    """A safety razor beside its stand, or with style 1 with a shaving brush."""
    steel = tone("steel")
    head = rect(330, 180, 140, 30, steel.light, 8) + rect(322, 206, 156, 12, steel.deep, 4) + rect(336, 216, 128, 22, steel.base, 8)
    one = head + rect(388, 236, 24, 60, steel.shade) + tube((400, 310), (400, 600), 38, look.tone) + "".join(line([(384, y), (416, y)], look.tone.shade, 4) for y in range(380, 560, 22)) + rect(380, 600, 40, 18, steel.base, 6)
    brush_ = turned([(470, 64), (520, 40), (560, 56), (620, 70)], look.tone, x=560) + shape([(500, 320), (620, 320), (600, 474), (520, 474)], tone("natural").base) + path("M500 320Q560 280 620 320Z", tone("natural").light) + shape([(570, 320), (620, 320), (600, 474), (572, 474)], tone("natural").shade)
    if look.style == 1:
        return group(lying("M322 180H478V240L420 300V610H380V300Z", 10), one, turn=-18, at=(-110, 0)) + shadow(74, 628, 560) + brush_
    return group(lying("M322 180H478V240L420 300V610H380V300Z", 10), one, turn=24)


@drawn
def dish(look: Look) -> str:
    """A soap dish; style 1 with its soap, 2 a tumbler for brushes."""
    if look.style == 2:
        handles = "".join(tube((400 + d * 20, 460), (400 + d * 62, 230), 16, t) + rect(400 + d * 62 - 12, 196, 24, 46, tone("cream").base, 4) for d, t in ((-1, look.trim), (1, tone("sage"))))
        return shadow(110, 620) + handles + turned([(400, 106), (600, 100), (614, 92)], look.tone, smooth=False) + faded(1, path("M294 400A106 20 0 0 0 506 400", "none", look.tone.light, 10))
    bar = path("M290 480Q290 420 400 416Q510 420 510 480V500H290Z", look.trim.base) + path("M320 450Q400 426 470 440", "none", look.trim.pale, 10, ' opacity=".6"') if look.style else ""
    ribs = "" if look.style else "".join(line([(x, 492), (x + (x - 400) * 0.15, 516)], look.tone.shade, 8) for x in range(270, 540, 32))
    back = ellipse(400, 500, 210, 40, look.tone.light) + ellipse(400, 506, 184, 30, look.tone.shade)
    return shadow(190, 576) + back + ribs + bar + path("M190 500A210 40 0 0 0 610 500Q600 572 520 578H280Q200 572 190 500Z", look.tone.base) + path("M480 536A210 40 0 0 0 610 500Q600 572 520 578H440Z", look.tone.shade, more=' opacity=".7"')


@drawn
def bathmat(look: Look) -> str:
    """A mat of cloth; style 1 of wooden slats."""
    d = round_rect(140, 240, 520, 340, 26)
    if look.style == 1:
        slats = "".join(rect(160, y, 480, 40, look.tone.base, 10) + rect(160, y + 30, 480, 10, look.tone.shade, 5) + thread([(180, y + 14), (400, y + 18), (620, y + 10)], look.tone.shade, 2.5, ' opacity=".6"') for y in range(222, 590, 54))
        return group("".join(rect(x, 240, 30, 360, look.tone.deep, 6) for x in (220, 550)), lying(round_rect(160, 222, 480, 370, 10), 14), slats, turn=-10)
    tufts = "".join(path(f"M150 {y}" + "".join(f"q13 {-9 if step % 2 else 9} 26 0" for step in range(20)), "none", look.tone.shade if y % 2 else look.tone.light, 5) for y in range(258, 580, 19))
    return group(lying(d, 16), path(d, look.tone.base), clipped("mat", d, faded(0.7, tufts)), path(round_rect(172, 272, 456, 276, 14), "none", look.trim.base, 12), turn=-9)


@drawn
def washbag(look: Look) -> str:
    body = path("M170 360Q180 330 220 330H580Q620 330 630 360L654 590Q656 616 630 616H170Q144 616 146 590Z", look.tone.base)
    zip_ = path("M190 340Q400 300 610 340", "none", look.trim.shade, 14) + path("M190 340Q400 300 610 340", "none", tone("brass").base, 4, ' stroke-dasharray="8 6"')
    tab = group(rect(588, 340, 20, 62, look.trim.base, 8), circle(598, 346, 9, tone("brass").base), turn=-14, about=(598, 346))
    seam = path("M148 540Q400 566 652 540", "none", look.tone.shade, 5) + path("M152 548Q400 574 648 548L654 590Q656 616 630 616H170Q144 616 146 590Z", look.trim.base)
    loop = thread([(170, 380), (110, 420), (120, 480), (158, 470)], look.trim.base, 20)
    return shadow(240, 618) + loop + body + clipped("bag", "M170 360Q180 330 220 330H580Q620 330 630 360L654 590Q656 616 630 616H170Q144 616 146 590Z", faded(0.5, path("M540 330H660V620H600Z", look.tone.shade)), faded(0.35, path("M180 340H260L210 616H140Z", look.tone.pale))) + seam + zip_ + tab
