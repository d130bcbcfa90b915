"""Things for the road."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
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
    thread,
)
from demo.drawings.solids import turned
from demo.drawings.tones import tone


@drawn
def suitcase(look: Look) -> str:
    """A hard case on wheels; style 1 a weekender bag, 2 a small old-fashioned case."""
    d = round_rect(240, 220, 320, 400, 40)
    ribs = "".join(
        rect(x, 240, 14, 360, look.tone.shade, 7, ' opacity=".7"') + rect(x - 5, 240, 4, 360, look.tone.light, 2)
        for x in (290, 340, 392, 444, 496)
    )
    rod = "".join(rect(x, 90, 14, 140, tone("steel").base) for x in (330, 456)) + rect(
        316, 76, 168, 28, tone("charcoal").base, 12
    )
    wheels = "".join(
        circle(x, 640, 22, tone("charcoal").base) + circle(x, 640, 9, tone("steel").base) for x in (280, 520)
    )
    return (
        shadow(170, 660)
        + rod
        + wheels
        + path(d, look.tone.base)
        + clipped("case", d, ribs, faded(0.4, rect(490, 220, 80, 400, look.tone.shade)))
        + rect(552, 360, 16, 110, tone("charcoal").base, 8)
        + rect(360, 214, 80, 22, look.trim.base, 8)
    )


@style_of("suitcase", 1)
def weekender(look: Look) -> str:
    return _weekender(look)


@style_of("suitcase", 2)
def old_case(look: Look) -> str:
    d = round_rect(160, 300, 480, 300, 30)
    corners = "".join(path(round_rect(x, y, 70, 60, 20), look.trim.base) for x in (156, 574) for y in (296, 544))
    return (
        shadow(250, 606)
        + path("M340 300Q340 240 400 240Q460 240 460 300", "none", look.trim.base, 22)
        + path(d, look.tone.base)
        + clipped(
            "case", d, faded(0.5, rect(160, 520, 480, 90, look.tone.shade)), rect(160, 400, 480, 8, look.tone.deep)
        )
        + corners
        + "".join(
            rect(x, 380, 44, 46, tone("brass").base, 5) + circle(x + 22, 410, 7, tone("brass").deep) for x in (250, 506)
        )
    )


def _weekender(look: Look) -> str:
    d = "M150 400Q160 340 240 336H560Q640 340 650 400L664 580Q664 620 624 620H176Q136 620 136 580Z"
    handles = path("M290 340Q300 190 400 186Q500 190 510 340", "none", look.trim.base, 20) + rect(
        358, 174, 84, 30, look.trim.shade, 12
    )
    leather = path("M136 540Q400 560 664 540V580Q664 620 624 620H176Q136 620 136 580Z", look.trim.base) + "".join(
        rect(x, 336, 30, 284, look.trim.base) for x in (276, 494)
    )
    return (
        shadow(260, 622)
        + path(d, look.tone.base)
        + clipped(
            "bag",
            d,
            faded(0.5, path("M580 330H670V620H600Z", look.tone.shade)),
            faded(0.3, path("M140 340H240L190 620H130Z", look.tone.pale)),
            leather,
        )
        + path("M176 352Q400 322 624 352", "none", look.tone.deep, 8)
        + handles
    )


@drawn
def wallet(look: Look) -> str:
    """Closed; style 1 open with cards, 2 a key pouch."""
    cards = (
        "".join(
            rect(240 + step * 8, 240 - step * 34, 320 - step * 16, 120, tone(c).base, 12)
            for step, c in ((2, "sage"), (1, "rust"), (0, "cream"))
        )
        if look.style
        else ""
    )
    d = round_rect(190, 270, 420, 300, 26)
    return group(
        lying(d, 18),
        cards,
        path(d, look.tone.base),
        clipped(
            "wallet",
            d,
            faded(0.5, path("M480 270H620V580H520Z", look.tone.shade)),
            rect(190, 270, 420, 8, look.tone.light),
        ),
        path(round_rect(206, 286, 388, 268, 18), "none", look.tone.light, 3, ' stroke-dasharray="10 8"'),
        path("M610 380H520Q490 390 490 420Q490 450 520 460H610Z", look.tone.shade)
        + circle(530, 420, 13, tone("brass").base),
        turn=-9,
    )


@style_of("wallet", 2)
def key_pouch(look: Look) -> str:
    keys = "".join(
        group(
            circle(400, 610, 34, "none", tone("brass").base, 14)
            + rect(393, 640, 14, 100, tone("brass").base)
            + rect(407, 700, 22, 12, tone("brass").shade),
            turn=angle,
            about=(400, 560),
        )
        for angle in (-24, 10)
    )
    return group(
        lying("M300 200H500V560H300Z", 14),
        keys,
        path("M300 240Q300 190 400 186Q500 190 500 240V520Q500 570 400 572Q300 570 300 520Z", look.tone.base)
        + path("M440 190Q500 200 500 240V520Q500 560 440 568Z", look.tone.shade, more=' opacity=".6"')
        + path(
            "M318 244Q320 206 400 204Q480 206 482 244V516Q480 552 400 554Q320 552 318 516Z",
            "none",
            look.tone.light,
            3,
            ' stroke-dasharray="10 8"',
        )
        + circle(400, 500, 16, tone("brass").base),
    )


@drawn
def umbrella(look: Look) -> str:
    """Open; style 1 folded."""
    top = "M130 400Q160 170 400 160Q640 170 670 400Q625 356 580 400Q535 356 490 400Q445 356 400 400Q355 356 310 400Q265 356 220 400Q175 356 130 400Z"
    panels = (
        path("M400 160Q300 240 310 400Q265 356 220 400Q240 220 400 160Z", look.tone.light)
        + path("M400 160Q500 240 490 400Q535 356 580 400Q560 220 400 160Z", look.tone.shade)
        + path("M400 160Q600 200 670 400Q625 356 580 400Q560 220 400 160Z", look.tone.deep, more=' opacity=".6"')
    )
    stick = rect(393, 380, 14, 230, tone("walnut").base) + path(
        "M400 600V640Q400 690 446 690Q484 686 482 650", "none", tone("walnut").base, 20
    )
    return group(
        stick, path(top, look.tone.base), panels, line([(400, 160), (400, 124)], tone("steel").base, 9), turn=-14
    )


@style_of("umbrella", 1)
def folded_umbrella(look: Look) -> str:
    folds = (
        path("M372 180L400 120L428 180L450 560Q400 590 350 560Z", look.tone.base)
        + path("M412 150L428 180L450 560Q430 576 408 578Z", look.tone.shade)
        + path("M380 200L366 550", "none", look.tone.light, 8)
        + rect(346, 440, 108, 26, look.trim.base, 8)
    )
    return group(
        lying("M372 180L400 120L428 180L450 560L420 720H380L350 560Z", 10),
        line([(400, 130), (400, 96)], tone("steel").base, 8),
        folds,
        path("M400 570V670Q400 716 440 716Q470 710 468 680", "none", tone("walnut").base, 22),
        turn=24,
    )


@drawn
def waterbottle(look: Look) -> str:
    """Style 0 steel with a loop, 1 a thermos with a cup, 2 a lunch box."""
    wall = [(260, 66), (300, 92), (590, 94), (612, 86)] if not look.style else [(240, 78), (600, 88), (616, 80)]
    top = (
        turned([(190, 52), (258, 56)], look.trim, smooth=False)
        + path("M352 196Q352 120 400 120Q448 120 448 196", "none", look.trim.shade, 18)
        if not look.style
        else turned([(130, 66), (236, 80)], look.trim, smooth=False) + ellipse(400, 130, 66, 13, look.trim.light)
    )
    stripe = turned([(430, 94), (452, 94)], look.trim, smooth=False, gloss=0) if not look.style else ""
    return shadow(94, 618) + turned(wall, look.tone, smooth=not look.style) + stripe + top


@style_of("waterbottle", 2)
def lunch_tin(look: Look) -> str:
    return (
        shadow(220, 612)
        + turned([(420, 210), (590, 200), (606, 190)], look.tone, squash=0.16, smooth=False)
        + ellipse(400, 420, 216, 36, look.tone.shade)
        + turned([(370, 200), (404, 216)], tone("steel"), squash=0.16, smooth=False)
        + ellipse(400, 370, 200, 32, tone("steel").light)
        + "".join(rect(x, 396, 40, 70, tone("steel").shade, 6) for x in (186, 574))
        + rect(300, 352, 200, 26, look.trim.base, 6)
    )


@drawn
def packcubes(look: Look) -> str:
    """Three cloth cubes for packing; style 1 a neck pillow, 2 luggage tags."""
    rows = ((look.tone, 200, 470, 400, 140), (look.trim, 240, 350, 320, 116), (look.tone, 280, 254, 240, 92))
    return shadow(220, 612) + "".join(
        path(round_rect(x, y, w, h, 26), t.base)
        + path(round_rect(x + 24, y + 20, w - 48, h - 46, 14), t.light)
        + line([(x + 16, y + h - 14), (x + w - 16, y + h - 14)], t.deep, 5)
        + rect(x + w - 60, y + h - 20, 34, 14, t.shade, 6)
        for t, x, y, w, h in rows
    )


@style_of("packcubes", 1)
def neck_pillow(look: Look) -> str:
    return (
        shadow(200, 606)
        + path(
            "M200 440Q190 260 400 250Q610 260 600 440Q600 600 510 596Q450 590 470 500Q480 390 400 388Q320 390 330 500Q350 590 290 596Q200 600 200 440Z",
            look.tone.base,
        )
        + path(
            "M560 320Q610 380 600 440Q600 600 510 596Q470 592 470 540Q560 520 560 320Z",
            look.tone.shade,
            more=' opacity=".6"',
        )
        + path("M236 400Q260 300 400 284", "none", look.tone.pale, 14, ' opacity=".5"')
    )


@style_of("packcubes", 2)
def luggage_tags(look: Look) -> str:
    return "".join(
        group(
            lying(round_rect(320, 260, 170, 300, 22), 12),
            path(round_rect(320, 260, 170, 300, 22), t.base),
            rect(346, 350, 118, 160, "#f6efdf", 8),
            "".join(line([(362, y), (448, y)], tone("stone").base, 4) for y in (390, 416, 442)),
            circle(405, 300, 13, t.deep),
            thread([(405, 300), (370, 200), (410, 150), (440, 210), (405, 300)], t.shade, 12),
            turn=turn,
            at=(x, 20),
        )
        for t, turn, x in ((look.trim, 14, 90), (look.tone, -12, -80))
    )
