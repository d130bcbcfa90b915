"""Things to carry things in."""

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
from demo.drawings.solids import tube
from demo.drawings.tones import tone


@drawn
def backpack(look: Look) -> str:
    """Style 0 with a flap, 1 a roll top, 2 a small daypack with a zip."""
    d = "M240 300Q240 190 330 180H470Q560 190 560 300L580 590Q582 630 546 630H254Q218 630 220 590Z"
    straps = (
        path("M250 330Q190 420 206 560", "none", look.trim.shade, 24)
        + path("M550 330Q610 420 594 560", "none", look.trim.shade, 24)
        + path("M360 184Q362 130 400 130Q438 130 440 184", "none", look.trim.base, 16)
    )
    shade = clipped(
        "pack",
        d,
        faded(0.5, path("M500 170H600V640H520Z", look.tone.shade)),
        faded(0.3, path("M220 180H310L270 640H210Z", look.tone.pale)),
    )
    pocket = (
        path(round_rect(276, 440, 248, 160, 22), look.tone.light)
        + path(round_rect(276, 440, 248, 160, 22), "none", look.tone.shade, 4)
        + rect(276, 462, 248, 8, look.tone.shade)
    )
    flap = (
        path("M232 320Q236 190 330 176H470Q564 190 568 320Q560 386 400 392Q240 386 232 320Z", look.tone.base)
        + path("M238 330Q250 384 400 390Q550 384 562 330Q560 372 400 378Q240 372 238 330Z", look.tone.deep)
        + "".join(
            rect(x, 340, 26, 96, look.trim.base, 4) + rect(x - 3, 410, 32, 24, tone("brass").base, 4)
            for x in (316, 458)
        )
    )
    roll = (
        path("M238 250Q236 170 260 160H540Q564 170 562 250Z", look.tone.base)
        + "".join(rect(244, y, 312, 22, look.tone.light if y < 170 else look.tone.shade, 10) for y in (148, 172))
        + rect(386, 150, 28, 250, look.trim.base)
        + rect(380, 300, 40, 26, tone("charcoal").base, 5)
    )
    zip_ = path("M262 380Q256 240 340 224H460Q544 240 538 380", "none", look.tone.deep, 8) + rect(
        528, 376, 16, 46, look.trim.base, 6
    )
    return shadow(190, 630) + straps + path(d, look.tone.base) + shade + pocket + (flap, roll, zip_)[look.style % 3]


@drawn
def tote(look: Look) -> str:
    """A shopping bag with long handles; style 1 striped, 2 a string net."""
    d = "M220 310H580L610 640Q400 662 190 640Z"
    handles = path("M310 316Q310 120 400 116Q490 120 490 316", "none", look.trim.shade, 20) + path(
        "M306 316Q306 112 396 108Q486 112 486 316", "none", look.trim.base, 18
    )
    stripes = (
        "".join(path(f"M{x} 300L{400 + (x - 400) * 1.12} 660", "none", look.trim.base, 18) for x in range(250, 580, 60))
        if look.style == 1
        else ""
    )
    print_ = (
        circle(400, 500, 66, look.trim.base) + path("M340 500Q400 440 460 500Q400 560 340 500Z", look.tone.base)
        if look.style == 0
        else ""
    )
    return (
        shadow(200, 644)
        + handles
        + path(d, look.tone.base)
        + clipped(
            "tote",
            d,
            stripes,
            faded(0.5, path("M520 300L640 300V660H560Z", look.tone.shade)),
            faded(0.5, path("M300 310Q330 500 310 650L336 650Q350 480 320 310Z", look.tone.shade)),
            rect(200, 310, 400, 10, look.tone.light),
        )
        + print_
    )


@style_of("tote", 2)
def string_bag(look: Look) -> str:
    d = "M220 310H580L610 640Q400 662 190 640Z"
    handles = path("M310 316Q310 120 400 116Q490 120 490 316", "none", look.trim.shade, 20) + path(
        "M306 316Q306 112 396 108Q486 112 486 316", "none", look.trim.base, 18
    )
    mesh = "".join(
        path(
            f"M{220 + step * 26} 330Q{190 + step * 30} 500 {210 + step * 28} 640M{600 - step * 26} 330Q{620 - step * 30} 500 {590 - step * 28} 640",
            "none",
            look.tone.base,
            5,
        )
        for step in range(15)
    )
    fruit = "".join(
        circle(x, y, 62, tone(c).base) + circle(x - 18, y - 18, 18, tone(c).light)
        for x, y, c in (
            (310, 570, "amber"),
            (430, 580, "brick"),
            (510, 530, "moss"),
            (370, 470, "lemon"),
            (460, 440, "amber"),
        )
    )
    return shadow(190, 640) + handles + fruit + clipped("net", d, mesh) + rect(216, 308, 368, 26, look.trim.base, 8)


