"""Things on and in a desk."""

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
    shape,
)
from demo.drawings.solids import disc, tube, turned
from demo.drawings.tones import Tone, tone


@drawn
def pen(look: Look) -> str:
    """Style 0 a fountain pen, 1 a ballpoint, 2 with its cap beside it."""
    brass = tone("brass") if look.second == "oak" else look.trim
    barrel = (
        tube((400, 330), (400, 640), 50, look.tone)
        + rect(375, 320, 50, 16, brass.base)
        + rect(406, 320, 19, 16, brass.shade)
    )
    nib = (
        path("M382 320L376 250Q386 190 400 140Q414 190 424 250L418 320Z", brass.base)
        + path("M400 140Q414 190 424 250L418 320H400Z", brass.shade)
        + line([(400, 170), (400, 236)], tone("charcoal").base, 3)
        + circle(400, 240, 6, tone("charcoal").base)
    )
    grip = path("M378 330L384 290H416L422 330Z", tone("charcoal").base)
    ball = (
        path("M380 330L392 210L400 190L408 210L420 330Z", brass.base)
        + path("M400 190L408 210L420 330H402Z", brass.shade)
        + rect(392, 652, 16, 40, brass.base, 6)
        + rect(418, 470, 12, 150, brass.base, 6)
    )
    cap = group(
        tube((400, 300), (400, 500), 54, look.tone)
        + rect(373, 486, 54, 16, brass.base)
        + rect(416, 330, 12, 140, brass.base, 6),
        at=(150, 60),
    )
    body = barrel + (ball if look.style == 1 else nib + grip)
    return group(
        lying("M380 160L420 160L426 660H374Z", 12),
        body,
        cap if look.style != 1 else "",
        turn=38,
        at=(-40, 0) if look.style != 1 else (0, 0),
    )


@drawn
def pencils(look: Look) -> str:
    """A fan of them; style 1 a box of colored ones."""
    colors = (
        [look.color, look.second, "sage", "ochre", "navy", "brick"]
        if look.style
        else [look.color] * 3 + [look.second] * 2
    )

    def one(t: Tone) -> str:
        wood = shape([(382, 250), (400, 170), (418, 250)], tone("beech").light) + shape(
            [(394, 198), (400, 170), (406, 198)], t.deep
        )
        return (
            wood
            + rect(382, 250, 12, 400, t.light)
            + rect(394, 250, 12, 400, t.base)
            + rect(406, 250, 12, 400, t.shade)
            + rect(382, 640, 36, 26, tone("brass").base)
            + rect(382, 664, 36, 26, tone("rose").base, 8)
        )

    if not look.style:
        turns = [(index - (len(colors) - 1) / 2) * 13 for index in range(len(colors))]
        return "".join(
            group(
                lying("M382 250L400 170L418 250V680H382Z", 9), one(tone(c)), turn=angle, about=(400, 820), at=(0, -20)
            )
            for c, angle in zip(colors, turns, strict=True)
        )
    row = "".join(group(one(tone(c)), at=((index - 2.5) * 62, -40)) for index, c in enumerate(colors))
    lid = round_rect(196, 440, 408, 250, 14)
    return (
        lying(round_rect(196, 300, 408, 390, 14), 16)
        + rect(206, 300, 388, 380, tone("kraft").shade, 10)
        + row
        + path(lid, tone("kraft").base)
        + rect(196, 440, 408, 12, tone("kraft").light)
        + rect(300, 530, 200, 70, "#f6efdf", 6)
        + "".join(line([(330, y), (470, y)], look.trim.base, 5) for y in (556, 576))
    )


@drawn
def penholder(look: Look) -> str:
    """A cup of pens; style 1 a wooden desk tray."""
    tools = "".join(
        tube((x, 460), (x + lean, top), 20, tone(c))
        + shape([(x + lean - 9, top), (x + lean + lean * 0.08, top - 40), (x + lean + 10, top)], tone("beech").light)
        for x, lean, top, c in (
            (350, -50, 220, "ochre"),
            (400, -10, 180, "navy"),
            (440, 44, 240, "brick"),
            (380, 20, 260, "sage"),
        )
    )
    return (
        shadow(106, 620)
        + tools
        + turned([(410, 108), (600, 104), (614, 98)], look.tone, smooth=False, gloss=0.35)
        + path("M292 410A108 20 0 0 0 508 410", "none", look.tone.light, 9)
    )


@style_of("penholder", 1)
def desk_tray(look: Look) -> str:
    d = round_rect(130, 300, 540, 230, 22)
    wells = [(156, 324, 300, 182), (476, 324, 168, 80), (476, 424, 168, 82)]
    content = (
        tube((190, 380), (420, 380), 16, tone("navy"))
        + tube((190, 420), (400, 420), 16, tone("brick"))
        + "".join(circle(506 + step * 30, 362 + step % 2 * 12, 10, "none", tone("steel").shade, 4) for step in range(4))
        + rect(500, 444, 100, 40, tone("rose").base, 8)
    )
    return group(
        lying(d, 18),
        path(d, look.tone.base),
        *[
            path(round_rect(x, y, w, h, 12), look.tone.deep)
            + path(round_rect(x + 3, y + 8, w - 3, h - 8, 12), look.tone.shade)
            for x, y, w, h in wells
        ],
        content,
        turn=-8,
    )


