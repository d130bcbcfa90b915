"""Things for beds, balconies and what flies over them."""

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
    shadow,
    shape,
    thread,
)  # fmt: skip
from demo.drawings.solids import band, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def wateringcan(look: Look) -> str:
    spout = path("M500 560L690 320L716 336L520 610Z", look.tone.shade) + path("M504 556L690 324L696 330L512 574Z", look.tone.light)
    rose = group(ellipse(706, 322, 20, 52, look.trim.base), ellipse(712, 322, 12, 42, look.trim.shade), turn=38, about=(706, 322)) if look.style != 1 else ""
    grip = path("M300 350Q270 190 420 190Q530 200 520 350", "none", look.tone.shade, 22) + path("M306 346Q280 200 420 198", "none", look.tone.light, 6)
    back = path("M262 400Q140 400 166 520Q180 570 258 570", "none", look.tone.shade, 20)
    wall = [(350, 140), (600, 150), (614, 144)]
    return "".join([shadow(160, 618), back, spout, rose, turned(wall, look.tone, smooth=False), rim(350, 142, look.tone, wall=8), grip, band([(430, 144), (442, 145)], look.tone.deep, more=' opacity=".35"')])


@drawn
def trowel(look: Look) -> str:
    """Style 1 a pair with a fork, 2 a weeding knife."""

    def handle(x: float) -> str:
        return tube((x, 430), (x, 500), 18, tone("steel")) + tube((x, 520), (x, 680), 46, look.tone) + circle(x, 682, 8, look.tone.deep)

    scoop = path("M340 150Q400 60 460 150L452 400Q400 450 348 400Z", tone("steel").base) + path("M400 100Q460 90 460 150L452 400Q430 426 400 432Z", tone("steel").shade) + path("M360 170Q370 120 396 110L392 390Q370 390 364 380Z", tone("steel").pale, more=' opacity=".6"')
    fork = "".join(path(f"M{x - 11} 110L{x} 80L{x + 11} 110L{x + 8} 330L{x - 8} 330Z", tone("steel").base if x < 420 else tone("steel").shade) for x in (345, 400, 455)) + path("M334 320H466Q470 400 400 440Q330 400 334 320Z", tone("steel").base)
    narrow = path("M374 120Q400 60 426 120L420 400Q400 430 380 400Z", tone("steel").base) + path("M400 90L426 120L420 400Q410 420 400 424Z", tone("steel").shade)
    under = lying("M350 150Q400 80 450 150L445 400L424 520L424 680L376 680L376 520L355 400Z", 10)
    if look.style == 1:
        return group(under, scoop, handle(400), turn=-20, at=(-90, 0)) + group(under, fork, handle(400), turn=14, at=(110, 0))
    return group(under, narrow if look.style == 2 else scoop, handle(400), turn=26)


@drawn
def secateurs(look: Look) -> str:
    left = path("M392 360Q330 470 270 640Q250 680 226 664Q206 650 220 612Q280 440 372 330Z", look.tone.base) + path("M378 352Q300 480 250 640", "none", look.tone.light, 8)
    right = path("M408 360Q470 470 530 640Q550 680 574 664Q594 650 580 612Q520 440 428 330Z", look.tone.shade) + path("M420 350Q500 480 552 640", "none", look.tone.base, 8)
    blade = path("M410 380Q330 300 340 130Q400 170 440 340Z", tone("steel").base) + path("M340 130Q370 260 430 350L410 380Q330 300 340 130Z", tone("steel").light)
    hook = path("M390 380Q480 330 500 200Q520 250 470 350Q440 400 400 392Z", tone("steel").shade)
    shade = lying("M372 330Q280 440 220 612L270 640L392 400L530 640L580 612L428 330L440 160L350 140Z", 10)
    return group(shade, hook, left, right, blade, circle(400, 362, 24, tone("steel").deep), circle(397, 359, 12, tone("steel").light), thread([(330, 470), (400, 500), (470, 470)], look.trim.base, 9) if look.style else "", turn=16)