@drawn
def crossbody(look: Look) -> str:
    """A small bag on a long strap; style 1 a belt bag, 2 a satchel."""
    d = "M240 420Q240 380 280 376H520Q560 380 560 420V570Q560 620 510 624H290Q240 620 240 570Z"
    return (
        shadow(170, 624)
        + path("M250 400Q200 120 400 110Q600 120 550 400", "none", look.trim.base, 13)
        + path(d, look.tone.base)
        + clipped(
            "cross",
            d,
            faded(0.5, path("M490 370H570V630H510Z", look.tone.shade)),
            faded(0.3, path("M240 380H310L280 620H230Z", look.tone.pale)),
        )
        + path("M240 440Q400 490 560 440V420Q560 380 520 376H280Q240 380 240 420Z", look.tone.light)
        + circle(400, 466, 15, tone("brass").base)
    )


@style_of("crossbody", 2)
def satchel(look: Look) -> str:
    d = round_rect(180, 310, 440, 310, 24)
    flap = path(
        "M172 330Q172 300 206 300H594Q628 300 628 330V440Q628 480 590 484H210Q172 480 172 440Z", look.tone.light
    ) + path(
        "M172 430V440Q172 480 210 484H590Q628 480 628 440V430Q620 470 590 472H210Q180 470 172 430Z", look.tone.shade
    )
    straps = "".join(
        rect(x, 440, 34, 120, look.trim.base, 5) + rect(x - 4, 520, 42, 32, tone("brass").base, 5) for x in (266, 500)
    )
    return (
        shadow(240, 622)
        + path("M200 330Q160 140 400 130Q640 140 600 330", "none", look.trim.base, 18)
        + path("M350 304Q352 262 400 260Q448 262 450 304", "none", look.trim.shade, 16)
        + path(d, look.tone.base)
        + flap
        + straps
    )


@style_of("crossbody", 1)
def belt_bag(look: Look) -> str:
    d = "M200 380Q210 330 280 330H520Q590 330 600 380L590 480Q580 540 500 544H300Q220 540 210 480Z"
    belt = path("M210 400Q120 380 60 430M590 400Q680 380 740 430", "none", look.trim.base, 34)
    return (
        lying(d, 14)
        + belt
        + path(d, look.tone.base)
        + clipped("belt", d, faded(0.5, path("M520 330H610V550H540Z", look.tone.shade)))
        + path("M230 396Q400 372 570 396", "none", look.tone.deep, 9)
        + rect(556, 392, 16, 50, look.trim.base, 6)
        + path(round_rect(280, 430, 240, 90, 22), "none", look.tone.light, 5)
    )


@drawn
def notecase(look: Look) -> str:
    """A laptop sleeve of felt; style 1 a roll of tools or pens."""
    d = round_rect(150, 230, 500, 360, 20)
    return group(
        lying(d, 18),
        path(d, look.tone.base),
        clipped(
            "sleeve",
            d,
            faded(0.35, path("M560 230H660V600H500Z", look.tone.shade)),
            "".join(
                circle(
                    160 + step * 0.7548 % 1 * 480,
                    240 + step * 0.5698 % 1 * 340,
                    2,
                    look.tone.deep,
                    more=' opacity=".4"',
                )
                for step in range(90)
            ),
        ),
        path("M150 300V250Q150 230 170 230H630Q650 230 650 250V300Q400 420 150 300Z", look.trim.base),
        circle(400, 340, 14, tone("brass").base),
        turn=-8,
    )


@style_of("notecase", 1)
def pen_roll(look: Look) -> str:
    d = "M140 300H660V560H140Z"
    slots = "".join(line([(180 + step * 62, 410), (180 + step * 62, 556)], look.tone.shade, 4) for step in range(8))
    pens = "".join(
        tube((212 + step * 62, 240 + step % 3 * 16), (212 + step * 62, 440), 22, tone(c))
        for step, c in enumerate(("navy", "brick", "ochre", "sage", "charcoal", "rust", "teal"))
    )
    return group(
        lying(d, 16),
        path(d, look.tone.base),
        pens,
        rect(140, 410, 520, 150, look.tone.light),
        slots,
        thread([(660, 430), (720, 450), (740, 540), (700, 600)], look.trim.base, 14),
        turn=-8,
    )
