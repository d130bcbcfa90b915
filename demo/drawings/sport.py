"""Things to go out with."""

from math import cos, pi, sin

from demo.drawings.look import Look, drawn
from demo.drawings.pen import circle, clipped, ellipse, faded, group, line, lying, path, rect, ring_points, round_rect, shadow, shape, thread
from demo.drawings.solids import tube, turned
from demo.drawings.tones import tone

BALL = "M210 430a190 190 0 1 0 380 0a190 190 0 1 0 -380 0Z"


@drawn
def ball(look: Look) -> str:
    """Style 0 a football, 1 a basketball, 2 a volleyball of stripes, 3 boules."""
    if look.style == 3:
        spots = [(300, 540, "steel"), (500, 546, "steel"), (400, 390, "steel"), (600, 594, look.color)]
        return shadow(250, 620) + "".join(circle(x, y, 90 if c == "steel" else 34, tone(c).base) + circle(x - 24, y - 28, 26 if c == "steel" else 10, tone(c).pale, more=' opacity=".7"') + "".join(path(f"M{x - 80} {y + d}Q{x} {y + d + 24} {x + 80} {y + d}", "none", tone(c).shade, 4) for d in ((-20, 0, 20) if c == "steel" else ())) for x, y, c in spots)
    marks = (_patches(look), _seams(look), _waves(look))[look.style % 3]
    shade = path("M520 282A190 190 0 0 1 300 592A230 230 0 0 0 520 282Z", look.tone.deep, more=' opacity=".45"')
    return shadow(160, 622) + circle(400, 430, 190, look.tone.base) + clipped("ball", BALL, marks, shade, ellipse(330, 340, 60, 40, "#ffffff", more=' opacity=".35"'))


def _patches(look: Look) -> str:
    def pentagon(x: float, y: float, r: float, turn: float) -> str:
        return shape(ring_points(x, y, r, r * 0.96, 5, turn), look.trim.base)

    edge = [(400 + 150 * cos(a), 430 + 150 * sin(a)) for a in (pi * (0.3 + 0.4 * step) for step in range(5))]
    lines = "".join(line([(400 + 62 * cos(a), 430 + 62 * sin(a)), (400 + 120 * cos(a), 430 + 120 * sin(a))], look.trim.base, 5) for a in (pi * (0.3 + 0.4 * step) for step in range(5)))
    return pentagon(400, 430, 64, 0.3 * pi) + lines + "".join(pentagon(x + (x - 400) * 0.12, y + (y - 430) * 0.12, 52, 1.3 * pi) for x, y in edge)


def _seams(look: Look) -> str:
    return path("M210 430H590M400 240V620M270 290Q370 430 270 570M530 290Q430 430 530 570", "none", look.trim.base, 7)


def _waves(look: Look) -> str:
    return path("M210 400Q320 330 420 380Q520 430 590 370V290Q500 350 420 300Q320 250 230 310Z", look.trim.base) + path("M210 470Q320 410 420 460Q520 510 590 450V510Q520 560 420 520Q320 470 220 540Z", tone("ochre").base) + path("M400 240Q460 430 400 620", "none", look.tone.shade, 4)


