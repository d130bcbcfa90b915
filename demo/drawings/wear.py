"""Things to put on, and for the bicycle."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
    circle,
    clipped,
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
from demo.drawings.solids import tube, turned
from demo.drawings.tones import tone


@drawn
def helmet(look: Look) -> str:
    """A bike helmet; style 1 a bicycle bell, 2 a lock, 3 a pump."""
    d = "M150 480Q150 260 400 240Q640 260 660 470Q664 520 610 520H200Q150 520 150 480Z"
    vents = "".join(
        path(f"M{x} 300Q{x + 30} 280 {x + 64} 300Q{x + 60} 380 {x + 30} 420Q{x + 2} 380 {x} 300Z", look.tone.deep)
        for x in (250, 360, 470)
    )
    straps = path("M260 510Q300 620 390 650M540 510Q480 620 410 650", "none", tone("charcoal").base, 15) + rect(
        376, 636, 50, 30, tone("charcoal").light, 8
    )
    return (
        shadow(180, 664)
        + straps
        + path(d, look.tone.base)
        + clipped(
            "helmet",
            d,
            vents,
            faded(0.45, path("M560 240Q640 360 600 530H680V240Z", look.tone.shade)),
            path("M190 420Q220 300 340 270", "none", look.tone.pale, 16, ' opacity=".6"'),
        )
        + path("M150 480Q400 460 660 480Q660 520 610 520H200Q150 520 150 480Z", look.trim.base)
    )


@style_of("helmet", 1)
def bicycle_bell(look: Look) -> str:
    return (
        shadow(150, 600)
        + rect(180, 570, 440, 34, tone("steel").shade, 17)
        + rect(180, 572, 440, 10, tone("steel").light, 5)
        + rect(370, 530, 60, 60, tone("charcoal").base, 10)
        + turned([(300, 20), (330, 100), (420, 168), (520, 186)], look.tone)
        + circle(400, 292, 20, look.trim.base)
        + path("M560 500L640 470Q660 470 656 490L590 530Z", tone("charcoal").base)
    )


@style_of("helmet", 2)
def lock(look: Look) -> str:
    return group(
        lying("M250 380H550V640H250Z", 14),
        path("M300 400V280Q300 150 400 150Q500 150 500 280V400", "none", tone("steel").shade, 44),
        path("M294 400V280Q296 156 400 148", "none", tone("steel").light, 10),
        path(round_rect(240, 370, 320, 270, 40), look.tone.base),
        path("M480 370H520Q560 370 560 410V600Q560 640 520 640H470Z", look.tone.shade),
        circle(400, 480, 34, tone("brass").base),
        rect(390, 484, 20, 70, tone("charcoal").base, 6),
        turn=-10,
    )


@style_of("helmet", 3)
def floor_pump(look: Look) -> str:
    return group(
        lying("M370 180H430V700H370Z", 12),
        tube((400, 260), (400, 640), 60, look.tone, "butt"),
        tube((400, 150), (400, 270), 24, tone("steel"), "butt"),
        tube((300, 140), (500, 140), 40, look.trim),
        rect(364, 630, 72, 50, tone("charcoal").base, 8),
        thread([(430, 650), (520, 620), (540, 500), (500, 420)], tone("charcoal").base, 16),
        turn=22,
    )


@drawn
def cap(look: Look) -> str:
    """A cap; style 1 a knitted hat, 2 a scarf, 3 socks."""
    crown = "M180 480Q180 260 400 250Q600 260 610 470Z"
    return (
        shadow(220, 560)
        + path(crown, look.tone.base)
        + clipped(
            "cap",
            crown,
            faded(0.5, path("M500 250H620V490H540Z", look.tone.shade)),
            path("M400 250Q340 340 350 480M400 250Q500 340 510 480", "none", look.tone.shade, 5),
        )
        + circle(400, 250, 14, look.trim.base)
        + path("M180 470Q400 420 610 466Q720 480 730 540Q560 500 420 520Q260 540 180 480Z", look.trim.base)
        + path("M420 520Q560 500 730 540Q600 560 420 540Z", look.trim.shade)
    )


@style_of("cap", 1)
def knitted_hat(look: Look) -> str:
    ribs = "".join(
        path(f"M{x} 470Q{400 + (x - 400) * 0.7} 300 400 226", "none", look.tone.shade, 8, ' opacity=".6"')
        for x in range(230, 590, 36)
    )
    return (
        shadow(190, 606)
        + circle(400, 196, 52, look.trim.base)
        + path("M206 480Q210 220 400 216Q590 220 594 480Z", look.tone.base)
        + ribs
        + path(round_rect(186, 460, 428, 130, 34), look.tone.light)
        + "".join(line([(x, 474), (x, 576)], look.tone.base, 8) for x in range(214, 600, 26))
    )


@style_of("cap", 2)
def scarf(look: Look) -> str:
    return group(
        lying("M300 150H500V700H300Z", 14),
        path("M330 180Q250 200 260 300Q400 380 540 300Q550 200 470 180Q400 240 330 180Z", look.tone.shade),
        path("M300 300Q390 360 420 340L440 700H310Z", look.tone.base),
        path("M420 330Q480 330 520 300L560 640H450Z", look.tone.light),
        "".join(rect(x, y, 126, 16, look.trim.base) for x, y in ((308, 560), (310, 596), (312, 632))),
        "".join(line([(x, 700), (x, 740)], look.tone.base, 7) for x in range(318, 440, 15)),
        path("M262 250Q400 340 538 250Q548 320 500 340Q400 370 300 340Q254 310 262 250Z", look.tone.base),
    )


@style_of("cap", 3)
def socks(look: Look) -> str:
    sock = (
        path(
            "M320 140H460V420Q470 470 540 520Q600 560 570 610Q540 650 470 620Q360 570 330 500Q316 460 320 400Z",
            look.tone.base,
        )
        + rect(316, 134, 148, 60, look.trim.base, 12)
        + path("M540 520Q600 560 570 610Q540 650 480 624Q530 600 510 500Z", look.trim.base)
        + path("M322 420Q330 500 390 520Q350 470 356 420Z", look.trim.base)
        + "".join(rect(320, y, 140, 14, look.tone.light) for y in (250, 300, 350))
    )
    return group(lying("M320 140H460V420L580 560L560 630L460 620L330 500Z", 12), sock, at=(-90, 0), turn=-6) + group(
        lying("M320 140H460V420L580 560L560 630L460 620L330 500Z", 12), sock, at=(70, 40), turn=6
    )