@drawn
def planter(look: Look) -> str:
    """Style 0 a classic clay pot with lavender, 1 a cylinder with fern, 2 a trough with herbs, 3 a hanging pot."""
    if look.style == 2:
        return _trough(look)
    wall = ([(400, 150), (440, 150), (444, 138), (600, 108), (614, 104)], [(390, 138), (600, 130), (612, 124)])[look.style % 2]
    cords = "".join(line([(400 + d * 130, 400), (400, 90)], tone("rope").base, 6) for d in (-1, 1)) if look.style == 3 else ""
    plant = _lavender(wall[0][0]) if look.style == 0 else _fern(wall[0][0])
    dish = ellipse(400, 622, 140, 26, look.tone.shade) + ellipse(400, 616, 140, 26, look.tone.base) if look.style == 0 else ""
    soil = rim(wall[0][0], wall[0][1], look.tone, wall=12, filling=tone("earth").base, level=0.05)
    return (shadow(136, 622) if look.style != 3 else "") + dish + turned(wall, look.tone, smooth=False, gloss=0.25) + soil + plant + cords


def _lavender(top: float) -> str:
    parts = []
    for step in range(13):
        lean = (step - 6) * 22
        x, y = 400 + lean * 1.25, top - 210 + abs(lean) * 0.55 + (step % 3) * 18
        parts.append(thread([(400 + lean * 0.5, top), (400 + lean * 0.9, top - 100), (x, y + 60)], tone("sage").shade, 5))
        parts += [ellipse(x + (drop % 2) * 6 - 3, y + drop * 13, 10, 9, tone("lavender").base if drop % 2 else tone("plum").light) for drop in range(6)]
    return "".join(parts)


def _fern(top: float) -> str:
    parts = []
    for angle in (-78, -52, -28, -6, 18, 42, 66, 86):
        leaves = "".join(ellipse(400 + side * (19 - step), top - 50 - step * 24, 22 - step * 1.8, 8, tone("green").base if side < 0 else tone("moss").base) for step in range(9) for side in (-1, 1))
        parts.append(group(line([(400, top), (400, top - 250)], tone("moss").shade, 5), leaves, turn=angle * 0.8, about=(400, top + 6)))
    return "".join(parts)


def _trough(look: Look) -> str:
    herbs = "".join(blob([(x - 62, 420), (x - 70, 360), (x - 30, 310 - x % 30), (x + 34, 312), (x + 68, 366), (x + 60, 420)], tone(c).base) + "".join(circle(x + dx, 350 + dy, 20, tone(c).light if (dx + dy) % 3 else tone(c).shade) for dx, dy in ((-34, 10), (0, -18), (30, 14), (8, 30))) for x, c in ((220, "moss"), (345, "green"), (470, "sage"), (585, "olive")))
    front = path("M130 420H670L650 600Q648 612 634 612H166Q152 612 150 600Z", look.tone.base) + path("M560 420H670L650 600Q648 612 634 612H545Z", look.tone.shade, more=' opacity=".6"') + rect(122, 408, 556, 30, look.tone.light, 8)
    return shadow(270, 616) + herbs + front


@drawn
def seeds(look: Look) -> str:
    """Paper bags of seed: style 0 one flower, 1 a fan of three."""

    def bag(color: str) -> str:
        d = "M290 180H510V640H290Z"
        petals = "".join(group(ellipse(400, 372, 24, 48, tone(color).base if angle % 72 else tone(color).light), turn=angle, about=(400, 420)) for angle in range(0, 360, 36))
        words = rect(330, 228, 140, 14, tone("charcoal").light) + rect(352, 254, 96, 8, tone("stone").base) + rect(330, 574, 140, 6, tone("stone").base) + rect(330, 590, 110, 6, tone("stone").base)
        return lying(d, 10) + path(d, "#f7f0df") + rect(290, 180, 220, 26, "#e6d9bd") + path("M470 206H510V640H470Z", "#ece2cb") + thread([(400, 440), (396, 500), (400, 560)], tone("moss").base, 8) + petals + circle(400, 420, 24, tone("honey").base) + words

    if look.style == 1:
        return "".join(group(bag(color), turn=angle, about=(400, 760), scale=0.86) for color, angle in (("sky", -20), (look.second, 0), (look.color, 20)))
    return group(bag(look.color), turn=-5)