@drawn
def tent(look: Look) -> str:
    """Style 1 a dome, 2 a tarp."""
    ground = ellipse(400, 620, 330, 34, tone("sage").light, more=' opacity=".8"') + shadow(300, 622)
    if look.style == 1:
        dome = "M120 610Q140 300 400 250Q660 300 680 610Z"
        door = path("M330 610Q340 400 400 340Q470 400 480 610Z", look.tone.deep) + path("M400 340Q470 400 480 610H440Q440 440 400 340Z", look.trim.base)
        return ground + path(dome, look.tone.base) + clipped("tent", dome, faded(0.5, path("M480 250Q640 400 600 620H700V240Z", look.tone.shade)), faded(0.4, path("M120 610Q150 380 330 280Q230 400 220 610Z", look.tone.pale))) + path("M130 600Q260 300 500 280M670 600Q540 300 300 280", "none", look.trim.shade, 7) + door
    if look.style == 2:
        return ground + tube((190, 610), (190, 300), 12, tone("beech")) + tube((610, 610), (610, 260), 12, tone("beech")) + shape([(190, 300), (400, 420), (120, 520)], look.tone.shade) + shape([(190, 300), (610, 260), (680, 520), (400, 420)], look.tone.base) + shape([(610, 260), (680, 520), (540, 470)], look.tone.shade) + "".join(line([a, b], tone("rope").base, 4) for a, b in (((120, 520), (90, 616)), ((680, 520), (716, 616)), ((190, 300), (110, 612)), ((610, 260), (700, 612))))
    left = shape([(400, 230), (130, 610), (420, 610)], look.tone.light)
    right = shape([(400, 230), (690, 600), (420, 610)], look.tone.base) + shape([(400, 230), (690, 600), (600, 604)], look.tone.shade)
    door = shape([(400, 236), (300, 610), (420, 610)], look.tone.deep) + shape([(400, 236), (300, 610), (250, 610)], look.trim.base)
    ropes = "".join(line([(400, 232), (x, 626)], tone("rope").base, 4) for x in (76, 738))
    return ground + ropes + left + right + door + tube((400, 210), (400, 250), 10, tone("beech"))


@drawn
def sleepingbag(look: Look) -> str:
    """Laid out; style 1 rolled, 2 a sleeping mat rolled."""
    if look.style:
        spiral = "".join(circle(560, 470, r, "none", look.trim.shade if step % 2 else look.trim.base, 13) for step, r in enumerate((100, 78, 56, 34, 14)))
        straps = "".join(rect(x, 354, 26, 236, tone("charcoal").base, 6) + rect(x - 4, 440, 34, 30, tone("steel").base, 4) for x in (260, 420)) if look.style == 1 else "".join(rect(x, 356, 16, 232, tone("leather").base, 4) for x in (270, 430))
        return shadow(230, 596) + path("M200 356H560V590H200Q130 590 130 472Q130 356 200 356Z", look.tone.base) + path("M130 500H560V590H200Q140 590 130 500Z", look.tone.shade) + path("M180 380H550", "none", look.tone.pale, 12, ' opacity=".5"') + straps + circle(560, 470, 118, look.tone.shade) + circle(560, 470, 108, look.trim.light) + spiral
    d = "M330 110Q400 70 470 110Q560 180 560 330Q550 560 500 690Q400 730 300 690Q250 560 240 330Q240 180 330 110Z"
    quilts = "".join(path(f"M230 {y}Q400 {y + 34} 570 {y}", "none", look.tone.shade, 5) for y in range(330, 700, 62))
    hood = path("M312 200Q330 140 400 138Q470 140 488 200Q490 280 400 290Q310 280 312 200Z", look.trim.base) + path("M330 210Q350 160 400 158Q450 160 470 210Q468 262 400 268Q332 262 330 210Z", look.trim.shade)
    return group(lying(d, 18), path(d, look.tone.base), clipped("bag", d, quilts, faded(0.45, path("M500 90H580V700H470Q540 400 500 90Z", look.tone.shade))), hood, path("M470 260Q500 460 470 690", "none", look.tone.deep, 7), turn=20)


