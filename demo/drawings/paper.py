"""Things of paper."""

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
    shape,
)
from demo.drawings.tones import Tone, tone


@drawn
def notebook(look: Look) -> str:
    """Style 0 with an elastic, 1 with a spiral, 2 a pair, 3 with a cloth spine."""

    return group(_book(look.tone, look.trim, look.style), turn=(-8, 5, 0, -6)[look.style % 4])


@style_of("notebook", 2)
def pair_of_notebooks(look: Look) -> str:

    return group(_book(look.trim, look.tone, 3), turn=12, at=(50, 0)) + group(
        _book(look.tone, look.trim, 2), turn=-6, at=(-40, 10)
    )


def _book(t: Tone, trim: Tone, style: int) -> str:
    """A notebook of that cover."""
    d = round_rect(230, 140, 350, 500, 14)
    pages = path(round_rect(238, 148, 350, 500, 10), "#efe6d2") + "".join(
        line([(586 - step, 160), (586 - step, 640)], "#d9cdb2", 1.5) for step in (0, 4)
    )
    spine = (
        rect(230, 140, 54, 500, trim.base) + rect(276, 140, 8, 500, trim.shade)
        if style in (2, 3)
        else rect(230, 140, 26, 500, t.shade, 8, ' opacity=".6"')
    )
    extra = (
        rect(520, 136, 16, 512, trim.base) + path("M330 640V690L340 678L350 690V640Z", trim.base) if style == 0 else ""
    )
    rings = (
        "".join(
            rect(214, y, 44, 12, tone("steel").shade, 6) + circle(252, y + 6, 7, tone("charcoal").base)
            for y in range(170, 630, 30)
        )
        if style == 1
        else ""
    )
    label = (
        path(round_rect(350, 220, 150, 90, 6), "#f7f1e2")
        + "".join(line([(372, y), (478, y)], trim.shade, 4) for y in (256, 276))
        if style in (2, 3)
        else ""
    )
    shine = faded(0.25, path("M300 140H420L290 640H284V140Z", t.pale))
    return lying(d, 16) + pages + path(d, t.base) + clipped(f"book{style}", d, spine, shine) + label + extra + rings


@drawn
def paper(look: Look) -> str:
    """A pad or ream; style 1 letter set with envelopes, 2 a weekly planner pad, 3 sticky notes."""
    d = round_rect(200, 170, 400, 480, 6) if not look.style else round_rect(130, 240, 540, 330, 6)
    stack = "".join(
        f'<g transform="translate({step * 2} {step * 4})">{path(d, "#e8dec8" if step % 2 else "#f6f0e0")}</g>'
        for step in range(6, 0, -1)
    )
    lines = (
        "".join(line([(236, y), (564, y)], look.trim.light, 3) for y in range(270, 630, 36))
        if not look.style
        else "".join(
            line([(130 + 540 * k / 5, 300), (130 + 540 * k / 5, 560)], look.trim.light, 3) for k in range(1, 5)
        )
        + "".join(line([(150, y), (650, y)], "#e2d8c2", 2) for y in range(340, 560, 40))
    )
    head = rect(200, 170, 400, 54, look.tone.base) if not look.style else rect(130, 240, 540, 50, look.tone.base)
    return group(lying(d, 20), stack, path(d, "#fcf8ee"), clipped("pad", d, lines, head), turn=-6)


@style_of("paper", 1)
def letter_set(look: Look) -> str:
    letter = (
        lying("M250 160H560V560H250Z", 12)
        + rect(250, 160, 310, 400, "#fbf7ec")
        + "".join(line([(290, y), (520 - (y % 5) * 9, y)], tone("stone").light, 4) for y in range(220, 400, 28))
    )
    cover = (
        lying("M220 420H600V660H220Z", 14)
        + rect(220, 420, 380, 240, look.tone.base)
        + shape([(220, 420), (410, 560), (600, 420)], look.tone.light)
        + path("M220 420L410 560L600 420", "none", look.tone.shade, 4)
        + circle(410, 556, 26, look.trim.base)
    )
    return group(letter, turn=-8, at=(-30, -20)) + group(cover, turn=6)


@style_of("paper", 3)
def sticky_notes(look: Look) -> str:
    notes = ((look.tone, -12, -60, -50), (look.trim, 7, 70, -20), (tone("sky"), -3, 0, 90))
    return "".join(
        group(
            lying("M290 290H510V510H290Z", 12),
            rect(290, 290, 220, 220, t.base)
            + rect(290, 290, 220, 34, t.shade, more=' opacity=".5"')
            + path("M510 470V510H450Q490 506 510 470Z", t.shade),
            turn=turn,
            at=(x, y),
        )
        for t, turn, x, y in notes
    )


@drawn
def folder(look: Look) -> str:
    """A ring binder standing; style 1 a letter tray, 2 a box file."""
    body = (
        shape([(260, 170), (470, 170), (470, 630), (260, 630)], look.tone.base)
        + shape([(470, 170), (560, 130), (560, 586), (470, 630)], look.tone.shade)
        + shape([(260, 170), (350, 130), (560, 130), (470, 170)], "#efe6d2")
    )
    label = rect(310, 240, 110, 150, "#f7f1e2", 4) + "".join(
        line([(328, y), (402, y)], tone("stone").base, 4) for y in (280, 304, 328)
    )
    ring = circle(365, 540, 28, tone("steel").base) + circle(365, 540, 16, look.tone.deep)
    edge = line([(266, 174), (266, 626)], look.tone.light, 6)
    return shadow(170, 626, 410) + body + edge + label + ring