@drawn
def gloves(look: Look) -> str:
    hand = path("M250 640L240 470Q190 400 200 360Q216 340 240 372L262 404L250 240Q254 214 276 220Q290 226 292 250L300 350L306 210Q312 184 334 190Q350 196 348 224L348 350L366 230Q376 208 394 216Q408 224 404 250L394 370L420 290Q434 272 448 284Q458 296 450 324L414 500L400 640Z", look.tone.base)
    palm = path("M262 404L300 400L390 410L420 440L414 500L408 560L250 560Q250 500 240 470Q230 440 262 404Z", look.trim.base)
    cuff = rect(244, 596, 162, 70, look.trim.shade, 12) + "".join(line([(258 + step * 20, 606), (258 + step * 20, 656)], look.trim.base, 5) for step in range(8))
    one = lying("M250 640L240 470L200 370L262 404L260 230L340 200L440 300L400 640Z", 12) + hand + palm + cuff
    return group(one, turn=14, at=(150, 40), about=(330, 440)) + group(one, turn=-12, at=(-20, 0), about=(330, 440))


@drawn
def birdhouse(look: Look) -> str:
    """Style 1 is a feeder with a perch, 2 an insect hotel."""
    walls = shape([(270, 330), (530, 330), (530, 620), (270, 620)], look.tone.base) + shape([(470, 330), (530, 330), (530, 620), (470, 620)], look.tone.shade)
    roof = shape([(400, 150), (610, 340), (566, 372), (400, 226), (234, 372), (190, 340)], look.trim.base) + shape([(400, 150), (610, 340), (566, 372), (400, 226)], look.trim.shade) + shape([(400, 200), (530, 330), (270, 330)], look.tone.base)
    hole = circle(400, 420, 48, look.tone.deep) + circle(404, 424, 42, tone("charcoal").base) + tube((400, 520), (400, 534), 22, look.trim)
    reeds = "".join(circle(300 + column * 40 + row % 2 * 18, 380 + row * 40, 15, tone("bamboo").base) + circle(300 + column * 40 + row % 2 * 18, 380 + row * 40, 8, tone("earth").base) for row in range(6) for column in range(5))
    window = rect(306, 370, 188, 150, "#e8ded0") + rect(306, 470, 188, 50, tone("sand").base) + rect(250, 600, 300, 26, look.trim.base, 6)
    grain = "".join(line([(x, 340), (x, 616)], look.tone.shade, 3, ' opacity=".4"') for x in (320, 372, 430))
    return shadow(150, 622) + walls + grain + (hole, window, rect(284, 350, 232, 260, tone("coffee").base) + clipped("reeds", "M284 350H516V610H284Z", reeds))[look.style % 3] + roof


@drawn
def rake(look: Look) -> str:
    """A leaf rake with its head up; style 1 a spade, 2 a broom."""
    pole = tube((400, 330), (400, 740), 20, look.tone)
    tines = "".join(thread([(400, 330), (400 + k * 130, 180), (400 + k * 190, 70), (400 + k * 196, 56)], tone("steel").shade if step % 2 else tone("steel").base, 8) for step, k in enumerate((-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1)))
    cross = thread([(262, 190), (400, 168), (538, 190)], look.trim.base, 12)
    spade = path("M310 90H490Q500 250 470 310Q430 350 400 380Q370 350 330 310Q300 250 310 90Z", tone("steel").base) + path("M400 90H490Q500 250 470 310Q430 350 400 380Z", tone("steel").shade) + rect(382, 300, 36, 90, tone("steel").deep, 8)
    broom = path("M300 60H500L470 290H330Z", look.trim.base) + "".join(line([(400 + k * 100, 64), (400 + k * 62, 286)], look.trim.shade, 4) for k in (-0.8, -0.5, -0.2, 0.1, 0.4, 0.7)) + "".join(line([(322 + d, y), (478 - d, y)], tone("brick").base, 7) for y, d in ((220, -2), (250, 4))) + rect(360, 280, 80, 60, look.tone.shade, 8)
    head = (tines + cross + rect(384, 296, 32, 60, tone("steel").deep, 6), spade, broom)[look.style % 3]
    return group(path("M390 330L410 330L430 744L410 750Z", "#5b4a35", more=' opacity=".08"'), pole, head, turn=30)


