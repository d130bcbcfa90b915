"""To play house with."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import circle, ellipse, group, line, lying, path, rect, shadow, shape, thread
from demo.drawings.solids import tube, turned
from demo.drawings.tones import tone


@drawn
def dollhouse(look: Look) -> str:
    front = rect(220, 330, 360, 290, look.tone.base) + rect(540, 330, 40, 290, look.tone.shade)
    roof = (
        shape([(180, 340), (400, 160), (620, 340)], look.trim.base)
        + shape([(400, 160), (620, 340), (560, 340)], look.trim.shade)
        + rect(480, 190, 44, 80, look.trim.deep)
    )
    windows = "".join(
        rect(x, y, 76, 80, "#fbf3d9", 4)
        + line([(x + 38, y), (x + 38, y + 80)], "#ffffff", 6)
        + line([(x, y + 40), (x + 76, y + 40)], "#ffffff", 6)
        for x, y in ((256, 370), (440, 370), (256, 500))
    )
    door = rect(440, 490, 76, 130, look.trim.base, 4) + circle(500, 560, 6, tone("brass").base)
    return shadow(220, 622) + front + windows + door + roof + circle(400, 280, 28, "#fbf3d9")


@drawn
def kitchenette(look: Look) -> str:
    """A set of toy vegetables in a crate; style 1 a tea set, 2 a xylophone."""
    carrot = group(
        path("M380 330Q400 320 420 330L404 520Q400 530 396 520Z", tone("orange").base)
        + "".join(ellipse(400 + dx, 300, 11, 40, tone("green").base) for dx in (-18, 0, 18)),
        turn=-24,
        at=(-120, -60),
    )
    tomato = (
        circle(380, 350, 66, tone("red").base)
        + circle(358, 330, 18, tone("red").light)
        + path("M350 294l30 16l30 -16l-14 30h-32Z", tone("green").base)
    )
    leek = group(
        rect(470, 200, 50, 260, "#f3eedd", 20)
        + path("M462 260Q480 120 440 90Q500 120 496 200Q520 110 560 100Q520 160 528 260Z", tone("green").base),
        turn=20,
        about=(500, 400),
        at=(-30, 90),
    )
    slats = "".join(
        rect(180, y, 440, 60, look.tone.base, 6) + rect(180, y + 46, 440, 14, look.tone.shade, 6)
        for y in (410, 480, 550)
    )
    return (
        shadow(230, 616)
        + carrot
        + leek
        + tomato
        + circle(500, 370, 58, tone("plum").base)
        + circle(482, 352, 14, tone("plum").light)
        + slats
        + "".join(rect(x, 400, 34, 220, look.tone.light, 6) for x in (180, 586))
    )


@style_of("kitchenette", 2)
def xylophone(look: Look) -> str:
    bars = "".join(
        group(
            rect(0, 0, 62, 320 - step * 26, tone(c).base, 12)
            + rect(40, 0, 22, 320 - step * 26, tone(c).shade, 10)
            + circle(31, 24, 6, "#ffffff")
            + circle(31, 296 - step * 26, 6, "#ffffff"),
            at=(140 + step * 76, 250 + step * 13),
        )
        for step, c in enumerate(("brick", "orange", "honey", "green", "teal", "blue", "plum"))
    )
    rails = line([(120, 300), (690, 350)], tone("beech").base, 20) + line(
        [(120, 520), (690, 470)], tone("beech").base, 20
    )
    return (
        lying("M130 250H680V570H130Z", 12)
        + rails
        + bars
        + tube((250, 660), (560, 610), 13, tone("beech"))
        + circle(570, 606, 26, look.tone.base)
    )


@style_of("kitchenette", 1)
def toy_tea_set(look: Look) -> str:
    pot = (
        turned([(380, 60), (440, 110), (540, 120), (600, 80)], look.tone, x=330)
        + path("M440 500Q500 480 520 420L548 416Q540 510 450 550Z", look.tone.shade)
        + path("M220 440Q140 440 150 510Q160 570 230 550", "none", look.trim.base, 18)
        + turned([(350, 18), (380, 62)], look.trim, x=330)
    )
    cups = "".join(
        turned([(520, 60), (600, 40)], look.trim, x=x, smooth=False) + ellipse(x, 520, 60, 12, look.trim.light)
        for x in (560, 680)
    )
    return shadow(130, 612, 330) + shadow(60, 608, 560) + shadow(60, 608, 680) + pot + cups


@drawn
def plush(look: Look) -> str:
    """A bear; style 1 a rabbit, 2 a whale."""
    t, eye = look.tone, tone("charcoal").base
    ears = (
        "".join(
            circle(400 + d * 104, 214, 48, t.shade) + circle(400 + d * 104, 218, 28, look.trim.base) for d in (-1, 1)
        )
        if not look.style
        else "".join(
            group(
                ellipse(400 + d * 60, 130, 34, 120, t.base) + ellipse(400 + d * 60, 136, 18, 90, look.trim.base),
                turn=d * 12,
                about=(400 + d * 50, 250),
            )
            for d in (-1, 1)
        )
    )
    limbs = "".join(
        group(ellipse(400 + d * 130, 470, 48, 98, t.shade), turn=-d * 24, about=(400 + d * 110, 420))
        + ellipse(400 + d * 96, 590, 72, 52, t.shade)
        + ellipse(400 + d * 104, 596, 40, 30, look.trim.base)
        for d in (-1, 1)
    )
    body = ellipse(400, 490, 128, 132, t.base) + ellipse(400, 510, 84, 92, look.trim.light)
    head = (
        ellipse(400, 286, 134, 116, t.base)
        + path("M470 190A134 116 0 0 1 420 402A170 150 0 0 0 470 190Z", t.shade, more=' opacity=".6"')
        + ellipse(400, 326, 58, 44, look.trim.light)
        + ellipse(400, 306, 20, 14, eye)
        + "".join(circle(400 + d * 52, 268, 10, eye) + circle(397 + d * 52, 265, 3.5, "#ffffff") for d in (-1, 1))
        + thread([(376, 340), (400, 352), (424, 340)], eye, 5)
        + line([(400, 318), (400, 344)], eye, 4)
    )
    scarf = (
        path("M300 372Q400 420 500 372L506 404Q400 450 294 404Z", tone("brick").base) if look.second != "oak" else ""
    )
    return shadow(170, 634) + limbs + body + ears + head + scarf


@style_of("plush", 2)
def whale(look: Look) -> str:
    t, eye = look.tone, tone("charcoal").base
    return (
        shadow(230, 612)
        + path(
            "M140 470Q150 300 360 290Q560 290 600 460L690 380Q730 350 740 390Q740 470 650 520Q600 610 400 612Q160 610 140 470Z",
            t.base,
        )
        + path("M150 510Q300 560 560 540Q640 520 650 520Q600 610 400 612Q190 610 150 510Z", look.trim.base)
        + circle(250, 440, 14, eye)
        + circle(246, 435, 5, "#ffffff")
        + thread([(200, 490), (240, 510), (290, 500)], t.deep, 6)
        + path("M420 520Q470 590 520 560Q520 500 470 490Z", t.shade)
        + path("M200 370Q260 310 360 312", "none", t.pale, 12, ' opacity=".5"')
    )
