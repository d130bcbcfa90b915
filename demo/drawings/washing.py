"""Soap, creams and their dishes."""

from demo.drawings.look import Look, drawn, style_of
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
    thread,
)
from demo.drawings.solids import band, disc, rim, tube, turned
from demo.drawings.tones import Tone, tone


@drawn
def soap(look: Look) -> str:
    """A bar with a paper band; style 1 two bars stacked, 2 round, 3 on a rope."""

    def bar(y: float, t: Tone, wrap: Tone) -> str:
        d = f"M190 {y}Q190 {y - 60} 250 {y - 62}L560 {y - 62}Q616 {y - 60} 616 {y}L616 {y + 56}Q616 {y + 104} 560 {y + 104}L246 {y + 104}Q190 {y + 104} 190 {y + 56}Z"
        top = path(
            f"M214 {y - 34}Q230 {y - 50} 262 {y - 50}L548 {y - 50}Q584 {y - 50} 594 {y - 34}Q580 {y - 16} 548 {y - 14}L258 {y - 14}Q224 {y - 14} 214 {y - 34}Z",
            t.light,
        )
        paper = (
            rect(330, y - 66, 150, 176, wrap.base)
            + rect(330, y - 8, 150, 118, wrap.shade, more=' opacity=".35"')
            + "".join(
                line([(356, y + dy), (454, y + dy)], tone("charcoal").light, w) for dy, w in ((26, 6), (46, 4), (62, 4))
            )
        )
        return (
            path(d, t.base)
            + clipped(f"soap{y:g}", d, rect(180, y + 50, 450, 60, t.shade, more=' opacity=".7"'))
            + top
            + paper
        )

    upper = bar(380, tone(look.second), tone("cream")) if look.style == 1 else ""
    return shadow(220, 610) + bar(500, look.tone, tone("cream") if look.style != 1 else tone("kraft")) + upper


@style_of("soap", 2)
def soap_on_a_rope(look: Look) -> str:
    cord = thread([(400, 330), (360, 220), (400, 130), (440, 220), (400, 330)], tone("rope").base, 10)
    return (
        cord
        + shadow(150, 616)
        + ellipse(400, 470, 168, 150, look.tone.base)
        + path("M500 350A168 150 0 0 1 330 608A190 170 0 0 0 500 350Z", look.tone.shade)
        + ellipse(350, 410, 60, 36, look.tone.pale, more=' opacity=".5"')
        + circle(400, 340, 16, look.tone.deep)
    )


@drawn
def pump(look: Look) -> str:
    """A bottle with a pump; style 1 of amber glass, 2 a pair."""

    def one(x: float, t: Tone, tall: float) -> str:
        top = 616 - tall
        body = turned([(top, 60), (top + 26, 92), (590, 94), (612, 86)], t, x=x, gloss=0.5)
        label = band([(top + 110, 95), (top + 220, 95)], "#f6efdf", x=x, start=-0.8, end=0.8) + "".join(
            line([(x - 44, top + 150 + dy), (x + 44 - dy, top + 150 + dy)], look.trim.base, w)
            for dy, w in ((0, 7), (24, 4), (42, 4))
        )
        head = (
            turned([(top - 36, 26), (top + 2, 30)], tone("charcoal"), x=x, smooth=False)
            + rect(x - 6, top - 78, 12, 46, tone("gray").base)
            + path(
                f"M{x - 22} {top - 96}H{x + 30}Q{x + 92} {top - 94} {x + 96} {top - 58}L{x + 84} {top - 58}Q{x + 74} {top - 76} {x + 30} {top - 76}H{x - 22}Z",
                tone("charcoal").base,
            )
        )
        return shadow(96, 618, x) + body + label + head

    return one(400, look.tone, 340)