@drawn
def hose(look: Look) -> str:
    """A coiled garden hose with its nozzle."""
    rings = "".join(ellipse(390, 430 + k * 12, 200 - k * 4, 150 - k * 2, "none", look.tone.shade, 34) + ellipse(388, 424 + k * 12, 200 - k * 4, 150 - k * 2, "none", look.tone.base, 24) + ellipse(384, 418 + k * 12, 200 - k * 4, 150 - k * 2, "none", look.tone.light, 5) for k in (6, 3, 0))
    end = thread([(560, 520), (660, 520), (690, 420), (660, 320)], look.tone.shade, 32) + thread([(558, 516), (656, 514), (686, 420), (658, 320)], look.tone.base, 22)
    nozzle = group(rect(630, 180, 56, 150, look.trim.base, 12) + rect(664, 180, 22, 150, look.trim.shade, 10) + rect(640, 150, 36, 36, look.trim.deep, 6), turn=-14, about=(658, 320))
    return shadow(230, 612) + rings + end + nozzle


@drawn
def twine(look: Look) -> str:
    """A spool in a wooden holder with scissors' slot."""
    wraps = "".join(thread([(290, y), (400, y + 16), (510, y)], look.tone.shade if y % 4 else look.tone.light, 6) for y in range(322, 560, 15))
    loose = thread([(500, 520), (580, 560), (600, 620), (680, 630)], look.tone.base, 8)
    ends = "".join(ellipse(400, y + 12, 140, 28, look.trim.shade) + ellipse(400, y, 140, 28, look.trim.base) for y in (590,))
    top = ellipse(400, 312, 140, 28, look.trim.shade) + ellipse(400, 300, 140, 28, look.trim.light) + ellipse(400, 300, 26, 7, look.trim.deep)
    return shadow(150, 612) + loose + ends + turned([(320, 110), (590, 112)], look.tone, smooth=False, gloss=0.3) + wraps + top


@drawn
def deckchair(look: Look) -> str:
    cloth = "M250 200L520 230Q560 470 640 520L350 500Q270 420 250 200Z"
    stripes = "".join(path(f"M{250 + 54 * k} {200 + 6 * k}Q{270 + 58 * k} {420 + 10 * k} {350 + 58 * k} {500 + 4 * k}", "none", look.trim.base, 24) for k in (0.5, 1.7, 2.9, 4.1))
    poles = tube((240, 170), (480, 660), 20, tone("beech")) + tube((530, 200), (700, 640), 20, tone("beech"))
    back = tube((640, 500), (300, 640), 18, tone("oak")) + tube((350, 490), (200, 640), 18, tone("oak"))
    return shadow(240, 656, 440) + back + poles + path(cloth, look.tone.base) + clipped("cloth", cloth, stripes, faded(0.3, path("M480 200L660 540L560 540Z", look.tone.shade))) + tube((238, 188), (536, 218), 18, tone("beech")) + tube((346, 500), (652, 522), 18, tone("beech"))


@drawn
def crate(look: Look) -> str:
    """A wooden box; style 1 full of apples."""
    slats = "".join(rect(170, y, 460, 62, look.tone.base, 4) + rect(170, y + 50, 460, 12, look.tone.shade, 4) + thread([(180, y + 22), (400, y + 28), (620, y + 20)], look.tone.shade, 3, ' opacity=".5"') for y in (400, 476, 552))
    posts = "".join(rect(x, 390, 42, 232, look.tone.light, 4) + circle(x + 21, y, 5, look.tone.deep) for x in (170, 588) for y in (430, 506, 582))
    apples = "".join(circle(x, y, 52, tone(c).base) + circle(x - 14, y - 16, 16, tone(c).light) for x, y, c in ((250, 372, "brick"), (350, 356, "red"), (450, 362, "brick"), (550, 372, "moss"), (300, 330, "red"), (400, 312, "brick"), (500, 330, "red"))) if look.style else ""
    inside = "" if look.style else shape([(190, 400), (240, 360), (580, 360), (612, 400)], look.tone.deep)
    return shadow(240, 620) + inside + apples + slats + posts
