"""Garden tools."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
    circle,
    ellipse,
    group,
    line,
    lying,
    path,
    rect,
    shadow,
    thread,
)  # fmt: skip
from demo.drawings.solids import band, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def wateringcan(look: Look) -> str:
    spout = path("M500 560L690 320L716 336L520 610Z", look.tone.shade) + path(
        "M504 556L690 324L696 330L512 574Z", look.tone.light
    )
    rose = (
        group(
            ellipse(706, 322, 20, 52, look.trim.base),
            ellipse(712, 322, 12, 42, look.trim.shade),
            turn=38,
            about=(706, 322),
        )
        if look.style != 1
        else ""
    )
    grip = path("M300 350Q270 190 420 190Q530 200 520 350", "none", look.tone.shade, 22) + path(
        "M306 346Q280 200 420 198", "none", look.tone.light, 6
    )
    back = path("M262 400Q140 400 166 520Q180 570 258 570", "none", look.tone.shade, 20)
    wall = [(350, 140), (600, 150), (614, 144)]
    return "".join(
        [
            shadow(160, 618),
            back,
            spout,
            rose,
            turned(wall, look.tone, smooth=False),
            rim(350, 142, look.tone, wall=8),
            grip,
            band([(430, 144), (442, 145)], look.tone.deep, more=' opacity=".35"'),
        ]
    )


@drawn
def trowel(look: Look) -> str:
    """Style 1 a pair with a fork, 2 a weeding knife."""

    def handle(x: float) -> str:
        return (
            tube((x, 430), (x, 500), 18, tone("steel"))
            + tube((x, 520), (x, 680), 46, look.tone)
            + circle(x, 682, 8, look.tone.deep)
        )

    scoop = (
        path("M340 150Q400 60 460 150L452 400Q400 450 348 400Z", tone("steel").base)
        + path("M400 100Q460 90 460 150L452 400Q430 426 400 432Z", tone("steel").shade)
        + path("M360 170Q370 120 396 110L392 390Q370 390 364 380Z", tone("steel").pale, more=' opacity=".6"')
    )
    narrow = path("M374 120Q400 60 426 120L420 400Q400 430 380 400Z", tone("steel").base) + path(
        "M400 90L426 120L420 400Q410 420 400 424Z", tone("steel").shade
    )
    under = lying("M350 150Q400 80 450 150L445 400L424 520L424 680L376 680L376 520L355 400Z", 10)
    return group(under, narrow if look.style == 2 else scoop, handle(400), turn=26)


@style_of("trowel", 1)
def trowel_and_fork(look: Look) -> str:
    def handle(x: float) -> str:
        return (
            tube((x, 430), (x, 500), 18, tone("steel"))
            + tube((x, 520), (x, 680), 46, look.tone)
            + circle(x, 682, 8, look.tone.deep)
        )

    scoop = (
        path("M340 150Q400 60 460 150L452 400Q400 450 348 400Z", tone("steel").base)
        + path("M400 100Q460 90 460 150L452 400Q430 426 400 432Z", tone("steel").shade)
        + path("M360 170Q370 120 396 110L392 390Q370 390 364 380Z", tone("steel").pale, more=' opacity=".6"')
    )
    fork = "".join(
        path(
            f"M{x - 11} 110L{x} 80L{x + 11} 110L{x + 8} 330L{x - 8} 330Z",
            tone("steel").base if x < 420 else tone("steel").shade,
        )
        for x in (345, 400, 455)
    ) + path("M334 320H466Q470 400 400 440Q330 400 334 320Z", tone("steel").base)
    under = lying("M350 150Q400 80 450 150L445 400L424 520L424 680L376 680L376 520L355 400Z", 10)
    return group(under, scoop, handle(400), turn=-20, at=(-90, 0)) + group(
        under, fork, handle(400), turn=14, at=(110, 0)
    )


@drawn
def secateurs(look: Look) -> str:
    left = path("M392 360Q330 470 270 640Q250 680 226 664Q206 650 220 612Q280 440 372 330Z", look.tone.base) + path(
        "M378 352Q300 480 250 640", "none", look.tone.light, 8
    )
    right = path("M408 360Q470 470 530 640Q550 680 574 664Q594 650 580 612Q520 440 428 330Z", look.tone.shade) + path(
        "M420 350Q500 480 552 640", "none", look.tone.base, 8
    )
    blade = path("M410 380Q330 300 340 130Q400 170 440 340Z", tone("steel").base) + path(
        "M340 130Q370 260 430 350L410 380Q330 300 340 130Z", tone("steel").light
    )
    hook = path("M390 380Q480 330 500 200Q520 250 470 350Q440 400 400 392Z", tone("steel").shade)
    shade = lying("M372 330Q280 440 220 612L270 640L392 400L530 640L580 612L428 330L440 160L350 140Z", 10)
    return group(
        shade,
        hook,
        left,
        right,
        blade,
        circle(400, 362, 24, tone("steel").deep),
        circle(397, 359, 12, tone("steel").light),
        thread([(330, 470), (400, 500), (470, 470)], look.trim.base, 9) if look.style else "",
        turn=16,
    )


@drawn
def gloves(look: Look) -> str:
    hand = path(
        "M250 640L240 470Q190 400 200 360Q216 340 240 372L262 404L250 240Q254 214 276 220Q290 226 292 250L300 350L306 210Q312 184 334 190Q350 196 348 224L348 350L366 230Q376 208 394 216Q408 224 404 250L394 370L420 290Q434 272 448 284Q458 296 450 324L414 500L400 640Z",
        look.tone.base,
    )
    palm = path(
        "M262 404L300 400L390 410L420 440L414 500L408 560L250 560Q250 500 240 470Q230 440 262 404Z", look.trim.base
    )
    cuff = rect(244, 596, 162, 70, look.trim.shade, 12) + "".join(
        line([(258 + step * 20, 606), (258 + step * 20, 656)], look.trim.base, 5) for step in range(8)
    )
    one = lying("M250 640L240 470L200 370L262 404L260 230L340 200L440 300L400 640Z", 12) + hand + palm + cuff
    return group(one, turn=14, at=(150, 40), about=(330, 440)) + group(one, turn=-12, at=(-20, 0), about=(330, 440))


@drawn
def rake(look: Look) -> str:
    """A leaf rake with its head up; style 1 a spade, 2 a broom."""
    pole = tube((400, 330), (400, 740), 20, look.tone)
    tines = "".join(
        thread(
            [(400, 330), (400 + k * 130, 180), (400 + k * 190, 70), (400 + k * 196, 56)],
            tone("steel").shade if step % 2 else tone("steel").base,
            8,
        )
        for step, k in enumerate((-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1))
    )
    cross = thread([(262, 190), (400, 168), (538, 190)], look.trim.base, 12)
    spade = (
        path("M310 90H490Q500 250 470 310Q430 350 400 380Q370 350 330 310Q300 250 310 90Z", tone("steel").base)
        + path("M400 90H490Q500 250 470 310Q430 350 400 380Z", tone("steel").shade)
        + rect(382, 300, 36, 90, tone("steel").deep, 8)
    )
    broom = (
        path("M300 60H500L470 290H330Z", look.trim.base)
        + "".join(
            line([(400 + k * 100, 64), (400 + k * 62, 286)], look.trim.shade, 4)
            for k in (-0.8, -0.5, -0.2, 0.1, 0.4, 0.7)
        )
        + "".join(line([(322 + d, y), (478 - d, y)], tone("brick").base, 7) for y, d in ((220, -2), (250, 4)))
        + rect(360, 280, 80, 60, look.tone.shade, 8)
    )
    head = (tines + cross + rect(384, 296, 32, 60, tone("steel").deep, 6), spade, broom)[look.style % 3]
    return group(path("M390 330L410 330L430 744L410 750Z", "#5b4a35", more=' opacity=".08"'), pole, head, turn=30)


@drawn
def hose(look: Look) -> str:
    """A coiled garden hose with its nozzle."""
    rings = "".join(
        ellipse(390, 430 + k * 12, 200 - k * 4, 150 - k * 2, "none", look.tone.shade, 34)
        + ellipse(388, 424 + k * 12, 200 - k * 4, 150 - k * 2, "none", look.tone.base, 24)
        + ellipse(384, 418 + k * 12, 200 - k * 4, 150 - k * 2, "none", look.tone.light, 5)
        for k in (6, 3, 0)
    )
    end = thread([(560, 520), (660, 520), (690, 420), (660, 320)], look.tone.shade, 32) + thread(
        [(558, 516), (656, 514), (686, 420), (658, 320)], look.tone.base, 22
    )
    nozzle = group(
        rect(630, 180, 56, 150, look.trim.base, 12)
        + rect(664, 180, 22, 150, look.trim.shade, 10)
        + rect(640, 150, 36, 36, look.trim.deep, 6),
        turn=-14,
        about=(658, 320),
    )
    return shadow(230, 612) + rings + end + nozzle


@drawn
def twine(look: Look) -> str:
    """A spool in a wooden holder with scissors' slot."""
    wraps = "".join(
        thread([(290, y), (400, y + 16), (510, y)], look.tone.shade if y % 4 else look.tone.light, 6)
        for y in range(322, 560, 15)
    )
    loose = thread([(500, 520), (580, 560), (600, 620), (680, 630)], look.tone.base, 8)
    ends = "".join(
        ellipse(400, y + 12, 140, 28, look.trim.shade) + ellipse(400, y, 140, 28, look.trim.base) for y in (590,)
    )
    top = (
        ellipse(400, 312, 140, 28, look.trim.shade)
        + ellipse(400, 300, 140, 28, look.trim.light)
        + ellipse(400, 300, 26, 7, look.trim.deep)
    )
    return (
        shadow(150, 612)
        + loose
        + ends
        + turned([(320, 110), (590, 112)], look.tone, smooth=False, gloss=0.3)
        + wraps
        + top
    )