@style_of("pump", 2)
def pair_of_pumps(look: Look) -> str:
    def one(x: float, t: Tone, tall: float) -> str:
        top = 616 - tall
        body = turned([(top, 60), (top + 26, 92), (590, 94), (612, 86)], t, x=x, gloss=0.5)
        label = band([(top + 110, 95), (top + 220, 95)], "#f6efdf", x=x, start=-0.8, end=0.8) + "".join(
            line([(x - 44, top + 150 + dy), (x + 44 - dy, top + 150 + dy)], look.trim.base, w)
            for dy, w in ((0, 7), (24, 4), (42, 4))
        )
        head = (
            turned([(top - 36, 26), (top + 2, 30)], tone("charcoal"), x=x, smooth=False)
            + rect(x - 6, top - 78, 12, 46, tone("gray").base)
            + path(
                f"M{x - 22} {top - 96}H{x + 30}Q{x + 92} {top - 94} {x + 96} {top - 58}L{x + 84} {top - 58}Q{x + 74} {top - 76} {x + 30} {top - 76}H{x - 22}Z",
                tone("charcoal").base,
            )
        )
        return shadow(96, 618, x) + body + label + head

    return one(280, look.tone, 300) + one(510, tone(look.second), 300)


@drawn
def creamjar(look: Look) -> str:
    """A low jar with a lid; style 1 open, the lid leaning, 2 a flat tin."""
    body = (
        turned([(430, 140), (590, 142), (606, 132)], look.tone, smooth=False)
        + band([(470, 143), (560, 143)], "#f6efdf", start=-0.7, end=0.7)
        + "".join(line([(340, y), (460 - dy, y)], look.trim.shade, 5) for y, dy in ((520, 0), (542, 20), (560, 46)))
    )
    return (
        shadow(146, 612) + body + turned([(356, 142), (430, 146)], look.trim, smooth=False) + disc(356, 142, look.trim)
    )


@style_of("creamjar", 2)
def flat_tin(look: Look) -> str:
    tin = (
        turned([(470, 170), (560, 170)], look.trim, smooth=False)
        + disc(470, 170, look.tone)
        + ellipse(400, 470, 120, 22, "none", look.tone.shade, 4)
        + "".join(line([(400 - w, y), (400 + w, y)], look.tone.deep, 5) for y, w in ((462, 50), (476, 34)))
    )
    return shadow(176, 586) + tin


@style_of("creamjar", 1)
def open_jar(look: Look) -> str:
    body = (
        turned([(430, 140), (590, 142), (606, 132)], look.tone, smooth=False)
        + band([(470, 143), (560, 143)], "#f6efdf", start=-0.7, end=0.7)
        + "".join(line([(340, y), (460 - dy, y)], look.trim.shade, 5) for y, dy in ((520, 0), (542, 20), (560, 46)))
    )
    lid = group(
        ellipse(590, 560, 30, 110, look.trim.shade) + ellipse(578, 560, 30, 110, look.trim.base),
        turn=14,
        about=(590, 560),
    )
    return (
        shadow(150, 612)
        + shadow(60, 622, 600)
        + lid
        + body
        + rim(430, 142, look.tone, wall=12, filling="#fbf3e2", level=0.04)
    )


@drawn
def sponge(look: Look) -> str:
    """A natural sponge; style 1 a loofah disc, 2 a konjac ball."""
    d = [
        (240, 420),
        (270, 320),
        (360, 270),
        (470, 280),
        (560, 340),
        (590, 440),
        (550, 550),
        (440, 600),
        (320, 590),
        (250, 520),
    ]
    pores = "".join(
        ellipse(
            276 + step * 0.7548 % 1 * 280,
            322 + step * 0.5698 % 1 * 240,
            7 + step % 4 * 3,
            5 + step % 3 * 3,
            look.tone.deep,
            more=' opacity=".55"',
        )
        for step in range(36)
    )
    cord = thread([(400, 270), (376, 180), (400, 140), (424, 180), (404, 270)], tone("rope").base, 9)
    return (
        shadow(160, 606)
        + cord
        + blob(d, look.tone.base)
        + blob([(590, 440), (550, 550), (440, 600), (320, 590), (460, 540), (540, 430)], look.tone.shade)
        + (pores if look.style == 0 else faded(0.4, pores))
        + blob([(290, 360), (350, 310), (420, 310), (350, 350)], look.tone.pale, ' opacity=".6"')
    )