@drawn
def dumbbell(look: Look) -> str:
    """A pair; style 1 a kettlebell, 2 a skipping rope, 3 resistance bands."""
    if look.style == 1:
        return shadow(140, 622) + path("M300 400Q270 220 400 210Q530 220 500 400", "none", look.tone.shade, 46) + path("M304 380Q282 236 400 226", "none", look.tone.light, 10) + turned([(380, 90), (440, 146), (530, 160), (600, 120), (618, 92)], look.tone, gloss=0.4) + circle(400, 520, 50, look.trim.base) + circle(400, 520, 34, "none", look.trim.pale, 5)
    if look.style == 2:
        cord = [(210, 560), (150, 400), (250, 210), (440, 180), (600, 290), (560, 460), (400, 500), (330, 400), (430, 320), (560, 380), (620, 560)]
        return thread([(x + 7, y + 12) for x, y in cord], "#5b4a35", 10, ' opacity=".1"') + thread(cord, look.trim.base, 10) + thread(cord, look.trim.light, 3) + tube((206, 560), (190, 690), 40, look.tone) + tube((624, 560), (646, 690), 40, look.tone)
    if look.style == 3:
        return "".join(lying(round_rect(x, 200, 150, 420, 75), 10) + path(round_rect(x, 200, 150, 420, 75), "none", tone(c).base, 34) + path(round_rect(x - 6, 194, 150, 420, 75), "none", tone(c).light, 5) for x, c in ((130, look.color), (330, look.second), (530, "ochre")))

    def one(x: float, y: float) -> str:
        ends = "".join(shape([(x + d - 44, y - 40), (x + d - 24, y - 64), (x + d + 24, y - 64), (x + d + 44, y - 40), (x + d + 44, y + 40), (x + d + 24, y + 64), (x + d - 24, y + 64), (x + d - 44, y + 40)], look.tone.base) + rect(x + d - 44, y + 14, 88, 34, look.tone.shade) + rect(x + d - 34, y - 52, 68, 10, look.tone.light, 5) for d in (-130, 130))
        return tube((x - 100, y), (x + 100, y), 30, tone("steel"), "butt") + ends

    return shadow(220, 614) + one(430, 440) + one(370, 550)


@drawn
def yogamat(look: Look) -> str:
    """Half rolled out; style 1 a block and strap."""
    if look.style == 1:
        strap = path("M420 600Q560 660 660 590Q700 540 640 520Q560 510 580 580", "none", look.trim.base, 22)
        return shadow(220, 616) + strap + shape([(180, 380), (300, 320), (600, 350), (490, 414)], look.tone.light) + shape([(180, 380), (490, 414), (490, 600), (180, 556)], look.tone.base) + shape([(490, 414), (600, 350), (600, 530), (490, 600)], look.tone.shade)
    sheet = shape([(240, 300), (520, 250), (700, 560), (340, 640)], look.tone.base)
    ribs = "".join(line([(240 + 100 * k, 300 + 340 * k), (520 + 180 * k, 250 + 310 * k)], look.tone.light, 3, ' opacity=".6"') for k in (step / 12 for step in range(1, 12)))
    roll = tube((220, 296), (520, 242), 96, look.tone, "butt") + ellipse(520, 242, 22, 48, look.tone.deep) + "".join(ellipse(520, 242, 22 * k, 48 * k, "none", look.tone.light, 4) for k in (0.8, 0.5, 0.22)) + ellipse(220, 296, 22, 48, look.tone.shade)
    band_ = thread([(340, 640), (520, 600), (700, 560)], look.trim.base, 8)
    return lying("M240 300L520 250L700 560L340 640Z", 14) + sheet + ribs + band_ + roll