@drawn
def scissors(look: Look) -> str:
    blades = (
        path("M404 420L330 110Q350 100 372 140L430 400Z", tone("steel").base)
        + path("M396 420L470 110Q450 100 428 140L370 400Z", tone("steel").light)
        + path("M396 420L470 110L452 118L384 410Z", tone("steel").shade)
    )
    bows = "".join(
        path(f"M{400 + d * 8} 410Q{400 + d * 40} 500 {400 + d * 60} 540", "none", look.tone.base, 30)
        + ellipse(400 + d * 86, 610, 58, 80, "none", look.tone.shade, 30)
        + ellipse(400 + d * 86 - 3, 606, 58, 80, "none", look.tone.base, 22)
        for d in (-1, 1)
    )
    return group(
        lying("M330 110L372 140L400 300L428 140L470 110L430 420L540 600L460 690L400 480L340 690L260 600L370 420Z", 9),
        blades,
        bows,
        circle(400, 396, 15, tone("brass").base),
        circle(397, 393, 6, tone("brass").pale),
        turn=30,
    )


@drawn
def tape(look: Look) -> str:
    """A desk dispenser; style 1 rolls of paper tape, 2 a stapler."""
    roll = (
        circle(360, 430, 100, look.trim.base)
        + circle(360, 430, 100, "none", look.trim.shade, 6)
        + circle(360, 430, 58, tone("kraft").base)
        + circle(360, 430, 22, look.tone.deep)
    )
    strip = path("M360 330Q500 330 566 470", "none", look.trim.light, 10, ' opacity=".85"')
    body = (
        path(
            "M170 616Q170 480 250 470Q300 470 330 520Q400 540 440 500Q500 440 560 460L640 500Q660 510 650 540L640 616Z",
            look.tone.base,
        )
        + path("M170 590H644L640 616H170Z", look.tone.shade)
        + shape([(556, 456), (596, 470), (576, 500)], tone("steel").base)
    )
    return (
        shadow(240, 616)
        + roll
        + strip
        + body
        + path("M196 560Q200 500 250 494", "none", look.tone.pale, 10, ' opacity=".6"')
    )


@style_of("tape", 1)
def paper_tapes(look: Look) -> str:
    rolls = ((look.tone, 290, 560), (look.trim, 500, 570), (tone("sage"), 400, 450))
    return shadow(240, 622) + "".join(
        ellipse(x, y + 34, 110, 44, t.shade)
        + ellipse(x, y, 110, 44, t.base)
        + rect(x - 110, y, 220, 34, t.base)
        + ellipse(x, y + 34, 110, 44, t.base)
        + ellipse(x, y, 110, 44, t.light)
        + ellipse(x, y, 60, 22, tone("kraft").base)
        + ellipse(x, y + 4, 48, 17, "#e9dfca")
        for t, x, y in sorted(rolls, key=lambda roll: roll[2])
    )


@style_of("tape", 2)
def stapler(look: Look) -> str:
    return _stapler(look)


def _stapler(look: Look) -> str:
    arm = (
        path("M190 470Q180 400 250 392L640 440Q668 448 664 476L660 500L196 510Z", look.tone.base)
        + path("M196 494L662 484L660 504L196 514Z", look.tone.shade)
        + path("M230 418L560 448", "none", look.tone.pale, 9, ' opacity=".6"')
    )
    foot = path("M170 566H650Q672 566 672 590V610H170Q150 610 150 590Q150 566 170 566Z", look.tone.shade) + rect(
        560, 556, 80, 14, tone("steel").base, 4
    )
    return (
        shadow(260, 612)
        + path("M180 500L300 500L280 572H190Z", look.tone.deep)
        + rect(210, 506, 440, 24, tone("steel").base, 4)
        + foot
        + arm
    )


@drawn
def inkwell(look: Look) -> str:
    glass = path(
        "M250 400Q250 370 290 366H510Q550 370 550 400L566 590Q566 616 540 616H260Q234 616 234 590Z", tone("glass").base
    )
    ink = path("M262 460H538L548 580Q548 600 530 600H270Q252 600 252 580Z", look.tone.base) + path(
        "M470 460H538L548 580Q548 600 530 600H450Z", look.tone.deep
    )
    label = rect(320, 490, 160, 86, "#f7f1e2", 4) + "".join(
        line([(345, y), (455, y)], look.tone.base, w) for y, w in ((520, 6), (542, 3), (556, 3))
    )
    cap = turned([(300, 84), (366, 88)], tone("charcoal"), smooth=False) + disc(300, 84, tone("charcoal"))
    return (
        shadow(170, 616)
        + faded(0.75, glass)
        + ink
        + label
        + path("M258 400L248 580", "none", "#ffffff", 8, ' opacity=".7"')
        + cap
    )


@drawn
def globe(look: Look) -> str:
    land = path("M310 280Q360 240 420 270Q440 320 400 350Q420 400 360 430Q300 400 290 340Z", look.trim.base) + path(
        "M460 360Q530 340 540 400Q520 480 470 500Q440 440 460 360Z", look.trim.base
    )
    ball = (
        circle(400, 380, 170, look.tone.base)
        + clipped(
            "globe",
            "M230 380a170 170 0 1 0 340 0a170 170 0 1 0 -340 0Z",
            land,
            path("M500 240A170 170 0 0 1 340 540A200 200 0 0 0 500 240Z", look.tone.shade, more=' opacity=".6"'),
        )
        + circle(340, 310, 30, look.tone.pale, more=' opacity=".5"')
    )
    ring = path("M290 220A200 200 0 1 0 540 540", "none", tone("brass").base, 14)
    return (
        shadow(120, 640)
        + turned([(580, 16), (606, 40), (630, 96), (640, 104)], tone("walnut"))
        + ball
        + ring
        + circle(292, 220, 11, tone("brass").base)
    )