@style_of("sponge", 1)
def loofah(look: Look) -> str:
    rings = "".join(circle(400, 440, r, "none", look.tone.shade, 5) for r in (150, 110, 70, 30))
    return (
        lying("M240 440a160 160 0 1 0 320 0a160 160 0 1 0 -320 0Z", 16)
        + circle(400, 440, 168, look.trim.base)
        + circle(400, 440, 154, look.tone.base)
        + rings
        + thread([(400, 276), (370, 200), (400, 160), (430, 200), (400, 276)], look.trim.base, 10)
    )


@drawn
def dish(look: Look) -> str:
    """A soap dish; style 1 with its soap, 2 a tumbler for brushes."""
    bar = (
        path("M290 480Q290 420 400 416Q510 420 510 480V500H290Z", look.trim.base)
        + path("M320 450Q400 426 470 440", "none", look.trim.pale, 10, ' opacity=".6"')
        if look.style
        else ""
    )
    ribs = (
        ""
        if look.style
        else "".join(line([(x, 492), (x + (x - 400) * 0.15, 516)], look.tone.shade, 8) for x in range(270, 540, 32))
    )
    back = ellipse(400, 500, 210, 40, look.tone.light) + ellipse(400, 506, 184, 30, look.tone.shade)
    return (
        shadow(190, 576)
        + back
        + ribs
        + bar
        + path("M190 500A210 40 0 0 0 610 500Q600 572 520 578H280Q200 572 190 500Z", look.tone.base)
        + path("M480 536A210 40 0 0 0 610 500Q600 572 520 578H440Z", look.tone.shade, more=' opacity=".7"')
    )


@style_of("dish", 2)
def brush_tumbler(look: Look) -> str:
    handles = "".join(
        tube((400 + d * 20, 460), (400 + d * 62, 230), 16, t)
        + rect(400 + d * 62 - 12, 196, 24, 46, tone("cream").base, 4)
        for d, t in ((-1, look.trim), (1, tone("sage")))
    )
    return (
        shadow(110, 620)
        + handles
        + turned([(400, 106), (600, 100), (614, 92)], look.tone, smooth=False)
        + faded(1, path("M294 400A106 20 0 0 0 506 400", "none", look.tone.light, 10))
    )


@drawn
def washbag(look: Look) -> str:
    body = path(
        "M170 360Q180 330 220 330H580Q620 330 630 360L654 590Q656 616 630 616H170Q144 616 146 590Z", look.tone.base
    )
    zip_ = path("M190 340Q400 300 610 340", "none", look.trim.shade, 14) + path(
        "M190 340Q400 300 610 340", "none", tone("brass").base, 4, ' stroke-dasharray="8 6"'
    )
    tab = group(
        rect(588, 340, 20, 62, look.trim.base, 8), circle(598, 346, 9, tone("brass").base), turn=-14, about=(598, 346)
    )
    seam = path("M148 540Q400 566 652 540", "none", look.tone.shade, 5) + path(
        "M152 548Q400 574 648 548L654 590Q656 616 630 616H170Q144 616 146 590Z", look.trim.base
    )
    loop = thread([(170, 380), (110, 420), (120, 480), (158, 470)], look.trim.base, 20)
    return (
        shadow(240, 618)
        + loop
        + body
        + clipped(
            "bag",
            "M170 360Q180 330 220 330H580Q620 330 630 360L654 590Q656 616 630 616H170Q144 616 146 590Z",
            faded(0.5, path("M540 330H660V620H600Z", look.tone.shade)),
            faded(0.35, path("M180 340H260L210 616H140Z", look.tone.pale)),
        )
        + seam
        + zip_
        + tab
    )