@drawn
def helmet(look: Look) -> str:
    """A bike helmet; style 1 a bicycle bell, 2 a lock, 3 a pump."""
    if look.style == 1:
        return shadow(150, 600) + rect(180, 570, 440, 34, tone("steel").shade, 17) + rect(180, 572, 440, 10, tone("steel").light, 5) + rect(370, 530, 60, 60, tone("charcoal").base, 10) + turned([(300, 20), (330, 100), (420, 168), (520, 186)], look.tone) + circle(400, 292, 20, look.trim.base) + path("M560 500L640 470Q660 470 656 490L590 530Z", tone("charcoal").base)
    if look.style == 2:
        return group(lying("M250 380H550V640H250Z", 14), path("M300 400V280Q300 150 400 150Q500 150 500 280V400", "none", tone("steel").shade, 44), path("M294 400V280Q296 156 400 148", "none", tone("steel").light, 10), path(round_rect(240, 370, 320, 270, 40), look.tone.base), path("M480 370H520Q560 370 560 410V600Q560 640 520 640H470Z", look.tone.shade), circle(400, 480, 34, tone("brass").base), rect(390, 484, 20, 70, tone("charcoal").base, 6), turn=-10)
    if look.style == 3:
        return group(lying("M370 180H430V700H370Z", 12), tube((400, 260), (400, 640), 60, look.tone, "butt"), tube((400, 150), (400, 270), 24, tone("steel"), "butt"), tube((300, 140), (500, 140), 40, look.trim), rect(364, 630, 72, 50, tone("charcoal").base, 8), thread([(430, 650), (520, 620), (540, 500), (500, 420)], tone("charcoal").base, 16), turn=22)
    d = "M150 480Q150 260 400 240Q640 260 660 470Q664 520 610 520H200Q150 520 150 480Z"
    vents = "".join(path(f"M{x} 300Q{x + 30} 280 {x + 64} 300Q{x + 60} 380 {x + 30} 420Q{x + 2} 380 {x} 300Z", look.tone.deep) for x in (250, 360, 470))
    straps = path("M260 510Q300 620 390 650M540 510Q480 620 410 650", "none", tone("charcoal").base, 15) + rect(376, 636, 50, 30, tone("charcoal").light, 8)
    return shadow(180, 664) + straps + path(d, look.tone.base) + clipped("helmet", d, vents, faded(0.45, path("M560 240Q640 360 600 530H680V240Z", look.tone.shade)), path("M190 420Q220 300 340 270", "none", look.tone.pale, 16, ' opacity=".6"')) + path("M150 480Q400 460 660 480Q660 520 610 520H200Q150 520 150 480Z", look.trim.base)


@drawn
def compass(look: Look) -> str:
    """Style 1 binoculars, 2 a folding knife, 3 a map."""
    if look.style == 1:
        tubes = "".join(group(turned([(250, 62), (290, 56), (420, 74), (600, 96), (612, 96)], look.tone, x=x, smooth=False) + ellipse(x, 612, 96, 20, "#9db8c0") + ellipse(x, 250, 62, 12, tone("charcoal").base)) for x in (285, 515))
        return shadow(220, 626) + thread([(230, 330), (120, 420), (110, 560), (170, 640)], tone("leather").base, 12) + rect(340, 330, 120, 60, look.trim.base, 14) + tubes + circle(400, 350, 28, look.trim.shade)
    if look.style == 2:
        blade = path("M180 400Q120 320 90 210Q200 240 330 350L320 410Z", tone("steel").light) + path("M180 400Q120 320 90 210Q180 300 330 372L320 410Z", tone("steel").shade)
        return group(lying("M90 210L330 350L700 400V490L300 500Z", 10), blade, path("M290 350Q500 340 680 390Q720 410 700 450Q680 490 600 490H330Q270 480 280 410Z", look.tone.base), path("M284 440Q500 470 704 440Q690 490 600 490H330Q280 486 284 440Z", look.tone.shade), "".join(circle(x, 424, 9, tone("brass").base) for x in (330, 500, 650)), turn=10)
    if look.style == 3:
        folds = "".join(shape([(130 + k * 135, 240 + (k % 2) * 26), (265 + k * 135, 240 + ((k + 1) % 2) * 26), (265 + k * 135, 590 + ((k + 1) % 2) * 26), (130 + k * 135, 590 + (k % 2) * 26)], "#f2ead6" if k % 2 else "#e6dcc3") for k in range(4))
        paths = path("M150 500Q260 380 360 450Q470 520 560 380Q600 330 660 350", "none", look.tone.base, 8, ' stroke-dasharray="22 14"') + path("M140 330Q300 300 400 340Q520 380 660 280", "none", tone("sky").base, 16) + "".join(path(f"M{x} {y}l34 -56l34 56Z", look.trim.base) for x, y in ((230, 440), (280, 450), (480, 560))) + circle(600, 340, 15, tone("brick").base)
        return lying("M130 250H670V610H130Z", 14) + folds + paths
    d = "M200 400a200 200 0 1 0 400 0a200 200 0 1 0 -400 0Z"
    ticks = "".join(line([(400 + 160 * sin(a), 400 - 160 * cos(a)), (400 + (136 if step % 4 else 118) * sin(a), 400 - (136 if step % 4 else 118) * cos(a))], tone("charcoal").base, 4) for step, a in ((step, pi * step / 8) for step in range(16)))
    needle = group(shape([(380, 400), (400, 270), (420, 400)], tone("brick").base) + shape([(380, 400), (400, 530), (420, 400)], tone("steel").shade), turn=32)
    return lying(d, 16) + circle(400, 172, 34, "none", look.tone.shade, 13) + rect(380, 180, 40, 40, look.tone.shade, 8) + circle(400, 400, 200, look.tone.shade) + circle(397, 396, 196, look.tone.base) + circle(400, 400, 172, "#fbf7ec") + ticks + needle + circle(400, 400, 13, tone("brass").base)