@style_of("folder", 1)
def letter_tray(look: Look) -> str:
    def level(y: float, t: Tone) -> str:
        return (
            shape([(170, y), (250, y - 90), (650, y - 90), (610, y)], t.light)
            + shape([(170, y), (610, y), (600, y + 60), (180, y + 60)], t.base)
            + shape([(610, y), (650, y - 90), (650, y - 30), (600, y + 60)], t.shade)
        )

    sheets = shape([(210, 548), (270, 476), (620, 476), (590, 548)], "#fbf7ec")
    return (
        shadow(240, 614)
        + level(550, look.tone)
        + sheets
        + "".join(rect(x, 380, 12, 170, look.trim.base) for x in (196, 580))
        + level(390, look.tone)
    )


@drawn
def calendar(look: Look) -> str:
    """A desk calendar on a wooden foot; style 1 a wall calendar."""
    grid = "".join(
        circle(
            250 + column * 50, 430 + row * 40, 8, look.trim.base if (row * 7 + column) == 17 else tone("stone").light
        )
        for row in range(5)
        for column in range(7)
    )
    card = (
        rect(200, 190, 400, 430, "#fbf7ec", 6)
        + rect(200, 190, 400, 190, look.tone.base, 6)
        + path("M200 340Q300 260 400 330Q500 270 600 330V384H200Z", look.tone.shade)
        + circle(500, 256, 36, look.tone.pale)
    )
    foot = path("M180 610H620L640 650Q640 660 630 660H170Q160 660 160 650Z", tone("oak").base) + rect(
        160, 640, 480, 20, tone("oak").shade, 8
    )
    return shadow(230, 660) + card + grid + foot


@style_of("calendar", 1)
def wall_calendar(look: Look) -> str:
    grid = "".join(
        circle(
            250 + column * 50, 430 + row * 40, 8, look.trim.base if (row * 7 + column) == 17 else tone("stone").light
        )
        for row in range(5)
        for column in range(7)
    )
    card = (
        rect(200, 190, 400, 430, "#fbf7ec", 6)
        + rect(200, 190, 400, 190, look.tone.base, 6)
        + path("M200 340Q300 260 400 330Q500 270 600 330V384H200Z", look.tone.shade)
        + circle(500, 256, 36, look.tone.pale)
    )
    holes = "".join(rect(x, 178, 10, 26, tone("steel").shade, 5) for x in range(230, 590, 40))
    return lying("M200 190H600V620H200Z", 16) + card + grid + holes


@drawn
def books(look: Look) -> str:
    """One book; style 1 a stack, 2 open."""
    d = "M230 140H570V640H230Z"
    art = (
        circle(400, 330, 90, look.trim.base)
        + path("M230 470Q330 400 400 460Q480 400 570 470V640H230Z", look.tone.shade),
        "".join(
            rect(270 + step * 54, 300 - step * 26, 34, 180 + step * 26, look.trim.base if step % 2 else look.tone.light)
            for step in range(5)
        ),
    )[look.scale < 1]
    words = rect(275, 185, 250, 22, "#fbf7ec") + rect(275, 218, 170, 22, "#fbf7ec") + rect(275, 586, 120, 10, "#fbf7ec")
    return group(
        lying(d, 18),
        rect(238, 150, 344, 500, "#efe6d2"),
        path(d, look.tone.base),
        clipped("cover", d, art, rect(230, 140, 20, 500, look.tone.deep, more=' opacity=".4"')),
        words,
        turn=-6,
    )


@style_of("books", 1)
def stack_of_books(look: Look) -> str:
    rows = ((tone("navy"), 170, 0), (look.trim, 200, -20), (look.tone, 150, 14), (tone("sage"), 220, 4))
    return shadow(240, 616) + "".join(
        rect(180 + dx, 550 - index * 64, 620 - w - 20, 62, t.base, 6)
        + rect(190 + dx, 560 - index * 64, 12, 42, t.light)
        + rect(600 + dx - w + 160, 556 - index * 64, 40, 50, "#f3ead6")
        + rect(180 + dx, 596 - index * 64, 600 - w, 16, t.shade, 4)
        for index, (t, w, dx) in enumerate(rows)
    )


@style_of("books", 2)
def open_book(look: Look) -> str:
    left = path("M400 250Q300 200 140 230V590Q300 560 400 610Z", "#fbf7ec") + path(
        "M400 250Q370 234 330 226V570Q370 588 400 610Z", "#e9dfca"
    )
    right = path("M400 250Q500 200 660 230V590Q500 560 400 610Z", "#f6efdf")
    lines = "".join(
        path(f"M170 {y}Q280 {y - 18} 370 {y + 14}M430 {y + 14}Q520 {y - 18} 630 {y}", "none", tone("stone").light, 4)
        for y in range(280, 540, 34)
    )
    return (
        lying("M130 230H670V600H130Z", 16)
        + path("M126 240V606Q300 580 400 628Q500 580 674 606V240Z", look.tone.base)
        + left
        + right
        + lines
    )
