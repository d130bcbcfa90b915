"""Tools to cut, stir and bake with."""

from demo.drawings.look import Look, drawn
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
    thread,
)
from demo.drawings.solids import arc_span, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def knife(look: Look) -> str:
    long = (0, -60, 40)[look.style % 3]
    serrated = look.style == 2
    edge = [(300, 438), (620 + long, 424), (690 + long, 402), (720 + long, 372)]
    teeth = (
        [(300 + 18 * step, 436 + (6 if step % 2 else -3) - step * 0.6) for step in range(19)] if serrated else edge[:2]
    )
    steel = tone("steel")
    blade = f"M300 352L{690 + long} 352Q{735 + long} 360 {720 + long} 372Q{690 + long} 424 {600 + long} 436L300 440Z"
    handle = "M70 358Q66 348 82 346L290 350L304 352L304 436L250 440Q226 424 196 428Q150 438 104 446Q74 444 76 420Z"
    return group(
        lying(blade, 8), lying(handle, 10),
        path(blade, steel.light), path(f"M300 400L{700 + long} 392Q{690 + long} 424 {600 + long} 436L300 440Z", steel.base),
        line(teeth, steel.shade, 3) if serrated else "",
        rect(292, 348, 26, 92, steel.shade, 4),
        path(handle, look.tone.base), path("M76 420Q74 444 104 446Q150 438 196 428Q226 424 250 440L304 436L304 414Q180 400 76 420Z", look.tone.shade),
        path("M84 358L290 362L290 368L86 366Z", look.tone.pale, more=' opacity=".6"'),
        *[circle(x, 394, 8, steel.light, steel.deep, 2) for x in (120, 190, 258)],
        turn=-32, at=(0, 10),
    )  # fmt: skip


@drawn
def board(look: Look) -> str:
    """A cutting board lying flat; style 1 is round, style 2 has a handle."""
    outline = (
        round_rect(180, 150, 440, 500, 34),
        "M160 400a240 240 0 1 0 480 0a240 240 0 1 0 -480 0Z",
        "M210 250Q210 220 240 220L350 220Q362 214 362 196L362 130Q362 96 400 96Q438 96 438 130L438 196Q438 214 450 220"
        "L560 220Q590 220 590 250L590 670Q590 700 560 700L240 700Q210 700 210 670Z",
    )[look.style % 3]  # fmt: skip
    grain = "".join(
        thread([(140, y), (320, y + 10 - y % 23), (500, y - 6), (660, y + 8)], look.tone.shade, 3, ' opacity=".45"')
        for y in range(130, 720, 37)
    )
    stripes = (
        "".join(rect(x, 60, 44, 700, look.trim.base, more=' opacity=".5"') for x in (250, 430))
        if look.second != "oak"
        else ""
    )
    hole = (
        circle(400, 140, 16, tone("linen").pale)
        if look.style == 2
        else circle(560, 210, 18, "#efe9de")
        if not look.style
        else ""
    )
    return group(
        lying(outline, 18), path(outline, look.tone.shade), f'<g transform="translate(-4 -7)">{path(outline, look.tone.base)}</g>',
        clipped("board", outline, stripes, grain, faded(0.35, path("M100 60L420 60L150 560L100 560Z", look.tone.pale))), hole,
        turn=(-14, 0, -20)[look.style % 3],
    )  # fmt: skip


@drawn
def spoon(look: Look) -> str:
    """A fan of wooden spoons and a spatula."""
    one = "".join([
        tube((400, 330), (400, 700), 22, look.tone),
        ellipse(400, 230, 62, 92, look.tone.base), ellipse(404, 238, 44, 68, look.tone.shade),
        path("M362 240A44 68 0 0 1 400 170A60 80 0 0 0 362 240Z", look.tone.pale, more=' opacity=".5"'),
    ])  # fmt: skip
    flat = "".join([
        tube((400, 330), (400, 700), 22, look.trim), path("M352 150Q400 138 448 150L436 320Q400 344 364 320Z", look.trim.base),
        path("M418 148Q440 148 448 150L436 320Q424 332 412 334Z", look.trim.shade),
        *[path(round_rect(x, 180, 14, 110, 7), look.trim.deep) for x in ((376, 410) if look.style else ())],
    ])  # fmt: skip
    pieces = [(one, -24), (flat, 0), (one, 24)] if look.style != 2 else [(flat, -12), (one, 12)]
    return "".join(
        group(lying("M388 320L412 320L412 705L388 705Z", 10), body, turn=angle, about=(400, 760), at=(0, -20))
        for body, angle in pieces
    )


@drawn
def whisk(look: Look) -> str:
    wires = "".join(
        path(
            f"M400 420C{400 - w} 380 {400 - w} 130 400 110C{400 + w} 130 {400 + w} 380 400 420",
            "none",
            tone("steel").shade if w % 40 else tone("steel").base,
            7,
        )
        for w in (140, 100, 55, 15)
    )
    return group(lying("M300 200Q400 100 500 200L420 430L380 430Z", 8), wires, tube((400, 420), (400, 470), 34, tone("steel"), "butt"),
                 tube((400, 480), (400, 700), 38, look.tone), circle(400, 700, 7, look.tone.deep), turn=38)  # fmt: skip


@drawn
def rollingpin(look: Look) -> str:
    """Style 1 is a plain rod without handles."""
    ends = "" if look.style else tube((110, 400), (690, 400), 34, look.trim)
    rod = tube((150, 400), (650, 400), 74, look.tone)
    body = rod if look.style else tube((220, 400), (580, 400), 92, look.tone, "butt")
    return group(lying(round_rect(130, 362, 540, 90, 40), 16), ends, body, turn=-30)


@drawn
def grater(look: Look) -> str:
    steel = tone("steel")
    holes = "".join(
        ellipse(400 + (column - 2) * 30 + (row % 2) * 10, 300 + row * 36, 8, 5, steel.deep)
        + ellipse(400 + (column - 2) * 30 + (row % 2) * 10, 296 + row * 36, 8, 4, steel.pale)
        for row in range(8)
        for column in range(5)
    )
    return "".join([
        shadow(140, 616), shape([(320, 250), (470, 250), (510, 616), (270, 616)], steel.base), shape([(470, 250), (510, 270), (560, 590), (510, 616)], steel.shade),
        holes, path("M318 250Q318 160 395 160Q472 160 472 250", "none", look.tone.base, 26), path("M330 240Q332 174 395 170", "none", look.tone.light, 6),
    ])  # fmt: skip


@drawn
def cakepan(look: Look) -> str:
    wall = [(430, 210), (560, 196), (580, 190)]
    clip = rect(560, 470, 34, 84, tone("steel").shade, 6) + rect(566, 476, 14, 60, tone("steel").light, 4)
    flutes = (
        "".join(
            line([point, (400 + (point[0] - 400) * 0.93, point[1] + 128)], look.tone.shade, 5, ' opacity=".6"')
            for point in arc_span(208, 0.19, 0.06, 0.94, 400, 436)
        )
        if look.style
        else ""
    )
    chimney = (
        turned([(380, 34), (470, 50)], look.tone, gloss=0.3) + rim(380, 34, look.tone, wall=7) if look.style else ""
    )
    return "".join(
        [
            shadow(210, 590),
            turned(wall, look.tone, smooth=False),
            flutes,
            rim(430, 212, look.tone, wall=9),
            chimney,
            "" if look.style else clip,
        ]
    )