@drawn
def hammock(look: Look) -> str:
    cloth = "M150 300Q400 640 650 300Q640 480 400 560Q160 480 150 300Z"
    stripes = "".join(path(f"M{190 + step * 60} {350 + abs(4 - step) * -6}Q{230 + step * 46} 470 {300 + step * 25} 556", "none", look.trim.base, 16) for step in range(8))
    cords = "".join(line([(x, 206), (x + d * k, 310 + k * 0.9)], tone("rope").base, 5) for x, d in ((60, 1), (740, -1)) for k in (86, 104, 122, 140))
    return shadow(200, 660, strength=0.7) + cords + path("M150 300Q400 520 650 300Q400 640 150 300Z", look.tone.shade) + path(cloth, look.tone.base) + clipped("hammock", cloth, stripes, path("M150 300Q400 560 650 300", "none", look.tone.light, 14)) + "".join(circle(x, 204, 16, "none", tone("steel").base, 8) for x in (58, 742))


@drawn
def racket(look: Look) -> str:
    """Two with a shuttlecock; style 1 table tennis bats, 2 a frisbee."""
    if look.style == 2:
        return shadow(220, 590) + ellipse(400, 500, 236, 96, look.tone.shade) + ellipse(400, 480, 236, 96, look.tone.base) + ellipse(400, 474, 190, 70, look.tone.light) + ellipse(400, 476, 120, 42, "none", look.trim.base, 9) + path("M190 460Q260 400 380 394", "none", look.tone.pale, 11, ' opacity=".7"')
    if look.style == 1:
        bat = lambda c: lying("M290 300a110 118 0 1 0 220 0a110 118 0 1 0 -220 0Z", 10) + circle(400, 300, 132, tone("beech").base) + circle(400, 296, 126, tone(c).base) + path("M480 220A126 126 0 0 1 330 402A170 170 0 0 0 480 220Z", tone(c).shade) + rect(376, 410, 48, 180, tone("beech").light, 14) + rect(402, 410, 22, 180, tone("beech").shade, 10) + rect(340, 398, 120, 24, tone("beech").base, 6)  # noqa: E731
        return group(bat(look.color), turn=-28, at=(-70, 20)) + group(bat(look.second), turn=28, at=(90, 40)) + circle(410, 640, 36, "#fbf3e2") + circle(400, 630, 13, "#ffffff")
    strings = "".join(line([(x, 100), (x, 420)], "#efe6d2", 2.5) for x in range(310, 500, 18)) + "".join(line([(290, y), (510, y)], "#efe6d2", 2.5) for y in range(130, 420, 18))
    oval = "M290 260a110 150 0 1 0 220 0a110 150 0 1 0 -220 0Z"
    one = faded(0.12, path(oval, "none", "#5b4a35", 26)) + clipped("strings", oval, strings) + path(oval, "none", look.tone.base, 16) + line([(400, 412), (400, 560)], tone("steel").base, 12) + tube((400, 560), (400, 690), 34, look.trim)
    feathers = group(circle(400, 640, 26, tone("cork").base) + shape([(376, 630), (346, 540), (454, 540), (424, 630)], "#fbf7ec") + "".join(line([(400 + k * 20, 626), (400 + k * 48, 546)], tone("stone").light, 4) for k in (-1, -0.4, 0.4, 1)), at=(190, 20), turn=30, about=(400, 620))
    return group(one, turn=24, at=(-60, 0)) + feathers


@drawn
def cap(look: Look) -> str:
    """A cap; style 1 a knitted hat, 2 a scarf, 3 socks."""
    if look.style == 1:
        ribs = "".join(path(f"M{x} 470Q{400 + (x - 400) * 0.7} 300 400 226", "none", look.tone.shade, 8, ' opacity=".6"') for x in range(230, 590, 36))
        return shadow(190, 606) + circle(400, 196, 52, look.trim.base) + path("M206 480Q210 220 400 216Q590 220 594 480Z", look.tone.base) + ribs + path(round_rect(186, 460, 428, 130, 34), look.tone.light) + "".join(line([(x, 474), (x, 576)], look.tone.base, 8) for x in range(214, 600, 26))
    if look.style == 2:
        return group(lying("M300 150H500V700H300Z", 14), path("M330 180Q250 200 260 300Q400 380 540 300Q550 200 470 180Q400 240 330 180Z", look.tone.shade), path("M300 300Q390 360 420 340L440 700H310Z", look.tone.base), path("M420 330Q480 330 520 300L560 640H450Z", look.tone.light), "".join(rect(x, y, 126, 16, look.trim.base) for x, y in ((308, 560), (310, 596), (312, 632))), "".join(line([(x, 700), (x, 740)], look.tone.base, 7) for x in range(318, 440, 15)), path("M262 250Q400 340 538 250Q548 320 500 340Q400 370 300 340Q254 310 262 250Z", look.tone.base))
    if look.style == 3:
        sock = path("M320 140H460V420Q470 470 540 520Q600 560 570 610Q540 650 470 620Q360 570 330 500Q316 460 320 400Z", look.tone.base) + rect(316, 134, 148, 60, look.trim.base, 12) + path("M540 520Q600 560 570 610Q540 650 480 624Q530 600 510 500Z", look.trim.base) + path("M322 420Q330 500 390 520Q350 470 356 420Z", look.trim.base) + "".join(rect(320, y, 140, 14, look.tone.light) for y in (250, 300, 350))
        return group(lying("M320 140H460V420L580 560L560 630L460 620L330 500Z", 12), sock, at=(-90, 0), turn=-6) + group(lying("M320 140H460V420L580 560L560 630L460 620L330 500Z", 12), sock, at=(70, 40), turn=6)
    crown = "M180 480Q180 260 400 250Q600 260 610 470Z"
    return shadow(220, 560) + path(crown, look.tone.base) + clipped("cap", crown, faded(0.5, path("M500 250H620V490H540Z", look.tone.shade)), path("M400 250Q340 340 350 480M400 250Q500 340 510 480", "none", look.tone.shade, 5)) + circle(400, 250, 14, look.trim.base) + path("M180 470Q400 420 610 466Q720 480 730 540Q560 500 420 520Q260 540 180 480Z", look.trim.base) + path("M420 520Q560 500 730 540Q600 560 420 540Z", look.trim.shade)
